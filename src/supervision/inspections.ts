/**
 * 监督检查, 定期 and 不定期, 内部 and 外部: a checklist worked through; what is not in order has to be put right by a day
 * (the speech, 1.7, 4.1.4, 4.3.2).
 */
import { z } from 'zod';
import { formatDay, isDay, monthOf, timeOf, yearOf, type Day } from '../kit/day.ts';
import { ConflictError, InputError } from '../kit/errors.ts';
import { referenceNumber } from '../kit/ids.ts';
import type { Card } from '../outbox/message.ts';
import type { Official } from '../people/officials.ts';
import type { Database, Db, Tx } from '../store/database.ts';
import type { Inspection } from '../store/generated/client.ts';
import { todayOf, type Context } from './complaints/context.ts';
import { groupOver, mustInspectAs, scopeOf, unknown, within } from './oversight/scope.ts';
import { inspectorsOf, sendCard, settle, type Subject } from './oversight/telling.ts';
import { dueIn, termsOf } from './oversight-terms.ts';
import { openRectification } from './rectifications.ts';
import type { SupervisionSource } from './sources.ts';

export type { Inspection } from '../store/generated/client.ts';

/** What every check looks at; a check of its own may have other points. */
export const CHECKLIST: readonly string[] = [
  '目录里该公开的都公开了',
  '公开得及时,没有超期',
  '公开的内容属实、看得懂',
  '办事指南齐全:依据、流程、期限、收费、监督电话',
  '监督电话打得通,信箱按时开',
  '投诉和信息公开申请按期办',
  '上次查出的问题改好了',
];

const pointSchema = z.object({
  item: z.string(),
  /** Null until it was looked at. */
  ok: z.boolean().nullable(),
  note: z.string().optional(),
});
export type Point = z.output<typeof pointSchema>;
export const pointsOf = (row: Inspection): Point[] => z.array(pointSchema).parse(row.checklist);

const SHORTEST = 4;
const LONGEST = 1_000;
const MOST_POINTS = 30;
const subjectOf = ({ id }: Inspection): Subject => ({ type: 'inspection', id });

/** 2026-Q4 */
export const quarterOf = (day: Day): string => `${yearOf(day)}-Q${Math.ceil(monthOf(day) / 3)}`;

/** The quarter's check for every group that has not got it. Returns how many. */
export async function planInspections(ctx: Context, database: Database): Promise<number> {
  const groups = await database.prisma.unit.findMany({
    where: { type: 'supervision_group', active: true, parentCode: { not: null } },
    orderBy: { code: 'asc' },
  });
  const period = quarterOf(todayOf(ctx));
  let planned = 0;
  for (const { code, parentCode } of groups)
    planned += await database.transaction(async (tx) => {
      const had = await tx.inspection.count({ where: { groupCode: code, unitCode: parentCode!, period } });
      if (had > 0) return 0;
      const plannedOn = dueIn(ctx, (await termsOf(tx)).inspectionDays).dueOn;
      await write(ctx, tx, 'system', {
        groupCode: code,
        unitCode: parentCode!,
        rhythm: '定期',
        kind: '内部',
        source: '内部监督',
        period,
        plannedOn,
        points: CHECKLIST,
      });
      return 1;
    });
  return planned;
}

export interface InspectionPlan {
  unitCode: string;
  kind: '内部' | '外部';
  source: SupervisionSource;
  plannedOn: Day;
  /** The usual list when empty. */
  points?: readonly string[];
}

/** 不定期检查, by whoever is over the unit. */
export async function planInspection(
  ctx: Context,
  tx: Tx,
  by: Official,
  { points = [], ...plan }: InspectionPlan,
): Promise<Inspection> {
  const groupCode = await groupOver(tx, by, plan.unitCode);
  if (!isDay(plan.plannedOn) || plan.plannedOn < todayOf(ctx))
    throw new InputError('No day.', { tell: '请填检查的日期,今天或以后。' });
  const own = points.map((point) => point.trim()).filter(Boolean);
  if (own.length > MOST_POINTS || own.some((point) => point.length > LONGEST))
    throw new InputError('Too many points.', { tell: `检查内容最多 ${MOST_POINTS} 条。` });
  return write(ctx, tx, by.userid, {
    ...plan,
    groupCode,
    rhythm: '不定期',
    points: own.length > 0 ? own : CHECKLIST,
  });
}

