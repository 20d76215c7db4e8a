import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Supervision } from '../../../src/supervision/complaints.ts';
import type { Draft } from '../../../src/outbox/outbox.ts';
import type { Official } from '../../../src/people/officials.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestDatabase } from '../../helpers/database.ts';
import { advance, testClock } from '../../helpers/house.ts';
import { testSupervision } from '../../helpers/supervision.ts';

let database: Database;
let supervision: Supervision;
const clock = testClock();
const sent: Draft[] = [];
const author = { channel: 'kf', account: 'k', person: 'wmNamed' };
const REASON = '需要向反映人核实付款时间';
const DAY = 86_400_000;

beforeAll(async () => {
  database = await openTestDatabase('county');
  supervision = testSupervision(clock, sent);
});
afterAll(() => database.close());

const official = (userid: string): Promise<Official> =>
  database.prisma.person.findUniqueOrThrow({ where: { userid } });
const report = (anonymous: boolean, text = '举报交通运输局养护股股长收工程队的好处费') =>
  database.transaction((tx) =>
    supervision.file(tx, {
      text,
      anonymous,
      reported: true,
      source: 'chat',
      identity: { address: author, ...(anonymous ? {} : { name: '王芳', contact: '13900001111' }) },
    }),
  );
const ask = async (id: string, userid: string, reason = REASON): Promise<string> => {
  const by = await official(userid);
  return database.transaction((tx) => supervision.openings.ask(tx, id, by, reason));
};
const approve = async (opening: string, userid: string): Promise<void> => {
  const by = await official(userid);
  return database.transaction((tx) => supervision.openings.approve(tx, opening, by));
};
const read = async (opening: string, userid: string) => {
  const by = await official(userid);
  return database.transaction((tx) => supervision.openings.read(tx, opening, by));
};

test('4.8.4 discipline, a reason and a second person; read once, in the audit, and the author is told', async () => {
  const { id, receipt } = await report(false);
  const opening = await ask(id, 'wu.tangzhou');
  await expect(read(opening, 'wu.tangzhou')).rejects.toMatchObject({ tell: /第二个人/ });
  await expect(approve(opening, 'wu.tangzhou')).rejects.toMatchObject({ tell: /不能自己批自己/ });
  await approve(opening, 'yang.qiuchuan');
  await expect(read(opening, 'yang.qiuchuan')).rejects.toMatchObject({ tell: /只有申请的人/ });
  expect(await read(opening, 'wu.tangzhou')).toMatchObject({ name: '王芳', contact: '13900001111' });
  await expect(read(opening, 'wu.tangzhou')).rejects.toMatchObject({ tell: /已经看过一次/ });

  const rows = await supervision.audit.about(database.prisma, 'complaint', id);
  const opened = rows.filter(({ action }) => action.startsWith('identity.'));
  expect(opened.map(({ action, actor }) => [action, actor])).toEqual([
    ['identity.asked', 'wu.tangzhou'],
    ['identity.approved', 'yang.qiuchuan'],
    ['identity.opened', 'wu.tangzhou'],
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/王芳|13900001111/);
  const told = sent
    .filter(({ to }) => to.person === 'wmNamed')
    .map(({ body }) => ('text' in body ? body.text : ''));
  expect(told.at(-1)).toMatch(/两人同意,查看过您的身份信息/);
  const own = await database.transaction((tx) => supervision.own(tx, { receipt }, author));
  expect(own?.text).toMatch(/查看过您的身份信息/);
});

test.each([
  ['gov_office', 'peng.muping'],
  ['the accused unit', 'li.lanhe'],
  ['the group over it', 'shi.maihe'],
  ['the system administrator', 'luo.yuanyao'],
])('%s cannot even ask: the matter does not exist for them', async (_who, userid) => {
  const { id } = await report(false, '举报水利局站长收施工队回扣');
  await expect(ask(id, userid)).rejects.toMatchObject({ code: 'not-found' });
});

test('no reason, no opening; an anonymous author has no name to open; an approval lapses after a day', async () => {
  const named = await report(false, '举报林业局科长收红包放行木材车');
  await expect(ask(named.id, 'wu.tangzhou', '看看')).rejects.toMatchObject({ tell: /写明启封的原因/ });
  const anonymous = await report(true, '举报统计局造假账');
  await expect(ask(anonymous.id, 'wu.tangzhou')).rejects.toMatchObject({ tell: /匿名/ });
  const opening = await ask(named.id, 'wu.tangzhou');
  await approve(opening, 'kang.maihe');
  await expect(approve(opening, 'yang.qiuchuan')).rejects.toMatchObject({ tell: /已经有人处理/ });
  advance(clock, DAY + 1);
  await expect(read(opening, 'wu.tangzhou')).rejects.toMatchObject({ tell: /已过 24 小时/ });
});

test('an official of discipline who is kin to the accused neither asks nor approves', async () => {
  await database.prisma.tieDeclaration.create({
    data: {
      id: 'tie-1',
      userid: 'kang.maihe',
      relatedUserid: 'hao.jingxi',
      relation: '配偶',
      declaredAt: clock.now(),
    },
  });
  const { id } = await report(false, '举报市场监管局局长收了商户的购物卡');
  await expect(ask(id, 'kang.maihe')).rejects.toMatchObject({ code: 'not-found' });
  const opening = await ask(id, 'wu.tangzhou');
  await expect(approve(opening, 'kang.maihe')).rejects.toMatchObject({ code: 'not-found' });
  // Nor was a card sent to them.
  expect(sent.filter(({ to, subject }) => to.person === 'kang.maihe' && subject?.id === id)).toEqual([]);
});
