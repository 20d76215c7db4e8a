/** What the ranker ranks, and what it remembers. */

/** A passage that can be found: an article of a law, or any text with a title. */
export interface Passage {
  id: string;
  title: string;
  section: string;
  text: string;
}

/** A question that staff, or somebody who knows, has answered from these passages. */
export interface AnsweredQuestion {
  id: string;
  text: string;
  answer?: string;
  /** Ids. */
  passages: readonly string[];
}
