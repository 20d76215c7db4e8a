/** What the record of a procedure says to a question: the asked facts first, then what anybody needs next. */
import type { Procedure } from '../../disclosure/procedures.ts';
import type { Unit } from '../../store/generated/client.ts';
import type { Field } from '../fields.ts';
import { readTerms } from '../matcher/reading.ts';
import { fit } from './fit.ts';
import { basesText, deadlineText, feeText, hasUnverified, type LawFinder } from './limits.ts';

export interface ProcedureContext {
  text: string;
  fields: readonly Field[];
  unit: Unit | undefined;
  findLaw: LawFinder;
}

/** What follows when there is room, in this order. */
const AFTER: readonly Field[] = [
  'deadline',
  'fee',
  'basis',
  'where',
  'phone',
  'supervision',
  'result',
  'hours',
  'materials',
];
/** When nothing in particular is asked. */
const OVERVIEW: readonly Field[] = ['steps', 'materials', 'deadline', 'fee', 'basis', 'where', 'phone'];
const MOST_BASES = 4;

/** The answer, at most 600 characters. */
export function composeProcedure(procedure: Procedure, context: ProcedureContext): string {
  const asked = askedFields(context, procedure);
  const wanted = asked.flatMap((field) => linesFor(field, procedure, context, false));
  const said = wanted.join('\n');
  const near = nearestFacts(procedure, context).filter((fact) => !said.includes(fact));
  const rest = AFTER.filter((field) => !asked.includes(field)).flatMap((field) =>
    linesFor(field, procedure, context, true),
  );
  const first = [...new Set([`【${procedure.name}】`, ...wanted, ...near.map((fact) => `· ${fact}`)])];
  return fit(
    first,
    rest.filter((line) => !first.includes(line)),
  );
}

/** What anybody needs to go there. */
const IN_SHORT: readonly Field[] = ['materials', 'where', 'deadline', 'fee', 'phone'];

/** The asked facts alone, or the few that one needs to go there, in short lines. */
export function composeBrief(procedure: Procedure, context: ProcedureContext): string {
  const asked = context.fields.length > 0 ? askedFields(context, procedure) : IN_SHORT;
  const lines = asked.flatMap((field) => linesFor(field, procedure, context, true));
  return fit([`【${procedure.name}】`, ...new Set(lines)], []);
}

/** The record says what holds in general; whether it holds in the case told, a person at the window says. */
export function composeSupposed(procedure: Procedure, context: ProcedureContext): string {
  const lines = (['conditions', 'materials'] as const).flatMap((field) =>
    linesFor(field, procedure, context, false),
  );
  const ask = `您说的这种情况,记录里没有单独写。请先问窗口:${phoneText(procedure, context.unit)}`;
  return fit([`【${procedure.name}】`, ask], lines);
}

/** Fields whose answer is a number, so that 多少 is answered. */
const NUMBERED: ReadonlySet<Field> = new Set<Field>([
  'deadline',
  'statutory',
  'fee',
  'amount',
  'phone',
  'hours',
  'basis',
  'supervision',
]);
const ASKS_NUMBER = /多少|几|多(大|长|高|远|宽)|上限|下限|比例|最多|最少|最高|最低/;

function askedFields({ fields, text }: ProcedureContext, procedure: Procedure): Field[] {
  const asked = new Set<Field>(fields);
  if (ASKS_NUMBER.test(text) && !fields.some((field) => NUMBERED.has(field))) asked.add('conditions');
  if (asked.has('fee') && /[补领发给减贷奖]/.test(text)) asked.add('amount');
  if (fields.length === 0 || (asked.has('steps') && asked.size === 1))
    return [...new Set<Field>([...asked, ...OVERVIEW])];
  if (asked.delete('statutory')) asked.add('deadline');
  if (asked.delete('amount')) {
    asked.add('conditions');
    if (!procedure.fee.free || (procedure.fee.items?.length ?? 0) > 0) asked.add('fee');
    if (/\d/.test(procedure.result)) asked.add('result');
  }
  return [...asked];
}

