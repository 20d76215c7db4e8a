/** Small text functions that every room needs. */

export const utf8Length = (text: string): number => Buffer.byteLength(text, 'utf8');

/** NFKC, and white space between Chinese characters or digits removed: '２０ 个 工作日' → '20个工作日'. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u200b-\u200d\u2060-\u2064\ufeff\u00ad]/g, '')
    .replace(/(?<=[\p{Script=Han}\d,。、;:!?()《》])\s+(?=[\p{Script=Han}\d,。、;:!?()《》])/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Cuts to at most `bytes` of UTF-8 without breaking a character. */
export function cutBytes(text: string, bytes: number): string {
  if (utf8Length(text) <= bytes) return text;
  let used = 0;
  let end = 0;
  for (const char of text) {
    used += utf8Length(char);
    if (used > bytes) break;
    end += char.length;
  }
  return text.slice(0, end);
}

/**
 * Splits text into parts of at most `bytes` of UTF-8, at line or sentence ends where there are any, each part marked
 * (1/3). A text that fits comes back whole and unmarked.
 */
export function splitBytes(text: string, bytes: number): string[] {
  if (utf8Length(text) <= bytes) return [text];
  const room = bytes - utf8Length('\n(99/99)');
  const parts: string[] = [];
  let rest = text;
  while (rest.length > 0) {
    const head = cutBytes(rest, room);
    const end = head.length === rest.length ? head.length : breakAt(head);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return parts.map((part, i) => `${part}\n(${i + 1}/${parts.length})`);
}

function breakAt(head: string): number {
  const floor = Math.floor(head.length / 2);
  for (const pattern of [/\n/g, /[。!?;！？；]/g, /[,，、\s]/g]) {
    const ends = [...head.matchAll(pattern)].map((match) => match.index + match[0].length);
    const last = ends.at(-1);
    if (last !== undefined && last > floor) return last;
  }
  return head.length;
}

/** The first line of `text`, at most `length` characters, for a heading. */
export function headline(text: string, length: number): string {
  const line = text.split('\n', 1)[0]!.trim();
  return [...line].length <= length ? line : `${[...line].slice(0, length - 1).join('')}…`;
}

/** 元, with 万元 where it is round. */
export function formatAmount(amount: number): string {
  if (amount >= 10_000 && amount % 100 === 0) return `${amount / 10_000}万元`;
  return `${amount}元`;
}
