/**
 * What time does to oversight: the rungs reached are told once, all of a person's in one message a day; advice past its day is
 * urged, then goes to discipline; what is refused or not put right opens a case.
 */
import { formatDay, type Day } from '../../kit/day.ts';
import { refusedObligations } from '../../disclosure/refusals.ts';
import type { Card } from '../../outbox/message.ts';
import { holdersOf, type Official } from '../../people/officials.ts';
import type { Database, Db, Tx } from '../../store/database.ts';
import { openCase } from '../accountability.ts';
import { todayOf, type Context } from '../complaints/context.ts';
import { inspectionCard } from '../inspections.ts';
import { adviceCard, refuse, urgeOnce, URGINGS } from '../recommendations.ts';
import { recheckCard, rectificationCard } from '../rectifications.ts';
import { checkCard, checksOn } from '../spot-checks.ts';
import { rungOf, type Audience, type LadderName, type Rung } from './ladder.ts';
import { answerers, inspectorsOf, sendCard, sendLine, type Subject } from './telling.ts';

/** Open matters of a kind looked at in a day. */
const MOST = 5_000;
const LISTED = 15;
const LATE = 'T+10';

/** One matter that has a day. */
interface Owed {
  ladder: LadderName;
  subject: Subject;
  due: Day;
  unitCode: string;
  groupCode: string;
  /** As the list names it. */
  name: string;
  /** Made only for whoever gets this one alone. */
  card(): Promise<Card> | Card;
}

interface Told {
  owed: Owed;
  rung: Rung;
  /** Whether the person has something to do about it. */
  acts: boolean;
}

/** Once a working day. Breaking off and running again loses and doubles nothing. */
export async function climbOversight(ctx: Context, database: Database): Promise<void> {
  const today = todayOf(ctx);
  if (ctx.calendar().isDayOff(today)) return;
  await urgeOrRefuse(ctx, database, today);
  await openLateCases(ctx, database, today);
  await database.transaction((tx) => tellRungs(ctx, tx, today));
}

async function tellRungs(ctx: Context, tx: Tx, today: Day): Promise<void> {
  const byPerson = new Map<string, { person: Official; list: Told[] }>();
  const people = new Map<string, Promise<Official[]>>();
  for (const owed of await everythingOwed(tx)) {
    const rung = rungOf(owed.ladder, owed.due, today, ctx.calendar());
    if (!rung || !(await isNew(ctx, tx, owed, rung))) continue;
    for (const audience of rung.audience)
      for (const person of await remembered(people, `${audience} ${keyOf(owed, audience)}`, () =>
        peopleOf(ctx, tx, owed, audience),
      )) {
        const known = byPerson.get(person.userid) ?? { person, list: [] };
        byPerson.set(person.userid, known);
        if (!known.list.some((one) => one.owed === owed))
          known.list.push({ owed, rung, acts: audience !== 'gov_office' && !WATCHERS.has(audience) });
      }
  }
  for (const { person, list } of byPerson.values()) await tellOne(ctx, tx, today, person, list);
}

/** Many matters are of the same few bodies. */
function remembered<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? ask();
  known.set(key, found);
  return found;
}
const keyOf = (owed: Owed, audience: Audience): string =>
  audience === 'inspectors'
    ? owed.groupCode
    : audience === 'officer' || audience === 'leader'
      ? owed.unitCode
      : '';

const WATCHERS: ReadonlySet<Audience> = new Set(['leading_group', 'discipline']);

/** The step taken is a row that can exist once. */
async function isNew(ctx: Context, tx: Tx, { subject, due }: Owed, { level }: Rung): Promise<boolean> {
  const { count } = await tx.oversightReminder.createMany({
    data: [{ subjectType: subject.type, subjectId: subject.id, due, level, at: ctx.clock.now() }],
    skipDuplicates: true,
  });
  return count > 0;
}

