/** One digest for each person a working day: what they owe, or what is owed by those they watch. */
import { addDays, type Day } from '../kit/day.ts';
import { holdersOf, officialsWith, onDuty, supervisionGroupOf, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Calendar } from './calendar.ts';
import { levelFor, type Audience, type Level } from './obligations/ladder.ts';
import type { Obligation } from './obligations.ts';

export interface DigestItem {
  obligationId: string;
  title: string;
  unitCode: string;
  due: Day;
  provisional: boolean;
  level: Level;
  /** True for the officer and leader of the unit that owes it: they get the buttons. */
  owes: boolean;
}

export interface Digest {
  userid: string;
  day: Day;
  items: DigestItem[];
}

/** T-5 in working days is at most this many days ahead, even across the longest holiday. */
const HORIZON_DAYS = 20;
/** What is overdue for longer has been through the whole ladder. */
const PAST_DAYS = 120;

const AUDIENCES: readonly Audience[] = [
  'officer',
  'leader',
  'supervision_group',
  'gov_office',
  'leading_group',
  'discipline',
];

/**
 * The digests of a working day, each step of the ladder recorded as taken in the same transaction. Calling it again
 * for the same day gives nobody anything twice.
 */
export async function takeDigests(tx: Tx, today: Day, now: Date, calendar: Calendar): Promise<Digest[]> {
  if (!calendar.isWorkday(today)) return [];
  const obligations = await tx.obligation.findMany({
    where: { status: 'open', due: { gte: addDays(today, -PAST_DAYS), lte: addDays(today, HORIZON_DAYS) } },
    orderBy: [{ due: 'asc' }, { id: 'asc' }],
  });
  const told = await toldAlready(tx, obligations, today);
  const audience = createAudience(tx, today);
  const digests = new Map<string, Digest>();
  for (const obligation of obligations) {
    const facts = { due: obligation.due!, acknowledged: obligation.acknowledgedAt !== null, today };
    for (const kind of AUDIENCES) {
      const level = levelFor(kind, facts, calendar);
      if (!level) continue;
      for (const userid of await audience(kind, obligation)) {
        if (told.has(stepKey(obligation, level, userid)) || told.has(`${today}|${userid}`)) continue;
        told.add(stepKey(obligation, level, userid));
        const digest = digests.get(userid) ?? { userid, day: today, items: [] };
        digest.items.push(itemOf(obligation, level, kind));
        digests.set(userid, digest);
      }
    }
  }
  await record(tx, [...digests.values()], now);
  return [...digests.values()];
}

const stepKey = (obligation: Obligation, level: Level, userid: string): string =>
  `${obligation.id}|${level}|${obligation.due}|${userid}`;

const itemOf = (obligation: Obligation, level: Level, kind: Audience): DigestItem => ({
  obligationId: obligation.id,
  title: obligation.title,
  unitCode: obligation.unitCode,
  due: obligation.due!,
  provisional: obligation.provisional,
  level,
  owes: kind === 'officer' || kind === 'leader',
});

/** Steps taken for these obligations, and people who have had today's digest. */
async function toldAlready(tx: Tx, obligations: readonly Obligation[], today: Day): Promise<Set<string>> {
  const steps = await tx.obligationReminder.findMany({
    where: { OR: [{ obligationId: { in: obligations.map((obligation) => obligation.id) } }, { day: today }] },
    select: { obligationId: true, level: true, due: true, userid: true, day: true },
  });
  return new Set(
    steps.flatMap((step) => [
      `${step.obligationId}|${step.level}|${step.due}|${step.userid}`,
      ...(step.day === today ? [`${today}|${step.userid}`] : []),
    ]),
  );
}

async function record(tx: Tx, digests: readonly Digest[], now: Date): Promise<void> {
  const data = digests.flatMap(({ userid, day, items }) =>
    items.map(({ obligationId, level, due }) => ({ obligationId, level, due, userid, day, at: now })),
  );
  if (data.length > 0) await tx.obligationReminder.createMany({ data, skipDuplicates: true });
}

/** Userids of an audience for an obligation, looked up once for each unit. */
function createAudience(
  db: Db,
  today: Day,
): (kind: Audience, obligation: Obligation) => Promise<readonly string[]> {
  const known = new Map<string, Promise<readonly string[]>>();
  const once = (key: string, find: () => Promise<readonly string[]>): Promise<readonly string[]> => {
    const found = known.get(key) ?? find();
    known.set(key, found);
    return found;
  };
  const userids = (people: readonly Official[]): string[] => people.map((person) => person.userid);
  const present = async (userid: string | null): Promise<readonly string[]> => {
    const person = userid === null ? null : await db.person.findUnique({ where: { userid } });
    return person?.active ? [(await onDuty(db, person, today)).userid] : [];
  };
  return (kind, { unitCode, officerUserid, leaderUserid }) => {
    switch (kind) {
      case 'officer':
        return once(`person:${officerUserid}`, () => present(officerUserid));
      case 'leader':
        return leaderUserid === officerUserid
          ? Promise.resolve([])
          : once(`person:${leaderUserid}`, () => present(leaderUserid));
      case 'supervision_group':
        return once(`group:${unitCode}`, async () => {
          const group = await supervisionGroupOf(db, unitCode);
          return group ? userids(await officialsWith(db, group.code, 'supervision_group')) : [];
        });
      case 'gov_office':
      case 'leading_group':
      case 'discipline':
        return once(kind, async () => userids(await holdersOf(db, kind)));
    }
  };
}

/** The obligations of one person's digest of a day: what the buttons of its card are about. */
export async function digestObligations(db: Db, userid: string, day: Day): Promise<Obligation[]> {
  const steps = await db.obligationReminder.findMany({
    where: { userid, day },
    include: { obligation: true },
  });
  const byId = new Map(steps.map((step) => [step.obligationId, step.obligation]));
  return [...byId.values()].sort(
    (a, b) => (a.due ?? '').localeCompare(b.due ?? '') || a.id.localeCompare(b.id),
  );
}