function linesFor(
  field: Field,
  procedure: Procedure,
  { unit, findLaw, text }: ProcedureContext,
  brief: boolean,
): string[] {
  switch (field) {
    case 'deadline':
    case 'statutory':
      return [`多久办好:${deadlineText(procedure)}`];
    case 'fee':
      return [`收费:${feeText(procedure)}`];
    case 'materials':
      return [`要带:${procedure.materials.map((one) => materialText(one, brief)).join('、')}`];
    case 'conditions':
    case 'amount':
      return procedure.conditions.length > 0 ? [`条件和标准:${procedure.conditions.join(';')}`] : [];
    case 'steps':
      return [`怎么办:${procedure.steps.map((step) => `${step.order}.${step.name}(${step.who})`).join(' ')}`];
    case 'basis':
      return [basisLine(procedure, text, findLaw, brief)];
    case 'result':
      return [`办好后:${procedure.result}`];
    case 'where':
      return [`在哪办:${procedure.where}`, ...(brief ? [] : [`时间:${procedure.hours}`])];
    case 'hours':
      return [`时间:${procedure.hours}`];
    case 'phone':
      return [`电话:${phoneText(procedure, unit)}`];
    case 'supervision':
      return [`监督电话:${procedure.supervisionPhone}`];
    case 'who':
      return unit ? [`归${unit.name}管${unit.address ? `,地址:${unit.address}` : ''}`] : [];
    case 'duties':
      return [`您的权利:${procedure.rights.join(';')}`, `您要做到:${procedure.duties.join(';')}`];
    case 'discipline':
      return unit && unit.disciplineRules.length > 0 ? [`办事纪律:${unit.disciplineRules.join(';')}`] : [];
  }
}

const materialText = ({ name, form, note }: Procedure['materials'][number], brief: boolean): string =>
  `${name}(${form}${note && !brief ? `,${note}` : ''})`;

/** The window's telephone, and the unit's own where it is another. */
const phoneText = ({ phone }: Procedure, unit: Unit | undefined): string =>
  unit?.phone && unit.phone !== phone ? `${phone};${unit.name} ${unit.phone}` : phone;

/** Bases with their gist, those nearest to the question first; brief: the two first by name. */
function basisLine(procedure: Procedure, text: string, findLaw: LawFinder, brief: boolean): string {
  if (brief) return `依据:${basesText(procedure.basis.slice(0, 2), findLaw, false).join('、')}`;
  const asked = new Set(readTerms(text, 'topics').terms.map((term) => term.key));
  const ranked = procedure.basis
    .map((basis, i) => ({
      basis,
      i,
      shared: readTerms(`${basis.law}${basis.article ?? ''}${basis.gist ?? ''}`, 'topics').terms.filter(
        (term) => asked.has(term.key),
      ).length,
    }))
    .sort((a, b) => b.shared - a.shared || a.i - b.i)
    .slice(0, MOST_BASES)
    .map(({ basis }) => basis);
  const note = hasUnverified(ranked, findLaw) ? '。没写第几条的,条号还没核对过原文' : '';
  return `依据:${basesText(ranked, findLaw, true).join(';')}${note}`;
}

/** Facts of the record that speak of what the question speaks of, beyond the fields it names; three at most. */
function nearestFacts(procedure: Procedure, { text }: ProcedureContext): string[] {
  const own = new Set(
    [procedure.name, ...procedure.aliases].flatMap((name) => readTerms(name).terms.map((term) => term.key)),
  );
  const asked = new Set(
    readTerms(text).terms.flatMap((term) => (term.plain || own.has(term.key) ? [] : [term.key])),
  );
  if (asked.size === 0) return [];
  const facts = [
    ...procedure.conditions,
    ...procedure.steps.map((step) => `${step.name}:${step.who}${step.limit ? `,${step.limit}` : ''}`),
    ...procedure.materials.flatMap(({ name, note }) => (note ? [`${name}:${note}`] : [])),
    ...(procedure.fee.items ?? []).map((item) => `${item.name}${item.amount}`),
    ...(procedure.fee.note ? [procedure.fee.note] : []),
    procedure.result,
    ...[procedure.statutoryLimit.note, procedure.promisedLimit.note].filter((note) => note !== undefined),
  ];
  return facts
    .map((fact) => ({ fact, shared: sharedWith(fact, asked) }))
    .filter(({ shared }) => shared >= 1)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, 3)
    .map(({ fact }) => fact);
}

/** A word or an idea counts one, a pair of characters a half. */
const sharedWith = (fact: string, asked: ReadonlySet<string>): number =>
  [...new Map(readTerms(fact).terms.map((term) => [term.key, term])).values()].reduce(
    (sum, term) => sum + (asked.has(term.key) ? (term.kind === 'pair' ? 0.5 : 1) : 0),
    0,
  );
