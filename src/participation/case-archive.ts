/** A file as one archive: its 卷内目录, its papers, and the hashes by which anybody can check them. */
import { formatDay } from '../kit/day.ts';
import { CASE_KINDS, type CaseKind } from './case-rules.ts';
import type { OpenedCase } from './case-files.ts';

export const ZIP_TYPE = 'application/zip';

/** A file name that every system takes. */
const nameOf = (position: number, title: string): string =>
  `${String(position).padStart(2, '0')}-${title.replace(/[\\/:*?"<>|\s]+/g, '_').slice(0, 60)}.txt`;

export async function archiveOf(
  { file, catalogue, papers, faults }: OpenedCase,
  unit: string,
): Promise<Buffer> {
  const { strToU8, zipSync } = await import('fflate');
  const head = [
    `案卷号:${file.number}`,
    `题名:${file.title}`,
    `类别:${CASE_KINDS[file.subjectType as CaseKind]}`,
    `立卷单位:${unit}`,
    `办结:${formatDay(file.closedOn)}`,
    `归档:${formatDay(file.filedOn)}`,
    `保管期限:${file.retention}`,
    `校验值(SHA-256):${file.hash}`,
    `校验:${faults.length === 0 ? '与归档时一致' : faults.join(';')}`,
    '',
    '序号\t日期\t题名\t字节',
    ...catalogue.map(({ position, on, title, bytes }) => `${position}\t${on}\t${title}\t${bytes}`),
  ];
  const sums = catalogue.map(({ position, title, sha256 }) => `${sha256}  ${nameOf(position, title)}`);
  const entries = papers.map(
    ({ position, title, text }) => [nameOf(position, title), strToU8(text)] as const,
  );
  return Buffer.from(
    zipSync({
      '00-卷内目录.txt': strToU8(`${head.join('\n')}\n`),
      SHA256SUMS: strToU8(`${sums.join('\n')}\n`),
      'catalogue.json': strToU8(JSON.stringify({ number: file.number, hash: file.hash, catalogue }, null, 2)),
      ...Object.fromEntries(entries),
    }),
  );
}
