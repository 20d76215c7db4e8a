/**
 * Reports from live cases 报告: of the supervision groups, of the whole county to the leading group, of a government to the people's
 * congress. In: who asks, whose report, which period. Out: sections of figures, each of which opens the list of the very records it
 * counts; versions kept as they were made, signed, commented on. Every figure of complaints asks the conflict guard (`statistics`).
 */
import { dayOf } from '../kit/day.ts';
import { DeniedError, InputError, NotFoundError } from '../kit/errors.ts';
import type { OfficialLetter } from '../kit/official-docx.ts';
import type { Sheet } from '../kit/workbook.ts';
import { holdersOf, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Context } from './complaints/context.ts';
import { KINDS, loadBodies, rightsOn, type Body, type BodyRights, type ReportKind } from './report-bodies.ts';
import { createCounter, type Narrow, type Section } from './report-content.ts';
import { readPeriod, type Period } from './report-period.ts';
import type { Line, Source } from './report-source.ts';
import { compute, rowsOf, type Wanted } from './reports/compute.ts';
import {
  findKept,
  keep,
  readKept,
  sign,
  versionsOf,
  type Kept,
  type Notes,
  type Version,
} from './report-keeping.ts';
import { letterOf, sheetsOf, type Printed } from './reports/letter.ts';
import type { Readers } from './statistics.ts';
import { loadViewer, loadViewers } from './viewers.ts';

/** Which report: a body's, of a period. */
export interface Which {
  kind: ReportKind;
  code: string;
  period: string;
}

export interface Shown {
  title: string;
  body: Body;
  period: Period;
  rights: BodyRights;
  /** The day the figures are of. */
  today: string;
  sections: Section[];
  notes: Notes;
  /** Set in a report that was made. */
  kept?: Version & {
    makerName: string;
    signerName: string | undefined;
    comments: { name: string; text: string; at: Date }[];
  };
}

/** What a figure opens. */
export interface Opened {
  /** 迟公开 */
  what: string;
  total: number;
  lines: Line[];
}

export interface Reports {
  /** Whose reports the official may read. */
  bodies(db: Db, official: Official): Promise<{ body: Body; rights: BodyRights }[]>;
  /** Computed now, for this official. Throws NotFound where they may not read it. */
  draft(db: Db, official: Official, which: Which): Promise<Shown>;
  /** Versions that were made, the newest first. */
  versions(db: Db, official: Official, which?: Which): Promise<Version[]>;
  open(db: Db, official: Official, id: string): Promise<Shown>;
  /** The records behind a figure: of a draft, or of a version by its id. */
  list(
    db: Db,
    official: Official,
    from: Which | { id: string },
    figure: { of: string } & Narrow,
    page: { skip: number; take: number },
  ): Promise<Opened>;
  /** Keeps a version, its figures as everybody it is made for may have them. Returns its id. */
  make(tx: Tx, by: Official | 'system', which: Which, notes?: Notes): Promise<string>;
  /** 签发 */
  sign(tx: Tx, official: Official, id: string): Promise<void>;
  /** 审议意见: kept with the version, told to who made it. */
  comment(tx: Tx, official: Official, id: string, text: string): Promise<void>;
  letter(shown: Shown): OfficialLetter;
  sheets(shown: Shown): Sheet[];
  /** What the maker is asked to add in words. */
  noteHeads(kind: ReportKind): readonly string[];
}

const NOTES: Readonly<Record<ReportKind, readonly string[]>> = {
  group: ['意见和建议'],
  county: ['存在的问题', '下一步'],
  presidium: ['存在的问题', '下一步安排', '对上次审议意见的答复'],
};
const LONGEST_NOTE = 4_000;
/** They read every matter that is not sealed; who merely counts gets few of a kind put together. */
const FULL: ReadonlySet<string> = new Set(['gov_office', 'discipline']);
const MOST_ON_PAGE = 100;

