/**
 * Which record a text is about. Names and everyday names found in the text decide; ranking helps where none stands
 * there word for word. What the record cannot explain is told too, so that a stranger is not taken for a friend.
 */
import { normalise } from '../kit/text.ts';
import type { Unit } from '../store/generated/client.ts';
import type { Disclosure } from '../disclosure/disclosures.ts';
import { isPublic } from '../disclosure/disclosures.ts';
import type { LawArticle } from '../disclosure/laws.ts';
import { articleNumber } from '../disclosure/laws.ts';
import type { Procedure } from '../disclosure/procedures.ts';
import { createRetrieval, type Hit, type Retrieval } from './retrieval.ts';
import { nounsOf, segmenter } from './retrieval/tokens.ts';
import type { Records } from './records.ts';
import { isEmptyWord, synonymsIn } from './words.ts';

export interface Match<T> {
  record: T;
  score: number;
  /** The longest name of the record that stands in the text. */
  name: string;
  /** Words that say something and that the record does not explain. */
  strange: string[];
}

export interface Matcher {
  procedures(text: string): Match<Procedure>[];
  units(text: string): Match<Unit>[];
  disclosures(text: string, internal: boolean): Match<Disclosure>[];
  laws(text: string): Match<LawArticle>[];
  /** Names of the county and its places. */
  places: readonly string[];
}

const TOP = 12;
/** What a name found word for word is worth beside the ranking, for each character of it; a piece of one less. */
const NAME_WORTH = 8;
const PIECE_WORTH = 5;

export function createMatcher(records: Records): Matcher {
  const procedures = indexProcedures(records.procedures);
  const disclosures = indexDisclosures(records.disclosures);
  return {
    places: [
      records.county,
      ...records.units
        .filter((unit) => /township|committee/.test(unit.type))
        .flatMap((unit) => [unit.name, ...unit.aliases]),
    ],
    procedures: (text) => procedures(text),
    disclosures: (text, internal) =>
      disclosures(text).filter(({ record }) => internal || record.regime !== '内部'),
    units: (text) => matchUnits(text, records.units),
    laws: (text) => matchLaws(text, records.laws),
  };
}

/** Text of a record in which its words are looked for. */
const textOf = (parts: readonly (string | undefined)[]): string =>
  normalise(parts.filter(Boolean).join('\n'));

function indexProcedures(procedures: readonly Procedure[]): (text: string) => Match<Procedure>[] {
  const byCode = new Map(procedures.map((procedure) => [procedure.code, procedure]));
  const bodies = new Map(procedures.map((procedure) => [procedure.code, procedureText(procedure)]));
  const retrieval = createRetrieval(
    procedures.map((procedure) => ({
      id: procedure.code,
      fields: {
        name: procedure.name,
        aliases: procedure.aliases.join(' '),
        content: procedure.conditions.join(' '),
        materials: procedure.materials.map(({ name, note }) => `${name} ${note ?? ''}`).join(' '),
        rest: [
          procedure.result,
          ...procedure.steps.map((step) => `${step.name} ${step.who}`),
          procedure.fee.note,
          ...(procedure.fee.items ?? []).map((item) => item.name),
        ].join(' '),
      },
    })),
    { weights: { name: 5, aliases: 5, content: 1.5, materials: 1, rest: 0.8 } },
  );
  return (text) => {
    const hits = rank(text, retrieval);
    for (const procedure of procedures)
      if (longestName(text, namesOf(procedure)) && !hits.has(procedure.code))
        hits.set(procedure.code, { id: procedure.code, score: 0, coverage: 0 });
    return [...hits.values()]
      .map(({ id, score }) => {
        const record = byCode.get(id)!;
        const whole = longestName(text, namesOf(record));
        const piece = longestPiece(text, namesOf(record));
        const name = piece.length > whole.length + 1 ? piece : whole || piece;
        return {
          record,
          name,
          score: score + (name === whole ? NAME_WORTH : PIECE_WORTH) * [...name].length,
          strange: strangeWords(text, bodies.get(id)!, retrieval),
        };
      })
      .sort((a, b) => b.score - a.score);
  };
}

const namesOf = (procedure: Procedure): string[] => [
  procedure.name,
  procedure.name.replace(/\(.*\)$/, ''),
  ...procedure.aliases,
];

const procedureText = (procedure: Procedure): string =>
  textOf([
    procedure.name,
    ...procedure.aliases,
    ...procedure.conditions,
    ...procedure.materials.flatMap(({ name, note, form }) => [name, note, form]),
    ...procedure.steps.flatMap(({ name, who, place, limit }) => [name, who, place, limit]),
    ...procedure.basis.flatMap(({ law, gist, article }) => [law, gist, article]),
    ...(procedure.fee.items ?? []).flatMap(({ name, amount }) => [name, amount]),
    procedure.fee.note,
    procedure.fee.basis,
    procedure.result,
    procedure.where,
    ...procedure.rights,
    ...procedure.duties,
    procedure.statutoryLimit.note,
    procedure.promisedLimit.note,
  ]);

function rank(text: string, retrieval: Retrieval): Map<string, Hit> {
  const query = [text, ...synonymsIn(text)].join(' ');
  return new Map(retrieval.search(query, TOP).map((hit) => [hit.id, hit]));
}

