/**
 * What each sign is worth where no answered questions are there to learn from; in the order of FEATURES. Learnt by
 * pairwise logistic ranking on questions about statutes; whole halves of those left aside ranked as well as the rest.
 */
export const WEIGHTS: readonly number[] = [
  0.07, 1.01, 0.19, 0.44, -0.23, 0.1, 0.6, 1.07, 0.95, 1.1, -0.42, 2.46, -3.1, -0.08, 0.83, 0.45, 1.78, 0.96,
  0.3, 3.75, 2.46, 0.83, 0.17, 1.31, -1.6,
];
