import { expect, test } from 'vitest';
import { isOpen, opensAt, periodsOf, sayWhen } from '../../../src/conversation/hand-off/office-hours.ts';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';

const calendar = createCalendar(seedYears());
const HOURS = '周一至周五 8:30-12:00、14:00-17:30(法定节假日除外)';
const at = (text: string): Date => new Date(`${text}:00+08:00`);

test.each([
  ['a working morning', '2026-11-24T09:00', HOURS, true],
  ['the noon break', '2026-11-24T12:30', HOURS, false],
  ['the last minute', '2026-11-24T17:29', HOURS, true],
  ['closing time', '2026-11-24T17:30', HOURS, false],
  ['a Saturday', '2026-11-28T09:00', HOURS, false],
  ['a Saturday worked for a holiday', '2026-10-10T09:00', HOURS, true],
  ['the national day', '2026-10-01T09:00', HOURS, false],
  ['no hours written: the usual ones', '2026-11-24T14:05', undefined, true],
  ['a hotline by day', '2026-11-24T13:00', '00:00-24:00', true],
  ['a hotline at night: nobody is woken', '2026-11-24T23:00', '00:00-24:00', false],
  ['full-width signs', '2026-11-24T09:00', '工作日 8：30—12：00', true],
])('%s', (_, now, hours, open) => {
  expect(isOpen(at(now), periodsOf(hours), calendar)).toBe(open);
});

test.each([
  ['2026-11-24T12:30', '今天 14:00'],
  ['2026-11-24T18:00', '11月25日(周三)8:30'],
  ['2026-11-27T18:00', '11月30日(周一)8:30'],
  ['2026-09-30T18:00', '10月8日(周四)8:30'],
])('at %s they return %s', (now, said) => {
  expect(sayWhen(opensAt(at(now), periodsOf(HOURS), calendar), at(now))).toBe(said);
});
