/** 监督来源: the five kinds of supervision besides the citizens' own, as the speech lists them (1.7). */
export const SUPERVISION_SOURCES = ['法律监督', '司法监督', '民主监督', '内部监督', '舆论监督'] as const;
export type SupervisionSource = (typeof SUPERVISION_SOURCES)[number];

/** Who exercises which, in the words staff register it by. */
const BODIES: readonly (readonly [RegExp, SupervisionSource])[] = [
  [/^(人大|人大代表|法律监督)$/, '法律监督'],
  [/^(法院|检察院|司法|司法监督)$/, '司法监督'],
  [/^(政协|政协委员|民主监督)$/, '民主监督'],
  [/^(审计|巡察|督查|内部监督)$/, '内部监督'],
  [/^(媒体|舆论|舆论监督)$/, '舆论监督'],
];

export const supervisionOf = (word: string): SupervisionSource | undefined =>
  BODIES.find(([words]) => words.test(word))?.[1];
