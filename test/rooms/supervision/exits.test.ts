/**
 * Ten thousand random matters over the sample county, with random ties and memberships, seen through every exit by many of its
 * officials. What may be seen is reckoned here anew from the plain records.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createComplaintCases } from '../../../src/supervision/case-records.ts';
import { createAudit } from '../../../src/supervision/audit.ts';
import type { Context } from '../../../src/supervision/complaints/context.ts';
import { handlersOf, queueOfMatter } from '../../../src/supervision/complaints/telling.ts';
import { act, guarded } from '../../../src/supervision/complaints/steps.ts';
import { ABOVE, type Viewer } from '../../../src/supervision/conflict.ts';
import { createQueue, type Queue } from '../../../src/supervision/queue.ts';
import { createVault } from '../../../src/supervision/vault.ts';
import { loadViewers } from '../../../src/supervision/viewers.ts';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import type { Official } from '../../../src/people/officials.ts';
import type { Database, Tx } from '../../../src/store/database.ts';
import { createLedger, type Ledger } from '../../../src/supervision/ledger.ts';
import { createStatistics, type Statistics } from '../../../src/supervision/statistics.ts';
import type { Complaint } from '../../../src/store/generated/client.ts';
import { databaseKind, openTestDatabase } from '../../helpers/database.ts';
import { contentKey, identityKey, testClock, testIds } from '../../helpers/house.ts';

const MATTERS = 10_000;
const VIEWERS = 40;
const ids = testIds();
const below = (n: number): number => Number(ids.pick('0123456789', 7)) % n;
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
const chance = (percent: number): boolean => below(100) < percent;

let database: Database;
let people: Official[];
let matters: Complaint[];
let viewers: Viewer[];
let ctx: Context;
let queue: Queue;
let allowed: (matter: Complaint, person: Official) => boolean;
/** May stand in a number this person reads. */
let counts: (matter: Complaint, person: Official) => boolean;
const statistics = createStatistics();
let ledger: Ledger;

beforeAll(async () => {
  if (databaseKind !== 'postgresql') return;
  database = await openTestDatabase('county');
  const { prisma } = database;
  const clock = testClock();
  const content = contentKey();
  const audit = createAudit({ clock, identityKey: identityKey() });
  ctx = {
    clock,
    ids,
    content,
    outbox: { enqueue: async () => undefined, withdraw: async () => undefined },
    officialAddress: (person) => ({ channel: 'wecom', account: '1', person }),
    calendar: () => createCalendar(seedYears()),
    vault: createVault(identityKey()),
    audit,
    receiptSalt: 'salt',
  };
  queue = createQueue(ctx);
  ledger = createLedger(ctx);
  people = await prisma.person.findMany({ orderBy: { userid: 'asc' } });
  await addTies();
  await addMatters();
  ({ allowed, counts } = await oracle());
  const accused = people.filter(({ userid }) => matters.some((one) => one.accusedUserids.includes(userid)));
  const chosen = new Set(people.filter(({ roles }) => roles.includes('discipline')));
  while (chosen.size < VIEWERS) chosen.add(chance(60) ? pick(accused) : pick(people));
  viewers = await loadViewers(prisma, [...chosen]);
});
afterAll(() => database?.close());

async function addTies(): Promise<void> {
  const groups = await database.prisma.unit.findMany({ where: { type: 'supervision_group' } });
  const units = await database.prisma.unit.findMany();
  await database.prisma.tieDeclaration.createMany({
    data: Array.from({ length: 120 }, () => ({
      id: ids.next(),
      userid: pick(people).userid,
      ...(chance(70) ? { relatedUserid: pick(people).userid } : { relatedUnit: pick(units).code }),
      relation: '亲属',
      declaredAt: ctx.clock.now(),
    })),
  });
  await database.prisma.groupMember.createMany({
    data: Array.from({ length: 60 }, () => ({ groupCode: pick(groups).code, userid: pick(people).userid })),
    skipDuplicates: true,
  });
}

