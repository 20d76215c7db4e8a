/** What a question is about: rules in order, the surest first. Pure. */
import type { Disclosure } from '../../disclosure/disclosures.ts';
import { lawId, type LawArticle } from '../../disclosure/laws.ts';
import type { Procedure } from '../../disclosure/procedures.ts';
import type { ContactPoint, Unit } from '../../store/generated/client.ts';
import type { Confirmed } from '../confirmed.ts';
import type { Field } from '../fields.ts';
import type { Match, Strange } from '../match.ts';
import type { Matcher } from '../matcher.ts';
import { readTerms } from '../matcher/reading.ts';
import { isOtherMatter, narrows } from '../matcher/strange.ts';
import type { NamedUnit } from '../matcher/units.ts';
import type { Records } from '../records.ts';
import { contactPointIn, genericUnits, windowIn } from './places.ts';
import { within, type Question } from '../question.ts';

export type Subject =
  | { kind: 'procedure'; match: Match<Procedure>; near?: Match<Procedure>; rule: string }
  | { kind: 'unit'; unit: Unit; procedure?: Procedure; rule: string }
  | { kind: 'window'; zone: string; procedures: Procedure[]; rule: string }
  | { kind: 'disclosure'; match: Match<Disclosure>; near: Match<Disclosure>[]; rule: string }
  /** `articles` is empty when the law is known and the article is not. */
  | { kind: 'law'; articles: LawArticle[]; procedure?: Procedure; rule: string }
  | { kind: 'contact'; point: ContactPoint; rule: string }
  | { kind: 'which'; of: WhichOf; rule: string }
  | { kind: 'nothing'; best?: Match<Procedure>; strange: Strange[] };

/** Several that fit alike: the citizen chooses by number. */
export type WhichOf =
  | { type: 'procedure'; records: Procedure[] }
  | { type: 'unit'; records: Unit[] }
  | { type: 'disclosure'; records: Disclosure[] };

/** A name said nearly whole, and one said at least in good part. */
const SAID = 0.8;
const PARTLY_SAID = 0.4;
/** Below this a match is chance. */
const FLOOR = 4;
const RANKED_FLOOR = 6;
const DISCLOSURE_FLOOR = 5;
/** More odd words than this, and something else is meant. */
const MOST_STRANGE = 3;
/** Within this share of the best a second one is as likely. */
const ALIKE = 0.93;

/** Fields that the record of a unit answers. */
const UNIT_FIELDS: ReadonlySet<Field> = new Set<Field>([
  'phone',
  'where',
  'hours',
  'duties',
  'discipline',
  'supervision',
  'who',
]);
const OF_UNIT_ALONE: ReadonlySet<Field> = new Set<Field>(['duties', 'discipline', 'supervision']);

/** Decides what the question is about. */
export function findSubject(question: Question, matcher: Matcher, records: Records): Subject {
  const { text } = question;
  const named = matcher.units(text);
  const cut = named.reduce((rest, { name }) => rest.replaceAll(name, ' '), text);
  const [best, second] = matcher.procedures(text);
  const [bare] = named.length > 0 ? matcher.procedures(cut) : [best];
  return (
    lawSubject(question, matcher, best) ??
    deskSubject(question, named, records) ??
    lawsSubject(question, matcher, records, best) ??
    publishedByUnit(question, named, matcher) ??
    askedOfUnit(question, named, bare, records) ??
    contactSubject(question, records) ??
    (question.lookup ? disclosureSubject(question, matcher, DISCLOSURE_FLOOR) : undefined) ??
    procedureSubject(best, second, SAID) ??
    windowSubject(question, records, best) ??
    namedUnit(question, named, best, records) ??
    followUp(question, matcher, records, best) ??
    procedureSubject(best, second, PARTLY_SAID) ??
    dutySubject(question, matcher) ??
    disclosureSubject(question, matcher, DISCLOSURE_FLOOR + 1) ??
    whichUnit(question, records) ??
    whichProcedure(question, matcher, records) ?? {
      kind: 'nothing',
      ...(best ? { best } : {}),
      strange: best?.strange ?? [],
    }
  );
}