async function write(
  ctx: Context,
  tx: Tx,
  by: string,
  {
    points,
    ...plan
  }: Omit<InspectionPlan, 'points'> & {
    groupCode: string;
    rhythm: '定期' | '不定期';
    period?: string;
    points: readonly string[];
  },
): Promise<Inspection> {
  const row = await tx.inspection.create({
    data: {
      ...plan,
      id: ctx.ids.next(),
      number: referenceNumber('JC', ctx.ids),
      checklist: points.map((item) => ({ item, ok: null })),
      createdBy: by,
      createdAt: ctx.clock.now(),
    },
  });
  const unit = await tx.unit.findUnique({ where: { code: row.unitCode }, select: { name: true } });
  const people = await inspectorsOf(ctx, tx, row.groupCode);
  await sendCard(ctx, tx, subjectOf(row), `inspection:${row.id}`, people, inspectionCard(row, unit?.name));
  await audit(ctx, tx, by, 'inspection.planned', row);
  return row;
}

export const inspectionCard = (row: Inspection, unitName = row.unitCode): Card => ({
  source: '阳光·监督检查',
  title: `${row.rhythm}检查:${unitName}`,
  text: pointsOf(row)
    .map(({ item }, i) => `${i + 1} ${item}`)
    .join('\n'),
  fields: [
    { name: '编号', value: row.number },
    { name: '期限', value: `${formatDay(row.plannedOn)}前` },
    { name: '种类', value: `${row.kind}·${row.source}` },
  ],
  buttons: [
    { key: 'in-order', label: '全部合格', tone: 'primary' },
    { key: 'faults', label: '有问题' },
  ],
});

export async function findInspection(db: Db, by: Official, id: string): Promise<Inspection> {
  const row = await db.inspection.findFirst({
    where: { AND: [{ OR: [{ id }, { number: id }] }, within(await scopeOf(db, by))] },
  });
  if (!row) throw unknown();
  return row;
}

export interface Fault {
  /** From 1, as the list is numbered. */
  point: number;
  note: string;
}

/** Points that are not in order, from 「3 公示栏没有更新;5 电话没人接」. */
export function faultsIn(text: string): Fault[] {
  const faults = text
    .normalize('NFKC')
    .split(/[;\n]+/)
    .flatMap((part): Fault[] => {
      const [, n, note] = /^\s*(\d{1,2})[.、,::\s]*(.+)$/.exec(part) ?? [];
      return n && note ? [{ point: Number(n), note: note.trim() }] : [];
    });
  if (faults.length === 0) throw notUnderstood();
  return faults;
}

const notUnderstood = (): InputError =>
  new InputError('No faults understood.', {
    tell: '请写第几条、什么问题,每条一行,问题写 4 个字以上。例如:\n3 公示栏里的数字和账上对不上\n5 监督电话没人接',
  });

/** Done: what is not named is in order, each fault has to be put right. */
export async function concludeInspection(
  ctx: Context,
  tx: Tx,
  by: Official,
  id: string,
  faults: readonly Fault[],
): Promise<{ row: Inspection; rectifications: string[] }> {
  const found = await findInspection(tx, by, id);
  mustInspectAs(await scopeOf(tx, by), found);
  const list = pointsOf(found);
  if (faults.some(({ point, note }) => !list[point - 1] || note.length < SHORTEST)) throw notUnderstood();
  const points = list.map(({ item }, i): Point => {
    const notes = faults.filter(({ point }) => point === i + 1).map(({ note }) => note);
    return {
      item,
      ok: notes.length === 0,
      ...(notes.length > 0 ? { note: notes.join(';').slice(0, LONGEST) } : {}),
    };
  });
  const wrong = points.filter(({ ok }) => !ok);
  const [row] = await tx.inspection.updateManyAndReturn({
    where: { id: found.id, doneOn: null },
    data: {
      checklist: points,
      findings: wrong.map(({ item, note }) => `${item}:${note}`).join('\n') || null,
      doneOn: todayOf(ctx),
      doneBy: by.userid,
    },
  });
  if (!row) throw new ConflictError('Done already.', { tell: `${found.number} 已经有人查完了。` });
  const rectifications: string[] = [];
  for (const { item, note } of wrong) {
    const { number } = await openRectification(ctx, tx, {
      unitCode: row.unitCode,
      groupCode: row.groupCode,
      subjectType: 'inspection',
      subjectId: row.id,
      text: `检查 ${row.number}「${item}」不合格:${note}`,
      by: by.userid,
    });
    rectifications.push(number);
  }
  const what = wrong.length === 0 ? '全部合格' : `${wrong.length} 条不合格`;
  await settle(ctx, tx, subjectOf(row), ctx.ids.next(), `${what} ${by.name} ${timeOf(ctx.clock.now())}`);
  await audit(ctx, tx, by.userid, 'inspection.done', row);
  return { row, rectifications };
}

const audit = (ctx: Context, tx: Tx, actor: string, action: string, { id }: Inspection): Promise<void> =>
  ctx.audit.record(tx, { actor, action, subjectType: 'inspection', subjectId: id });