async function addMatters(): Promise<void> {
  const units = await database.prisma.unit.findMany();
  const queues = units.filter(({ type }) =>
    ['supervision_group', 'discipline', 'gov_office', 'township'].includes(type),
  );
  const rows = Array.from({ length: MATTERS }, (_, n) => {
    const id = ids.next();
    const accused = chance(40) ? [pick(people)] : [];
    const sealed = chance(35);
    const status = pick(['已登记', '受理', '转办', '办理中', '办结', '归档']);
    return {
      id,
      number: `TS-${String(n).padStart(8, '0')}`,
      receiptHash: `hash-${n}`,
      category: pick(['态度差', '超期办理', '贪污贿赂', '打击报复']),
      class: sealed ? 'E' : 'B',
      urgent: chance(5),
      sealed,
      textSealed: ctx.content.seal(`机密的话 ${n}`, id),
      aboutUnit: pick(units).code,
      accusedUnits: [...new Set([pick(units).code, ...accused.map(({ unitCode }) => unitCode)])],
      accusedUserids: accused.map(({ userid }) => userid),
      anonymous: true,
      source: 'chat',
      status,
      handlingUnit: chance(50) ? pick(units).code : null,
      queueUnit: chance(3) ? ABOVE : sealed && chance(80) ? 'qh-jw' : pick(queues).code,
      escalated: below(4),
      receivedAt: new Date(ctx.clock.now().getTime() - below(90) * 86_400_000),
      closedAt: ['办结', '归档'].includes(status) ? ctx.clock.now() : null,
    };
  });
  for (let at = 0; at < rows.length; at += 1_000)
    await database.prisma.complaint.createMany({ data: rows.slice(at, at + 1_000) });
  matters = await database.prisma.complaint.findMany();
  await database.prisma.complaintEvent.createMany({
    data: matters.map(({ id, receivedAt }) => ({
      id: `e-${id}`,
      complaintId: id,
      at: receivedAt,
      actor: 'citizen',
      fact: 'complaint.filed',
    })),
  });
  await database.prisma.complaintAttachment.createMany({
    data: matters.map(({ id }) => ({
      id: `a-${id}`,
      complaintId: id,
      kind: 'image',
      nameSealed: ctx.content.seal('照片', `a-${id}`),
      bytes: 3,
      sealed: ctx.content.seal('AAAA', `a-${id}`),
      at: ctx.clock.now(),
    })),
  });
}