/** A law by its name, an article by its number. */
function lawSubject(
  { text, fields }: Question,
  matcher: Matcher,
  best?: Match<Procedure>,
): Subject | undefined {
  const law = matcher.law(text);
  if (!law) return undefined;
  const sure = best && isSure(best, SAID) && !law.name.includes(best.name) && !best.name.includes(law.name);
  const procedure = best && best.score >= FLOOR && best.strange.length === 0 ? best.record : undefined;
  const subject: Subject = {
    kind: 'law',
    articles: law.articles,
    rule: 'law',
    ...(procedure && (law.numbers.length === 0 || fields.length > 0) ? { procedure } : {}),
  };
  if (law.numbers.length > 0) {
    // Numbers that nobody has verified are not confirmed by what stands beside them.
    const [one] = law.articles;
    return one && law.articles.every(({ verified }) => !verified)
      ? { ...subject, articles: matcher.law(law.law)?.articles ?? law.articles }
      : subject;
  }
  if (law.alone) return subject;
  if (sure || (!fields.includes('basis') && !/条文?|规定|原文|内容|讲|说|写/.test(text))) return undefined;
  return subject;
}

/** Where laws can be looked up, for nothing. 法律政策查询处 */
const LOOKS_UP =
  /法律(政策)?查询|(查|看|找|翻|咨询|问)(一?下|个)?(法律|政策|法规|法条|条文)(?!援助|依据|.{0,4}规定).{0,6}(哪|地方|电话|号码|几点|地址|单位|免费|收费|收钱|要钱)|哪(里|儿|点)?.{0,4}(查|看)(得到|到|一下)?(法律|法规|法条|政策)(?!依据)/;

function deskSubject(
  { text, fields }: Question,
  named: readonly NamedUnit[],
  records: Records,
): Subject | undefined {
  if (!LOOKS_UP.test(text) || (named.length > 0 && !named[0]!.record.free)) return undefined;
  const desk = records.units.find(({ type, free }) => type === 'service_point' && free);
  return desk && (fields.length > 0 || named.length > 0)
    ? { kind: 'unit', unit: desk, rule: 'law-desk' }
    : undefined;
}

/** Which laws there are about something, rather than what the law of a matter says in passing. */
const WHICH_LAWS =
  /(哪些|哪几部|哪部|什么|啥子?|有没有|有无|么子)(关于|有关|相关|国家)?.{0,8}(法律|法规|规章|(?<!办|方|做|无|没|想|设)法(?=[管治保规]|[吗呢?。]|$))|(法律|法规|规章)(法规)?(有|都有|是)(哪些|什么|啥|哪几)|(法律|法规)(咋个?|怎么|如何|是怎么)(规定|说|写|讲)|方面的(法律|法规|法)|的(法律|法规)(规定|条文)?[吗呢?。]*$/;

function lawsSubject(
  { text, fields }: Question,
  matcher: Matcher,
  records: Records,
  best?: Match<Procedure>,
): Subject | undefined {
  const plainly = fields.some((field) => field !== 'basis' && field !== 'statutory' && field !== 'duties');
  if (!WHICH_LAWS.test(text) || plainly) return undefined;
  const procedure = best && isSure(best, SAID) ? best.record : undefined;
  const known = new Map(records.laws.map((law) => [law.id, law]));
  const own = (procedure?.basis ?? []).flatMap(
    ({ law, article }) => known.get(lawId(law, article)) ?? known.get(lawId(law)) ?? [],
  );
  const articles = [...new Set([...own, ...matcher.lawsAbout(text)])];
  return articles.length === 0
    ? undefined
    : { kind: 'law', articles, rule: 'laws-about', ...(procedure ? { procedure } : {}) };
}

/** What every unit publishes, said of one that is named. */
const PUBLISHED = /决算|预算|三公|审计|采购|招标|中标|名单|公示|公开|收支|账/;
/** What a village publishes is meant rather than how something is done there. */
const ABOUT_DOING: ReadonlySet<Field> = new Set<Field>([
  'materials',
  'steps',
  'phone',
  'hours',
  'duties',
  'discipline',
  'supervision',
]);
/** With the unit's own worth in it; what is left is the topic's. */
const OWN_FLOOR = 9;

/** An item of the very unit that is named: 柳树湾灌溉水费, 住建局去年的决算. */
function publishedByUnit(
  { text, fields, audience, today, lookup }: Question,
  named: readonly NamedUnit[],
  matcher: Matcher,
): Subject | undefined {
  const [unit] = named;
  if (!unit || fields.some((field) => ABOUT_DOING.has(field))) return undefined;
  const village = /committee|township/.test(unit.record.type);
  if (!village && !lookup && !PUBLISHED.test(text)) return undefined;
  const [best, ...rest] = matcher.disclosures(text, within(audience), today);
  if (!best || best.record.unit !== unit.record.code || best.score < OWN_FLOOR) return undefined;
  if (best.strange.some(({ kind }) => kind !== 'verb')) return undefined;
  const [procedure] = matcher.procedures(text);
  const own = procedure?.record.unit === unit.record.code && isSure(procedure, SAID);
  if (!lookup && own && procedure.score > best.score) return undefined;
  const near = rest.filter((match) => match.score >= best.score * ALIKE && match.strange.length === 0);
  return { kind: 'disclosure', match: best, near: near.slice(0, 3), rule: 'published-by-unit' };
}

