/** A record that fits a text, and how well. */

/** A stretch of the text read. */
export interface Span {
  from: number;
  to: number;
}

/** Something said that the record does not explain: an idea of everyday speech, a word, a year. */
export interface Strange extends Span {
  word: string;
  kind: 'idea' | 'noun' | 'verb' | 'year';
}

export interface Match<T> {
  record: T;
  score: number;
  /** The name of the record that fits best. */
  name: string;
  /** Share of that name that stands in the text, 0 to 1. */
  said: number;
  /** The text as it was read. */
  text: string;
  /** Where in it what was recognised and tells something stands. */
  spans: readonly Span[];
  /** What says something and the record does not explain. */
  strange: Strange[];
}