export function createReports(ctx: Context, sources: readonly Source[]): Reports {
  const today = (): string => dayOf(ctx.clock.now());

  const find = async (db: Db, { kind, code, period }: Which): Promise<{ body: Body; period: Period }> => {
    const read = readPeriod(period);
    const body = (await loadBodies(db)).find((one) => one.kind === kind && one.code === code);
    if (!body || !(KINDS[kind].rhythms as readonly string[]).includes(read.rhythm)) throw none();
    return { body, period: read };
  };

  const wantedBy = async (
    db: Db,
    official: Official,
    which: Which,
  ): Promise<Wanted & { rights: BodyRights }> => {
    const { body, period } = await find(db, which);
    const rights = rightsOn(body, official);
    if (!rights.read) throw none();
    const listens = body.kind === 'group' && rights.make;
    const folds = !listens && !official.roles.some((role) => FULL.has(role));
    return {
      body,
      period,
      rights,
      folds,
      today: today(),
      readers: await readersFor(db, body, rights, official),
    };
  };

  const openKept = async (db: Db, official: Official, id: string) => {
    const kept = await findKept(db, id);
    const { body, period } = await find(db, { kind: kept.kind, code: kept.unitCode, period: kept.period });
    const rights = rightsOn(body, official);
    if (!rights.read) throw none();
    const readers = await readersFor(db, body, rights, official);
    return { kept, body, period, rights, readers, ...(await readKept(db, kept, sources, readers)) };
  };

  const sourceOf = (of: string): { source: Source; what: string } => {
    const [name = '', state = ''] = of.split('.');
    const source = sources.find((one) => one.name === name);
    const what = source && Object.hasOwn(source.states, state) ? source.states[state] : undefined;
    if (!source || !what) throw new NotFoundError(`No such figure: ${of}`, { tell: '没有这个数。' });
    return { source, what: what.zh };
  };

  const reports: Reports = {
    noteHeads: (kind) => NOTES[kind],

    async bodies(db, official) {
      const all = await loadBodies(db);
      return all
        .map((body) => ({ body, rights: rightsOn(body, official) }))
        .filter(({ rights }) => rights.read);
    },

    async draft(db, official, which) {
      const wanted = await wantedBy(db, official, which);
      const { sections } = await compute(db, sources, wanted);
      const { body, period, rights } = wanted;
      return { title: titleOf(body, period), body, period, rights, today: wanted.today, sections, notes: {} };
    },

    async versions(db, official, which) {
      if (which) {
        await wantedBy(db, official, which);
        return versionsOf(db, { kind: which.kind, period: which.period, unitCode: which.code });
      }
      const own = await reports.bodies(db, official);
      const found = await versionsOf(db, { unitCode: { in: own.map(({ body }) => body.code) } });
      return found.filter(({ kind, unitCode }) =>
        own.some(({ body }) => body.kind === kind && body.code === unitCode),
      );
    },

    async open(db, official, id) {
      const { kept, body, period, rights, sections } = await openKept(db, official, id);
      const { content, comments, ...version } = kept;
      const { title, today: day, notes } = content;
      const names = await namesOf(db, [kept.madeBy, kept.signedBy, ...comments.map(({ userid }) => userid)]);
      const nameOf = (userid: string): string => names.get(userid) ?? userid;
      return {
        title,
        body,
        period,
        rights,
        today: day,
        sections,
        notes,
        kept: {
          ...version,
          makerName: kept.madeBy === 'system' ? '系统按期生成' : nameOf(kept.madeBy),
          signerName: kept.signedBy ? nameOf(kept.signedBy) : undefined,
          comments: comments.map(({ userid, text, at }) => ({ name: nameOf(userid), text, at })),
        },
      };
    },

    async list(db, official, from, { of, ...narrow }, { skip, take }) {
      const { source, what } = sourceOf(of);
      const read =
        'id' in from
          ? await openKept(db, official, from.id)
          : await wantedBy(db, official, from).then(async (wanted) => ({
              readers: wanted.readers,
              rows: new Map([[source.name, await rowsOf(db, source, wanted)]]),
            }));
      const ids = createCounter(read.rows).idsOf(of, narrow);
      const page = ids.slice(skip, skip + Math.min(take, MOST_ON_PAGE));
      return { what, total: ids.length, lines: await source.lines(db, page, read.readers) };
    },

    async make(tx, by, which, notes = {}) {
      const { body, period } = await find(tx, which);
      if (by !== 'system' && !rightsOn(body, by).make)
        throw new DeniedError('May not make it.', { tell: '这份报告由监督小组、政务公开科或本级政府来做。' });
      const readers: Readers = { viewers: await loadViewers(tx, body.audience) };
      const wanted = { body, period, today: today(), readers, folds: body.kind !== 'group' };
      return keep(ctx, tx, {
        body,
        period,
        title: titleOf(body, period),
        today: wanted.today,
        computed: await compute(tx, sources, wanted),
        notes: checkedNotes(body.kind, notes),
        by: by === 'system' ? by : by.userid,
      });
    },

    async sign(tx, official, id) {
      const kept = await findKept(tx, id);
      await mayDo(tx, kept, official, 'sign', '这份报告由组长或政府负责人签发。');
      await sign(ctx, tx, kept, official.userid);
    },

    async comment(tx, official, id, text) {
      const kept = await findKept(tx, id);
      const body = await mayDo(tx, kept, official, 'comment', '审议意见由人大提出。');
      if (!kept.signedAt) throw new InputError('A draft.', { tell: '还没有签发,签发后再提审议意见。' });
      if (!text.trim()) throw new InputError('Nothing said.', { tell: '请写审议意见。' });
      const commentId = ctx.ids.next();
      await tx.reportComment.create({
        data: {
          id: commentId,
          reportId: id,
          userid: official.userid,
          text: text.trim().slice(0, LONGEST_NOTE),
          at: ctx.clock.now(),
        },
      });
      const makers = body.units
        ? await tx.person.findMany({
            where: {
              unitCode: body.code,
              active: true,
              roles: { hasSome: ['unit_leader', 'township_admin'] },
            },
          })
        : await holdersOf(tx, 'gov_office');
      await ctx.outbox.enqueue(
        tx,
        makers.map(({ userid }) => ({
          key: `report-comment:${commentId}:${userid}`,
          to: ctx.officialAddress(userid),
          body: {
            t: 'notice' as const,
            title: '人大提出审议意见',
            text: `对《${kept.content.title}》。请研究处理,下一次报告里写明答复。`,
          },
        })),
      );
    },

    letter: (shown) => letterOf(printed(shown)),
    sheets: (shown) => sheetsOf(printed(shown)),
  };

  const mayDo = async (
    db: Db,
    kept: Kept,
    official: Official,
    what: 'sign' | 'comment',
    otherwise: string,
  ): Promise<Body> => {
    const { body } = await find(db, { kind: kept.kind, code: kept.unitCode, period: kept.period });
    const rights = rightsOn(body, official);
    if (!rights.read) throw none();
    if (!rights[what]) throw new DeniedError(`May not ${what}.`, { tell: otherwise });
    return body;
  };

  return reports;
}