/** May this person know of this matter? Said anew, from the records as they stand. */
async function oracle(): Promise<{ allowed: typeof allowed; counts: typeof counts }> {
  const { prisma } = database;
  const [ties, seats, units] = [
    await prisma.tieDeclaration.findMany(),
    await prisma.groupMember.findMany(),
    await prisma.unit.findMany(),
  ];
  const parent = new Map(units.map((unit) => [unit.code, unit.parentCode]));
  const over = (code: string): string[] => {
    const up = parent.get(code);
    return up ? [up, ...over(up)] : [];
  };
  const leads = (userid: string, unit: string): boolean =>
    people.some((one) => one.userid === userid && one.unitCode === unit && one.roles.includes('unit_leader'));
  const sits = (person: Official, group: string): boolean =>
    (person.unitCode === group && person.roles.includes('supervision_group')) ||
    seats.some((seat) => seat.userid === person.userid && seat.groupCode === group);
  const groups = units.filter(({ type }) => type === 'supervision_group').map(({ code }) => code);
  const related = (a: string, b: string): boolean =>
    ties.some(
      (tie) => (tie.userid === a && tie.relatedUserid === b) || (tie.userid === b && tie.relatedUserid === a),
    );
  /** Officials and units a person has to do with; reckoned once a person, there are many matters. */
  const remembered = new Map<string, { userids: Set<string>; units: Set<string> }>();
  const concernsOf = (person: Official): { userids: Set<string>; units: Set<string> } => {
    const known = remembered.get(person.userid);
    if (known) return known;
    const mine = [person.unitCode, ...over(person.unitCode)];
    const sat = groups.filter((group) => sits(person, group));
    const userids = people.filter(
      (other) =>
        other.userid === person.userid ||
        related(person.userid, other.userid) ||
        mine.some((unit) => leads(other.userid, unit)) ||
        sat.some((group) => sits(other, group)),
    );
    const codes = units.filter(
      ({ code }) =>
        ties.some((tie) => tie.userid === person.userid && tie.relatedUnit === code) ||
        people.some(
          (head) =>
            leads(head.userid, code) && head.userid !== person.userid && related(person.userid, head.userid),
        ),
    );
    const found = {
      userids: new Set(userids.map(({ userid }) => userid)),
      units: new Set(codes.map(({ code }) => code)),
    };
    remembered.set(person.userid, found);
    return found;
  };
  const concerned = (matter: Complaint, person: Official): boolean => {
    const { userids, units: tied } = concernsOf(person);
    return (
      matter.accusedUserids.some((one) => userids.has(one)) ||
      matter.accusedUnits.some((one) => tied.has(one))
    );
  };
  const has = (person: Official, role: string): boolean => person.roles.includes(role);
  const isHome = (matter: Complaint, person: Official): boolean => {
    const home = has(person, 'gov_office') ? [person.unitCode, ...over(person.unitCode)] : [person.unitCode];
    return matter.accusedUnits.some((unit) => home.includes(unit));
  };
  const may: typeof allowed = (matter, person) => {
    const has = (...roles: string[]): boolean => roles.some((role) => person.roles.includes(role));
    if (matter.queueUnit === ABOVE || concerned(matter, person)) return false;
    const own = isHome(matter, person);
    if (matter.sealed) return has('discipline') && !own;
    const handles =
      matter.handlingUnit === person.unitCode && has('unit_officer', 'unit_leader', 'township_admin');
    if (own) return handles && matter.accusedUserids.length === 0;
    return (
      has('discipline', 'gov_office') ||
      sits(person, matter.queueUnit) ||
      (has('township_admin') && person.unitCode === matter.queueUnit) ||
      handles ||
      (has('archivist') && matter.status === '归档') ||
      (has('leading_group') && matter.escalated >= 3)
    );
  };
  const watches = ['gov_office', 'npc_presidium', 'leading_group', 'party_committee'];
  return {
    allowed: may,
    counts: (matter, person) =>
      may(matter, person) ||
      (watches.some((role) => has(person, role)) &&
        !matter.sealed &&
        matter.queueUnit !== ABOVE &&
        !concerned(matter, person) &&
        !isHome(matter, person)),
  };
}

const personOf = ({ userid }: Viewer): Official => people.find((one) => one.userid === userid)!;
const knownTo = new Map<string, Set<string>>();
const mayKnow = (viewer: Viewer): Set<string> => {
  const known =
    knownTo.get(viewer.userid) ??
    new Set(matters.filter((matter) => allowed(matter, personOf(viewer))).map(({ id }) => id));
  knownTo.set(viewer.userid, known);
  return known;
};
const idsOf = (fits: (matter: Complaint) => boolean): Set<string> =>
  new Set(matters.filter(fits).map(({ id }) => id));
const hidden = (known: ReadonlySet<string>, n: number): Complaint[] => {
  const secret = matters.filter(({ id }) => !known.has(id));
  return Array.from({ length: n }, () => pick(secret));
};
const asTx = (): Tx => database.prisma;
const FROM = '2026-01-01';
const TO = '2026-12-31';

