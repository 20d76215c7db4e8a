/** A record that fits a text, and how well. */

/** A stretch of the text read. */
export interface Span {
  from: number;
  to: number;
}

/** Something said that the record does not explain: an idea of everyday speech, a word, a year. */
export interface Strange extends Span {
  word: string;
  kind: 'idea' | 'word' | 'year';
}

export interface Match<T> {
  record: T;
  score: number;
  /** The name of the record that fits best. */
  name: string;
  /** Share of that name that stands in the text, 0 to 1. */
  said: number;
  /** Where in the text what was recognised stands. */
  spans: readonly Span[];
  /** What says something and the record does not explain. */
  strange: Strange[];
}
