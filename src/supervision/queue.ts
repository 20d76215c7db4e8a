/**
 * The queue 监督队列: every way in which staff read complaints. In: a viewer with all ties loaded. Out: what the conflict guard
 * lets that viewer learn, and an audit row for each reading of a sealed matter. No other room touches the tables of complaints.
 */
import { dayOf, type Day } from '../kit/day.ts';
import { NotFoundError } from '../kit/errors.ts';
import type { Db, Tx } from '../store/database.ts';
import type { AuditEntry, Complaint, Prisma } from '../store/generated/client.ts';
import { summaryOf } from './complaints/handing.ts';
import { todayOf, type Context } from './complaints/context.ts';
import { accessTo, allows, ABOVE, visibleTo, type Viewer } from './conflict.ts';
import { STATUSES } from './lifecycle.ts';
import { namesIn } from './redaction.ts';
import { countableBy, readFigures, type ComplaintFigures } from './complaint-figures.ts';
import { choicesFor, entriesFor, rowOf, wordsFor, type Choice, type Entry, type Row } from './queue/rows.ts';

export interface QueueFilter {
  /** Open ones unless said otherwise. */
  state?: 'open' | 'closed' | 'all';
  status?: readonly string[];
  class?: readonly string[];
  category?: string;
  /** Complained of, or handling it. */
  unit?: string;
  urgent?: boolean;
  /** Past its target, or past what the law allows. */
  late?: 'target' | 'law';
  mine?: boolean;
  /** Begins with: TS-7K3F. */
  number?: string;
  receivedFrom?: Day;
  receivedTo?: Day;
}

export interface Page {
  rows: Row[];
  /** To go on from; undefined on the last page. */
  next: string | undefined;
}

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
  joined: number;
}

export interface Statistics {
  received: number;
  open: number;
  closed: number;
  overdue: number;
  satisfied: number;
  judged: number;
  byCategory: { class: string; category: string; count: number }[];
  /** Which kind of supervision brought it 监督来源; what citizens brought themselves is in none. */
  bySupervision: { supervision: string; count: number }[];
}

/** A line of the public ledger 办理公示: no number, no words, nobody's name. */
export interface LedgerLine {
  category: string;
  unit: string | null;
  received: Day;
  closed: Day;
  outcome: string;
}

/** Every exit of complaints to staff. A new one gets a probe in `test/rooms/supervision/exits.test.ts`, or types fail. */
export interface Queue {
  list(tx: Tx, viewer: Viewer, filter: QueueFilter, page?: { after?: string; size?: number }): Promise<Page>;
  /** Up to `MOST_COUNTED`, and one more for "more". */
  count(db: Db, viewer: Viewer, filter: QueueFilter): Promise<number>;
  /** Words in what was said, among the open matters whose words the viewer may read. */
  search(tx: Tx, viewer: Viewer, words: string): Promise<Row[]>;
  /** Throws NotFound where the viewer may not know of it. */
  read(tx: Tx, viewer: Viewer, id: string): Promise<Sheet>;
  attachment(
    tx: Tx,
    viewer: Viewer,
    id: string,
  ): Promise<{ name: string; kind: string; contentType: string; bytes: Buffer }>;
  exportRows(tx: Tx, viewer: Viewer, filter: QueueFilter): Promise<Row[]>;
  /** Counts alone; sealed matters are in nobody's but discipline's. */
  statistics(db: Db, viewer: Viewer, from: Day, to: Day): Promise<Statistics>;
  /** How each unit handled what came, and what is said of it; of the same matters as the statistics. */
  figures(db: Db, viewer: Viewer, from: Day, to: Day): Promise<ComplaintFigures[]>;
  /** Who did and read what on a matter. */
  history(tx: Tx, viewer: Viewer, id: string): Promise<AuditEntry[]>;
  /** For everybody, the accused among them: closed, unsealed, about nobody by name. */
  ledger(db: Db, from: Day, to: Day): Promise<LedgerLine[]>;
}

const PAGE = 50;
const MOST = 200;
const MOST_EXPORTED = 20_000;
/** Beyond that a page says 一万件以上: nobody reads on, and counting all takes long. */
export const MOST_COUNTED = 10_000;
const SEARCHED = 500;
const MOST_LEDGER = 2_000;
const start = (day: Day): Date => new Date(`${day}T00:00:00+08:00`);
const end = (day: Day): Date => new Date(`${day}T23:59:59.999+08:00`);

