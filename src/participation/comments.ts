/** 预公开: comments on drafts that are open to the public. */
import type { Clock } from '../kit/clock.ts';
import { formatDay, type Day } from '../kit/day.ts';
import { referenceNumber, type Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Matter } from '../people/matters.ts';
import type { Db, Tx } from '../store/database.ts';

export interface OpenDraft {
  disclosureCode: string;
  title: string;
  unitCode: string;
  opens: Day;
  closes: Day;
}

export interface Comments {
  /** Drafts that take comments today. */
  open(db: Db, today: Day): Promise<OpenDraft[]>;
  /** Keeps a comment; returns its number. */
  file(
    tx: Tx,
    comment: { disclosureCode: string; citizenId: string; text: string },
  ): Promise<{ number: string }>;
  /** What becomes of a comment, to its author only. */
  statusFor(db: Db, number: string, citizenId: string): Promise<string | undefined>;
  mattersOf(db: Db, citizenId: string): Promise<Matter[]>;
}

interface Round {
  opens?: unknown;
  closes?: unknown;
}

export function createComments({
  clock,
  ids,
  content,
}: {
  clock: Clock;
  ids: Ids;
  content: Sealer;
}): Comments {
  return {
    async open(db, today) {
      const items = await db.disclosure.findMany({
        where: { stage: '征求意见', status: { in: ['已公开', '已更正'] }, regime: { not: '内部' } },
        orderBy: { code: 'asc' },
      });
      return items.flatMap(({ code, title, unitCode, details }) => {
        const { opens, closes } = ((details as { commentRound?: Round }).commentRound ?? {}) as Round;
        if (typeof opens !== 'string' || typeof closes !== 'string' || today < opens || today > closes)
          return [];
        return [{ disclosureCode: code, title, unitCode, opens, closes }];
      });
    },
    async file(tx, { disclosureCode, citizenId, text }) {
      const consultation = await findConsultation(tx, disclosureCode, ids);
      const id = ids.next();
      const number = referenceNumber('YJ', ids);
      await tx.comment.create({
        data: {
          id,
          number,
          consultationId: consultation,
          citizenId,
          textSealed: content.seal(text, id),
          at: clock.now(),
        },
      });
      return { number };
    },
    async statusFor(db, number, citizenId) {
      const row = await db.comment.findFirst({
        where: { number, citizenId },
        include: { consultation: true },
      });
      return row
        ? `意见 ${row.number} 已收到。征求意见到 ${formatDay(row.consultation.closes)} 截止,之后公布采纳情况和理由。`
        : undefined;
    },
    async mattersOf(db, citizenId) {
      const rows = await db.comment.findMany({
        where: { citizenId },
        include: { consultation: true },
        orderBy: { at: 'desc' },
        take: 50,
      });
      return rows.map(({ number, at, adoption, consultation: { closes } }) => ({
        number,
        title: '对草案的意见',
        state: adoption ? (ADOPTIONS[adoption] ?? adoption) : '已收到',
        next: adoption ? '' : `征求意见到 ${formatDay(closes)} 截止,之后公布采纳情况。`,
        at,
        open: adoption === null,
      }));
    },
  };
}

const ADOPTIONS: Readonly<Record<string, string>> = {
  adopted: '已采纳',
  partly: '部分采纳',
  declined: '未采纳',
};

async function findConsultation(tx: Tx, disclosureCode: string, ids: Ids): Promise<string> {
  const known = await tx.consultation.findUnique({ where: { disclosureCode } });
  if (known) return known.id;
  const item = await tx.disclosure.findUniqueOrThrow({ where: { code: disclosureCode } });
  const round = (item.details as { commentRound?: { opens: string; closes: string; shortReason?: string } })
    .commentRound;
  const row = await tx.consultation.create({
    data: {
      id: ids.next(),
      disclosureCode,
      opens: round?.opens ?? item.published ?? '',
      closes: round?.closes ?? '',
      shortReason: round?.shortReason ?? null,
      status: '进行中',
    },
  });
  return row.id;
}
