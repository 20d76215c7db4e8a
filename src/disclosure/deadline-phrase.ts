/**
 * 公开时限 understood: the phrase as a table writes it in, what it means out. Vague phrases are read and marked, never
 * guessed in silence; what nobody could read gives undefined.
 */
import { normalForm } from './deadline-phrase/normal-form.ts';
import { meaning, type DeadlineMeaning } from './deadline-meaning.ts';
import { readClause } from './deadline-phrase/read-clause.ts';

const MAX_LENGTH = 300;
const EXCEPTION =
  /[((,;。]?(其中)?[^;。,((]{0,20}(法律|法规|规章|政策|国家|上级|条例|文件|规定)[^;。]{0,24}另有(规定|要求|约定)(的)?[,]?(应|应当)?(的|除外|从其规定|依照其规定|按其规定|遵从其规定|执行|从其|依其规定)*[))。]?/g;
const KEEP = /[,,;。]?(并|且|同时)?(保持|实行|予以)?(长期|永久|常年)(公开|保留|公示|有效|公布)?(?=$|[,;。(])/;
const ON_CHANGE =
  /(内容|信息|情况|政策|人员|事项)?(有|如有|发生|若有|遇有)?(变动|变更|变化|调整|修改|更新)(的|后|时)?[,]?(应当?|须|要)?(及时|随时|即时|立即|实时)(更新|调整|公开|公布|变更|修订)/;

/** Reads a phrase; `law` is the statute it was lifted from and only decides whether 日 means working days. */
export function readDeadline(phrase: string, law?: string): DeadlineMeaning | undefined {
  if (phrase.length > MAX_LENGTH) return undefined;
  const text = normalForm(phrase).replace(/[。;,.]+$/, '');
  if (text === '' || namesImpossibleDate(text)) return undefined;
  const withoutException = text.replace(EXCEPTION, '').replace(/[。;,.]+$/, '');
  const exception = withoutException !== text && withoutException !== '' ? { exception: true } : {};
  const read = readText(withoutException || text, law);
  return read && { ...read, ...exception };
}

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** 2月30日, 13月5日, 每月32日, 每季度第5个月 */
function namesImpossibleDate(text: string): boolean {
  if (/季度[^;,]*第([4-9]|\d\d)个?月/.test(text)) return true;
  const dates = [...text.matchAll(/(?<!\d)(\d{1,2})月(?:(\d{1,2})[日号])?/g)];
  if (
    dates.some(
      ([, month, day]) =>
        !(Number(day ?? 1) >= 1 && Number(day ?? 1) <= (DAYS_IN_MONTH[Number(month) - 1] ?? 0)),
    )
  )
    return true;
  return [...text.matchAll(/月(?:份)?的?(\d{1,2})[日号](?!内|以|后|起)/g)].some(
    ([, day]) => Number(day) < 1 || Number(day) > 31,
  );
}

function readText(text: string, law: string | undefined): DeadlineMeaning | undefined {
  const kept = text.replace(KEEP, '');
  if (kept !== text && kept !== '') {
    const main = readText(kept, law);
    if (main && main.kind !== 'immediate' && main.kind !== 'permanent') return { ...main, keep: 'permanent' };
  }
  return readAlternatives(text, law) ?? readSequence(text, law);
}

/** '每季度第二周前或更改内容后一周内': a rule and another one for a case that is named. */
function readAlternatives(text: string, law: string | undefined): DeadlineMeaning | undefined {
  const split = /^(.+?)或(者)?((?:[^或]{0,8})(?:更改|变更|变动|修改|调整|更新)[^或]*)$/.exec(text);
  if (!split || !/\d/.test(split[3]!) || /(形成|产生|生成|制作|制定|获取|获得|编制)$/.test(split[1]!))
    return undefined;
  const main = readClause(split[1]!, law);
  const other = readClause(split[3]!, law);
  if (!main || !other || other.kind !== 'within_after' || main.kind === 'immediate') return undefined;
  return {
    ...main,
    alt: {
      when: split[3]!.replace(/(后|之日起).*$/, ''),
      trigger: other.trigger,
      amount: other.amount,
      unit: other.unit,
    },
  };
}

interface Clause {
  text: string;
  meaning: DeadlineMeaning;
}

/** Clauses one after the other: one of them rules, or all of equal rank. */
function readSequence(text: string, law: string | undefined): DeadlineMeaning | undefined {
  const clauses = clausesOf(text, law);
  const [first] = clauses;
  if (!first) return undefined;
  if (clauses.length === 1) return first.meaning;
  return (
    readSpecialCase(clauses) ??
    readWhenChanged(clauses) ??
    readNotice(clauses) ??
    readChange(clauses, text) ??
    readCompound(clauses)
  );
}

/** Splits at sentence ends, then at commas where both sides say something of their own. */
function clausesOf(text: string, law: string | undefined): Clause[] {
  return text.split(/[;。]/).flatMap((sentence) => {
    const parts = sentence.split(',').filter(Boolean);
    const read = parts.map((part) => ({ text: part, meaning: readClause(part, law) }));
    const own = read.filter(
      (part) => part.meaning && (part.meaning.kind !== 'within_after' || !part.meaning.assumedTrigger),
    );
    if (parts.length > 1 && own.length > 1) return own as Clause[];
    if (parts.length === 2 && SPECIAL_CASE.test(parts[1]!) && read.every((part) => part.meaning))
      return read as Clause[];
    const whole = readClause(parts.join(','), law) ?? readClause(parts.join(''), law);
    if (whole) return [{ text: sentence, meaning: whole }];
    return own as Clause[];
  });
}

const SPECIAL_CASE =
  /^(其中|属于|涉及|对于?|(情况|情形|案情|内容)?(特殊|特别|复杂|疑难|紧急)|重大(?!事项)|加急|遇有?(特殊|复杂))/;

/** '…20个工作日内;其中行政许可…7个工作日内', '执法决定…7个工作日内,其他…20个工作日内' */
function readSpecialCase(clauses: readonly Clause[]): DeadlineMeaning | undefined {
  if (clauses.length !== 2 || clauses.some((clause) => clause.meaning.kind !== 'within_after'))
    return undefined;
  const [one, two] = clauses as [Clause, Clause];
  const special = SPECIAL_CASE.test(two.text)
    ? two
    : /^(其他|其它|其余|一般|除此)/.test(two.text)
      ? one
      : undefined;
  if (!special) return undefined;
  const general = special === one ? two : one;
  const { amount, unit } = special.meaning;
  // A case that names no event of its own runs from the general one.
  const own = special.meaning.assumedTrigger || special.meaning.trigger === 'event';
  const trigger = own ? general.meaning.trigger : special.meaning.trigger;
  return { ...general.meaning, alt: { when: caseName(special.text), trigger, amount, unit } };
}

/** What the case is called: '其中行政许可、行政处罚事项应…' → 行政许可、行政处罚. */
const caseName = (text: string): string =>
  (
    /^(?:其中|属于|涉及|对于?)?(.+?)(?:事项|信息|结果|情况|的|应|须|自|在|于|之日|,|\d)/.exec(text)?.[1] ??
    text
  ).slice(0, 20);

/** A rule and, beside it, how long something stays posted. */
function readNotice(clauses: readonly Clause[]): DeadlineMeaning | undefined {
  const posted = clauses.find((clause) => clause.meaning.kind === 'min_period');
  const main = clauses.find((clause) =>
    ['within_after', 'fixed_date', 'immediate', 'periodic'].includes(clause.meaning.kind),
  );
  if (!posted || !main || clauses.length !== 2) return undefined;
  const { amount, unit, trigger } = posted.meaning;
  return {
    ...main.meaning,
    notice: { amount: amount!, unit: unit!, purpose: trigger === 'comment_start' ? 'comment' : 'display' },
  };
}

/** '每季度公开一次,信息变更后5日内更新': the rhythm rules, a change has its own clock. */
function readWhenChanged([one, two, ...more]: readonly Clause[]): DeadlineMeaning | undefined {
  if (!one || !two || more.length > 0 || !['periodic', 'fixed_date'].includes(one.meaning.kind))
    return undefined;
  const { kind, trigger, amount, unit } = two.meaning;
  if (kind !== 'within_after' || trigger !== 'info_changed') return undefined;
  return { ...one.meaning, alt: { when: two.text.replace(/(的|后|之日起).*$/, ''), trigger, amount, unit } };
}

/** '长期公开,内容变动后及时更新' */
function readChange(clauses: readonly Clause[], text: string): DeadlineMeaning | undefined {
  if (!ON_CHANGE.test(text)) return undefined;
  const main = clauses.find((clause) => !ON_CHANGE.test(clause.text)) ?? clauses[0]!;
  return {
    ...main.meaning,
    onChange: 'immediate',
    ...(main.meaning.kind === 'permanent' ? { ambiguous: true } : {}),
  };
}

/** Clauses that each speak of their own kind of matter are of equal rank. */
const OWN_SUBJECT =
  /(一般|重大|重要|临时|经常|阶段|长期|突发|热点|日常|专项|其他|其它|固定|财务|财政|村级|涉及|收支).{0,10}(事项|工作|事务|信息|情况|收支|财务|项目|问题|公布|公开)/;

function readCompound(clauses: readonly Clause[]): DeadlineMeaning {
  const meanings = clauses.map((clause) => clause.meaning);
  // A number rules over the vague words around it.
  const firm = meanings.filter(
    (one) => !one.ambiguous && one.kind !== 'permanent' && one.kind !== 'immediate',
  );
  if (
    firm.length === 1 &&
    !clauses.every((clause) => OWN_SUBJECT.test(clause.text)) &&
    meanings.every(
      (one) =>
        one === firm[0] ||
        one.kind === 'immediate' ||
        one.kind === 'external_rule' ||
        one.kind === 'ongoing' ||
        one.kind === 'permanent',
    )
  ) {
    const keep = meanings.some((one) => one.kind === 'permanent') ? { keep: 'permanent' as const } : {};
    return { ...firm[0]!, ...keep };
  }
  return meaning('compound', 'none', { parts: meanings });
}
