/** The fingerprint of a file finds every change; how long files are kept. */
import { expect, test } from 'vitest';
import { catalogueOf, faultsIn, fingerprint, keepUntil } from '../../../src/participation/case-rules.ts';

const papers = [
  { title: '申请内容', on: '2026-11-02', text: '申请公开 2025 年养老补贴发放明细' },
  { title: '答复', on: '2026-11-20', text: '予以公开。\n全文见附件。' },
];
const head = {
  number: 'AJ-2026-SQ-7K3F-9QXM',
  title: '信息公开申请',
  unitCode: 'qh-mzj',
  closedOn: '2026-11-20',
  catalogue: catalogueOf(papers),
};
const hash = fingerprint(head);
const texts = papers.map(({ text }, i) => ({ position: i + 1, text }));

test('3.3.7 a file as it was filed has no fault', () => {
  expect(faultsIn({ ...head, hash }, texts)).toEqual([]);
});

test.for<[string, Parameters<typeof faultsIn>[0], typeof texts, RegExp]>([
  ['a letter of a paper', { ...head, hash }, [texts[0]!, { position: 2, text: '不予公开。' }], /第 2 件/],
  ['a paper taken out', { ...head, hash }, [texts[0]!], /缺第 2 件/],
  ['a paper slipped in', { ...head, hash }, [...texts, { position: 3, text: '补' }], /多出第 3 件/],
  ['papers exchanged', { ...head, hash }, texts.map((one, i) => ({ ...one, position: 2 - i })), /第 1 件/],
  ['the title', { ...head, hash, title: '别的申请' }, texts, /目录/],
  ['the unit', { ...head, hash, unitCode: 'qh-slj' }, texts, /目录/],
  ['the day', { ...head, hash, closedOn: '2026-11-21' }, texts, /目录/],
  ['the number', { ...head, hash, number: 'AJ-2026-SQ-7K3F-9QXN' }, texts, /目录/],
  [
    'a line of the catalogue, made to fit its paper',
    { ...head, hash, catalogue: catalogueOf([papers[0]!, { ...papers[1]!, text: '改' }]) },
    [texts[0]!, { position: 2, text: '改' }],
    /目录/,
  ],
])('3.3.7 changed: %s', ([, file, kept, fault]) => {
  expect(faultsIn(file, kept).join(';')).toMatch(fault);
});

test('3.3.7 the last day of the last year; for ever is for ever', () => {
  expect(keepUntil('永久', '2026-03-01')).toBeUndefined();
  expect(keepUntil('10年', '2026-03-01')).toBe('2036-12-31');
  expect(keepUntil('30年', '2026-12-31')).toBe('2056-12-31');
});
