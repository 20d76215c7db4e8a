/**
 * 民主决策 (the speech, 1.8 and the fifth system): a decision that people are concerned about is public as decided only after
 * citizens could speak on its draft, or with the reason why they could not on record.
 */
import type { Db } from '../store/database.ts';
import type { Disclosure } from './disclosures.ts';
import type { Fault } from './publication/faults.ts';

const DECIDED = /^(决定|公开)$/;

export async function consultationFaults(db: Db, item: Disclosure): Promise<Fault[]> {
  if (item.category !== 'G2' || !DECIDED.test(item.stage ?? '')) return [];
  if (item.commentRound || item.noConsultation || (await wasConsulted(db, item))) return [];
  return [
    {
      field: 'consultation',
      reason: '决定以前要公开征求意见:写草案的编号;没有征求的,写明原因',
      blocks: true,
    },
  ];
}

/** Another stage of the same matter, or the draft named, was put before the public. */
async function wasConsulted(db: Db, { code, matter, consultationOf }: Disclosure): Promise<boolean> {
  const drafts = [
    ...(matter ? [{ matter }] : []),
    ...(typeof consultationOf === 'string' ? [{ code: consultationOf }] : []),
  ];
  if (drafts.length === 0) return false;
  const rounds = await db.disclosure.count({
    where: {
      code: { not: code },
      AND: [
        { OR: drafts },
        {
          OR: [{ stage: { in: ['征求意见', '听证', '意见采纳'] } }, { system: { in: ['预公开', '听证'] } }],
        },
      ],
    },
  });
  return rounds > 0;
}

/** What an officer writes about it: the code of the draft, or the reason why there was none. */
export function readConsultation(text: string): Record<string, unknown> | undefined {
  const code = /[A-Z]\d{1,2}[a-e]?-[A-Za-z0-9_.-]{1,40}/.exec(text)?.[0];
  if (code) return { consultationOf: code };
  return text.trim().length >= 4 ? { noConsultation: text.trim().slice(0, 200) } : undefined;
}
