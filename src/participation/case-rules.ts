/**
 * 案卷管理 (the seventh system), its rules: 保管期限 by kind, the fingerprint of a file, who may read which. Pure. Files are kept
 * and destroyed by 档案法第十三条、第二十一条 and 档案法实施条例第二十四条.
 */
import { yearOf, type Day } from '../kit/day.ts';
import { sha256 } from '../kit/seal.ts';

export const CASE_KINDS = {
  request: '依申请公开',
  complaint: '投诉办理',
  decision: '重大决策',
  round: '征求意见',
  hearing: '听证',
} as const;
export type CaseKind = keyof typeof CASE_KINDS;

export const RETENTIONS = ['永久', '30年', '10年'] as const;
export type Retention = (typeof RETENTIONS)[number];
export type RetentionRules = Readonly<Record<CaseKind, Retention>>;

/** Where the county has set none. */
export const RETENTION: RetentionRules = {
  request: '30年',
  complaint: '30年',
  decision: '永久',
  round: '30年',
  hearing: '永久',
};

/** The last day of the last year; undefined: for ever. */
export const keepUntil = (retention: Retention, closedOn: Day): Day | undefined =>
  retention === '永久' ? undefined : `${yearOf(closedOn) + Number.parseInt(retention, 10)}-12-31`;

/** A paper of a file. */
export interface CasePaper {
  title: string;
  on: Day;
  text: string;
}

/** A line of the 卷内目录. */
export interface CatalogueLine {
  position: number;
  title: string;
  on: Day;
  bytes: number;
  sha256: string;
}

const digest = (text: string): string => sha256(text).toString('hex');

export const catalogueOf = (papers: readonly CasePaper[]): CatalogueLine[] =>
  papers.map(({ title, on, text }, i) => ({
    position: i + 1,
    title,
    on,
    bytes: Buffer.byteLength(text),
    sha256: digest(text),
  }));

export interface FileHead {
  number: string;
  title: string;
  unitCode: string;
  closedOn: Day;
  catalogue: readonly CatalogueLine[];
}

/** Any letter of the head, of the catalogue or (through it) of a paper changed gives another one. */
export const fingerprint = ({ number, title, unitCode, closedOn, catalogue }: FileHead): string =>
  digest(
    JSON.stringify([
      number,
      title,
      unitCode,
      closedOn,
      catalogue.map((line) => [line.position, line.title, line.on, line.bytes, line.sha256]),
    ]),
  );

/** What is wrong with a file; empty when it is as it was filed. */
export function faultsIn(
  head: FileHead & { hash: string },
  papers: readonly { position: number; text: string }[],
): string[] {
  const texts = new Map(papers.map(({ position, text }) => [position, text]));
  return [
    ...(fingerprint(head) === head.hash ? [] : ['目录与归档时不一致']),
    ...head.catalogue.flatMap(({ position, title, sha256: expected }) => {
      const text = texts.get(position);
      if (text === undefined) return [`缺第 ${position} 件「${title}」`];
      return digest(text) === expected ? [] : [`第 ${position} 件「${title}」与归档时不一致`];
    }),
    ...papers
      .filter(({ position }) => !head.catalogue.some((line) => line.position === position))
      .map(({ position }) => `多出第 ${position} 件`),
  ];
}