export function createQueue(ctx: Context): Queue {
  const { content } = ctx;

  const auditRead = async (
    tx: Tx,
    viewer: Viewer,
    exit: string,
    matters: readonly Complaint[],
  ): Promise<void> => {
    const sealed = matters.filter((matter) => matter.sealed).map(({ id }) => id);
    if (sealed.length === 0) return;
    await ctx.audit.record(tx, {
      actor: viewer.userid,
      action: 'complaint.read',
      subjectType: sealed.length === 1 ? 'complaint' : 'complaints',
      subjectId: sealed.length === 1 ? sealed[0]! : exit,
      detail: { exit, ...(sealed.length > 1 ? { ids: sealed } : {}) },
    });
  };

  const officialNames = async (db: Db): Promise<string[]> =>
    (await db.person.findMany({ where: { active: true }, select: { name: true } })).map(({ name }) => name);

  const rowsOf = (matters: readonly Complaint[], viewer: Viewer): Row[] =>
    matters.flatMap((matter) => rowOf(matter, viewer, todayOf(ctx)) ?? []);

  const known = async (db: Db, viewer: Viewer, id: string): Promise<Complaint> => {
    const matter = await db.complaint.findUnique({ where: { id } });
    if (!matter || accessTo(matter, viewer) === 'none')
      throw new NotFoundError('No such complaint for this official.', { tell: '没有找到这一件。' });
    return matter;
  };

  const select = (viewer: Viewer, filter: QueueFilter): Prisma.ComplaintWhereInput => ({
    AND: [visibleTo(viewer), whereOf(filter, viewer, todayOf(ctx))],
  });

  return {
    async list(tx, viewer, filter, { after, size = PAGE } = {}) {
      const take = Math.min(Math.max(size, 1), MOST);
      const found = await tx.complaint.findMany({
        where: select(viewer, filter),
        orderBy: [{ urgent: 'desc' }, { receivedAt: 'asc' }, { id: 'asc' }],
        take: take + 1,
        ...(after ? { cursor: { id: after }, skip: 1 } : {}),
      });
      const page = found.slice(0, take);
      await auditRead(tx, viewer, 'list', page);
      return { rows: rowsOf(page, viewer), next: found.length > take ? page.at(-1)?.id : undefined };
    },

    count: (db, viewer, filter) =>
      db.complaint.count({ where: select(viewer, filter), take: MOST_COUNTED + 1 }),

    async search(tx, viewer, words) {
      const wanted = words.normalize('NFKC').trim();
      if ([...wanted].length < 2) return [];
      const matters = await tx.complaint.findMany({
        where: select(viewer, {}),
        orderBy: { receivedAt: 'desc' },
        take: SEARCHED,
      });
      const hits = matters.filter((matter) => {
        if (matter.number === wanted.toUpperCase()) return true;
        const readable = allows(accessTo(matter, viewer), 'supervise');
        return readable && content.open(matter.textSealed, matter.id).includes(wanted);
      });
      await auditRead(tx, viewer, 'search', hits);
      return rowsOf(hits, viewer);
    },

    async read(tx, viewer, id) {
      const matter = await known(tx, viewer, id);
      const access = accessTo(matter, viewer);
      const officials = access === 'full' ? [] : await officialNames(tx);
      const whole = allows(access, 'supervise');
      const words = content.open(matter.textSealed, id);
      const events = await tx.complaintEvent.findMany({
        where: { complaintId: id },
        orderBy: [{ at: 'asc' }, { id: 'asc' }],
        take: 1_000,
      });
      const attachments = whole
        ? await tx.complaintAttachment.findMany({
            where: { complaintId: id },
            orderBy: { at: 'asc' },
            select: { id: true, kind: true, nameSealed: true, at: true, mediaId: true },
          })
        : [];
      const media = await mediaStates(tx, attachments);
      await auditRead(tx, viewer, 'page', [matter]);
      return {
        row: rowOf(matter, viewer, todayOf(ctx))!,
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
        choices: choicesFor(matter, access, todayOf(ctx)),
        joined: whole ? await tx.complaint.count({ where: { mergedInto: id } }) : 0,
      };
    },

    async attachment(tx, viewer, id) {
      const row = await tx.complaintAttachment.findUnique({ where: { id }, include: { complaint: true } });
      const missing = new NotFoundError('No such attachment for this official.', {
        tell: '没有找到这份材料。',
      });
      if (!row || !allows(accessTo(row.complaint, viewer), 'supervise')) throw missing;
      const media = row.mediaId ? await tx.inboundMedia.findUnique({ where: { id: row.mediaId } }) : null;
      const sealed = row.sealed ?? media?.sealed;
      if (!sealed) throw new NotFoundError('Not fetched.', { tell: '这份材料还没有取到,或平台已经不保存。' });
      await auditRead(tx, viewer, 'attachment', [row.complaint]);
      return {
        name: content.open(row.nameSealed, row.id),
        kind: row.kind,
        contentType: media?.contentType ?? 'application/octet-stream',
        bytes: Buffer.from(content.open(sealed, media ? media.id : row.id), 'base64'),
      };
    },

    async exportRows(tx, viewer, filter) {
      const matters = await tx.complaint.findMany({
        where: select(viewer, filter),
        orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
        take: MOST_EXPORTED,
      });
      await auditRead(tx, viewer, 'export', matters);
      return rowsOf(matters, viewer);
    },

    async statistics(db, viewer, from, to) {
      const where: Prisma.ComplaintWhereInput = {
        AND: [countableBy(viewer), { receivedAt: { gte: start(from), lte: end(to) } }],
      };
      const today = todayOf(ctx);
      const groups = await db.complaint.groupBy({ by: ['class', 'category'], where, _count: true });
      const count = (more: Prisma.ComplaintWhereInput): Promise<number> =>
        db.complaint.count({ where: { AND: [where, more] } });
      return {
        received: groups.reduce((sum, { _count }) => sum + _count, 0),
        open: await count({ closedAt: null }),
        closed: await count({ closedAt: { not: null } }),
        overdue: await count({ closedAt: null, ...overdueOn(today) }),
        satisfied: await count({ satisfaction: { in: ['满意', '基本满意'] } }),
        judged: await count({ satisfaction: { not: null } }),
        bySupervision: (await db.complaint.groupBy({ by: ['supervision'], where, _count: true }))
          .flatMap(({ supervision, _count }) => (supervision ? [{ supervision, count: _count }] : []))
          .sort((a, b) => b.count - a.count || (a.supervision < b.supervision ? -1 : 1)),
        byCategory: groups
          .map(({ class: kind, category, _count }) => ({ class: kind, category, count: _count }))
          .sort((a, b) => b.count - a.count || (a.category < b.category ? -1 : 1)),
      };
    },

    figures: (db, viewer, from, to) => readFigures(db, viewer, { from, until: to, today: todayOf(ctx) }),

    async history(tx, viewer, id) {
      const matter = await known(tx, viewer, id);
      if (!allows(accessTo(matter, viewer), 'supervise'))
        throw new NotFoundError('No audit view for this official.', { tell: '没有找到这一件。' });
      await auditRead(tx, viewer, 'audit', [matter]);
      return ctx.audit.about(tx, 'complaint', id);
    },

    async ledger(db, from, to) {
      const matters = await db.complaint.findMany({
        where: {
          sealed: false,
          queueUnit: { not: ABOVE },
          status: { in: ['办结', '归档'] },
          accusedUserids: { isEmpty: true },
          closedAt: { gte: start(from), lte: end(to) },
        },
        orderBy: { closedAt: 'desc' },
        take: MOST_LEDGER,
      });
      const units = new Map(
        (await db.unit.findMany({ select: { code: true, name: true } })).map(({ code, name }) => [
          code,
          name,
        ]),
      );
      return matters.map(({ category, aboutUnit, receivedAt, closedAt, outcome }) => ({
        category,
        unit: aboutUnit ? (units.get(aboutUnit) ?? null) : null,
        received: dayOf(receivedAt),
        closed: dayOf(closedAt!),
        outcome: outcome ?? '办结',
      }));
    },
  };
}

