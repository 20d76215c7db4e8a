/**
 * Reports that come by themselves 月报、季报: when a month, a quarter or a year has ended a draft of each body is made, and whoever
 * it is for is told by a note with a link. Broken off and run again it makes and tells nothing twice.
 */
import { dayOf } from '../kit/day.ts';
import type { Address } from '../kit/conversation-id.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Official } from '../people/officials.ts';
import type { Database } from '../store/database.ts';
import { KINDS, loadBodies, rightsOn, type Body } from './report-bodies.ts';
import { periodBefore, periodOf, type Period, type Rhythm } from './report-period.ts';
import type { Reports } from './reports.ts';

export interface DraftDeps {
  database: Database;
  reports: Pick<Reports, 'make'>;
  outbox: Pick<Outbox, 'enqueue'>;
  officialAddress(userid: string): Address;
  /** Where staff reach our pages; undefined: no link. */
  address(): string | undefined;
}

/** Rhythms of which a period ended yesterday, or within the month before `now`. */
function ended(body: Body, now: Date): Period[] {
  const today = dayOf(now);
  const month = periodBefore(periodOf('month', today));
  return (KINDS[body.kind].rhythms as readonly Rhythm[])
    .map((rhythm) => periodBefore(periodOf(rhythm, today)))
    .filter(({ to }) => to === month.to);
}

/** Returns how many drafts were made. */
export async function draftReports(deps: DraftDeps, now: Date): Promise<number> {
  const { database } = deps;
  const bodies = await loadBodies(database.prisma);
  const people = await database.prisma.person.findMany({
    where: { active: true },
    orderBy: { userid: 'asc' },
  });
  let made = 0;
  for (const body of bodies)
    for (const period of ended(body, now)) if (await draftOne(deps, body, period, people)) made++;
  return made;
}

function draftOne(
  deps: DraftDeps,
  body: Body,
  period: Period,
  people: readonly Official[],
): Promise<boolean> {
  const { kind, code } = body;
  return deps.database.transaction(async (tx) => {
    const of = { kind, period: period.text, unitCode: code };
    if ((await tx.report.count({ where: of })) > 0) return false;
    const told = people.filter((person) => isFor(body, person));
    if (told.length === 0) return false;
    const id = await deps.reports.make(tx, 'system', { kind, code, period: period.text });
    const address = deps.address();
    await deps.outbox.enqueue(
      tx,
      told.map((person) => ({
        key: `report:${id}:${person.userid}`,
        to: deps.officialAddress(person.userid),
        subject: { type: 'report', id },
        body: {
          t: 'notice' as const,
          title: `${period.name}${KINDS[kind].zh}草稿`,
          text: `${body.name}。数字由记录算出,每个数都能点开看是哪些。${
            rightsOn(body, person).sign ? '核对后请签发。' : '请核对。'
          }`,
          ...(address ? { url: `${address}/console/reports/kept/${id}`, button: '打开' } : {}),
        },
      })),
    );
    return true;
  });
}

/** The group itself, the leading group, and of a government's report who makes or signs it: the congress hears of what is signed. */
function isFor(body: Body, person: Official): boolean {
  const { make, sign } = rightsOn(body, person);
  return body.kind === 'county' ? sign : make || sign;
}