const none = (): NotFoundError =>
  new NotFoundError('No such report for this official.', { tell: '没有这份报告。' });

/** Who makes or signs a government's or the county's report reads its numbers as those who watch over the county do. */
async function readersFor(db: Db, body: Body, rights: BodyRights, official: Official): Promise<Readers> {
  const viewers = [await loadViewer(db, official)];
  return body.kind !== 'group' && (rights.make || rights.sign) ? { viewers, counts: true } : { viewers };
}

const titleOf = ({ kind, name }: Body, period: Period): string =>
  ({
    group: `${name}报告(${period.name})`,
    county: `全县政务公开工作情况报告(${period.name})`,
    presidium: `${name}关于政务公开情况的报告(${period.name})`,
  })[kind];

function checkedNotes(kind: ReportKind, notes: Notes): Notes {
  return Object.fromEntries(
    NOTES[kind].flatMap((head) => {
      const text = notes[head]?.trim();
      return text ? [[head, text.slice(0, LONGEST_NOTE)]] : [];
    }),
  );
}

const printed = ({ title, body, today, sections, notes, kept }: Shown): Printed => ({
  title,
  body: body.name,
  today,
  sections,
  notes,
  to: body.to,
  signed: kept?.signerName && kept.signedAt ? { by: kept.signerName, at: kept.signedAt } : undefined,
});

const namesOf = async (db: Db, userids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> => {
  const wanted = userids.filter((one): one is string => one !== null);
  const rows = await db.person.findMany({
    where: { userid: { in: wanted } },
    select: { userid: true, name: true },
  });
  return new Map(rows.map(({ userid, name }) => [userid, name]));
};
