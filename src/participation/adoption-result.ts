/** 意见采纳情况: what the public reads of a round, and the item that says it. */
import { formatDay } from '../kit/day.ts';
import { ConflictError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Disclosure } from '../disclosure/disclosures.ts';
import { draftItem, submit, type Fault } from '../disclosure/publication.ts';
import type { Official } from '../people/officials.ts';
import type { Tx } from '../store/database.ts';
import { ADOPTIONS, type Adoption } from './comment-standing.ts';
import type { Round } from './rounds.ts';

/** Comments that were answered together. */
interface Answered {
  clause: string | null;
  gist: string | null;
  adoption: string | null;
  reason: string | null;
  comments: readonly unknown[];
}

/** What the public reads of a round: its numbers and each cluster, in the officer's words. Pure. */
export function resultText(
  { title, opens, closes, shortReason }: Pick<Round, 'title' | 'opens' | 'closes' | 'shortReason'>,
  clusters: readonly Answered[],
): ResultText {
  const total = clusters.reduce((sum, { comments }) => sum + comments.length, 0);
  const kinds = (Object.keys(ADOPTIONS) as Adoption[]).map((adoption) => {
    const n = clusters.filter((one) => one.adoption === adoption).length;
    return `${ADOPTIONS[adoption]} ${n} 类`;
  });
  const counted =
    total === 0 ? '没有收到意见' : `收到意见 ${total} 条,归并为 ${clusters.length} 类:${kinds.join(',')}`;
  return {
    title: `${title.slice(0, 90)}意见采纳情况`,
    summary: `${formatDay(opens)}到${formatDay(closes)}征求意见,${counted}。`,
    body: [
      ...(shortReason ? [`期限短于 30 天的原因:${shortReason}`] : []),
      ...clusters.map(
        ({ clause, gist, adoption, reason, comments }, i) =>
          `${i + 1}. ${clause ? `${clause}:` : ''}${gist ?? ''}(${comments.length} 条)。${ADOPTIONS[adoption as Adoption] ?? ''}。理由:${reason ?? ''}`,
      ),
      ...(total === 0 ? ['征求意见期间没有收到意见,方案不作调整。'] : []),
    ].join('\n'),
  };
}

export interface ResultText {
  title: string;
  summary: string;
  body: string;
}

/** The item that tells what was adopted: the one already owed for the matter, or a new one; sent for review. */
export async function writeResult(
  tx: Tx,
  moment: { now: Date; ids: Ids },
  by: Official,
  draft: Disclosure,
  text: ResultText,
  note: (resultCode: string) => Promise<void>,
): Promise<{ item: Disclosure; faults: Fault[] }> {
  const particulars = {
    stage: '意见采纳',
    adoptionOf: draft.code,
    ...(draft.system ? { system: draft.system } : {}),
    ...(draft.matter ? { matter: draft.matter } : {}),
  };
  const open = { in: ['待形成', '待公开', '审核'] };
  const names = { details: { path: ['adoptionOf'], equals: draft.code } };
  const owed = await tx.disclosure.findFirst({
    where: {
      stage: '意见采纳',
      unitCode: draft.unit,
      OR: [names, ...(draft.matter ? [{ matter: draft.matter, status: open }] : [])],
    },
    orderBy: { code: 'asc' },
    select: { code: true, status: true },
  });
  if (owed && !open.in.includes(owed.status))
    throw new ConflictError('Answered.', { tell: '采纳情况已经公布过了。要改,请在「公开发布」里更正。' });
  const code =
    owed?.code ??
    (
      await draftItem(tx, moment, by, {
        ...text,
        category: draft.category,
        unit: draft.unit,
        deadline: RESULT_DEADLINE,
        particulars,
      })
    ).code;
  await note(code);
  return submit(tx, moment, by, code, { ...text, particulars });
}

/** As the county's catalogue has it. */
export const RESULT_DEADLINE = '征求意见结束后15个工作日内公布采纳情况';