/** What each exit gives away: ids of matters, or how many. Every method of the queue must stand here. */
type Exit = keyof Queue | keyof Statistics | 'ledger';
const PROBES: Record<Exit, (viewer: Viewer, known: ReadonlySet<string>) => Promise<void>> = {
  async list(viewer, known) {
    const first = await queue.list(asTx(), viewer, { state: 'all' }, { size: 200 });
    const second = first.next
      ? await queue.list(asTx(), viewer, { state: 'all' }, { after: first.next })
      : undefined;
    const seen = [...first.rows, ...(second?.rows ?? [])].map(({ id }) => id);
    expect(seen.filter((id) => !known.has(id))).toEqual([]);
    expect(seen).toHaveLength(Math.min(known.size, first.next ? 250 : 200));
  },
  async count(viewer, known) {
    expect(await queue.count(database.prisma, viewer, { state: 'all' })).toBe(known.size);
  },
  async tally(viewer, known) {
    const open = matters.filter(({ id, closedAt }) => known.has(id) && closedAt === null);
    const tally = await queue.tally(database.prisma, viewer);
    expect(tally).toMatchObject({ open: open.length, urgent: open.filter(({ urgent }) => urgent).length });
    expect(Object.values(tally.byStatus).reduce((sum, n) => sum + n, 0)).toBe(open.length);
  },
  async changes(viewer, known) {
    const found = await queue.changes(database.prisma, viewer, new Date(0));
    const numbers = new Set(matters.filter(({ id }) => known.has(id)).map(({ number }) => number));
    expect(found.filter(({ number }) => !numbers.has(number))).toEqual([]);
    expect(found).toHaveLength(Math.min(200, known.size));
  },
  async search(viewer, known) {
    const found = (await queue.search(asTx(), viewer, '机密的话')).map(({ id }) => id);
    expect(found.filter((id) => !known.has(id))).toEqual([]);
  },
  async read(viewer, known) {
    for (const { id } of hidden(known, 5))
      await expect(queue.read(asTx(), viewer, id)).rejects.toThrow('No such');
    const [id] = known;
    if (!id) return;
    const sheet = await queue.read(asTx(), viewer, id);
    if (!['supervise', 'full'].includes(sheet.row.access))
      expect(JSON.stringify(sheet)).not.toContain('机密的话');
  },
  async attachment(viewer, known) {
    for (const { id } of hidden(known, 5))
      await expect(queue.attachment(asTx(), viewer, `a-${id}`)).rejects.toThrow('No such');
  },
  async exportRows(viewer, known) {
    const rows = await queue.exportRows(asTx(), viewer, { state: 'all' });
    expect(rows.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([]);
    expect(rows).toHaveLength(known.size);
    expect(JSON.stringify(rows.slice(0, 500))).not.toContain('机密的话');
  },
  async counted(viewer) {
    const period = { from: FROM, to: TO };
    const person = personOf(viewer);
    const mine = await statistics.counted(database.prisma, { viewers: [viewer] }, period);
    expect(new Set(mine.map(({ id }) => id))).toEqual(idsOf((one) => counts(one, person)));
    expect(JSON.stringify(mine.slice(0, 500))).not.toMatch(/TS-|机密的话|accused/);
    // What several read is what each of them may count.
    const [other] = viewers;
    const shared = await statistics.counted(database.prisma, { viewers: [viewer, other!] }, period);
    expect(new Set(shared.map(({ id }) => id))).toEqual(
      idsOf((one) => counts(one, person) && counts(one, personOf(other!))),
    );
  },
  async countable(viewer) {
    const some = Array.from({ length: 200 }, () => pick(matters));
    const may = await statistics.countable(
      database.prisma,
      { viewers: [viewer] },
      some.map(({ id }) => id),
    );
    expect(may).toEqual(some.filter((one) => counts(one, personOf(viewer))).map(({ id }) => id));
  },
  async lines(viewer, known) {
    const some = [...new Set(Array.from({ length: 200 }, () => pick(matters)))];
    const shown = some.filter((one) => counts(one, personOf(viewer)));
    const lines = await statistics.lines(
      database.prisma,
      { viewers: [viewer] },
      some.map(({ id }) => id),
    );
    expect(lines).toHaveLength(shown.length);
    expect(lines.map(({ id }) => id)).toEqual(shown.map(({ id }) => (known.has(id) ? id : undefined)));
    expect(lines.every(({ id, number }) => (id === undefined) === (number === undefined))).toBe(true);
  },
  async figures(viewer) {
    // Of the very matters that may stand in a number.
    const received = idsOf((one) => counts(one, personOf(viewer)));
    const rows = await queue.figures(database.prisma, viewer, FROM, TO);
    expect(rows.reduce((sum, { about }) => sum + about, 0)).toBe(received.size);
  },
  async clusters() {
    const clusters = await queue.clusters(database.prisma, new Date(0), 1);
    const shown = matters.filter(
      (one) =>
        !one.sealed &&
        one.queueUnit !== ABOVE &&
        one.accusedUserids.length === 0 &&
        ['A', 'B', 'C', 'D'].includes(one.class),
    );
    expect(clusters.reduce((sum, { count }) => sum + count, 0)).toBe(shown.length);
    expect(Object.keys(clusters[0]!).toSorted()).toEqual(['category', 'count', 'unit']);
  },
  async history(viewer, known) {
    for (const { id } of hidden(known, 5))
      await expect(queue.history(asTx(), viewer, id)).rejects.toThrow('No such');
  },
  async ledger() {
    const lines = await ledger.lines(database.prisma, FROM, TO);
    const shown = matters.filter(
      (one) =>
        !one.sealed &&
        one.queueUnit !== ABOVE &&
        one.accusedUserids.length === 0 &&
        ['办结', '归档'].includes(one.status),
    );
    expect(shown.length).toBeGreaterThan(100);
    expect(lines).toHaveLength(Math.min(2_000, shown.length));
    expect(JSON.stringify(lines)).not.toMatch(/TS-|机密的话/);
  },
};

describe.runIf(databaseKind === 'postgresql')('4.8.4 ten thousand matters × every exit', () => {
  test.each(Object.keys(PROBES) as Exit[])(
    '%s shows nobody what is not theirs to know',
    async (exit) => {
      // Ledger and clusters are the same for everybody.
      const asking = exit === 'ledger' || exit === 'clusters' ? viewers.slice(0, 1) : viewers;
      for (const viewer of asking) await PROBES[exit](viewer, mayKnow(viewer));
    },
    120_000,
  );

  test('a list of case files holds nothing that is not theirs to know', async () => {
    const cases = createComplaintCases(ctx);
    const all = matters.map(({ id }) => id);
    for (const viewer of viewers)
      expect(await cases.allowed(database.prisma, personOf(viewer), all), viewer.userid).toEqual(
        mayKnow(viewer),
      );
  }, 120_000);

  test('an act on a matter one may not know of fails as if there were none', async () => {
    for (const viewer of viewers.slice(0, 25)) {
      const person = personOf(viewer);
      for (const { id } of hidden(mayKnow(viewer), 1)) {
        await expect(guarded(database.prisma, id, person)).rejects.toThrow('No such');
        await expect(act(ctx, asTx(), { id, action: 'accept', by: person })).rejects.toThrow('No such');
      }
    }
  }, 60_000);

  test('cards go to those alone who may know, deputies included', async () => {
    await database.prisma.person.updateMany({
      where: { roles: { has: 'supervision_group' }, userid: { contains: 'an' } },
      data: { absentFrom: '2026-11-01', absentUntil: '2026-12-31', deputyUserid: pick(people).userid },
    });
    let told = 0;
    for (const matter of Array.from({ length: 150 }, () => pick(matters)))
      for (const { userid } of [
        ...(await queueOfMatter(ctx, database.prisma, matter)),
        ...(await handlersOf(ctx, database.prisma, matter)),
      ]) {
        told++;
        expect(
          allowed(
            matter,
            people.find((one) => one.userid === userid)!,
          ),
          `${matter.number} ${userid}`,
        ).toBe(true);
      }
    expect(told).toBeGreaterThan(30);
  }, 60_000);

  test('each reading of a sealed matter left a row, and the chain holds', async () => {
    const verdict = await ctx.audit.verify(database.prisma);
    expect(verdict.ok).toBe(true);
    expect(verdict.entries).toBeGreaterThan(5);
  });
});
