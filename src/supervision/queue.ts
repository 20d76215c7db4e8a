/**
 * The queue 监督队列: every way in which staff read complaints. In: a viewer with all ties loaded. Out: what the conflict guard
 * lets that viewer learn, and an audit row for each reading of a sealed matter. No other room touches the tables of complaints.
 */
import type { Day } from '../kit/day.ts';
import { NotFoundError } from '../kit/errors.ts';
import type { Db, Tx } from '../store/database.ts';
import type { AuditEntry, Complaint, Prisma } from '../store/generated/client.ts';
import { todayOf, type Context } from './complaints/context.ts';
import { accessTo, allows, visibleTo, type Viewer } from './conflict.ts';
import {
  readClusters,
  readFigures,
  type ComplaintCluster,
  type ComplaintFigures,
} from './complaint-figures.ts';
import { whereOf, type QueueFilter } from './queue-filter.ts';
import { excerptOf, rowOf, type Row } from './queue/rows.ts';
import { officialNames, sheetOf, type Sheet } from './queue/sheet.ts';

export interface Page {
  rows: (Row & { excerpt?: string | undefined })[];
  /** To go on from; undefined on the last page. */
  next: string | undefined;
}

/** How many open matters a viewer sees of each kind. */
export interface Tally {
  open: number;
  byStatus: Readonly<Record<string, number>>;
  urgent: number;
  soon: number;
  pastTarget: number;
  overdue: number;
  mine: number;
}

/**
 * Every exit of complaints to staff but the counting of them (`statistics`). A new one gets a probe in
 * `test/rooms/supervision/exits.test.ts`, or types fail.
 */
export interface Queue {
  /** Each line with the first words, as the viewer may read them; none of a sealed matter. */
  list(tx: Tx, viewer: Viewer, filter: QueueFilter, page?: { after?: string; size?: number }): Promise<Page>;
  /** Up to `MOST_COUNTED`, and one more for "more". */
  count(db: Db, viewer: Viewer, filter: QueueFilter): Promise<number>;
  tally(db: Db, viewer: Viewer): Promise<Tally>;
  /** Words in what was said, among the newest matters of the filter whose words the viewer may read. */
  search(tx: Tx, viewer: Viewer, words: string, filter?: QueueFilter): Promise<Page['rows']>;
  /** By id or number. Throws NotFound where the viewer may not know of it. */
  read(tx: Tx, viewer: Viewer, id: string): Promise<Sheet>;
  /** Since an instant: something happened to these matters, of those the viewer may know of. Newest first. */
  changes(db: Db, viewer: Viewer, since: Date): Promise<{ event: string; number: string }[]>;
  attachment(
    tx: Tx,
    viewer: Viewer,
    id: string,
  ): Promise<{ name: string; kind: string; contentType: string; bytes: Buffer }>;
  exportRows(tx: Tx, viewer: Viewer, filter: QueueFilter): Promise<Row[]>;
  /** How each unit handled what came, and what is said of it. */
  figures(db: Db, viewer: Viewer, from: Day, to: Day): Promise<ComplaintFigures[]>;
  /** What at least `least` people complained of at one unit since then: for the units, so it says no more than the ledger. */
  clusters(db: Db, since: Date, least: number): Promise<ComplaintCluster[]>;
  /** Who did and read what on a matter. */
  history(tx: Tx, viewer: Viewer, id: string): Promise<AuditEntry[]>;
}

const PAGE = 50;
const MOST = 200;
const MOST_EXPORTED = 20_000;
/** Beyond that a page says 一万件以上: nobody reads on, and counting all takes long. */
export const MOST_COUNTED = 10_000;
const SEARCHED = 500;
const MOST_CHANGES = 200;

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

  const rowsOf = (matters: readonly Complaint[], viewer: Viewer): Row[] =>
    matters.flatMap((matter) => rowOf(matter, viewer, todayOf(ctx)) ?? []);

  const withExcerpts = async (
    db: Db,
    viewer: Viewer,
    matters: readonly Complaint[],
  ): Promise<Page['rows']> => {
    const rows = rowsOf(matters, viewer);
    // Where nothing is masked nobody has to be known.
    const officials = rows.some(({ access }) => access === 'supervise') ? await officialNames(db) : [];
    return rows.map((row) => {
      const matter = matters.find(({ id }) => id === row.id)!;
      return { ...row, excerpt: excerptOf(matter, row.access, content, officials) };
    });
  };

  const known = async (db: Db, viewer: Viewer, id: string): Promise<Complaint> => {
    const matter = await db.complaint.findFirst({ where: { OR: [{ id }, { number: id }] } });
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
      const rows = await withExcerpts(tx, viewer, page);
      await auditRead(tx, viewer, 'list', page);
      return { rows, next: found.length > take ? page.at(-1)?.id : undefined };
    },

    count: (db, viewer, filter) =>
      db.complaint.count({ where: select(viewer, filter), take: MOST_COUNTED + 1 }),

    async tally(db, viewer) {
      const count = (filter: QueueFilter): Promise<number> =>
        db.complaint.count({ where: select(viewer, filter) });
      const [groups, soon, pastTarget, overdue, mine] = await Promise.all([
        db.complaint.groupBy({ by: ['status', 'urgent'], where: select(viewer, {}), _count: true }),
        count({ late: 'soon' }),
        count({ late: 'target' }),
        count({ late: 'law' }),
        count({ mine: true }),
      ]);
      const sum = (counted: readonly { _count: number }[]): number =>
        counted.reduce((total, { _count }) => total + _count, 0);
      return {
        open: sum(groups),
        byStatus: Object.fromEntries(
          groups.map(({ status }) => [status, sum(groups.filter((one) => one.status === status))]),
        ),
        urgent: sum(groups.filter(({ urgent }) => urgent)),
        soon,
        pastTarget,
        overdue,
        mine,
      };
    },

    async changes(db, viewer, since) {
      const found = await db.complaintEvent.findMany({
        where: { at: { gte: since }, complaint: visibleTo(viewer) },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: MOST_CHANGES,
        select: { id: true, complaint: { select: { number: true } } },
      });
      return found.map(({ id, complaint }) => ({ event: id, number: complaint.number }));
    },

    async search(tx, viewer, words, filter = {}) {
      const wanted = words.normalize('NFKC').trim();
      if ([...wanted].length < 2) return [];
      const matters = await tx.complaint.findMany({
        where: select(viewer, filter),
        orderBy: { receivedAt: 'desc' },
        take: SEARCHED,
      });
      const hits = matters.filter((matter) => {
        if (matter.number === wanted.toUpperCase()) return true;
        const readable = allows(accessTo(matter, viewer), 'supervise');
        return readable && content.open(matter.textSealed, matter.id).includes(wanted);
      });
      const rows = await withExcerpts(tx, viewer, hits);
      await auditRead(tx, viewer, 'search', hits);
      return rows;
    },

    async read(tx, viewer, id) {
      const matter = await known(tx, viewer, id);
      const sheet = await sheetOf(ctx, tx, viewer, matter);
      await auditRead(tx, viewer, 'page', [matter]);
      return sheet;
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

    figures: (db, viewer, from, to) => readFigures(db, viewer, { from, until: to, today: todayOf(ctx) }),

    clusters: readClusters,

    async history(tx, viewer, id) {
      const matter = await known(tx, viewer, id);
      if (!allows(accessTo(matter, viewer), 'supervise'))
        throw new NotFoundError('No audit view for this official.', { tell: '没有找到这一件。' });
      await auditRead(tx, viewer, 'audit', [matter]);
      return ctx.audit.about(tx, 'complaint', matter.id);
    },
  };
}
