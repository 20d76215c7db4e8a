/**
 * What holds of the answers whatever the records are and whatever is asked. On a real database with records made at random.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/answers/answer.ts';
import { createAnswers, type Answers } from '../../../src/answers/answers.ts';
import { FIELDS, readFields } from '../../../src/answers/fields.ts';
import { loadRecords, type Records } from '../../../src/answers/records.ts';
import { isPublic, saveDisclosure, type Disclosure } from '../../../src/disclosure/disclosures.ts';
import type { Database } from '../../../src/store/database.ts';
import { databaseKind, openTestDatabase } from '../../helpers/database.ts';
import { testClock } from '../../helpers/house.ts';

const RANDOM_ITEMS = 110;

describe.skipIf(databaseKind === 'embedded')('over random records', () => {
  let database: Database;
  let records: Records;
  let answers: Answers;
  let items: Disclosure[];

  beforeAll(async () => {
    database = await openTestDatabase('county');
    const [like] = (await loadRecords(database.prisma)).disclosures;
    items = fc
      .sample(itemLike(like!), { numRuns: RANDOM_ITEMS, seed: 20_261_124 })
      .map((item, i) => named(item, i));
    await database.transaction(async (tx) => {
      for (const item of items) await saveDisclosure(tx, item, testClock().now());
    });
    records = await loadRecords(database.prisma);
    answers = createAnswers(records);
  });
  afterAll(() => database.close());

  const ask = (text: string, more: Partial<Parameters<Answers['answer']>[0]> = {}): Answer =>
    answers.answer({
      text,
      fields: [],
      last: undefined,
      lookup: true,
      audience: 'citizen',
      today: '2026-11-24',
      ...more,
    });
  const whole = (answer: Answer): string => JSON.stringify(answer);

  test('internal, withheld, withdrawn and unpublished content is out of a citizen’s reach, however it is asked for', () => {
    const hidden = items.filter((item) => !isPublic(item));
    expect(hidden.length).toBeGreaterThan(40);
    expect(hidden.some(({ regime }) => regime === '内部')).toBe(true);
    expect(hidden.some(({ status }) => status === '已撤回')).toBe(true);
    const told: string[] = [];
    for (const item of hidden) {
      const ways = [
        item.title,
        `${item.title}的内容是什么`,
        item.summary,
        `${secretOf(item)}是多少`,
        `${item.code}${item.title}全文`,
      ];
      const heard = [
        ...ways.map((text) => ask(text)),
        ask(item.title, { lookup: false }),
        ask('那具体内容呢', { last: { type: 'disclosure', id: item.code } }),
        ask('', { last: { type: 'disclosure', id: item.code }, fields: ['amount'] }),
      ];
      if (heard.some((answer) => whole(answer).includes(secretOf(item))))
        told.push(`content of ${item.code}`);
      const named = heard.some(
        (answer) => whole(answer).includes(item.code) || whole(answer).includes(item.title),
      );
      if (item.regime === '内部' && named) told.push(`name of ${item.code}`);
    }
    expect(told).toEqual([]);
  });

  test('what is public is told, so that the rule above is not kept by silence', () => {
    const open = items.filter((item) => isPublic(item));
    const told = open.filter((item) => ask(item.title).text.includes(secretOf(item)));
    expect(told.length).toBeGreaterThan(open.length / 2);
  });

  test('an official reads what is internal to their own unit', () => {
    const internal = items.filter(({ regime }) => regime === '内部');
    const told = internal.filter((item) =>
      ask(item.title, { audience: { within: [item.unit] } }).text.includes(secretOf(item)),
    );
    // Many are alike but for their number.
    expect(told.length).toBeGreaterThan(3);
  });

  test('answers are made from published tables alone: none of them has a sealed column', async () => {
    const read = new Set<string>();
    const watched = database.prisma.$extends({
      query: {
        $allModels: {
          $allOperations: ({ model, args, query }) => {
            read.add(model);
            return query(args);
          },
        },
      },
    });
    await loadRecords(watched as unknown as Database['prisma']);
    expect(read.size).toBeGreaterThanOrEqual(6);
    const sealed = await database.prisma.$queryRaw<{ name: string }[]>`
      select table_name::text as name from information_schema.columns
      where table_schema = 'public' and column_name like '%sealed%'`;
    const tables = [...read].map((model) =>
      model.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
    );
    expect(tables.filter((table) => sealed.some(({ name }) => name === table))).toEqual([]);
  });

  test('what no record speaks of is refused, with whom to ask', () => {
    const known = new Set(JSON.stringify(records));
    const foreign = Array.from({ length: 0x9fa5 - 0x9b00 }, (_, i) =>
      String.fromCodePoint(0x9b00 + i),
    ).filter((char) => !known.has(char));
    const strange = fc
      .array(fc.constantFrom(...foreign), { minLength: 2, maxLength: 12 })
      .map((chars) => chars.join(''));
    const asking = fc.constantFrom(
      '',
      '怎么办',
      '要多少钱',
      '多久能办好',
      '要带什么',
      '的规定是什么',
      '公开了吗',
    );
    fc.assert(
      fc.property(strange, asking, fc.boolean(), (what, how, lookup) => {
        const fields = readFields(`${what}${how}`);
        const { outcome, text, citations } = ask(`${what}${how}`, { fields, lookup });
        expect(outcome).toBe('refused');
        expect(text).toMatch(/0000-\d{7}|人工/);
        expect(citations.every(({ type }) => type === 'unit')).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('whatever is asked: an answer cites its records and holds no fact beyond them, a refusal says whom to ask', () => {
    const names = [
      ...records.procedures.map(({ name }) => name),
      ...records.units.map(({ name }) => name),
      ...items.map(({ title }) => title),
    ];
    const piece = fc.oneof(
      fc.constantFrom(...names),
      fc.tuple(fc.constantFrom(...names), fc.nat(6)).map(([name, n]) => name.slice(0, 2 + n)),
      fc.constantFrom(
        '怎么办',
        '要不要钱',
        '电话',
        '在哪',
        '去年的',
        '2026年',
        '第三条',
        '《社会救助暂行办法》',
        '还没',
        '公示',
      ),
      fc.integer({ min: 0, max: 99_999 }).map(String),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.subarray([...FIELDS], { maxLength: 3 }),
        fc.boolean(),
        (pieces, fields, lookup) => {
          const answer = ask(pieces.join(''), { fields, lookup });
          expect(answers.check(answer.text, answer.citations)).toEqual([]);
          if (answer.outcome === 'answered') expect(answer.citations.length).toBeGreaterThan(0);
          else expect(answer.text).toMatch(/0000-\d{7}|人工/);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** Items of every regime, mode and state. */