/** The longest of the names that stands in the text; '' when none does. */
function longestName(text: string, names: readonly string[]): string {
  const plain = text.toLowerCase();
  let longest = '';
  for (const name of names) {
    const wanted = normalise(name).toLowerCase();
    if (wanted.length > longest.length && wanted.length >= 2 && plain.includes(wanted)) longest = wanted;
  }
  return longest;
}

/** Parts of names that many matters share; alone they name none. */
const SHARED =
  /许可证|许可|登记|审批|申请|申领|补贴|补助|救助|办理|备案|证明|公司|企业|手续|政府|农村|城乡|居民|个人|发放|审核|确认|认定|核发|建设|项目|工程|临时|经营|管理|公开|信息|材料|保险|社会|服务|使用|换证|丢了|到期|缴费|待遇|注销|的证|证$|要/g;
const MIN_PIECE = 3;

/** The longest piece, three characters and more, that the text and a name of the record share and that says something. */
function longestPiece(text: string, names: readonly string[]): string {
  let longest = '';
  for (const name of names) {
    const piece = commonPiece(text.toLowerCase(), normalise(name).toLowerCase());
    if (piece.length > longest.length && piece.length >= MIN_PIECE && piece.replace(SHARED, '').length >= 2)
      longest = piece;
  }
  return longest;
}

function commonPiece(text: string, name: string): string {
  let best = '';
  for (let from = 0; from < name.length; from++) {
    for (let to = name.length; to - from > best.length; to--) {
      const piece = name.slice(from, to);
      if (text.includes(piece)) {
        best = piece;
        break;
      }
    }
  }
  return best;
}

/** Words of the text that say something, that the record does not hold, and that few records hold. */
function strangeWords(text: string, body: string, retrieval: Retrieval): string[] {
  const explained = [body, ...synonymsIn(text)].join(' ').toLowerCase();
  return [...new Set(nounsOf(text))].filter(
    (word) =>
      !isEmptyWord(word) &&
      !explained.includes(word) &&
      !explainedInParts(word, explained) &&
      retrieval.idf(word) > 0,
  );
}

/** 残疾证 is explained by 残疾人证: each character of the word stands in order within a short stretch. */
function explainedInParts(word: string, body: string): boolean {
  const chars = [...word];
  if (chars.length < 3) return false;
  return (
    new RegExp(chars.map((char) => char.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.{0,2}')).test(body) ||
    segmenter()
      .cut(word, true)
      .every((part) => body.includes(part))
  );
}

function indexDisclosures(disclosures: readonly Disclosure[]): (text: string) => Match<Disclosure>[] {
  const byCode = new Map(disclosures.map((item) => [item.code, item]));
  const retrieval = createRetrieval(
    disclosures.map((item) => ({
      id: item.code,
      fields: {
        title: item.title,
        summary: isPublic(item) || item.regime === '内部' ? item.summary : '',
        body: isPublic(item) ? (item.body ?? '') : '',
      },
    })),
    { weights: { title: 4, summary: 1.5, body: 0.5 } },
  );
  return (text) =>
    [...rank(text, retrieval).values()].map(({ id, score, coverage }) => {
      const record = byCode.get(id)!;
      return {
        record,
        score: score * (0.5 + coverage),
        name: '',
        strange: strangeWords(text, textOf([record.title, record.summary, record.body]), retrieval),
      };
    });
}

/** Units named in the text, the longest name first; a group or office inside another's name gives way to it. */
function matchUnits(text: string, units: readonly Unit[]): Match<Unit>[] {
  return units
    .map((record) => {
      const bare = record.name.replace(/^.{2,4}?县(?=.{2})/, '').replace(/\(.*\)$/, '');
      return { record, name: longestName(text, [record.name, bare, ...record.aliases]) };
    })
    .filter(({ name }) => name !== '')
    .map(({ record, name }) => ({
      record,
      name,
      score: [...name].length - (record.type === 'supervision_group' ? 0.5 : 0),
      strange: [],
    }))
    .sort((a, b) => b.score - a.score || (a.record.code < b.record.code ? -1 : 1));
}

const ARTICLE = /第?([零〇一二两三四五六七八九十百]+|\d{1,3})条/;

/** A law named in the text, with the article if one is named. */
function matchLaws(text: string, laws: readonly LawArticle[]): Match<LawArticle>[] {
  const names = [...new Set(laws.map((law) => law.law))];
  const found = names
    .map((law) => ({ law, name: longestName(text, lawNames(law)) }))
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (!found) return [];
  const article = ARTICLE.exec(text)?.[1];
  const number = article === undefined ? undefined : articleNumber(`第${article}条`);
  return laws
    .filter((law) => law.law === found.law && (number === undefined || law.articleNo === number))
    .map((record) => ({
      record,
      name: found.name,
      score: found.name.length + (number !== undefined ? 10 : 0),
      strange: [],
    }));
}

/** 政府信息公开条例 is also 信息公开条例; 中华人民共和国 is left out in speech. */
const lawNames = (law: string): string[] => {
  const short = law.replace(/^中华人民共和国/, '').replace(/\(.*\)$/, '');
  const spoken = short.replace(/^(政府|国家|农村|城市|城镇)/, '');
  return [law, short, ...(spoken.length >= 4 ? [spoken] : [])];
};
