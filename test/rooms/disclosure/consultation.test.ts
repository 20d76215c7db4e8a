/** The window of a draft (checklist 3.3.5, 2.6.3): thirty days, shorter with a reason, land never shorter. */
import { expect, test } from 'vitest';
import { openedRound, readWindow, windowFaults } from '../../../src/disclosure/consultation.ts';
import type { Disclosure } from '../../../src/disclosure/disclosures.ts';

const draft = (more: object): Disclosure =>
  ({
    code: 'G2-2026-900',
    category: 'G2',
    stage: '征求意见',
    status: '审核',
    body: '第一条',
    ...more,
  }) as unknown as Disclosure;

test.for<[string, object, RegExp | undefined]>([
  ['thirty days', { commentRound: { days: 30 } }, undefined],
  ['both ends thirty days apart', { commentRound: { opens: '2026-11-11', closes: '2026-12-11' } }, undefined],
  ['both ends a day less', { commentRound: { opens: '2026-11-11', closes: '2026-12-10' } }, /写明原因/],
  ['no window', {}, /要写期限/],
  ['none', { commentRound: { days: 0 } }, /要写期限/],
  ['a year and a day', { commentRound: { days: 366 } }, /要写期限/],
  ['short without a reason', { commentRound: { days: 29 } }, /少于 30 天,要写明原因/],
  ['short with a blank reason', { commentRound: { days: 15, shortReason: '  ' } }, /写明原因/],
  ['short with its reason', { commentRound: { days: 15, shortReason: '汛期以前要定' } }, undefined],
  [
    'a village, short with its reason',
    { category: 'V10', commentRound: { days: 10, shortReason: '换届前要定' } },
    undefined,
  ],
  ['a village, short without', { category: 'V10', commentRound: { days: 10 } }, /写明原因/],
  [
    '2.6.3 land, short with a reason',
    { category: 'V3', commentRound: { days: 29, shortReason: '工期紧' } },
    /不能缩短/,
  ],
  ['2.6.3 land, thirty days', { category: 'V3', commentRound: { days: 30 } }, undefined],
  ['no text', { body: undefined, commentRound: { days: 30 } }, /没有草案全文/],
])('3.3.5 %s', ([, more, expected]) => {
  const reasons = windowFaults(draft(more)).map(({ reason }) => reason);
  if (expected) expect(reasons.join()).toMatch(expected);
  else expect(reasons).toEqual([]);
});

test('3.3.5 the window begins on the day the draft is public, and once', () => {
  const opened = openedRound(draft({ commentRound: { days: 30 } }), '2026-11-24');
  expect(opened.commentRound).toEqual({ days: 30, opens: '2026-11-24', closes: '2026-12-24' });
  expect(openedRound(opened, '2026-12-01').commentRound).toEqual(opened.commentRound);
});

test.for<[string, object | undefined]>([
  ['30', { days: 30 }],
  ['45天', { days: 45 }],
  ['15天,因为汛期以前要定下来', { days: 15, shortReason: '汛期以前要定下来' }],
  ['就 7 日 原因:应急', undefined],
  ['15', undefined],
  ['400天', undefined],
  ['一个月', undefined],
])('%s is read as a window', ([text, expected]) => {
  expect(readWindow(text)?.commentRound).toEqual(expected);
});