/** Questions that only a unit can answer: its duties, discipline, supervision telephone. */
function askedOfUnit(
  { fields }: Question,
  named: readonly NamedUnit[],
  bare: Match<Procedure> | undefined,
  records: Records,
): Subject | undefined {
  const [unit] = named;
  if (!unit) return undefined;
  const ofUnit = fields.some((field) => OF_UNIT_ALONE.has(field));
  if (!ofUnit && bare && isSure(bare, SAID)) return undefined;
  const asked = fields.length > 0 && fields.every((field) => UNIT_FIELDS.has(field));
  return ofUnit || asked ? unitSubject(unit.record, records, 'unit') : undefined;
}

const unitSubject = (unit: Unit, records: Records, rule: string): Subject => {
  const own = records.procedures.filter((procedure) => procedure.unit === unit.code);
  return { kind: 'unit', unit, rule, ...(own.length === 1 ? { procedure: own[0]! } : {}) };
};

function contactSubject({ text, fields }: Question, records: Records): Subject | undefined {
  const point = contactPointIn(text, fields, records);
  return point && { kind: 'contact', point, rule: 'contact-point' };
}

function procedureSubject(
  best: Match<Procedure> | undefined,
  second: Match<Procedure> | undefined,
  said: number,
): Subject | undefined {
  if (!best || !isSure(best, said)) return undefined;
  const near =
    second && second.score >= best.score * ALIKE && isSure(second, said) && second.record.unit !== undefined
      ? second
      : undefined;
  return {
    kind: 'procedure',
    match: best,
    rule: said === SAID ? 'named' : 'ranked',
    ...(near ? { near } : {}),
  };
}

/** Beside a name said whole a stray word does no harm, unless it stands right before the name and narrows it. */
export function isSure(match: Match<unknown>, said: number): boolean {
  const { strange } = match;
  if (match.said < said || match.score < (said >= SAID ? FLOOR : RANKED_FLOOR)) return false;
  const telling = strange.filter((one) => one.kind === 'noun' || one.kind === 'verb' || isOtherMatter(one));
  if (said < SAID) return telling.length === 0;
  return telling.length <= MOST_STRANGE && !telling.some((one) => narrows(one, match));
}

function windowSubject(question: Question, records: Records, best?: Match<Procedure>): Subject | undefined {
  const found = windowIn(question.text, records, best?.record);
  return found && { kind: 'window', ...found, rule: 'window' };
}

function namedUnit(
  { fields }: Question,
  named: readonly NamedUnit[],
  best: Match<Procedure> | undefined,
  records: Records,
): Subject | undefined {
  const [unit] = named;
  if (!unit || (fields.length > 0 && !fields.some((field) => UNIT_FIELDS.has(field)))) return undefined;
  const strange = best?.strange.filter(({ from, to }) => from >= unit.to || to <= unit.from) ?? [];
  return strange.length === 0 ? unitSubject(unit.record, records, 'unit') : undefined;
}

/** "那要多少钱": nothing of its own beyond what is asked, so what was spoken of before is meant. */
function followUp(
  question: Question,
  matcher: Matcher,
  records: Records,
  best?: Match<Procedure>,
): Subject | undefined {
  const { last, text } = question;
  if (!last || (best && best.said >= SAID) || matcher.speaksOfMatter(text)) return undefined;
  if (last.type === 'unit') {
    const unit = records.units.find(({ code }) => code === last.id);
    return unit && unitSubject(unit, records, 'follow-up');
  }
  if (last.type === 'disclosure') {
    const item = records.disclosures.find(({ code }) => code === last.id);
    const seen =
      item && (item.regime !== '内部' || within(question.audience).includes(item.unit)) ? item : undefined;
    return seen && { kind: 'disclosure', match: exactly(seen), near: [], rule: 'follow-up' };
  }
  const record = records.procedures.find(({ code }) => code === last.id);
  return record && { kind: 'procedure', match: exactly(record), rule: 'follow-up' };
}

/** The record itself, matched by nothing. */
const exactly = <T>(record: T): Match<T> => ({
  record,
  name: '',
  said: 1,
  score: 0,
  text: '',
  spans: [],
  strange: [],
});

