/** Which published item a text is about: its topic, the unit or village, and the time. */
import type { Day } from '../../kit/day.ts';
import type { Disclosure } from '../../disclosure/disclosures.ts';
import { isPublic } from '../../disclosure/disclosures.ts';
import { normalise } from '../../kit/text.ts';
import type { Unit } from '../../store/generated/client.ts';
import type { Match } from '../match.ts';
import type { TermIndex } from '../ranking/postings.ts';
import { createNameIndex } from './names.ts';
import { agreement, readPeriod, type Period } from './periods.ts';
import { readTerms, type Reading, type Term } from './reading.ts';
import { strangeIn, type Body } from './strange.ts';
import { unitsIn } from './units.ts';

/** Items and the index over their names, in the same order. */
export interface IndexedItems {
  items: readonly Disclosure[];
  index: TermIndex;
}

/** What is asked of the items, besides the words. */
export interface DisclosureQuestion {
  text: string;
  /** Units whose 内部公开 the asker may see. */
  within: readonly string[];
  today?: Day | undefined;
}

/** What is asked of an item rather than which one is meant: who got it, who built it, how far it is. */
const ASPECTS = new Set('救助发放 津贴发放 低保发放 招标 采购 进展 落实 批准'.split(' '));

interface Entry {
  item: Disclosure;
  body: Body;
  /** Without the unit before the colon. */
  title: string;
  period: Period;
  /** Newest first where all else is equal. */
  day: string;
}

const TOP = 30;
const BODY_WORTH = 0.3;
/** A unit or village named that is the item's own, and one that is not. */
const OWN_UNIT = 5;
const OTHER_UNIT = -9;
const PERIOD_WORTH = 3;
const PUBLIC_WORTH = 0.4;
/** A pair of characters that the title has too: among items of one idea the one said literally is meant. */
const LITERAL_WORTH = 0.3;

/** `open` is what a citizen may be told of; what is kept within has an index of its own that only staff search. */
export function createDisclosureMatcher(
  open: IndexedItems,
  inner: IndexedItems,
  units: readonly Unit[],
): (question: DisclosureQuestion) => Match<Disclosure>[] {
  const citizens = createItemMatcher(open, units);
  const staff = createItemMatcher(inner, units);
  return (question) =>
    question.within.length === 0
      ? citizens(question)
      : [
          ...citizens(question),
          ...staff(question).filter(({ record }) => question.within.includes(record.unit)),
        ]
          .sort((a, b) => b.score - a.score)
          .slice(0, TOP);
}

function createItemMatcher(
  { items, index: terms }: IndexedItems,
  units: readonly Unit[],
): (question: DisclosureQuestion) => Match<Disclosure>[] {
  const byCode = new Map(items.map((item) => [item.code, item]));
  const known = new Map<string, Entry>();
  const entry = (code: string): Entry => {
    const own = known.get(code) ?? entryOf(byCode.get(code)!, units);
    known.set(code, own);
    return own;
  };
  const index = createNameIndex(
    items.map((item) => ({ id: item.code, names: namesOf(item) })),
    terms,
    'topics',
  );
  return ({ text, today }) => {
    const named = unitsIn(text, units);
    const cut = named.reduce((rest, { name }) => rest.replaceAll(name, ' '), text);
    const reading = readTerms(cut, 'topics');
    const period = readPeriod(text, today);
    const codes = new Set(named.map(({ record }) => record.code));
    return index
      .search(reading)
      .slice(0, TOP * 4)
      .map((hit) => {
        const { item, body, title, period: told } = entry(hit.id);
        const own = codes.has(item.unit);
        const score =
          hit.score +
          BODY_WORTH * beyondOf(reading, body, hit.spans, index.weigh) +
          (named.length === 0 ? 0 : own ? OWN_UNIT : isCountyItem(item, units) ? -2 : OTHER_UNIT) +
          PERIOD_WORTH * agreement(period, told) +
          LITERAL_WORTH * sharedPairs(reading.text, title) +
          (isPublic(item) ? PUBLIC_WORTH : 0);
        const strange = strangeIn(reading, body, hit.spans).filter(({ word }) => !ASPECTS.has(word));
        return {
          record: item,
          score,
          name: hit.name,
          said: hit.said,
          text: reading.text,
          spans: hit.spans,
          strange,
        };
      })
      .sort((a, b) => b.score - a.score || (entry(a.record.code).day < entry(b.record.code).day ? 1 : -1))
      .slice(0, TOP);
  };
}

/** 财政 and 县政府 publish for all units. */
const isCountyItem = (item: Disclosure, units: readonly Unit[]): boolean =>
  !/township|committee/.test(units.find(({ code }) => code === item.unit)?.type ?? '');

function sharedPairs(text: string, title: string): number {
  const pairs = new Set([...text.matchAll(/(?=(\p{Script=Han}{2}))/gu)].map((match) => match[1]!));
  return [...pairs].filter((pair) => title.includes(pair)).length;
}

function beyondOf(
  reading: Reading,
  body: Body,
  spans: readonly Term[],
  weigh: (term: Term) => number,
): number {
  let sum = 0;
  for (const term of reading.terms)
    if (
      term.kind !== 'pair' &&
      !term.plain &&
      !spans.includes(term) &&
      (term.kind === 'idea' ? body.ideas.has(term.key) : body.text.includes(term.key))
    )
      sum += weigh(term);
  return sum;
}

/** The title without the unit before the colon, and the title without what stands in brackets. */
export function namesOf(item: Disclosure): string[] {
  const title = normalise(item.title);
  const topic = title.replace(/^[^::]{2,20}[::]/, '');
  return [...new Set([topic, topic.replace(/\([^)]*\)/g, '')])].filter((name) => name !== '');
}

/** Of items not public only the title is searched: the content may not even be guessed at. */
function entryOf(item: Disclosure, units: readonly Unit[]): Entry {
  const open = isPublic(item) || item.regime === '内部';
  const unit = units.find(({ code }) => code === item.unit);
  const text = normalise(
    [item.title, open ? item.summary : '', open ? item.body : '', unit?.name, ...(unit?.aliases ?? [])]
      .filter(Boolean)
      .join('\n'),
  ).toLowerCase();
  const ideas = readTerms(text, 'topics').terms.filter((term) => term.kind === 'idea');
  const period = readPeriod(normalise(item.title));
  return {
    item,
    body: { text, ideas: new Set(ideas.map((term) => term.key)) },
    title: namesOf(item)[0] ?? '',
    period:
      period.year === undefined && item.formed
        ? { ...period, year: Number(item.formed.slice(0, 4)) }
        : period,
    day: item.published ?? item.due ?? item.expected ?? '',
  };
}
