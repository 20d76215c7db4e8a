/** The notice of a hearing (checklist 3.3.3): in time, whole, presided over by somebody else. */
import { expect, test } from 'vitest';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import {
  noticeBy,
  noticeFaults,
  noticeIn,
  type HearingKind,
} from '../../../src/disclosure/hearing-notice.ts';

const calendar = createCalendar(seedYears());
const HOST = { userid: 'yan.hezhou', name: '严禾舟', unitCode: 'qh-sfj' };
const whole = {
  at: '2026-12-08T09:00',
  place: '二楼报告厅',
  seats: 20,
  signupFrom: '2026-11-24',
  signupTo: '2026-12-01',
  selection: '抽签',
  host: '严禾舟',
};
const GROUPS = [
  { name: '消费者', seats: 12 },
  { name: '经营者', seats: 8 },
];

test.for<[string, object, RegExp | undefined]>([
  ['whole and in time', {}, undefined],
  ['seven days before', { at: '2026-12-01T09:00', signupTo: '2026-11-28' }, undefined],
  ['six days before', { at: '2026-11-30T09:00', signupTo: '2026-11-28' }, /至少 7 日公告.*2026-12-01/],
  [
    'a licence, seven working days before',
    { at: '2026-12-03T09:00', signupTo: '2026-11-28', kind: '行政许可' },
    undefined,
  ],
  [
    'a licence, six working days',
    { at: '2026-12-02T09:00', signupTo: '2026-11-28', kind: '行政许可' },
    /7 个工作日公告.*许可法第四十八条/,
  ],
  [
    'a penalty, six working days',
    { at: '2026-12-02T09:00', signupTo: '2026-11-28', kind: '行政处罚' },
    /处罚法第六十四条/,
  ],
  ['no place', { place: undefined }, /时间、地点、名额/],
  ['no seat', { seats: 0 }, /名额写 1 到/],
  ['half a seat', { seats: 2.5 }, /名额写 1 到/],
  ['sign-up after the day', { signupTo: '2026-12-08' }, /以前截止/],
  ['sign-up over before it begins', { signupFrom: '2026-11-01', signupTo: '2026-11-20' }, /已经过了/],
  ['groups that fill the seats', { selection: '分组抽签', groups: GROUPS }, undefined],
  ['groups that do not', { selection: '分组抽签', groups: GROUPS.slice(1) }, /加起来要等于 20/],
  ['no host', { host: undefined }, /没有写主持人/],
])('3.3.3 %s', ([, more, expected]) => {
  const facts = { today: '2026-11-24', unit: 'qh-cgj', hosts: [HOST] };
  const reasons = noticeFaults({ ...whole, ...more }, facts, calendar).map(({ reason }) => reason);
  if (expected) expect(reasons.join()).toMatch(expected);
  else expect(reasons).toEqual([]);
});

test.for<[string, (typeof HOST)[], RegExp]>([
  ['of the unit that examines the matter', [{ ...HOST, unitCode: 'qh-cgj' }], /不能是承办单位的人/],
  ['nobody of that name', [], /没有主持人/],
  ['two of that name', [HOST, { ...HOST, userid: 'other' }], /有 2 人/],
])('3.3.3 the host is %s: refused', ([, hosts, expected]) => {
  const facts = { today: '2026-11-24', unit: 'qh-cgj', hosts };
  expect(
    noticeFaults(whole, facts, calendar)
      .map(({ reason }) => reason)
      .join(),
  ).toMatch(expected);
});

test.for<[HearingKind, string, string]>([
  ['重大决策', '2026-12-08', '2026-12-01'],
  ['行政许可', '2026-12-08', '2026-11-27'],
  ['行政许可', '2026-10-12', '2026-09-24'],
])('%s on %s is announced by %s', ([kind, held, by]) => {
  expect(noticeBy({ at: `${held}T09:00`, kind }, calendar)).toBe(by);
});

test.for<[unknown, string | undefined]>([
  [{ ...whole, selection: '报名人中抽签' }, '抽签'],
  [{ ...whole, selection: '按类别分组后抽签' }, '抽签'],
  [{ ...whole, selection: '按类别分组后抽签', groups: GROUPS }, '分组抽签'],
  [{ ...whole, selection: '先到先得' }, '先到先得'],
  [{ ...whole, at: undefined, date: '2026-12-08' }, '抽签'],
  [{ ...whole, at: '下周二' }, undefined],
  [undefined, undefined],
])('%j is chosen by %s', ([held, selection]) => {
  expect(noticeIn(held)?.selection).toBe(selection);
});
