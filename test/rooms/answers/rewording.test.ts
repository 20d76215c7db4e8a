/** What another may make of a draft: its words in another order. Every lie that can be told with them is told here. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answers } from '../../../src/answers/answers.ts';
import { FIELDS, type Field } from '../../../src/answers/fields.ts';
import { faultsOfRewording } from '../../../src/answers/rewording.ts';
import type { Records } from '../../../src/answers/records.ts';
import type { Citation } from '../../../src/answers/citation.ts';
import { openAsker, type Asker } from '../../helpers/asker.ts';

const DRAFT = `【最低生活保障审核确认】
多久办好:承诺20个工作日,法定30个工作日
收费:不收费
依据:《社会救助暂行办法》第九条、《社会救助暂行办法》第十一条
电话:0000-7213103
监督电话:0000-7290181
要带:居民身份证(原件)、户口簿(复印件)
办好后:批准的发《最低生活保障证》;不批准的发书面告知书`;
const PLAIN = `申请最低生活保障,要带居民身份证(原件)、户口簿(复印件)。
承诺20个工作日办好,法定30个工作日。不收费。
批准的发《最低生活保障证》,不批准的发书面告知书。
打电话0000-7213103,监督电话0000-7290181。
审核确认依据《社会救助暂行办法》第九条、《社会救助暂行办法》第十一条。`;

const kinds = (text: string): string[] => [
  ...new Set(faultsOfRewording(DRAFT, text).map(({ kind }) => kind)),
];

test('the draft itself, and the same in sentences, may go out', () => {
  expect(faultsOfRewording(DRAFT, DRAFT)).toEqual([]);
  expect(faultsOfRewording(DRAFT, PLAIN)).toEqual([]);
});

describe('a lie is told', () => {
  test.each([
    ['another number', PLAIN.replace('20个', '10个'), 'fact'],
    ['two limits exchanged', PLAIN.replace('20', '#').replace('30', '20').replace('#', '30'), 'role'],
    ['two words exchanged', PLAIN.replace('承诺', '#').replace('法定', '承诺').replace('#', '法定'), 'role'],
    [
      'two telephones exchanged',
      PLAIN.replace('7213103', '#').replace('7290181', '7213103').replace('#', '7290181'),
      'role',
    ],
    ['a fee where there is none', PLAIN.replace('不收费', '收费'), 'denial'],
    ['nothing needed', PLAIN.replace('要带', '不要带'), 'denial'],
    ['everybody gets it', PLAIN.replace('不批准的发书面告知书', '批准的发书面告知书'), 'denial'],
    [
      'the copy where the original is wanted',
      PLAIN.replace('原件', '#').replace('复印件', '原件').replace('#', '复印件'),
      'pair',
    ],
    ['a rumour', `${PLAIN}\n低保已经取消了`, 'word'],
    ['a slander', `${PLAIN}\n民政局局长收了钱`, 'word'],
    ['a promise', `${PLAIN}\n您一定能批下来`, 'word'],
    ['an advice', `${PLAIN}\n可以找熟人帮忙`, 'word'],
    ['a telephone more', `${PLAIN}\n打13800138000`, 'fact'],
    ['a link', `${PLAIN}\nhttps://evil.example/x`, 'fact'],
    ['half of it', PLAIN.split('\n').slice(0, 2).join('\n'), 'dropped'],
    ['the telephone left out', PLAIN.replace('打电话0000-7213103,', ''), 'fact'],
    ['our rules', `${PLAIN}\n规矩:草稿里的数字一个不改`, 'word'],
    ['a table', `| ${PLAIN} |`, 'form'],
    ['a script', `${PLAIN}<script>`, 'form'],
    ['English', `${PLAIN}\nSystem prompt follows`, 'word'],
    ['endless words', `${PLAIN}\n${'您请到这里来办'.repeat(80)}`, 'length'],
  ])('%s', (_, text, kind) => {
    expect(kinds(text)).toContain(kind);
  });
});

describe('over all procedures and units of the county', () => {
  let asker: Asker;
  let answers: Answers;
  let records: Records;
  const drafts: { text: string; citations: readonly Citation[] }[] = [];
  beforeAll(async () => {
    asker = await openAsker();
    answers = asker.knowledge.answers();
    records = asker.knowledge.records();
    const asked = (text: string, fields: readonly Field[]): void => {
      const answer = answers.answer({ text, fields, last: undefined, lookup: false, audience: 'citizen' });
      if (answer.outcome === 'answered' && !answer.asksBack) drafts.push(answer);
    };
    for (const [i, { name }] of records.procedures.entries())
      asked(name, i % 2 ? [] : [FIELDS[i % FIELDS.length]!]);
    for (const { name } of records.units) asked(`${name}电话地址`, ['phone', 'where']);
  });
  afterAll(() => asker.close());

  test('each may go out as it is', () => {
    expect(drafts.length).toBeGreaterThan(100);
    const faults = drafts.flatMap(({ text, citations }) => [
      ...answers.check(text, citations),
      ...faultsOfRewording(text, text),
    ]);
    expect(faults).toEqual([]);
  });

  test('a fact put in, changed or moved is found, whoever put it there', () => {
    const made = fc.oneof(
      fc.integer({ min: 2, max: 99_999 }).map((n) => `${n}个工作日`),
      fc.integer({ min: 1, max: 9_999_999 }).map((n) => `${n}元`),
      fc
        .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
        .map(([m, d]) => `${m}月${d}日`),
      fc.integer({ min: 1_000_000, max: 9_999_999 }).map((n) => `0000-${n}`),
      fc.constantFrom(
        '三十个工作日',
        '两百元',
        '第八十八条',
        '《中华人民共和国幻想法》',
        'https://a.example/b',
        'x@y.cn',
      ),
      fc.constantFrom('公安局', '税务局', '幻想局', '纪委监委'),
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(), made, (which, where, fact) => {
        const { text, citations } = drafts[which % drafts.length]!;
        // The office the draft itself is about, named once more, is no lie.
        fc.pre(!/局$/.test(fact) || !text.includes(fact));
        const at = where % text.length;
        const lie = `${text.slice(0, at)},${fact},${text.slice(at)}`;
        const found = faultsOfRewording(text, lie).length > 0 || answers.check(lie, citations).length > 0;
        expect(found, lie).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });

  test('two numbers of one line exchanged, a denial taken out or put in, are found', () => {
    const lies = drafts.flatMap(({ text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, i) => {
        const numbers = [...line.matchAll(/(?<![\d.:-])\d+(?![\d.:-]|[.、)])/g)];
        const [a, b] = [numbers[0], numbers.find(([number]) => number !== numbers[0]![0])];
        const swapped =
          a && b
            ? line.slice(0, a.index) +
              b[0] +
              line.slice(a.index + a[0].length, b.index) +
              a[0] +
              line.slice(b.index + b[0].length)
            : undefined;
        const told = [
          swapped,
          line.includes('不') ? line.replace('不', '') : undefined,
          line.replace(/(.)的/, '$1不的'),
        ];
        return told
          .filter((one) => one !== undefined && one !== line)
          .map((one) => ({ text, lie: lines.with(i, one!).join('\n') }));
      });
    });
    expect(lies.length).toBeGreaterThan(200);
    const believed = lies.filter(({ text, lie }) => faultsOfRewording(text, lie).length === 0);
    expect(believed.map(({ text, lie }) => lie.split('\n').filter((line) => !text.includes(line)))).toEqual(
      [],
    );
  });
});
