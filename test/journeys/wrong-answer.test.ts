/** 3.1.2 内容不实 report: a citizen says the answer is wrong; the unit corrects it; like questions get the correction. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, textOf, type County } from '../helpers/county.ts';
import { recordsChanged } from '../../src/store/generation.ts';
import type { ShownMessage } from '../../src/simulator/world.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

/** Cards of a kind that were sent to anybody, newest last. */
async function cards(kind: string): Promise<ShownMessage[]> {
  const response = await fetch(`${county.url}/simulator/api/messages?limit=5000`);
  const all = (await response.json()) as ShownMessage[];
  return all.filter((message) => message.kind === 'card' && message.taskId?.startsWith(kind));
}
const choiceOf = (text: string, label: string): string => new RegExp(`^(\\d) ${label}`, 'm').exec(text)![1]!;

test('答得不对, by number: a card to the unit, corrected, confirmed by another, told, remembered', async () => {
  const answer = textOf(await county.ask('wmA', '护照多少钱'));
  expect(answer).toContain('120元');
  const thanks = textOf(await county.ask('wmA', choiceOf(answer, '答得不对')));
  expect(thanks).toMatch(/公安局核对,编号 DC-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  expect(textOf(await county.ask('wmA', '加急的钱没说'))).toContain('记下了');

  const card = (await cards('answer-report')).at(-1)!;
  expect(card.text).toContain('护照多少钱');
  expect(card.buttons?.map(({ label }) => label)).toEqual(['改答案', '答得对']);
  const officer = card.to;
  const person = await county.house.database.prisma.person.findUniqueOrThrow({ where: { userid: officer } });
  expect(person.unitCode).toBe('qh-gaj');
  expect(textOf(await county.messagesTo(officer))).toContain('加急的钱没说');

  await county.press(card, 'correct');
  const sent = textOf(await county.ask(officer, '普通护照每本120元,不收加急费。', 'wecom'));
  expect(sent).toContain('确认');
  const toConfirm = (await cards('answer-confirm')).at(-1)!;
  expect(toConfirm.to).not.toBe(officer);
  expect(toConfirm.text).toContain('不收加急费');
  // Not before somebody else has confirmed it.
  expect(textOf(await county.ask('wmB', '办护照要多少钱'))).not.toContain('加急费');
  await county.press(toConfirm, 'grant');
  expect((await county.messagesTo('wmA')).at(-1)?.text).toMatch(/已经改正.*不收加急费/s);

  await waitForMemory();
  const like = textOf(await county.ask('wmB', '办护照要多少钱'));
  expect(like).toMatch(/不收加急费.*公安局 2026年11月24日核对/s);
  expect(textOf(await county.ask('wmB', '护照要什么材料'))).not.toContain('加急费');
  // Beside the answer to a question that is only somewhat like it, it is offered.
  const somewhat = textOf(await county.ask('wmH', '护照丢了补办多少钱'));
  expect(somewhat).toContain('120元');
  const offered = choiceOf(somewhat, '类似问题的答复');
  expect(textOf(await county.ask('wmH', offered))).toMatch(/不收加急费.*核对/s);
});

test('when its record changes, the confirmed answer is given no more', async () => {
  await county.house.database.transaction(async (tx) => {
    await tx.procedure.update({ where: { code: 'QH-GA-008' }, data: { updated: '2026-11-24' } });
    await recordsChanged(tx, county.clock.now());
  });
  await waitForMemory(false);
  expect(textOf(await county.ask('wmC', '办护照要多少钱'))).not.toContain('加急费');
});

test('答得不对, in plain words; the unit says which record answers', async () => {
  await county.ask('wmD', '娃打疫苗的本本去哪弄');
  expect(textOf(await county.ask('wmD', '你答的不对吧'))).toMatch(/编号 DC-/);
  await county.ask('wmD', '5');
  const card = (await cards('answer-report')).at(-1)!;
  await county.press(card, 'correct');
  expect(textOf(await county.ask(card.to, 'QH-XX-999', 'wecom'))).toContain('没有编号为 QH-XX-999');
});

test('the unit may stand by its answer, and says why', async () => {
  await county.ask('wmE', '离婚登记多少钱');
  await county.ask('wmE', '说错了吧');
  const card = (await cards('answer-report')).at(-1)!;
  await county.press(card, 'uphold');
  await county.ask(card.to, '离婚登记不收任何费用,照相自愿。', 'wecom');
  expect((await county.messagesTo('wmE')).at(-1)?.text).toMatch(/核对过了:离婚登记不收任何费用/);
});

test('a new question is not taken for what was wrong; without an answer before there is nothing to call wrong', async () => {
  await county.ask('wmF', '离婚登记多少钱');
  await county.ask('wmF', '答错了');
  expect(textOf(await county.ask('wmF', '低保怎么申请'))).toContain('最低生活保障');
  expect(textOf(await county.ask('wmG', '我要投诉'))).toMatch(/哪个单位/);
});

test('neither question nor correction of a citizen lies open in the database', async () => {
  const rows = await county.house.database.prisma.$queryRaw<{ dump: string }[]>`
    select coalesce(string_agg(t::text, ''), '') as dump from (
      select row_to_json(r)::text as t from answer_report r union all
      select row_to_json(c)::text from (select question from confirmed_answer) c union all
      select row_to_json(o)::text from outbox_message o) all_rows`;
  expect(rows[0]!.dump).not.toMatch(/护照多少钱|加急的钱|打疫苗|wmA/);
});

/** The records are read anew by a signal; asked until they are, within bounds. */
async function waitForMemory(remembered = true): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const { confirmed = [] } = county.house.knowledge.records();
    const [one] = confirmed;
    const answer = county.house.knowledge.answers().answer({
      text: '办护照要多少钱',
      fields: ['fee'],
      last: undefined,
      lookup: false,
      audience: 'citizen',
    });
    if (one && (answer.evidence.rule === 'confirmed') === remembered) return;
    await county.post('/idle', { timeoutMs: 30_000 });
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('the memory was not read anew');
}
