/**
 * What another may make of a draft: nothing but its own words in another order, with words that join them. Whoever wrote the
 * text, it passes only when each fact stands where it stood, no word is new, nothing is denied that was not, and little is
 * left out. Pure.
 */
import { normalise } from '../kit/text.ts';
import { MAX_CHARACTERS } from './compose/fit.ts';
import { JOINING_CHARACTERS, JOINING_WORDS } from './lexicon/joining-words.ts';
import { segmenter } from './retrieval/tokens.ts';

export interface RewordingFault {
  kind: 'form' | 'length' | 'fact' | 'order' | 'role' | 'word' | 'denial' | 'pair' | 'dropped';
  /** What of the text or of the draft. */
  what: string;
}

/** Marks of formatting, of code and of our own placeholders: a chat shows none of them. */
const MARKUP = /[<>{}`*#|\\~^$=[\]_〔〕@]|\p{Extended_Pictographic}/u;
const LINK = /https?:\/\/[^\s<>"'，。；、)）]+/g;
/** '1.' and '2、' before what they count. */
const NUMBERING = /(^|[\s:;。,、(])\d{1,2}[.、)](?=\D)/gm;
const NUMBER = /\d[\d.:-]*\d|\d/g;
const TOKEN = /https?:\/\/[^\s<>"'，。；、)）]+|\d[\d.:-]*\d|\d|\p{Script=Han}+/gu;
const BARELY_JOINING = /[的是为到在了]/g;
const DENIAL = /[不没無无未非免勿莫别禁停拒废]/;
/** '户口簿(原件)': what belongs to what. */
const PAIR = /(\p{Script=Han}{2,12})\(([^()]{1,12})\)/gu;
const ROLES = /承诺|法定|监督|投诉|举报|收费|罚款|每年|每月|每天|最高|最低|以上|以下|以内/g;
const CLAUSE_END = /[,。;、\n()!?]/;
/** Share of the draft's words that must be said again. */
const KEPT = 0.85;
/** Words of the heading may be said again. */
const HEADING_AGAIN = 2;

/** Every reason why the text must not stand for the draft; none: it may. */
export function faultsOfRewording(draft: string, text: string): RewordingFault[] {
  const [from, to] = [formOf(draft), formOf(text)];
  const plain = to.replace(LINK, ' ');
  return [
    ...(MARKUP.test(plain) ? [{ kind: 'form' as const, what: MARKUP.exec(plain)![0] }] : []),
    ...([...text].length > MAX_CHARACTERS + 10 ? [{ kind: 'length' as const, what: '' }] : []),
    ...factFaults(from, to),
    ...roleFaults(from, to),
    ...denialFaults(from, to),
    ...pairFaults(from, to),
    ...wordFaults(from, to),
  ];
}

const formOf = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(NUMBERING, '$1')
    .split('\n')
    .map((line) => normalise(line).toLowerCase())
    .join('\n');

const numbersIn = (text: string): string[] => [
  ...(text.match(LINK) ?? []),
  ...(text.replace(LINK, ' ').match(NUMBER) ?? []),
];

/** The numbers of the draft, each as often and after the same words; and no others. */
function factFaults(from: string, to: string): RewordingFault[] {
  const said = numbersIn(to);
  const faults: RewordingFault[] = [];
  const owed = numbersIn(from);
  for (const fact of new Set([...owed, ...said])) {
    const count = (list: readonly string[]): number => list.filter((one) => one === fact).length;
    if (count(owed) !== count(said)) faults.push({ kind: 'fact', what: fact });
  }
  const places = placesIn(to, false);
  for (const [fact, before] of placesIn(from, true))
    if (!places.some(([one, place]) => one === fact && place.endsWith(before)))
      faults.push({ kind: 'order', what: `${before}${fact}` });
  return faults;
}

/**
 * Each number with what stands right before it in its line: two characters, or another number. Of a draft the label before
 * the colon does not count, a sentence has other words for it.
 */
function placesIn(text: string, labels: boolean): [fact: string, before: string][] {
  return text.split('\n').flatMap((line) => {
    const said = (labels ? line.replace(/^[^:\d]{1,8}:/, '') : line).replace(BARELY_JOINING, '');
    const tokens = said.match(TOKEN) ?? [];
    return tokens.flatMap((token, i): [string, string][] => {
      if (!/^\d|^http/.test(token)) return [];
      const before = tokens[i - 1] ?? '';
      return [[token, /^\d|^http/.test(before) ? before : labels ? before.slice(-2) : before]];
    });
  });
}

/** What is said of a number right before it, within the clause: 承诺20日 is not 法定20日. */
function roleFaults(from: string, to: string): RewordingFault[] {
  const rolesOf = (text: string): Map<string, Set<string>> => {
    const roles = new Map<string, Set<string>>();
    for (const { 0: fact, index } of text.replace(LINK, (link) => ' '.repeat(link.length)).matchAll(NUMBER)) {
      const before = text.slice(Math.max(0, index - 40), index);
      const clause = before.split(CLAUSE_END).at(-1)!;
      roles.set(fact, (roles.get(fact) ?? new Set<string>()).add((clause.match(ROLES) ?? []).join('')));
    }
    return roles;
  };
  const owed = rolesOf(from);
  return [...rolesOf(to)].flatMap(([fact, roles]) =>
    [...roles].some((role) => !owed.get(fact)?.has(role)) ? [{ kind: 'role' as const, what: fact }] : [],
  );
}

/** Each 不, 没, 无 … with what it denies, as often as in the draft. */
function denialFaults(from: string, to: string): RewordingFault[] {
  const denialsIn = (text: string): string[] =>
    [...text.matchAll(/[不没無无未非免勿莫别禁停拒废]\p{Script=Han}?/gu)].map(([denial]) => denial);
  const [owed, said] = [denialsIn(from).toSorted(), denialsIn(to).toSorted()];
  return owed.join() === said.join()
    ? []
    : [{ kind: 'denial', what: said.find((one) => !owed.includes(one)) ?? owed.join() }];
}

/** What stands in brackets after a thing stays in one clause with it. */
function pairFaults(from: string, to: string): RewordingFault[] {
  const clauses = to.split(/[,。;、\n]/).map((clause) => clause.replace(/[^\p{Script=Han}\d]/gu, ''));
  return [...from.matchAll(PAIR)].flatMap(([, thing, note]) => {
    const [end, start] = [thing!.slice(-2), note!.split(/[,。;、]/)[0]!.replace(/[^\p{Script=Han}\d]/gu, '')];
    const together = clauses.some((clause) => clause.includes(end) && clause.includes(start));
    return together ? [] : [{ kind: 'pair' as const, what: `${thing}(${note})` }];
  });
}

/** No word more often than the draft has it, but for those that only join; and most of the draft's words again. */
function wordFaults(from: string, to: string): RewordingFault[] {
  const owed = countWords(from);
  const heading = new Set(countWords(/^【[^】]*】/.exec(from)?.[0] ?? '').keys());
  const said = countWords(to);
  const faults: RewordingFault[] = [];
  for (const [word, times] of said) {
    const may = (owed.get(word) ?? 0) + (heading.has(word) ? HEADING_AGAIN : 0);
    if (times > may && !joins(word)) faults.push({ kind: 'word', what: word });
  }
  const telling = [...owed.keys()].filter((word) => word.length >= 2 && !joins(word));
  const kept = telling.filter((word) => to.includes(word));
  if (kept.length < telling.length * KEPT)
    faults.push({ kind: 'dropped', what: telling.filter((word) => !to.includes(word)).join(' ') });
  return faults;
}

const joins = (word: string): boolean =>
  !DENIAL.test(word) && (JOINING_WORDS.has(word) || [...word].every((char) => JOINING_CHARACTERS.has(char)));

/** Words of Chinese and Latin letters with how often they stand; numbers and links are looked at apart. */
function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of segmenter().cut(text.replace(LINK, ' '), false))
    if (/[\p{Script=Han}a-z]/u.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
