/** Ranking by BM25F over bigrams and words: documents with weighted fields in, scored documents out. */
import { termsOf } from './retrieval/tokens.ts';

export interface RetrievalDocument {
  id: string;
  /** Text by field. */
  fields: Readonly<Record<string, string>>;
}

export interface Hit {
  id: string;
  score: number;
  /** Share of the query's information that the document explains, 0 to 1. */
  coverage: number;
}

export interface Retrieval {
  search(query: string, limit: number): Hit[];
  /** How much a term tells; a term no document has tells the most. */
  idf(term: string): number;
  size: number;
}

export interface RetrievalOptions {
  /** Weight of each field; unnamed ones count 1. */
  weights: Readonly<Record<string, number>>;
}

const K1 = 1.2;
const B = 0.4;

interface Posting {
  doc: number;
  /** Weighted, length-normalised frequency. */
  tf: number;
}

export function createRetrieval(
  documents: readonly RetrievalDocument[],
  { weights }: RetrievalOptions,
): Retrieval {
  const postings = new Map<string, Posting[]>();
  const means = meanLengths(documents);
  for (const [doc, document] of documents.entries()) {
    for (const [term, tf] of frequencies(document, weights, means)) {
      const list = postings.get(term);
      if (list) list.push({ doc, tf });
      else postings.set(term, [{ doc, tf }]);
    }
  }
  const total = documents.length;
  const idf = (term: string): number => {
    const df = postings.get(term)?.length ?? 0;
    return Math.log(1 + (total - df + 0.5) / (df + 0.5));
  };
  return {
    size: total,
    idf,
    search(query, limit) {
      const terms = [...new Set(termsOf(query))];
      const information = terms.reduce((sum, term) => sum + idf(term), 0) || 1;
      const scores = new Float64Array(total);
      const explained = new Float64Array(total);
      for (const term of terms) {
        const weight = idf(term);
        for (const { doc, tf } of postings.get(term) ?? []) {
          scores[doc]! += (weight * tf * (K1 + 1)) / (tf + K1);
          explained[doc]! += weight;
        }
      }
      return [...scores.keys()]
        .filter((doc) => scores[doc]! > 0)
        .sort((a, b) => scores[b]! - scores[a]! || a - b)
        .slice(0, limit)
        .map((doc) => ({
          id: documents[doc]!.id,
          score: scores[doc]!,
          coverage: explained[doc]! / information,
        }));
    },
  };
}

function meanLengths(documents: readonly RetrievalDocument[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { fields } of documents)
    for (const [field, text] of Object.entries(fields)) sums.set(field, (sums.get(field) ?? 0) + text.length);
  return new Map([...sums].map(([field, sum]) => [field, Math.max(1, sum / Math.max(1, documents.length))]));
}

function frequencies(
  { fields }: RetrievalDocument,
  weights: Readonly<Record<string, number>>,
  means: ReadonlyMap<string, number>,
): Map<string, number> {
  const total = new Map<string, number>();
  for (const [field, text] of Object.entries(fields)) {
    const share = (weights[field] ?? 1) / (1 - B + (B * text.length) / means.get(field)!);
    for (const term of termsOf(text)) total.set(term, (total.get(term) ?? 0) + share);
  }
  return total;
}