/** The record that a confirmed answer belongs to. */
export function recalled(
  { record }: Confirmed,
  { audience }: Question,
  records: Records,
): Subject | undefined {
  const rule = 'confirmed';
  const procedure = records.procedures.find(({ code }) => code === record.id);
  if (record.type === 'procedure') return procedure && { kind: 'procedure', match: exactly(procedure), rule };
  const item = records.disclosures.find(({ code }) => code === record.id);
  if (record.type === 'disclosure')
    return item && (item.regime !== '内部' || within(audience).includes(item.unit))
      ? { kind: 'disclosure', match: exactly(item), near: [], rule }
      : undefined;
  const unit = records.units.find(({ code }) => code === record.id);
  if (record.type === 'unit') return unit && { kind: 'unit', unit, rule };
  const articles = records.laws.filter(({ id, law }) => id === record.id || law === record.id);
  return articles.length > 0 ? { kind: 'law', articles, rule } : undefined;
}

function dutySubject({ text, fields }: Question, matcher: Matcher): Subject | undefined {
  if (!fields.includes('who')) return undefined;
  const unit = matcher.unitByDuty(text, true);
  return unit && { kind: 'unit', unit, rule: 'duty' };
}

function disclosureSubject(
  { text, audience, today, lookup }: Question,
  matcher: Matcher,
  floor: number,
): Subject | undefined {
  const found = matcher.disclosures(text, within(audience), today);
  const [best] = found;
  if (!best || best.score < floor || best.strange.some(isOtherMatter)) return undefined;
  const odd = lookup ? best.strange.filter(({ kind }) => kind !== 'verb') : best.strange;
  if (odd.length > (best.said >= SAID ? 1 : 0)) return undefined;
  const near = found
    .slice(1)
    .filter((match) => match.score >= best.score * ALIKE && match.strange.length <= best.strange.length);
  const places = new Set([best, ...near].map(({ record }) => record.unit));
  if (places.size >= 3 && matcher.units(text).length === 0)
    return {
      kind: 'which',
      of: { type: 'disclosure', records: onePerUnit([best, ...near].map(({ record }) => record)) },
      rule: 'disclosures-alike',
    };
  return { kind: 'disclosure', match: best, near: near.slice(0, 3), rule: 'disclosure' };
}

const onePerUnit = (items: readonly Disclosure[]): Disclosure[] =>
  [...new Map(items.toReversed().map((item) => [item.unit, item])).values()].toReversed().slice(0, 7);

/** 镇政府, 村委会 without a name. */
function whichUnit({ text, fields }: Question, records: Records): Subject | undefined {
  const units = genericUnits(text, fields, records.units);
  return units.length > 1
    ? { kind: 'which', of: { type: 'unit', records: units.slice(0, 7) }, rule: 'units-alike' }
    : undefined;
}

/** Words that name a kind of matter and none of them: what is said beside them is only that one wants it. */
const KINDS: readonly (readonly [RegExp, RegExp])[] = [
  [/补贴|补助|津贴|救助|扶持/, /补贴|补助|津贴|救助/],
  [/证明/, /证明/],
  [/许可|审批/, /许可|审批/],
  [/登记|注册/, /登记/],
  [/备案/, /备案/],
  [/贷款/, /贷款/],
  [/办个?证|证件|证照|办什么证|[办补换]证/, /证(申领|办理|核发)?[、(换补]|证$|证书/],
];
const LONGEST_KIND = 12;
const MOST_CHOICES = 7;

/** A word that many matters share, such as 补贴: the likeliest ones to choose from. */
function whichProcedure(
  { fields, text }: Question,
  matcher: Matcher,
  { procedures }: Records,
): Subject | undefined {
  const found = matcher.procedures(text).filter((match) => match.strange.length === 0 && match.score > 0.3);
  const telling = readTerms(text).terms.filter((term) => term.kind === 'idea' || !term.plain);
  const kind = KINDS.find(([said]) => said.test(text));
  const rest = kind ? readTerms(text.replace(kind[0], ' ')).terms : [];
  const bare =
    kind !== undefined &&
    [...text].length <= LONGEST_KIND &&
    rest.every((term) => term.plain || term.kind === 'pair');
  const ofKind = bare ? procedures.filter(({ name }) => kind[1].test(name)).slice(0, MOST_CHOICES) : [];
  const generic = telling.every((term) => term.kind === 'pair') && fields.length > 0;
  const records = ofKind.length >= 2 ? ofKind : generic ? found.slice(0, 5).map(({ record }) => record) : [];
  return records.length >= 2
    ? { kind: 'which', of: { type: 'procedure', records }, rule: 'procedures-alike' }
    : undefined;
}
