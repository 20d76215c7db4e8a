/** Seats of a hearing under a rush, the draw, and what time does (checklist 3.3.3). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Draft } from '../../../src/outbox/outbox.ts';
import { createHearingDesk } from '../../../src/participation/hearing-desk.ts';
import { remindHearings, rungOf } from '../../../src/participation/hearing-reminders.ts';
import { drawOrder, seatedBy } from '../../../src/participation/hearing-draw.ts';
import { createHearings } from '../../../src/participation/hearings.ts';
import { openDatabase, type Database } from '../../../src/store/database.ts';
import { createPostgresDatabase, databaseKind, openTestDatabase } from '../../helpers/database.ts';
import { testClock } from '../../helpers/house.ts';
import { requestDeps } from '../../helpers/requests.ts';

/** Twenty seats, sign-up until 27 November. */
const CODE = 'G2-2026-008';

describe('a hearing of twenty seats', () => {
  const clock = testClock();
  const sent: Draft[] = [];
  const hearings = () => createHearings(requestDeps(clock, { sent }));
  let instances: Database[] = [];
  let drop = async (): Promise<void> => {};
  beforeAll(async () => {
    if (databaseKind === 'embedded') instances = [await openTestDatabase('county')];
    else {
      const created = await createPostgresDatabase('county');
      drop = created.drop;
      instances = [await openDatabase(created), await openDatabase(created)];
    }
  });
  afterAll(async () => {
    for (const instance of instances) await instance.close();
    await drop();
  });
  const prisma = () => instances[0]!.prisma;
  const announce = async (hearing: object): Promise<void> => {
    const item = await prisma().disclosure.findUniqueOrThrow({ where: { code: CODE } });
    const held = item.details as { hearing: object };
    await prisma().disclosure.update({
      where: { code: CODE },
      data: { details: { ...held, hearing: { ...held.hearing, ...hearing } } },
    });
  };
  const inOrder = () =>
    prisma().hearingSignup.findMany({ orderBy: { position: 'asc' }, include: { hearing: true } });

  test('3.3.3 two hundred sign up at once at two instances: twenty have a seat, the rest wait in order; who gives up makes room for the next', async () => {
    await announce({ selection: '先到先得' });
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        instances[i % instances.length]!.transaction((tx) =>
          hearings().signUp(tx, { code: CODE, citizenId: `c${i}`, name: `参加人${i}` }),
        ),
      ),
    );
    const rows = await inOrder();
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(rows.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 20 }, () => 'seated'),
      ...Array.from({ length: 180 }, () => 'waiting'),
    ]);
    expect(new Set(rows.flatMap(({ code }) => code ?? [])).size).toBe(20);

    const leaving = [...rows.slice(3, 8), rows[21]!];
    await Promise.all(
      leaving.map(({ number, citizenId }, i) =>
        instances[i % instances.length]!.transaction((tx) =>
          hearings().cancel(tx, { number, citizenId: citizenId! }),
        ),
      ),
    );
    const after = await inOrder();
    const seated = after.filter(({ status }) => status === 'seated').map(({ position }) => position);
    expect(seated).toHaveLength(20);
    // The twenty-second gave up too: before or after it was its turn, the places go to those after it.
    expect(seated).toEqual([1, 2, 3, ...range(9, 20), 21, 23, 24, 25, 26]);
    const moved = sent.filter(({ key }) => key.endsWith(':promoted'));
    expect(moved.length).toBeGreaterThanOrEqual(5);
    expect(JSON.stringify(moved.map(({ body }) => body))).toMatch(/候补到了.*签到码 \d{4}/);
  });

  test('3.3.3 a draw is made once after sign-up has ended, by groups, and can be drawn again from its seed', async () => {
    await prisma().hearing.deleteMany();
    const groups = [
      { name: '消费者', seats: 2 },
      { name: '经营者', seats: 1 },
    ];
    await announce({ selection: '按类别分组后抽签', groups, seats: 3 });
    for (let i = 0; i < 9; i++)
      await instances[0]!.transaction((tx) =>
        hearings().signUp(tx, {
          code: CODE,
          citizenId: `d${i}`,
          name: `抽签人${i}`,
          group: i < 6 ? '消费者' : '经营者',
        }),
      );
    expect((await inOrder()).every(({ status }) => status === 'entered')).toBe(true);
    const deps = requestDeps(clock, { sent });
    const draw = () => instances[0]!.transaction((tx) => createHearingDesk(deps).draw(tx, CODE));
    await expect(draw()).rejects.toThrow(/Sign-up is open/);

    clock.moveTo(new Date('2026-11-30T08:27:00+08:00'));
    await remindHearings(instances[0]!, deps);
    await expect(draw()).rejects.toThrow(/Drawn/);
    const rows = await inOrder();
    const seated = rows.filter(({ status }) => status === 'seated');
    expect(seated.map(({ group }) => group).sort()).toEqual(['消费者', '消费者', '经营者']);
    const seed = rows[0]!.hearing.drawSeed!;
    const order = drawOrder(seed, rows.map(({ number }) => number).sort());
    expect(rows.map(({ number, rank }) => order[rank! - 1] === number)).toEqual(rows.map(() => true));
    expect(sent.filter(({ key }) => key.endsWith(':drawn'))).toHaveLength(9);

    const trader = seated.find(({ group }) => group === '经营者')!;
    await instances[0]!.transaction((tx) =>
      hearings().cancel(tx, { number: trader.number, citizenId: trader.citizenId! }),
    );
    const now = (await inOrder()).filter(({ status }) => status === 'seated');
    expect(now.map(({ group }) => group).sort()).toEqual(['消费者', '消费者', '经营者']);
  });
});

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('what a group leaves free goes on in the order of the draw', () => {
  const order = ['a', 'b', 'c', 'd'].map((number) => ({
    number,
    group: number === 'd' ? '经营者' : '消费者',
  }));
  const groups = [
    { name: '消费者', seats: 1 },
    { name: '经营者', seats: 2 },
  ];
  expect([...seatedBy(order, 3, groups)]).toEqual(['a', 'd', 'b']);
  expect([...seatedBy(order, 2, [])]).toEqual(['a', 'b']);
});

test.for<[string, string | undefined]>([
  ['2026-11-30', undefined],
  ['2026-12-01', 'T-7'],
  ['2026-12-03', 'T-7'],
  ['2026-12-05', undefined],
  ['2026-12-07', 'T-1'],
  ['2026-12-08', 'T-1'],
  ['2026-12-09', undefined],
])('on %s a hearing of 8 December is at %s', ([today, rung]) => {
  expect(rungOf(today, '2026-12-08')).toBe(rung);
});
