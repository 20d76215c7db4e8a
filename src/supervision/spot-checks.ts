/**
 * 抽查: each month some published items of each supervision group's units are drawn by chance and verified, 属实 or 不实; what a
 * citizen calls untrue is verified in the same way. 不实 has to be put right, and is a lead for discipline (the speech, 4.1.2, 4.8.3).
 */
import { addDays, formatDay, timeOf, type Day } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError } from '../kit/errors.ts';
import type { Card } from '../outbox/message.ts';
import { holdersOf, supervisionGroupOf, type Official } from '../people/officials.ts';
import type { Database, Db, Tx } from '../store/database.ts';
import type { SpotCheck } from '../store/generated/client.ts';
import { openCase } from './accountability.ts';
import { todayOf, type Context } from './complaints/context.ts';
import { mustInspectAs, scopeOf, unknown } from './oversight/scope.ts';
import { inspectorsOf, sendCard, settle, type Subject } from './oversight/telling.ts';
import { dueIn, termsOf } from './oversight-terms.ts';
import { openRectification } from './rectifications.ts';

export type { SpotCheck } from '../store/generated/client.ts';

/** With what is to be looked at. */
export interface ShownCheck extends SpotCheck {
  title: string;
  published: string | null;
}

export type CheckResult = '属实' | '不实';

const NOT_AGAIN_DAYS = 365;
const SEED_BYTES = 16;
const SHORTEST = 4;
const LONGEST = 500;

/** The month's draw for every group that has not had it; the seed stands in the audit, so that anyone can draw again. Returns how many. */
export async function drawSpotChecks(ctx: Context, database: Database): Promise<number> {
  const groups = await database.prisma.unit.findMany({
    where: { type: 'supervision_group', active: true, parentCode: { not: null } },
    orderBy: { code: 'asc' },
  });
  let drawn = 0;
  for (const { code, parentCode } of groups)
    drawn += await database.transaction((tx) => drawFor(ctx, tx, code, parentCode!));
  return drawn;
}

async function drawFor(ctx: Context, tx: Tx, groupCode: string, unitCode: string): Promise<number> {
  const today = todayOf(ctx);
  const month = today.slice(0, 7);
  const had = await tx.spotCheck.count({
    where: { groupCode, source: 'drawn', drawnOn: { startsWith: month } },
  });
  const terms = await termsOf(tx);
  if (had > 0 || terms.spotChecks === 0) return 0;
  const seed = ctx.ids.bytes(SEED_BYTES).toString('hex');
  const items = await drawItems(tx, await unitsUnder(tx, unitCode), today, seed, terms.spotChecks);
  if (items.length === 0) return 0;
  const { dueOn } = dueIn(ctx, terms.spotCheckDays);
  await tx.spotCheck.createMany({
    data: items.map((item) => ({
      id: ctx.ids.next(),
      disclosureCode: item.code,
      unitCode: item.unit_code,
      groupCode,
      drawnOn: today,
      dueOn,
    })),
    skipDuplicates: true,
  });
  await tellGroup(ctx, tx, groupCode, today, '本月抽查');
  await ctx.audit.record(tx, {
    actor: 'system',
    action: 'spot-check.drawn',
    subjectType: 'group',
    subjectId: groupCode,
    detail: { seed, items: items.map(({ code }) => code) },
  });
  return items.length;
}

/** The unit a group is set over; of a township its committees too, which have no group of their own. */
async function unitsUnder(db: Db, unitCode: string): Promise<string[]> {
  const below = await db.unit.findMany({
    where: {
      parentCode: unitCode,
      active: true,
      type: { endsWith: '_committee' },
      children: { none: { type: 'supervision_group', active: true } },
    },
    select: { code: true },
  });
  return [unitCode, ...below.map(({ code }) => code)];
}

/** What was looked at within the year comes last; among the rest the seed decides. */
const drawItems = (
  db: Db,
  units: readonly string[],
  today: Day,
  seed: string,
  n: number,
): Promise<{ code: string; unit_code: string }[]> =>
  db.$queryRaw`
    select code, unit_code from disclosure d
    where unit_code = any(${[...units]}::text[]) and published <= ${today} and status in ('已公开', '已更正')
      and mode = '主动' and regime <> '内部'
    order by exists (select 1 from spot_check s
      where s.disclosure_code = d.code and s.drawn_on > ${addDays(today, -NOT_AGAIN_DAYS)}), md5(code || ${seed})
    limit ${n}`;

/** All that a group verifies of one day's draw stands on one card. */
const batchOf = ({ groupCode, drawnOn }: Pick<SpotCheck, 'groupCode' | 'drawnOn'>): Subject => ({
  type: 'spot-check',
  id: `${groupCode}~${drawnOn}`,
});

/** Open checks of a card, the first first. */
export async function checksOn(db: Db, batch: string): Promise<ShownCheck[]> {
  const [groupCode = '', drawnOn = ''] = batch.split('~');
  return shown(
    db,
    await db.spotCheck.findMany({ where: { groupCode, drawnOn, result: null }, orderBy: { id: 'asc' } }),
  );
}

export async function shown(db: Db, checks: readonly SpotCheck[]): Promise<ShownCheck[]> {
  const items = await db.disclosure.findMany({
    where: { code: { in: checks.map(({ disclosureCode }) => disclosureCode) } },
    select: { code: true, title: true, published: true },
  });
  return checks.map((check) => {
    const item = items.find(({ code }) => code === check.disclosureCode);
    return { ...check, title: item?.title ?? check.disclosureCode, published: item?.published ?? null };
  });
}

