/** Answers that two members of staff stand by, as they are kept: who wrote what to which question, and when. */
import { dayOf, formatDay } from '../kit/day.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Db } from '../store/database.ts';
import type { Citation } from './citation.ts';
import { readFields, type Field } from './fields.ts';

export interface Confirmed {
  id: string;
  question: string;
  fields: readonly Field[];
  record: { type: Citation['type']; id: string };
  /** Mark of the record's state, see memory. */
  version: string;
  /** The unit's own words; undefined when the record answers. */
  text?: string;
  /** 清和县民政局 2026年11月25日核对 */
  by: string;
}

const MOST = 20_000;

export async function loadConfirmed(db: Db, content: Sealer): Promise<Confirmed[]> {
  const rows = await db.confirmedAnswer.findMany({
    where: { active: true },
    orderBy: { confirmedAt: 'desc' },
    take: MOST,
  });
  const units = new Map(
    (await db.unit.findMany({ select: { code: true, name: true } })).map(({ code, name }) => [code, name]),
  );
  return rows.map((row) => {
    const question = content.open(row.question, row.id);
    return {
      id: row.id,
      question,
      fields: row.fields.length > 0 ? (row.fields as Field[]) : readFields(question),
      record: { type: row.recordType as Citation['type'], id: row.recordId },
      version: row.recordVersion,
      ...(row.answer ? { text: row.answer } : {}),
      by: `${units.get(row.unitCode ?? '') ?? '主管单位'} ${formatDay(dayOf(row.confirmedAt))}核对`,
    };
  });
}