const itemLike = (like: Disclosure): fc.Arbitrary<Disclosure> =>
  fc
    .record({
      regime: fc.constantFrom('政务', '乡务', '内部'),
      mode: fc.constantFrom('主动', '依申请', '不公开'),
      status: fc.constantFrom('待形成', '待公开', '审核', '已公开', '已更正', '已撤回', '归档'),
      topic: fc.constantFrom(
        '食堂采购',
        '公务用车',
        '路灯维修',
        '考勤结果',
        '水渠清淤',
        '租赁合同',
        '慰问发放',
        '干部考核',
      ),
      amount: fc.option(fc.integer({ min: 1, max: 9_999_999 }), { nil: undefined }),
    })
    .map(({ topic, amount, regime, mode, status }) => ({
      ...like,
      regime: regime as Disclosure['regime'],
      mode: mode as Disclosure['mode'],
      status: status as Disclosure['status'],
      title: topic,
      ...(amount === undefined ? {} : { amount }),
    }));

const PLACES = ['东沟', '西岭', '南坡', '北渡', '上塘', '下湾', '前村', '后寨'];

function named(item: Disclosure, i: number): Disclosure {
  const secret = `密${(i * 7_919 + 104_729).toString(36).toUpperCase()}文`;
  return {
    ...item,
    code: `RND-${String(i).padStart(4, '0')}`,
    title: `${PLACES[i % PLACES.length]}${item.title}第${i + 1}号`,
    summary: `${item.title}的结论是${secret}`,
    body: `全文:${secret}`,
  };
}

const secretOf = ({ summary }: Disclosure): string => /密\w+文/.exec(summary)![0];