export function checkCard(checks: readonly ShownCheck[], title: string): Card {
  const [first] = checks;
  return {
    source: '阳光·抽查',
    title: checks.length > 1 ? `${title}:${checks.length} 条` : title,
    text: `看公开的和实际是不是一样:看现场、问群众、对原始材料。${formatDay(first!.dueOn)}前答。`,
    fields: checks.slice(0, 6).map(({ title: name }, i) => ({ name: `第${i + 1}条`, value: name })),
    ...(checks.length > 1
      ? {
          select: {
            key: 'item',
            title: '哪一条',
            options: checks.slice(0, 10).map(({ id, title: name }) => ({ id, label: name })),
          },
        }
      : {}),
    buttons: [
      { key: 'true', label: '属实', tone: 'primary' },
      { key: 'untrue', label: '不实', tone: 'danger' },
    ],
  };
}

async function tellGroup(ctx: Context, tx: Tx, groupCode: string, day: Day, title: string): Promise<void> {
  const subject = batchOf({ groupCode, drawnOn: day });
  const checks = await checksOn(tx, subject.id);
  if (checks.length === 0) return;
  const people = await inspectorsOf(ctx, tx, groupCode);
  const event = `spot-check:${subject.id}:${checks.map(({ id }) => id).join()}`;
  await sendCard(ctx, tx, subject, event, people, checkCard(checks, title));
}

/**
 * 内容不实 said by a citizen of an item: verified like one that was drawn. One that is being verified already is not verified
 * twice. Undefined where the item is not public.
 */
export async function verifyReported(
  ctx: Context,
  tx: Tx,
  report: { disclosureCode: string; reportId: string },
): Promise<SpotCheck | undefined> {
  const item = await tx.disclosure.findUnique({ where: { code: report.disclosureCode } });
  if (!item?.published || item.regime === '内部') return undefined;
  const today = todayOf(ctx);
  const open = await tx.spotCheck.findFirst({
    where: { disclosureCode: item.code, OR: [{ result: null }, { drawnOn: today }] },
  });
  if (open) return open;
  const group = await supervisionGroupOf(tx, item.unitCode);
  const groupCode = group?.code ?? (await holdersOf(tx, 'gov_office'))[0]?.unitCode;
  if (!groupCode) return undefined;
  const { dueOn } = dueIn(ctx, (await termsOf(tx)).spotCheckDays);
  const check = await tx.spotCheck.create({
    data: {
      id: ctx.ids.next(),
      disclosureCode: item.code,
      unitCode: item.unitCode,
      groupCode,
      source: 'report',
      reportId: report.reportId,
      drawnOn: today,
      dueOn,
    },
  });
  await tellGroup(ctx, tx, groupCode, today, '群众说不实,请核对');
  return check;
}

export async function findCheck(db: Db, by: Official, id: string): Promise<ShownCheck> {
  const { all, groups } = await scopeOf(db, by);
  const row = await db.spotCheck.findUnique({ where: { id } });
  // What is being verified is not told to the unit beforehand.
  if (!row || !(all || groups.includes(row.groupCode))) throw unknown();
  return (await shown(db, [row]))[0]!;
}

/** 属实 or 不实, by somebody of the group who does not answer for the item. */
export async function recordCheck(
  ctx: Context,
  tx: Tx,
  by: Official,
  id: string,
  result: CheckResult,
  note = '',
): Promise<{ check: ShownCheck; rectification: string | undefined }> {
  const found = await findCheck(tx, by, id);
  mustInspectAs(await scopeOf(tx, by), found);
  const item = await tx.disclosure.findUnique({ where: { code: found.disclosureCode } });
  if (item && [item.officerUserid, item.leaderUserid].includes(by.userid))
    throw new DeniedError('Their own item.', { tell: '这一条是您负责的,请组里别的人核对。' });
  const said = note.trim();
  if (said.length > LONGEST || (result === '不实' && said.length < SHORTEST))
    throw new InputError('No note.', { tell: `不实在哪里?请写 ${SHORTEST} 到 ${LONGEST} 个字。` });
  const [next] = await tx.spotCheck.updateManyAndReturn({
    where: { id, result: null },
    data: { result, note: said || null, checkedBy: by.userid, checkedAt: ctx.clock.now() },
  });
  if (!next) throw new ConflictError('Checked already.', { tell: '这一条已经有人核对过了。' });
  const [check] = await shown(tx, [next]);
  const rectification = result === '不实' ? await putRight(ctx, tx, by, check!) : undefined;
  const left = await checksOn(tx, batchOf(next).id);
  const line = `${result} ${by.name} ${timeOf(ctx.clock.now())}`;
  const rest = left.length > 0 ? checkCard(left, '抽查还有') : undefined;
  await settle(ctx, tx, batchOf(next), id, line, rest);
  await ctx.audit.record(tx, {
    actor: by.userid,
    action: 'spot-check.recorded',
    subjectType: 'spot-check',
    subjectId: id,
    detail: { result },
  });
  return { check: check!, rectification };
}

async function putRight(ctx: Context, tx: Tx, by: Official, check: ShownCheck): Promise<string> {
  const { unitCode, groupCode, id } = check;
  const { number } = await openRectification(ctx, tx, {
    unitCode,
    groupCode,
    subjectType: 'spot-check',
    subjectId: id,
    text: `「${check.title}」(${check.disclosureCode})核对不实:${check.note}。请更正公开内容。`,
    by: by.userid,
  });
  await openCase(ctx, tx, {
    unitCode,
    ground: '弄虚作假',
    subjectType: 'spot-check',
    subjectId: id,
    openedBy: by.userid,
  });
  return number;
}
