/** 公开情况: what the records say of each unit, what is kept back and why, what many ask for, which laws have changed. */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import { keptBackItems, unitFigures, type KeptBack, type UnitFigures } from '../../disclosure/figures.ts';
import { unitsSeenBy } from '../../disclosure/responsibility.ts';
import { findHotTopics, type HotTopic } from '../../disclosure/hot-topics.ts';
import { staleBases, type StaleBasis } from '../../disclosure/stale-laws.ts';
import { dayOf, formatDay, yearOf } from '../../kit/day.ts';
import { requestFigures } from '../../participation/request-figures.ts';
import type { Database } from '../../store/database.ts';
import type { Queue } from '../../supervision/queue.ts';
import { loadViewer } from '../../supervision/viewers.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import { complaintTable, requestTable, styleTable } from './figures/efficiency.ts';
import { showPage, type Html } from './layout.ts';
import { badge, both, table, type Tone } from './parts.ts';

export interface FiguresDeps {
  database: Database;
  /** The county's time, which the simulator moves. */
  county: { now(): Date };
  complaintQueue: Pick<Queue, 'figures'>;
}

const GOOD = 90;
const FAIR = 60;
const ASKED_SHOWN = 2;

export function createFiguresPage({ database, county, complaintQueue }: FiguresDeps): Router {
  const router = new Router({ prefix: '/console/figures' });
  router.use(async (ctx, next) => {
    requireAction(ctx, 'figures.see');
    await next();
  });
  router.get('/', async (ctx) => {
    const { staff } = visitOf(ctx);
    const now = county.now();
    const today = dayOf(now);
    const from = `${yearOf(today)}-01-01`;
    const units = await unitsSeenBy(database.prisma, staff);
    const seen = (unit: string): boolean => units === undefined || units.includes(unit);
    const viewer = await loadViewer(database.prisma, staff);
    const [figures, complaints, requests, kept, hot, stale] = await Promise.all([
      unitFigures(database.prisma, { from, until: today, today }),
      complaintQueue.figures(database.prisma, viewer, from, today),
      requestFigures(database.prisma, { from, until: today, today }),
      keptBackItems(database.prisma, units),
      findHotTopics(database.prisma, now, ASKED_SHOWN),
      staleBases(database.prisma, today),
    ]);
    await showPage(
      ctx,
      '公开情况',
      html`<h1>${both('公开情况', 'Figures')}</h1>
        <p>${formatDay(from)}到${formatDay(today)},由记录算出,不能手填。Computed from the records.</p>
        ${figuresTable(figures.filter(({ unit }) => seen(unit)))}
        <h2>${both('办事效能', 'How units answer')}</h2>
        ${complaintTable(complaints.filter(({ unit }) => seen(unit)))}
        ${requestTable(requests.filter(({ unit }) => seen(unit)))}
        <h2>${both('作风和效能的反映', 'Complaints of manner and efficiency')}</h2>
        ${styleTable(complaints.filter(({ unit }) => seen(unit)))}
        <p class="soft">
          不含密封件,不含反映看的人自己单位的。Without sealed matters and those about one’s own unit.
        </p>
        <h2>${both('不公开和依申请公开的', 'Kept back')}</h2>
        ${keptTable(kept)}
        <h2>${both('群众问得多、还没有公开的', 'Asked for and not public')}</h2>
        ${hotTable(hot.filter(({ unit }) => seen(unit)))}
        <h2>${both('法律依据有变化的', 'Laws that changed')}</h2>
        ${staleTable(stale)}`,
    );
  });
  return router;
}

const toneOf = (score: number): Tone => (score >= GOOD ? 'good' : score >= FAIR ? 'warn' : 'bad');
const wordOf = (score: number): string => (score >= GOOD ? '好' : score >= FAIR ? '一般' : '差');
const share = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${Math.round((100 * part) / whole)}%`;

const figuresTable = (rows: readonly UnitFigures[]): Html =>
  table(
    '各单位 Units',
    [
      { head: '单位 Unit', cell: ({ name }: UnitFigures) => name },
      { head: '到期 Due', number: true, cell: ({ due }) => String(due) },
      { head: '按时 In time', number: true, cell: ({ onTime }) => String(onTime) },
      { head: '按时率 Rate', number: true, cell: ({ onTime, due }) => share(onTime, due) },
      { head: '迟 Late', number: true, cell: ({ late }) => String(late) },
      { head: '超期未公开 Overdue', number: true, cell: ({ overdue }) => String(overdue) },
      { head: '已公开 Public', number: true, cell: ({ open }) => String(open) },
      { head: '不公开 Kept back', number: true, cell: ({ keptBack }) => String(keptBack) },
      {
        head: '平均天数 Mean days',
        number: true,
        cell: ({ meanDays }) => (meanDays === undefined ? '—' : String(meanDays)),
      },
      {
        head: '透明度 Score',
        number: true,
        cell: ({ score }) => (score === undefined ? '—' : badge(toneOf(score), `${score} ${wordOf(score)}`)),
      },
    ],
    rows,
  );

const keptTable = (rows: readonly KeptBack[]): Html =>
  table(
    '每项都有原因、依据和批准人 Reason, ground, approver',
    [
      { head: '标题 Title', cell: ({ title }: KeptBack) => title },
      { head: '方式 Mode', cell: ({ mode }) => mode },
      { head: '原因 Reason', cell: ({ reason }) => reason },
      { head: '依据 Ground', cell: ({ ground }) => ground || '—' },
      { head: '批准 Approved by', cell: ({ approvedBy }) => approvedBy },
    ],
    rows,
    '没有。都公开了。None.',
  );

const hotTable = (rows: readonly HotTopic[]): Html =>
  table(
    '近 30 天 The last 30 days',
    [
      { head: '标题 Title', cell: ({ title }: HotTopic) => title },
      { head: '问的人 Asked by', number: true, cell: ({ asked }) => String(asked) },
      { head: '到期 Due', cell: ({ due }) => (due ? formatDay(due) : '—') },
    ],
    rows,
  );

const staleTable = (rows: readonly StaleBasis[]): Html =>
  table(
    '核对后重新导入 Check and import anew',
    [
      { head: '法律 Law', cell: ({ law }: StaleBasis) => `《${law}》` },
      { head: '变化 Change', cell: ({ why }) => why },
      { head: '还引用 Cited by', number: true, cell: ({ records }) => String(records.length) },
    ],
    rows,
  );
