import { expect, test } from 'vitest';
import { clauseAskedFor, clauseNamed, clausesOf, labelOf } from '../../../src/participation/clauses.ts';

test.for<[string, [string, string][]]>([
  [
    '第一条 甲\n第二条 乙\n补一行',
    [
      ['第一条', '甲'],
      ['第二条', '乙\n补一行'],
    ],
  ],
  [
    '前言\n第1条:甲\n第 2 条 不是条\n第2条 乙',
    [
      ['第一条', '甲\n第 2 条 不是条'],
      ['第二条', '乙'],
    ],
  ],
  [
    '一、甲\n二、乙\n(一)子项',
    [
      ['第一条', '甲'],
      ['第二条', '乙\n(一)子项'],
    ],
  ],
  [
    '1. 甲\n2.5 万元\n2、乙',
    [
      ['第一条', '甲\n2.5 万元'],
      ['第二条', '乙'],
    ],
  ],
  [
    '第一条 甲\n第三条 丙\n第二条 重来',
    [
      ['第一条', '甲'],
      ['第三条', '丙\n第二条 重来'],
    ],
  ],
  ['没有分条的草案,只有一段。', []],
  ['第一条 独一条', []],
])('%j has its clauses', ([body, expected]) => {
  expect(clausesOf(body).map(({ label, text }) => [label, text])).toEqual(expected);
});

test('numbers are written as laws write them, and no draft has more than three hundred', () => {
  expect([3, 10, 11, 20, 23, 105, 110, 111].map(labelOf)).toEqual([
    '第三条',
    '第十条',
    '第十一条',
    '第二十条',
    '第二十三条',
    '第一百零五条',
    '第一百一十条',
    '第一百一十一条',
  ]);
  const long = Array.from({ length: 400 }, (_, i) => `第${i + 1}条 内容`).join('\n');
  expect(clausesOf(long)).toHaveLength(300);
});

test.for<[string, number | undefined, number | undefined]>([
  ['第三条', 3, 3],
  ['看第3条', 3, 3],
  ['我想看一下第十二条是什么?', 12, 12],
  ['第三条处罚太重', 3, undefined],
  ['我反对第二款', 2, undefined],
  ['前三条都好', undefined, undefined],
  ['三条路线', undefined, undefined],
])('%s names clause %s and asks to read %s', ([text, named, asked]) => {
  expect(clauseNamed(text)).toBe(named);
  expect(clauseAskedFor(text)).toBe(asked);
});
