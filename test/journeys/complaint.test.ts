import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const NUMBER = /TS-[0-9A-Z]{4}-[0-9A-Z]{4}/;
const RECEIPT = /\d{4} \d{4} \d{4} \d{4}/;

async function file(from: string, text: string): Promise<{ said: string; number: string; receipt: string }> {
  await county.ask(from, '我要投诉');
  await county.ask(from, text);
  const said = (await county.ask(from, '1')).map((message) => message.text).join('\n');
  return { said, number: NUMBER.exec(said)?.[0] ?? '', receipt: RECEIPT.exec(said)?.[0] ?? '' };
}

async function holdersOf(number: string): Promise<string[]> {
  const { prisma } = county.house.database;
  const complaint = await prisma.complaint.findUniqueOrThrow({ where: { number } });
  const people = await prisma.person.findMany({ where: { unitCode: complaint.queueUnit } });
  const reached = await Promise.all(
    people.map(async ({ userid }) =>
      (await county.messagesTo(userid)).some(
        (message) => message.kind === 'card' && message.text.includes(number),
      )
        ? [userid]
        : [],
    ),
  );
  return reached.flat();
}

test('three turns give a number and a receipt; a card reaches the supervisors; 受理 tells the citizen', async () => {
  const { said, number, receipt } = await file(
    'wmA',
    '民政局办低保的窗口态度很差,让我跑了四趟,每次说的材料都不一样',
  );
  expect(said).toMatch(NUMBER);
  expect(said).toMatch(RECEIPT);
  const supervisors = await holdersOf(number);
  expect(supervisors.length).toBeGreaterThan(0);

  const [supervisor] = supervisors;
  const card = (await county.messagesTo(supervisor!)).findLast((message) => message.text.includes(number))!;
  expect(card.buttons?.map(({ label }) => label)).toEqual(['受理', '不予受理', '转办', '督办']);
  expect(card.text).not.toContain('跑了四趟');
  await county.press(card, 'accept');

  expect((await county.messagesTo('wmA')).at(-1)?.text).toMatch(/已经受理/);
  for (const userid of supervisors)
    expect(
      (await county.messagesTo(userid)).find(
        (message) =>
          message.id &&
          message.taskId?.startsWith('complaint') &&
          message.kind === 'card' &&
          message.text.includes(number),
      )?.settled,
    ).toContain('已受理');
  const status = (await county.ask('wmA', number)).at(-1)?.text;
  expect(status).toContain('受理');
  expect((await county.ask('wmOther', receipt)).at(-1)?.text).toContain(number);
  expect((await county.ask('wmOther', number)).at(-1)?.text).toContain('没有查到');
});

test('the second supervisor who presses 受理 is told that it is done already', async () => {
  const { number } = await file('wmB', '教育体育局收了材料一个多月不办,问就说等着');
  const [first, second] = await holdersOf(number);
  const cardOf = async (userid: string) =>
    (await county.messagesTo(userid)).findLast(
      (message) => message.kind === 'card' && message.text.includes(number),
    )!;
  const late = await cardOf(second!);
  await county.press(await cardOf(first!), 'accept');
  const { status } = await county.post('/click', { from: second, taskId: late.taskId, key: 'accept' });
  expect(status).toBe(404);
});

test('a report of corruption is sealed: discipline alone is told, and not what it is about', async () => {
  const { number } = await file('wmC', '举报民政局长收了开发商十万块钱红包,把低保指标给他小舅子');
  const { prisma } = county.house.database;
  const complaint = await prisma.complaint.findUniqueOrThrow({ where: { number } });
  expect(complaint.sealed).toBe(true);
  const reached = await holdersOf(number);
  const people = await prisma.person.findMany({ where: { userid: { in: reached } } });
  expect(reached.length).toBeGreaterThan(0);
  expect(people.every(({ roles }) => roles.includes('discipline'))).toBe(true);
  for (const userid of reached) {
    const card = (await county.messagesTo(userid)).findLast((message) => message.text.includes(number))!;
    expect(card.text).not.toMatch(/民政|红包|低保/);
  }
});

test('办结 asks for the result in a sentence and ends the matter', async () => {
  const { number } = await file('wmD', '供水公司乱收费,多收了我两百块,不给票');
  const [userid] = await holdersOf(number);
  const card = (await county.messagesTo(userid!)).findLast((message) => message.text.includes(number))!;
  await county.press(card, 'accept');
  expect((await county.ask(userid!, '办结', 'wecom')).at(-1)?.text).toMatch(/结果/);
  await county.ask(userid!, '多收的两百元已退还', 'wecom');
  expect((await county.messagesTo('wmD')).at(-1)?.text).toMatch(/办结/);
});

test('neither words nor platform ids of a complainant lie open in the database', async () => {
  await file('wmSecretPerson', '交通运输局的人骂人,我的手机是13900001111');
  const { prisma } = county.house.database;
  const rows = await prisma.$queryRaw<{ dump: string }[]>`
    select coalesce(string_agg(t::text, ''), '') as dump from (
      select row_to_json(c)::text as t from complaint c union all
      select row_to_json(i)::text from complainant_identity i union all
      select row_to_json(o)::text from outbox_message o union all
      select row_to_json(t)::text from turn t union all
      select row_to_json(v)::text from conversation v union all
      select row_to_json(j)::text from pgboss.job j) all_rows`;
  expect(rows[0]!.dump.length).toBeGreaterThan(1_000);
  expect(rows[0]!.dump).not.toMatch(/wmSecretPerson|13900001111|骂人/);
});
