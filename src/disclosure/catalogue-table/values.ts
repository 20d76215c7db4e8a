/** What the cells of a catalogue say. */
import { CHANNELS, tierName } from './columns.ts';

/** White space, zero-width and control characters. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const STRAY = /[\s\u0000-\u001f\u007f\u200b-\u200d\ufeff]+/g;

/** NFKC without any white space: how cell text is read. */
export const compact = (text: string): string => text.normalize('NFKC').replace(STRAY, '');

/** White space inside words and signs no database keeps gone, the rest as written: how cell text is kept. */
export const tidy = (text: string): string => text.toWellFormed().replace(STRAY, '');

const YES = /^(√|✓|✔|☑|●|■|是|1|R|v|V|有|○)/;
const NO = /^(□|☐|○|×|✗|否|0|无|—|-|\/)?$/;

export interface Tick {
  yes: boolean;
  /** The text in brackets beside the tick, e.g. 被征地农户. */
  who?: string;
}

/** A cell of a √ column. ○ is an empty ring, so no. */
export function readTick(text: string): Tick {
  const value = compact(text);
  if (NO.test(value) || value.startsWith('○')) return { yes: false };
  if (!YES.test(value)) return { yes: true, who: value };
  const who = /[((](.+)[))]$/.exec(value)?.[1];
  return { yes: true, ...(who ? { who } : {}) };
}

export const isReallyEmpty = (text: string): boolean => /^(—+|-+|\/|无|无\.|——)$/.test(compact(text));
export const isDitto = (text: string): boolean => /^(同上|同前|〃|″|"|同上述|同上行)$/.test(compact(text));

/** A text that a spreadsheet would take for a formula. */
export const looksLikeFormula = (text: string): boolean =>
  /^[\s'"]*[=+@]|^\s*-(?![\s—-]*$)/.test(text.normalize('NFKC')) && !/^\s*[—-]+\s*$/.test(text);

/** 公开依据: one entry a law; a document number or article stays with its law. What it gives, it leaves as it is. */
export function splitBasis(text: string): string[] {
  let entries = splitOnce(text);
  for (let n = 0; n < MOST_SPLITS; n++) {
    const again = splitOnce(entries.join(';'));
    if (again.length === entries.length && again.every((entry, i) => entry === entries[i])) break;
    entries = again;
  }
  return entries;
}

/** A cell seldom needs a second. */
const MOST_SPLITS = 20;

function splitOnce(text: string): string[] {
  const entries: string[] = [];
  for (const line of compact(text).split(/[;;\n]/)) {
    let depth = 0;
    let current = '';
    for (const [i, char] of [...line].entries()) {
      if (char === '《' && depth === 0 && /[》)]|条|号|款|项/.test(current)) {
        entries.push(current);
        current = '';
      }
      if (char === '《') depth++;
      if (char === '》') depth--;
      if (
        (char === '、' || char === ',') &&
        depth === 0 &&
        !continuesArticle(current, [...line].slice(i + 1))
      ) {
        entries.push(current);
        current = '';
        continue;
      }
      current += char;
    }
    entries.push(current);
  }
  return entries
    .map(trimEntry)
    .filter((entry) => entry !== '' && !VAGUE.test(entry) && !isReallyEmpty(entry) && !isDitto(entry));
}

/** 等, 及相关规定: says nothing that could be looked up. */
const VAGUE = /^(等|[及和]?相关(规定|法律法规|文件)|等?相关规定|等规定)$/;
const trimEntry = (entry: string): string =>
  entry
    .replace(/^[、,;。和及与]+|[、,;。]+$/g, '')
    .replace(/(?<=[》)条号款])(等|[及和]相关(规定|文件|法律法规)|等(相关)?规定)+$/, '');

/** 第十条、第十二条 of one law stay together. */
const continuesArticle = (current: string, rest: readonly string[]): boolean =>
  /第[^条]+条[^》]*$/.test(current) && /^第[^条]+[条款项]/.test(rest.join(''));

/** 公开主体: several units in one cell. */
export const splitUnits = (text: string): string[] => {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const char of text.normalize('NFKC')) {
    if (char === '(') depth++;
    if (char === ')') depth--;
    if (depth <= 0 && /[、,;\n\r]/.test(char)) {
      parts.push(current);
      current = '';
    } else current += char;
  }
  return [...parts, current].map((part) => compact(part)).filter(Boolean);
};

const MARKED = /[■●☑√✓✔]/;
const ANY_MARK = /[■□●○☑☐√✓✔]/;

/** 公开渠道: only the marked ones; without marks, the canonical names found. */
export function readChannels(text: string): string[] {
  const value = compact(text);
  if (value === '' || isReallyEmpty(value)) return [];
  if (!ANY_MARK.test(value)) return canonicalChannels(value);
  return [...value.matchAll(/([■□●○☑☐√✓✔])([^■□●○☑☐√✓✔]+)/g)].flatMap(([, mark, name]) =>
    MARKED.test(mark!) ? canonicalChannels(name!) : [],
  );
}

/** Canonical names in a text, the longest first: '/' is inside names. */
function canonicalChannels(text: string): string[] {
  const found: { at: number; name: string }[] = [];
  let rest = text;
  for (const name of [...CHANNELS].sort((a, b) => b.length - a.length)) {
    const at = rest.indexOf(name);
    if (at < 0) continue;
    found.push({ at, name });
    rest = rest.slice(0, at) + '|'.repeat(name.length) + rest.slice(at + name.length);
  }
  const others = rest
    .split(/[、,;|]+/)
    .map((part) => part.replace(/^[::和及]+|[::]+$/g, ''))
    .filter((part) => part.length > 1 && !isDitto(part) && !isReallyEmpty(part));
  const known = found.sort((a, b) => a.at - b.at).map(({ name }) => name);
  return known.length > 0 ? known : others.slice(0, 20);
}

export interface Audience {
  audience: string;
  audienceWho?: string;
}

/** '特定群众(本村居民)', '全社会' */
export function readAudience(text: string): Audience {
  const value = compact(text);
  const who = /^特定(?:群众|群体|对象|人群)[((::](.+?)[))]?$/.exec(value)?.[1];
  if (who)
    return { audience: '特定群众', audienceWho: who.replace(/\)$/, (tail) => (balanced(who) ? tail : '')) };
  if (value.startsWith('特定')) return { audience: '特定群众' };
  return { audience: value === '' || /全社会|社会公众|公众/.test(value) ? '全社会' : value };
}

const balanced = (text: string): boolean => text.split('(').length === text.split(')').length;

export const readMode = (text: string): string =>
  /依申请/.test(compact(text)) ? '依申请' : /主动/.test(compact(text)) ? '主动' : '';

/** '县级、乡级', '县级/乡级', one a line. */
export const readTier = (text: string): string[] => [
  ...new Set(
    text
      .normalize('NFKC')
      .replace(/[乡镇]\s*、\s*[镇村]\s*级|乡镇级|乡村级/g, '乡级')
      .split(/[、,;/\n\r]/)
      .map(compact)
      .filter(Boolean)
      .map(tierName),
  ),
];
