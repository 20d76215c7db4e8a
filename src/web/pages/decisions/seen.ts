/** What the pages of decisions, meetings, audits and projects share: who may see which, names, days, the way between them. */
import type { Context } from 'koa';
import { z } from 'zod';
import { unitsSeenBy } from '../../../disclosure/responsibility.ts';
import type { Clock } from '../../../kit/clock.ts';
import { formatDay, isDay, type Day } from '../../../kit/day.ts';
import { NotFoundError } from '../../../kit/errors.ts';
import { FROM_FILE } from '../../../participation/adopt-matters.ts';
import type { Audits } from '../../../participation/audits.ts';
import type { Decisions } from '../../../participation/decisions.ts';
import type { Meetings } from '../../../participation/meetings.ts';
import type { MatterItem } from '../../../participation/openness.ts';
import type { Projects } from '../../../participation/projects.ts';
import { personNames } from '../../../people/officials.ts';
import type { Database, Db } from '../../../store/database.ts';
import { visitOf } from '../../console/visit.ts';
import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { badge, choices } from '../parts.ts';

export interface DecisionPageDeps {
  database: Database;
  /** The county's time, which the simulator moves. */
  county: Clock;
  decisions: Decisions;
  meetings: Meetings;
  audits: Audits;
  projects: Projects;
}

export const BASE = '/console/decisions';
export const PAGE_SIZE = 40;

const PLACES = [
  ['', '重大事项', 'Decisions'],
  ['/meetings', '会议', 'Meetings'],
  ['/audits', '审计', 'Audits'],
  ['/projects', '项目', 'Projects'],
] as const;

export const tabs = (here: (typeof PLACES)[number][0]): Html =>
  choices(
    '决策、会议、审计、项目 Parts',
    PLACES.map(([path, zh, en]) => ({ href: BASE + path, text: `${zh} ${en}`, chosen: path === here })),
  );

export interface Names {
  unit(code: string): string;
  person(userid: string): string;
  /** Active units, for lists to choose from. */
  units: readonly { value: string; text: string }[];
}

export async function loadNames(db: Db): Promise<Names> {
  const units = await db.unit.findMany({ orderBy: { code: 'asc' } });
  const people = await personNames(db);
  const unitName = new Map(units.map(({ code, name }) => [code, name]));
  return {
    unit: (code) => unitName.get(code) ?? code,
    person: (userid) => (userid === FROM_FILE ? '导入' : (people.get(userid) ?? userid)),
    units: units
      .filter(({ active, type }) => active && type !== 'supervision_group')
      .map(({ code, name }) => ({ value: code, text: name })),
  };
}

/** The units whose matters the visitor sees, as a condition. */
export async function scopeOf(ctx: Context, { prisma }: Database): Promise<{ unitCode?: { in: string[] } }> {
  const units = await unitsSeenBy(prisma, visitOf(ctx).staff);
  return units ? { unitCode: { in: units } } : {};
}

/** Of another unit is as if it were not there. */
export async function mustSee(
  ctx: Context,
  { prisma }: Database,
  row: { unitCode: string } | null,
): Promise<void> {
  const units = await unitsSeenBy(prisma, visitOf(ctx).staff);
  if (!row || (units && !units.includes(row.unitCode)))
    throw new NotFoundError('No such matter for this visitor.', { tell: '没有找到这一件。' });
}

export const idOf = (ctx: Context): string => String((ctx.params as Record<string, string>).id);

export const daySchema = z.string().refine(isDay, '日期');
export const textSchema = (min: number, max: number) => z.string().trim().min(min).max(max);
/** 元, with or without 分. */
export const amountSchema = z
  .string()
  .trim()
  .regex(/^\d{1,13}(\.\d{1,2})?$/);
/** An empty field is no value. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Public with its day, owed by its day, or late. */
export function itemBadge(item: MatterItem | undefined, today: Day): Html {
  if (!item) return badge('plain', '还没有 none yet');
  if (item.public) return badge('good', `已公开 ${item.published ?? ''}`);
  if (item.status === '待形成') return badge('plain', '还没有形成 not yet');
  if (!item.due) return badge('plain', item.status);
  return item.due < today
    ? badge('bad', `超期未公开 应 ${item.due}`)
    : badge('warn', `待公开 ${item.due} 前`);
}

export const itemLink = (item: MatterItem | undefined): Html | string =>
  item ? html`<a href="/console/publish/${item.code}">${item.title}</a>` : '—';

export const dayOrDash = (day: Day | null | undefined): string => (day ? formatDay(day) : '—');
