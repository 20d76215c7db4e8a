import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnsweredQuestion, Passage } from '../../../src/answers/passage.ts';
import { createRanker } from '../../../src/answers/ranking.ts';
import { learn, valueOf, type Example } from '../../../src/answers/ranking/learn.ts';
import { bestOf, buildIndex, informationOf, scoreAll } from '../../../src/answers/ranking/postings.ts';

const passage = (title: string, text: string, section = ''): Passage => ({ id: title, title, section, text });

const LAWS: Passage[] = [
  passage('邻里法第一条', '相邻各方应当按照有利生产、方便生活的原则处理相邻关系。'),
  passage('邻里法第二条', '不得在夜间从事产生噪声的装修活动,影响邻居休息。'),
  passage('邻里法第三条', '因装修损坏共用管道的,应当恢复原状并赔偿损失。'),
  passage('劳动法第一条', '用人单位拖欠劳动报酬的,劳动者可以申请支付令。'),
  passage('劳动法第二条', '用人单位解除劳动合同的,应当向劳动者支付经济补偿。'),
  passage('劳动法第三条', '用人单位不得扣押劳动者的居民身份证。'),
  passage('养犬条例第一条', '携犬外出应当束犬链,及时清理犬只粪便。'),
  passage('养犬条例第二条', '犬只伤人的,养犬人应当立即将伤者送医并承担费用。'),
];
const firstOf = (question: string, ranker = createRanker(LAWS)): string | undefined =>
  ranker.rank(question, 3)[0]?.id;

test('a question finds the article that speaks of it', () => {
  expect(firstOf('楼上晚上装修噪声很大,吵得休息不好')).toBe('邻里法第二条');
  expect(firstOf('单位扣了我的身份证')).toBe('劳动法第三条');
});

test('everyday words find the words of the law', () => {
  expect(firstOf('老板不给工钱怎么办')).toBe('劳动法第一条');
  expect(firstOf('被炒鱿鱼了有没有钱赔')).toBe('劳动法第二条');
});

test('nothing in common is no answer, and an empty shelf answers nothing', () => {
  expect(createRanker(LAWS).rank('xyz', 5)).toEqual([]);
  expect(createRanker([]).rank('装修噪声', 5)).toEqual([]);
});

test('what staff have answered once is found for a like question that shares no word with the article', () => {
  const filler = (i: number): AnsweredQuestion => ({
    id: `f${i}`,
    text: `遛狗不牵绳第${i}回`,
    answer: '应当束犬链',
    passages: ['养犬条例第一条'],
  });
  const memory: AnsweredQuestion[] = [
    ...Array.from({ length: 20 }, (_, i) => filler(i)),
    ...Array.from({ length: 20 }, (_, i) => ({
      id: `m${i}`,
      text: `毛孩子咬了人咋整,第${i}回`,
      answer: '送医并承担费用',
      passages: ['养犬条例第二条'],
    })),
  ];
  expect(firstOf('毛孩子咬了人咋整')).not.toBe('养犬条例第二条');
  const taught = createRanker(LAWS).remembering(memory);
  expect(taught.rank('毛孩子咬了人咋整', 3).map(({ id }) => id)).toContain('养犬条例第二条');
});

test('a service takes it into account at once, without learning', () => {
  const memory = [{ id: 'm', text: '毛孩子咬了人咋整', answer: '送医', passages: ['养犬条例第二条'] }];
  const ranker = createRanker(LAWS).recalling(memory);
  expect(firstOf('毛孩子咬人咋整', ranker)).toBe('养犬条例第二条');
  expect(firstOf('楼上晚上装修噪声很大', ranker)).toBe('邻里法第二条');
});

test('packed postings score as BM25 written out, over any documents', () => {
  const terms = fc.array(fc.constantFrom('甲', '乙', '丙', '丁', '戊'), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(fc.array(terms, { minLength: 1, maxLength: 30 }), (documents) => {
      const index = buildIndex(documents);
      const mean = documents.reduce((sum, { length }) => sum + length, 0) / documents.length;
      const scores = scoreAll(index, new Map([['甲', 1], ['丙', 0.5]])); // prettier-ignore
      for (const [i, document] of documents.entries()) {
        let expected = 0;
        for (const [term, weight] of [
          ['甲', 1],
          ['丙', 0.5],
        ] as const) {
          // prettier-ignore
          const count = Math.min(255, document.filter((one) => one === term).length);
          const norm = 1.2 * (0.6 + (0.4 * document.length) / mean);
          if (count > 0) expected += (weight * informationOf(index, term) * count * 2.2) / (count + norm);
        }
        expect(scores[i]).toBeCloseTo(expected, 4);
      }
    }),
    { numRuns: 200 },
  );
});

test('the best are those a full sort puts first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 300 }), (values) => {
      const scores = Float32Array.from(values);
      const sorted = [...values.keys()]
        .filter((i) => values[i]! > 0)
        .sort((a, b) => values[b]! - values[a]! || a - b);
      expect(bestOf(scores, 20)).toEqual(sorted.slice(0, 20));
    }),
  );
});

test('trees learn which sign matters, and the same examples give the same trees', () => {
  const examples: Example[] = Array.from({ length: 40 }, (_, i) => {
    const labels = Uint8Array.from({ length: 20 }, (_, k) => Number(k === i % 20));
    // The first sign is noise, the second is high for the right one.
    const features = Float32Array.from({ length: 40 }, (_, at) =>
      at % 2 === 0 ? ((at * 7 + i * 13) % 17) / 17 : labels[(at - 1) / 2]! * 0.5 + ((at * 5 + i) % 11) / 30,
    );
    return { features, labels };
  });
  const trees = learn(examples, { width: 2, trees: 20 });
  expect(learn(examples, { width: 2, trees: 20 })).toEqual(trees);
  const scoreOf = (features: Float32Array, k: number): number =>
    trees.reduce((sum, tree) => sum + valueOf(tree, features, k * 2), 0);
  for (const { features, labels } of examples) {
    const scores = Array.from(labels, (_, k) => scoreOf(features, k));
    expect(labels[scores.indexOf(Math.max(...scores))]).toBe(1);
  }
});
