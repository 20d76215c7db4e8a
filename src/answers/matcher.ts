/**
 * Which record a text is about. The text is read as ideas of everyday speech, so that 屋基 meets 宅基地; what a record
 * cannot explain is told beside each match, so that a stranger is not taken for a friend.
 */
import type { Day } from '../kit/day.ts';
import type { Disclosure } from '../disclosure/disclosures.ts';
import type { LawArticle } from '../disclosure/laws.ts';
import type { Procedure } from '../disclosure/procedures.ts';
import { createDisclosureMatcher } from './matcher/disclosures.ts';
import type { Confirmed } from './confirmed.ts';
import type { Indexed } from './library.ts';
import { createLawFinder, createNearest, lawIn, type LawMatch } from './matcher/laws.ts';
import { createProcedureMatcher } from './matcher/procedures.ts';
import { createUnitByDuty, unitsIn, type NamedUnit } from './matcher/units.ts';
import type { Memory, Remembered } from './memory.ts';
import { rankerOf } from './ranking.ts';
import type { Unit } from '../store/generated/client.ts';
import type { Match } from './match.ts';
import { withoutFields } from './fields.ts';
import { isJoint, isPlain, readTerms } from './matcher/reading.ts';
import type { Records } from './records.ts';
import { segmenter } from './retrieval/tokens.ts';

export interface Matcher {
  procedures(text: string): Match<Procedure>[];
  /** Published items and their state; internal ones only of the units `within`. */
  disclosures(text: string, within: readonly string[], today?: Day): Match<Disclosure>[];
  units(text: string): NamedUnit[];
  /** The one unit whose duties speak of it; of all of it when `whole`. */
  unitByDuty(text: string, whole?: boolean): Unit | undefined;
  law(text: string): LawMatch | undefined;
  /** Articles of the laws about what the text speaks of. */
  lawsAbout(text: string): LawArticle[];
  /** The text names a matter, or anything that is neither everyday talk nor what is asked. */
  speaksOfMatter(text: string): boolean;
  /** Names of the county and its places. */
  places: readonly string[];
}

export function createMatcher(
  records: Records,
  { shelf, units, open, internal, indexes }: Indexed,
  memory: Memory,
): Matcher {
  const about = memory.aboutLaws();
  const ranker = rankerOf(shelf, indexes.law);
  const nearest = createNearest(about.length > 0 ? ranker.recalling(about) : ranker);
  const procedures = createProcedureMatcher(records.procedures, indexes.procedure);
  const disclosures = createDisclosureMatcher(
    { items: open, index: indexes.open },
    { items: internal, index: indexes.internal },
    records.units,
  );
  return {
    procedures: (text) => withMemory(procedures(text), 'procedure', memory.near(text)),
    disclosures: (text, within, today) =>
      withMemory(disclosures({ text, within, today }), 'disclosure', memory.near(text)),
    units: (text) => unitsIn(text, records.units),
    unitByDuty: createUnitByDuty(units, indexes.unit),
    law: (text) => lawIn(text, records.laws, nearest),
    lawsAbout: createLawFinder(records.laws, nearest),
    speaksOfMatter,
    places: [
      records.county,
      ...records.units.flatMap((unit) =>
        /township|committee/.test(unit.type) ? [unit.name, ...unit.aliases] : [],
      ),
    ],
  };
}

/** A record that answered the very same question goes before one that fits it by a word or two more. */
const MEMORY_WORTH = 3;

/** Records that staff have confirmed for like questions move up. What does not fit at all is not among the matches. */
function withMemory<T extends { code: string }>(
  matches: Match<T>[],
  type: Confirmed['record']['type'],
  remembered: readonly Remembered[],
): Match<T>[] {
  const worth = new Map<string, number>();
  for (const { one, like } of remembered)
    if (one.record.type === type) worth.set(one.record.id, Math.max(worth.get(one.record.id) ?? 0, like));
  if (worth.size === 0) return matches;
  return matches
    .map((match) => ({ ...match, score: match.score + MEMORY_WORTH * (worth.get(match.record.code) ?? 0) }))
    .sort((a, b) => b.score - a.score);
}

/** A matter is named, or anything that is neither everyday talk nor what is asked. */
export const speaksOfMatter = (text: string): boolean =>
  readTerms(text).terms.some(({ kind }) => kind === 'idea') ||
  readTerms(withoutFields(text)).terms.some(
    ({ kind, key }) => kind === 'word' && !isPlain(key) && !isJoint(key),
  );

export interface Words {
  words: string[];
  /** The text with every matter of government in it as 〇; the text itself when there is none. */
  outline: string;
  /** A matter of government is spoken of. */
  matters: boolean;
  /** A person is called by name. */
  people: boolean;
}

/** The words of a text, two characters and more, and what kinds of thing they name. */
export function readWords(text: string): Words {
  const tagged = segmenter().tag(text, true);
  const { text: plain, terms } = readTerms(text);
  const ideas = terms.filter((term) => term.kind === 'idea');
  return {
    words: tagged.flatMap(({ word }) => (word.length > 1 ? [word] : [])),
    outline: ideas
      .toReversed()
      .reduce((rest, { from, to }) => `${rest.slice(0, from)}〇${rest.slice(to)}`, plain),
    matters: ideas.length > 0,
    people: tagged.some(({ word, tag }) => tag === 'nr' && SURNAME.test(word)),
  };
}

/** The hundred most common surnames, with one or two characters after. */
const SURNAME =
  /^[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤][\p{Script=Han}]{1,2}$/u;
