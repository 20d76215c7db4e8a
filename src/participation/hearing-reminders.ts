/**
 * What time does to hearings: the draw once sign-up has ended, reminders seven days and one day before with time and place.
 * Each once, whoever runs it.
 */
import { addDays, dayOf, daysBetween, formatDay, timeOf, type Day } from '../kit/day.ts';
import { findOfficial } from '../people/officials.ts';
import type { Database, Tx } from '../store/database.ts';
import { createHearingDesk } from './hearing-desk.ts';
import { hearingFacts, whenAndWhere, type HearingFacts } from './hearing-facts.ts';
import type { HearingDeps } from './hearing-seats.ts';
import { createNotices } from './notices.ts';

/** A reminder of seven days that was missed is made up for within these. */
const EARLY = { from: 5, to: 7 };
const PAGE = 200;

export async function remindHearings(database: Database, deps: HearingDeps): Promise<void> {
  const today = dayOf(deps.clock.now());
  await drawThoseDue(database, deps, today);
  const rows = await database.prisma.hearing.findMany({
    where: {
      heldAt: {
        gte: new Date(deps.clock.now().getTime()),
        lt: new Date(deps.clock.now().getTime() + (EARLY.to + 1) * 86_400_000),
      },
    },
    select: { id: true, disclosureCode: true },
    take: PAGE,
  });
  for (const { id, disclosureCode } of rows) {
    const facts = await hearingFacts(database.prisma, disclosureCode);
    const rung = facts && rungOf(today, dayOf(facts.heldAt));
    if (rung) await remind(database, deps, id, facts, rung);
  }
}

/** T-7, T-1: which of them is due; undefined between. Pure. */
export function rungOf(today: Day, held: Day): 'T-7' | 'T-1' | undefined {
  const left = daysBetween(today, held);
  if (left >= EARLY.from && left <= EARLY.to) return 'T-7';
  return left === 0 || left === 1 ? 'T-1' : undefined;
}

async function drawThoseDue(database: Database, deps: HearingDeps, today: Day): Promise<void> {
  const due = await database.prisma.hearing.findMany({
    where: {
      signupTo: { lt: today, gte: addDays(today, -30) },
      drawnOn: null,
      selection: { not: '先到先得' },
      heldAt: { gt: deps.clock.now() },
    },
    select: { disclosureCode: true },
    take: PAGE,
  });
  const desk = createHearingDesk(deps);
  for (const { disclosureCode } of due) await database.transaction((tx) => desk.draw(tx, disclosureCode));
}

async function remind(
  database: Database,
  deps: HearingDeps,
  hearingId: string,
  facts: HearingFacts,
  rung: 'T-7' | 'T-1',
): Promise<void> {
  const notices = createNotices(deps);
  const held = dayOf(facts.heldAt);
  const left = daysBetween(dayOf(deps.clock.now()), held);
  const when = left === 0 ? '今天' : left === 1 ? '明天' : `还有 ${left} 天`;
  for (let after = ''; ;) {
    const page = await database.transaction(async (tx) => {
      const rows = await tx.hearingSignup.findMany({
        where: { hearingId, status: 'seated', citizenId: { not: null }, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: PAGE,
      });
      for (const { id, citizenId, number, code } of rows)
        await notices.tellCitizen(tx, citizenId, {
          key: `hearing:${id}:${rung}:${held}`,
          subject: { type: 'hearing-signup', id },
          text: `${when}开听证会《${facts.title}》。${whenAndWhere(facts)}签到码 ${code}。去不了,请回复 取消 ${number},让给下一位。`,
        });
      if (rows.length < PAGE) await tellStaff(tx, deps, facts, rung, when);
      return rows;
    });
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
  }
}

/** The unit and whoever presides. */
async function tellStaff(
  tx: Tx,
  deps: HearingDeps,
  facts: HearingFacts,
  rung: string,
  when: string,
): Promise<void> {
  const notices = createNotices(deps);
  const seated = await tx.hearingSignup.count({
    where: { hearing: { disclosureCode: facts.code }, status: 'seated' },
  });
  const hearing = await tx.hearing.findUnique({ where: { disclosureCode: facts.code } });
  const host = hearing?.hostUserid ? await findOfficial(tx, hearing.hostUserid) : null;
  const workers = await notices.workersOf(tx, facts.unitCode);
  const documents = rung === 'T-7' ? '听证材料今天要送达参加人(重大行政决策程序暂行条例第十六条)。' : '';
  await notices.tellOfficials(
    tx,
    [...new Map([...workers, ...(host ? [host] : [])].map((person) => [person.userid, person])).values()],
    `hearing:${facts.code}:${rung}:${dayOf(facts.heldAt)}`,
    `${when}开听证会《${facts.title}》:${formatDay(dayOf(facts.heldAt))} ${timeOf(facts.heldAt)},${facts.place},参加人 ${seated} 名。${documents}`,
  );
}
