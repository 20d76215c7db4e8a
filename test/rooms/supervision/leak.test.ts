/** A thousand names, telephones and platform ids told in complaints: looked for wherever the house keeps or shows anything. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Supervision } from '../../../src/supervision/complaints.ts';
import { loadViewer } from '../../../src/supervision/viewers.ts';
import type { Draft } from '../../../src/outbox/outbox.ts';
import type { Database } from '../../../src/store/database.ts';
import { databaseKind, openTestDatabase } from '../../helpers/database.ts';
import { testClock, testIds } from '../../helpers/house.ts';
import { testSupervision } from '../../helpers/supervision.ts';

const COMPLAINTS = 100;
const EACH = 10;
const ids = testIds();
const pick = (list: readonly string[]): string => list[Number(ids.pick('0123456789', 6)) % list.length]!;
/** Rare characters, so that a name is found only where it was put. */
const SURNAMES = [...'褚阚逄亓佴仉厍'];
const GIVEN = [...'翀旻烜珩骁彧衎暄璟瑄昶'];

let database: Database;
let supervision: Supervision;
/** What was told to staff and authors, in the clear. */
const sent: Draft[] = [];
const names = new Set<string>();
const phones = new Set<string>();
const openids = new Set<string>();

const person = (): { name: string; phone: string; openid: string } => {
  const [name, phone, openid] = [
    pick(SURNAMES) + pick(GIVEN) + pick(GIVEN),
    `13${ids.pick('0123456789', 9)}`,
    `wm${ids.pick('ABCDEFGHJKMNPQRSTWXYZ', 26)}`,
  ];
  names.add(name);
  phones.add(phone);
  openids.add(openid);
  return { name, phone, openid };
};

beforeAll(async () => {
  if (databaseKind !== 'postgresql') return;
  database = await openTestDatabase('county');
  supervision = testSupervision(testClock(), sent);
  for (let i = 0; i < COMPLAINTS; i++) await fileAndWork(i);
}, 180_000);
afterAll(() => database?.close());

async function fileAndWork(i: number): Promise<void> {
  const author = person();
  const others = Array.from({ length: EACH - 1 }, person);
  const words = others.map(({ name, phone, openid }) => `证人${name},电话${phone},微信${openid}`).join(';');
  const text = `${i % 2 === 0 ? '举报民政局有人收红包。' : '民政局窗口让我跑了五趟。'}我叫${author.name},电话${author.phone}。${words}`;
  const { id } = await database.transaction((tx) =>
    supervision.file(tx, {
      text,
      anonymous: false,
      reported: false,
      source: 'chat',
      identity: {
        name: author.name,
        contact: author.phone,
        citizenId: `citizen-${i}`,
        address: { channel: 'kf', account: 'k', person: author.openid },
      },
    }),
  );
  const matter = await database.prisma.complaint.findUniqueOrThrow({ where: { id } });
  // Two in five are worked: the words lie in the others as they came.
  if (matter.closedAt || i % 5 > 1) return;
  const workers = await database.prisma.person.findMany({ where: { unitCode: matter.queueUnit } });
  const by = workers.find(({ roles }) => roles.includes(matter.sealed ? 'discipline' : 'supervision_group'))!;
  await database.transaction(async (tx) => {
    await supervision.act(tx, { id, action: 'accept', by });
    await supervision.act(tx, { id, action: 'ask', by, text: '请说明是哪一天' });
    await supervision.write(tx, id, `是周三,${others[0]!.name}也在,电话${others[0]!.phone}`);
    if (matter.sealed) return;
    await supervision.act(tx, { id, action: 'transfer', by, unit: 'qh-mzj' });
    await supervision.act(tx, { id, action: 'urge', by, text: '请尽快办' });
  });
}

const hitsIn = (text: string, tokens: ReadonlySet<string>): string[] =>
  [...tokens].filter((token) => text.includes(token));

const YEAR = { from: '2026-01-01', to: '2026-12-31' };

describe.runIf(databaseKind === 'postgresql')('4.8.4 nothing of a complainant lies open', () => {
  test('a thousand of each were told', () => {
    expect(phones.size).toBeGreaterThanOrEqual(995);
    expect(openids.size).toBe(COMPLAINTS * EACH);
    expect(names.size).toBeGreaterThan(300);
  });

  test('no name, telephone or platform id in any row of any table, the vault among them', async () => {
    const tables = await database.prisma.$queryRaw<{ schema: string; name: string }[]>`
      select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
    expect(tables.length).toBeGreaterThan(30);
    const hits: Record<string, string[]> = {};
    for (const { schema, name } of tables) {
      const rows = await database.prisma.$queryRawUnsafe<{ dump: string | null }[]>(
        `select string_agg(to_jsonb(t)::text, '') as dump from "${schema}"."${name}" t`,
      );
      const found = [names, phones, openids].flatMap((tokens) => hitsIn(rows[0]?.dump ?? '', tokens));
      if (found.length > 0) hits[name] = found.slice(0, 3);
    }
    expect(hits).toEqual({});
  }, 60_000);

  test('no message to staff or authors holds one, nor a word of the matter', () => {
    const bodies = JSON.stringify(sent.map(({ body }) => body));
    expect(sent.length).toBeGreaterThan(150);
    expect([names, phones, openids].flatMap((tokens) => hitsIn(bodies, tokens))).toEqual([]);
    expect(bodies).not.toMatch(/跑了五趟|红包|也在/);
    // Keys of messages are stored in the clear.
    const keys = JSON.stringify(sent.map(({ key, subject }) => [key, subject]));
    expect([names, phones, openids].flatMap((tokens) => hitsIn(keys, tokens))).toEqual([]);
  });

  test('what the unit, the group, the office’s exports, statistics and the ledger show holds none', async () => {
    const { queue } = supervision;
    const shown: string[] = [];
    for (const userid of [
      'yang.qingman',
      'wu.jingxi',
      'xue.lanxi',
      'peng.muping',
      'han.zhuping',
      'yan.lanxi',
      'kang.maihe',
    ]) {
      const official = await database.prisma.person.findUniqueOrThrow({ where: { userid } });
      const viewer = await loadViewer(database.prisma, official);
      await database.transaction(async (tx) => {
        const rows = await queue.exportRows(tx, viewer, { state: 'all' });
        shown.push(
          JSON.stringify(rows),
          JSON.stringify(await supervision.statistics.counted(tx, { viewers: [viewer] }, YEAR)),
        );
        for (const row of rows.filter(({ access }) => access !== 'full').slice(0, 60))
          shown.push(JSON.stringify(await queue.read(tx, viewer, row.id)));
      });
    }
    shown.push(JSON.stringify(await supervision.ledger.lines(database.prisma, YEAR.from, YEAR.to)));
    expect(shown.length).toBeGreaterThan(60);
    const all = shown.join('\n');
    expect([names, phones, openids].flatMap((tokens) => hitsIn(all, tokens))).toEqual([]);
  }, 60_000);
});