type MediaStand = 'kept' | 'owed' | 'failed';

async function mediaStates(
  db: Db,
  attachments: readonly { mediaId: string | null }[],
): Promise<ReadonlyMap<string, MediaStand>> {
  const ids = attachments.flatMap(({ mediaId }) => mediaId ?? []);
  if (ids.length === 0) return new Map();
  const rows = await db.inboundMedia.findMany({
    where: { id: { in: ids } },
    select: { id: true, state: true },
  });
  return new Map(rows.map(({ id, state }) => [id, state as MediaStand]));
}

const overdueOn = (today: Day): Prisma.ComplaintWhereInput => ({
  OR: [{ closeDue: { lt: today } }, { closeDue: null, acceptDue: { lt: today } }],
});

function whereOf(filter: QueueFilter, viewer: Viewer, today: Day): Prisma.ComplaintWhereInput {
  const { state = 'open', status, unit, urgent, late, mine, number, receivedFrom, receivedTo } = filter;
  const received = {
    ...(receivedFrom ? { gte: start(receivedFrom) } : {}),
    ...(receivedTo ? { lte: end(receivedTo) } : {}),
  };
  const target: Prisma.ComplaintWhereInput = {
    OR: [{ closeTarget: { lt: today } }, { closeTarget: null, acceptTarget: { lt: today } }],
  };
  return {
    AND: [
      state === 'all' ? {} : { closedAt: state === 'open' ? null : { not: null } },
      status ? { status: { in: status.filter((one) => (STATUSES as readonly string[]).includes(one)) } } : {},
      filter.class ? { class: { in: [...filter.class] } } : {},
      filter.category ? { category: filter.category } : {},
      unit ? { OR: [{ aboutUnit: unit }, { handlingUnit: unit }] } : {},
      urgent === undefined ? {} : { urgent },
      late ? { closedAt: null, suspendedOn: null, ...(late === 'law' ? overdueOn(today) : target) } : {},
      mine ? { assigneeUserid: viewer.userid } : {},
      number ? { number: { startsWith: number.toUpperCase() } } : {},
      receivedFrom || receivedTo ? { receivedAt: received } : {},
    ],
  };
}
