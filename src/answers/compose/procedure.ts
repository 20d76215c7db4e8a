/** What the record of a procedure says to a question: the asked facts first, then what anybody needs next. */
import { termsOf } from '../retrieval/tokens.ts';
import type { Field } from '../fields.ts';
import type { Procedure } from '../../disclosure/procedures.ts';
import type { Unit } from '../../store/generated/client.ts';
import { basesText, deadlineText, feeText, limitText, type LawFinder } from './limits.ts';

export interface ProcedureContext {
  text: string;
  fields: readonly Field[];
  /** The name by which the text calls it. */
  name: string;
  unit: Unit | undefined;
  findLaw: LawFinder;
}

const MAX_CHARACTERS = 590;

/** The answer, at most 600 characters; asked facts are never cut, the rest fills what is left. */
export function composeProcedure(procedure: Procedure, context: ProcedureContext): string {
  const asked = askedFields(context);
  const wanted = asked.flatMap((field) => linesFor(field, procedure, context));
  const said = wanted.join('\n');
  const close = closest(procedure, context).filter((fact) => !said.includes(fact));
  const head = `【${procedure.name}】`;
  const rest = DEFAULT_ORDER.filter((field) => !asked.includes(field)).flatMap((field) =>
    linesFor(field, procedure, { ...context, fields: [] }, true),
  );
  return fill([head, ...wanted, ...close.map((fact) => `· ${fact}`)], rest);
}

/** What is shown when nothing more particular was asked, and in which order the rest follows. */
const DEFAULT_ORDER: readonly Field[] = [
  'deadline',
  'fee',
  'basis',
  'where',
  'phone',
  'supervision',
  'result',
];
const OVERVIEW: readonly Field[] = ['steps', 'materials', 'deadline', 'fee', 'basis', 'where', 'phone'];

function askedFields({ fields }: ProcedureContext): Field[] {
  if (fields.length === 0) return [...OVERVIEW];
  const asked = new Set<Field>(fields);
  if (asked.has('statutory')) asked.add('deadline');
  if (asked.has('amount')) {
    asked.add('conditions');
    asked.add('fee');
  }
  if (asked.has('steps') && asked.size === 1) return [...OVERVIEW];
  return [...asked];
}

function linesFor(
  field: Field,
  procedure: Procedure,
  { unit, findLaw, text }: ProcedureContext,
  brief = false,
): string[] {
  switch (field) {
    case 'deadline':
      return [`多久办好:${deadlineText(procedure)}`];
    case 'statutory':
      return procedure.statutoryLimit.basis ? [`法定期限依据:${procedure.statutoryLimit.basis}`] : [];
    case 'fee':
      return [`收费:${feeText(procedure)}`];
    case 'amount':
      return [];
    case 'materials':
      return [
        `要带:${procedure.materials.map(({ name, form, note }) => `${name}(${form}${note && !brief ? `,${note}` : ''})`).join('、')}`,
      ];
    case 'conditions':
      return [`条件:${procedure.conditions.join(';')}`];
    case 'steps':
      return [`怎么办:${procedure.steps.map((step) => `${step.order}.${step.name}(${step.who})`).join(' ')}`];
    case 'basis':
      return brief
        ? [`依据:${basesText(procedure.basis.slice(0, 2), findLaw, false).join('、')}`]
        : [`依据:${closestBases(procedure, text, findLaw).join(';')}`];
    case 'result':
      return brief ? [] : [`办好后:${procedure.result}`];
    case 'where':
      return [`在哪办:${procedure.where}`, ...(brief ? [] : [`时间:${procedure.hours}`])];
    case 'hours':
      return [`时间:${procedure.hours}`];
    case 'phone':
      return [`电话:${procedure.phone}`];
    case 'supervision':
      return [`监督电话:${procedure.supervisionPhone}`];
    case 'who':
      return unit ? [`归${unit.name}管${unit.address ? `,地址:${unit.address}` : ''}`] : [];
    case 'duties':
      return [`您要做到:${procedure.duties.join(';')}`, `您的权利:${procedure.rights.join(';')}`];
    case 'discipline':
      return unit ? [`办事纪律:${unit.disciplineRules.join(';')}`] : [];
  }
}

/** Bases with their gist, those nearest to the question first. */
function closestBases(procedure: Procedure, text: string, findLaw: LawFinder): string[] {
  const asked = new Set(termsOf(text));
  const ranked = procedure.basis
    .map((basis, i) => ({
      basis,
      i,
      hits: termsOf(`${basis.law}${basis.gist ?? ''}`).filter((term) => asked.has(term)).length,
    }))
    .sort((a, b) => b.hits - a.hits || a.i - b.i);
  return basesText(
    ranked.map(({ basis }) => basis),
    findLaw,
    true,
  );
}

/** Facts of the record that speak of what the question speaks of, beyond the fields it names. */
function closest(procedure: Procedure, { text, name }: ProcedureContext): string[] {
  const own = new Set(termsOf(`${name} ${procedure.name}`));
  const asked = new Set(termsOf(text).filter((term) => !own.has(term) && !IDLE.test(term)));
  const facts = [
    ...procedure.conditions,
    ...procedure.steps.map((step) => `${step.name}:${step.who}${step.limit ? `,${step.limit}` : ''}`),
    ...procedure.materials.flatMap(({ name: material, note }) => (note ? [`${material}:${note}`] : [])),
    ...(procedure.fee.items ?? []).map((item) => `${item.name}${item.amount}`),
    ...(procedure.fee.note ? [procedure.fee.note] : []),
    procedure.result,
    ...[procedure.statutoryLimit.note, procedure.promisedLimit.note].filter((note) => note !== undefined),
  ];
  return facts
    .map((fact) => ({ fact, hits: new Set(termsOf(fact).filter((term) => asked.has(term))).size }))
    .filter(({ hits }) => hits >= 2)
    .sort((a, b) => b.hits - a.hits)
    .slice(0, 3)
    .map(({ fact }) => fact);
}

/** Bigrams of the words every question has. */
const IDLE =
  /^(多少|什么|怎么|需要|可以|办理|申请|要求|几个|工作|作日|多久|材料|手续|哪里|电话|时间|收费|依据|法律|规定|条件|有没|没有|能不|不能|请问|一下|我要|我想|我们|要带|带什|要什|多长|几天|在哪|哪个|是多|是什|要多|的材|的时|办的)$/;

/** As many of the further lines as fit. */
export function fill(first: readonly string[], more: readonly string[]): string {
  let text = clip(first.join('\n'));
  for (const line of more) if ([...text].length + [...line].length + 1 <= MAX_CHARACTERS) text += `\n${line}`;
  return text;
}

/** Over the limit even with the asked facts alone: cut at a separator, and say that there is more. */
function clip(text: string): string {
  const chars = [...text];
  if (chars.length <= MAX_CHARACTERS) return text;
  const kept = chars.slice(0, MAX_CHARACTERS - 12).join('');
  const end = Math.max(
    kept.lastIndexOf('、'),
    kept.lastIndexOf(';'),
    kept.lastIndexOf(' '),
    kept.lastIndexOf('\n'),
  );
  return `${kept.slice(0, end > 0 ? end : kept.length)}……(还有,回复 人工 细问)`;
}

/** '承诺20个工作日' alone, for lists. */
export const promisedText = (procedure: Procedure): string => limitText(procedure.promisedLimit);