async function everythingOwed(db: Db): Promise<Owed[]> {
  const page = { orderBy: { id: 'asc' as const }, take: MOST };
  const [checks, inspections, rectifications, advice] = await Promise.all([
    db.spotCheck.findMany({ where: { result: null }, ...page }),
    db.inspection.findMany({ where: { doneOn: null }, ...page }),
    db.rectification.findMany({ where: { closedOn: null }, ...page }),
    db.recommendation.findMany({ where: { answer: null, closedAt: null }, ...page }),
  ]);
  const batches = Map.groupBy(checks, ({ groupCode, drawnOn }) => `${groupCode}~${drawnOn}`);
  return [
    ...[...batches].map(([id, list]): Owed => ({
      ...list[0]!,
      ladder: 'spot-check',
      subject: { type: 'spot-check', id },
      due: list[0]!.dueOn,
      name: `抽查 ${list.length} 条`,
      card: async () => checkCard(await checksOn(db, id), '抽查还没有答'),
    })),
    ...inspections.map((row): Owed => ({
      ...row,
      ladder: 'inspection',
      subject: { type: 'inspection', id: row.id },
      due: row.plannedOn,
      name: `检查 ${row.number}`,
      card: () => inspectionCard(row),
    })),
    ...rectifications.map((row): Owed => ({
      ...row,
      ladder: row.reportedOn ? 'recheck' : 'rectification',
      subject: { type: 'rectification', id: row.id },
      due: row.reportedOn ?? row.dueOn,
      name: `整改 ${row.number}`,
      card: () => (row.reportedOn ? recheckCard(row) : rectificationCard(row, '整改还没有报')),
    })),
    ...advice.map((row): Owed => ({
      ...row,
      ladder: 'recommendation',
      subject: { type: 'recommendation', id: row.id },
      due: row.dueOn,
      name: `监督建议 ${row.number}`,
      card: () => adviceCard(row),
    })),
  ];
}

function peopleOf(ctx: Context, db: Db, owed: Owed, audience: Audience): Promise<Official[]> {
  switch (audience) {
    case 'inspectors':
      return inspectorsOf(ctx, db, owed.groupCode);
    case 'officer':
      return answerers(ctx, db, owed.unitCode);
    case 'leader':
      return answerers(ctx, db, owed.unitCode, true);
    default:
      return holdersOf(db, audience);
  }
}

async function tellOne(
  ctx: Context,
  tx: Tx,
  today: Day,
  person: Official,
  list: readonly Told[],
): Promise<void> {
  const event = `oversight:${today}`;
  const [only] = list;
  if (list.length === 1 && only!.acts) {
    const { subject } = only!.owed;
    const card = await only!.owed.card();
    return void (await sendCard(ctx, tx, subject, `${event}:${subject.id}`, [person], {
      ...card,
      title: `${card.title}(${only!.rung.words})`,
    }));
  }
  const lines = list
    .slice(0, LISTED)
    .map(({ owed, rung }) => `${owed.name}:${rung.words}(${formatDay(owed.due)})`);
  const more = list.length > LISTED ? [`还有 ${list.length - LISTED} 件,在监督台「监督」里看。`] : [];
  const acts = list.some((one) => one.acts);
  const text = [
    acts ? `监督事项有 ${list.length} 件要办:` : `监督事项超期 ${list.length} 件:`,
    ...lines,
    ...more,
    ...(acts ? ['回复编号就能办。'] : []),
  ].join('\n');
  await sendLine(ctx, tx, event, [person], text);
}

/** 催办 twice, the second reaches the leader; then discipline. */
async function urgeOrRefuse(ctx: Context, database: Database, today: Day): Promise<void> {
  const late = await database.prisma.recommendation.findMany({
    where: { answer: null, closedAt: null, dueOn: { lt: today } },
    orderBy: { id: 'asc' },
    take: MOST,
  });
  for (const row of late)
    await database.transaction(async (tx) => {
      if (row.urged < URGINGS) await urgeOnce(ctx, tx, row, 'system');
      else await refuse(ctx, tx, row, 'system');
    });
}

/** 拒不公开 and 工作不力, one open case a unit and ground. */
async function openLateCases(ctx: Context, database: Database, today: Day): Promise<void> {
  const notPutRight = await database.prisma.rectification.findMany({
    where: { closedOn: null, reportedOn: null, dueOn: { lt: today } },
    orderBy: { id: 'asc' },
    take: MOST,
  });
  const late = notPutRight.filter(
    ({ dueOn }) => rungOf('rectification', dueOn, today, ctx.calendar())?.level === LATE,
  );
  const leads = [
    ...late.map(({ id, unitCode }) => ({ id, unitCode, type: 'rectification', ground: '工作不力' }) as const),
    ...(await refusedObligations(database.prisma, today)).map(
      ({ id, unitCode }) => ({ id, unitCode, type: 'obligation', ground: '拒不公开' }) as const,
    ),
  ];
  for (const { id, unitCode, type, ground } of leads)
    await database.transaction(async (tx) => {
      const open = await tx.accountabilityCase.count({ where: { unitCode, ground, closedAt: null } });
      if (open > 0) return;
      await openCase(ctx, tx, { unitCode, ground, subjectType: type, subjectId: id, openedBy: 'system' });
    });
}
