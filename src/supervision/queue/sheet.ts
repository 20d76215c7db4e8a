/** One matter as a viewer may read it. The caller has asked the guard whether there is anything to read, and writes that it was read. */
import type { Day } from '../../kit/day.ts';
import type { Db, Tx } from '../../store/database.ts';
import type { Complaint, Prisma } from '../../store/generated/client.ts';
import { todayOf, type Context } from '../complaints/context.ts';
import { summaryOf } from '../complaints/handing.ts';
import { accessTo, allows, visibleTo, type Viewer } from '../conflict.ts';
import { namesIn } from '../redaction.ts';
import { mediaStates } from './media.ts';
import { choicesFor, entriesFor, rowOf, wordsFor, type Choice, type Entry, type Row } from './rows.ts';

export interface Sheet {
  row: Row;
  /** As said, masked, or undefined where only the summary may be read. */
  text: string | undefined;
  summary: string;
  occurred: string | null;
  anonymous: boolean;
  source: string;
  dueSteps: { text: string; day: Day }[];
  timeline: Entry[];
  /** 已收到, 在取, 没有收下 (a type that is not taken, or the platform forgot it). */
  attachments: { id: string; kind: string; name: string; at: Date; state: 'kept' | 'owed' | 'failed' }[];
  choices: Choice[];
  /** 交办反馈期、退回异议期 */
  feedbackDue: Day | null;
  objectionDue: Day | null;
  extendedDays: number;
  suspendedOn: Day | null;
  /** 回访: what the author was asked after closing, and said. */
  surveys: { round: number; askedAt: Date; answer: string | null }[];
  /** Numbers of the matters merged into this one, as far as the viewer may know of them; and of that it was merged into. */
  joined: string[];
  mergedInto: string | undefined;
}

const MOST_EVENTS = 1_000;
const MOST_JOINED = 200;

export async function sheetOf(ctx: Context, tx: Tx, viewer: Viewer, matter: Complaint): Promise<Sheet> {
  const { content } = ctx;
  const today = todayOf(ctx);
  const access = accessTo(matter, viewer);
  const officials = access === 'full' ? [] : await officialNames(tx);
  const whole = allows(access, 'supervise');
  const words = content.open(matter.textSealed, matter.id);
  const events = await tx.complaintEvent.findMany({
    where: { complaintId: matter.id },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: MOST_EVENTS,
  });
  const attachments = whole
    ? await tx.complaintAttachment.findMany({
        where: { complaintId: matter.id },
        orderBy: { at: 'asc' },
        select: { id: true, kind: true, nameSealed: true, at: true, mediaId: true },
      })
    : [];
  const media = await mediaStates(tx, attachments);
  return {
    row: rowOf(matter, viewer, today)!,
    text: wordsFor(words, access, officials),
    summary: await summaryOf(ctx, tx, matter),
    occurred: whole ? matter.occurred : null,
    anonymous: matter.anonymous,
    source: matter.source,
    dueSteps: (matter.dueSteps as Sheet['dueSteps'] | null) ?? [],
    timeline: entriesFor(events, access, content, officials, namesIn(words, officials)),
    attachments: attachments.map(({ nameSealed, mediaId, ...one }) => ({
      ...one,
      name: content.open(nameSealed, one.id),
      state: mediaId ? (media.get(mediaId) ?? 'owed') : 'kept',
    })),
    choices: choicesFor(matter, access, today),
    feedbackDue: matter.feedbackDue,
    objectionDue: matter.objectionDue,
    extendedDays: matter.extendedDays,
    suspendedOn: matter.suspendedOn,
    surveys: whole
      ? await tx.complaintSurvey.findMany({
          where: { complaintId: matter.id },
          orderBy: { round: 'asc' },
          select: { round: true, askedAt: true, answer: true },
        })
      : [],
    joined: whole ? await numbersOf(tx, viewer, { mergedInto: matter.id }) : [],
    mergedInto: matter.mergedInto ? (await numbersOf(tx, viewer, { id: matter.mergedInto }))[0] : undefined,
  };
}

/** Names of officials stay in a text that is masked: they are whom the matter is about. */
export const officialNames = async (db: Db): Promise<string[]> =>
  (await db.person.findMany({ where: { active: true }, select: { name: true } })).map(({ name }) => name);

async function numbersOf(db: Db, viewer: Viewer, where: Prisma.ComplaintWhereInput): Promise<string[]> {
  const found = await db.complaint.findMany({
    where: { AND: [visibleTo(viewer), where] },
    orderBy: { receivedAt: 'asc' },
    take: MOST_JOINED,
    select: { number: true },
  });
  return found.map(({ number }) => number);
}
