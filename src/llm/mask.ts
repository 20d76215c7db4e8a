/**
 * Personal data out of a text before it goes to a model, and back into what the model says. What stands in for it tells the
 * kind and a number, 〔电话1〕, so that a sentence stays readable. One masker a call: the same text gets the same mark.
 */
import { PATTERNS } from './mask/patterns.ts';

export interface Masker {
  /** The text in NFKC with marks for what is personal. `names` are people's names found by whoever knows words. */
  hide(text: string, names?: readonly string[]): string;
  /** The marks back to what they stand for; undefined when one was never given out. */
  show(text: string): string | undefined;
  /** How many marks were given out. */
  count(): number;
}

const MARK = /〔([\p{Script=Han}]{2,4}\d{1,4})〕/gu;
/** What stands between the brackets of a mark is never read as something else. */
const OPEN = /[〔〕]/g;

export function createMasker(): Masker {
  const byText = new Map<string, string>();
  const byMark = new Map<string, string>();
  const counts = new Map<string, number>();

  const markOf = (kind: string, text: string): string => {
    const known = byText.get(text);
    if (known) return known;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const mark = `〔${kind}${number}〕`;
    byText.set(text, mark);
    byMark.set(mark, text);
    return mark;
  };

  /** Only what is not yet masked is looked at. */
  const outsideMarks = (text: string, change: (part: string) => string): string => {
    let out = '';
    let from = 0;
    for (const { 0: mark, index } of text.matchAll(MARK)) {
      out += change(text.slice(from, index)) + mark;
      from = index + mark.length;
    }
    return out + change(text.slice(from));
  };

  return {
    hide(text, names = []) {
      // Whoever writes marks of their own gets plain brackets.
      let hidden = text.normalize('NFKC').replace(OPEN, ' ');
      for (const { kind, pattern, group } of PATTERNS)
        hidden = outsideMarks(hidden, (part) =>
          part.replace(pattern, (whole, ...rest) => {
            const inner = group === undefined ? whole : (rest[group - 1] as string);
            return whole.replace(inner, () => markOf(kind, inner));
          }),
        );
      const known = names.filter((name) => name.length >= 2).toSorted((a, b) => b.length - a.length);
      for (const name of known)
        hidden = outsideMarks(hidden, (part) => part.replaceAll(name, () => markOf('姓名', name)));
      return hidden;
    },
    show(text) {
      let strange = false;
      const shown = text.replace(MARK, (mark) => {
        const original = byMark.get(mark);
        if (original === undefined) strange = true;
        return original ?? mark;
      });
      return strange || /[〔〕]/.test(shown) ? undefined : shown;
    },
    count: () => byMark.size,
  };
}
