import { expect, test } from 'vitest';
import { createCalendar, seedYears } from '../../../src/disclosure/calendar.ts';
import { recountRequests } from '../../../src/participation/request-recount.ts';
import { createRequests } from '../../../src/participation/requests.ts';
import { useCounty } from '../../helpers/database.ts';
import { testClock } from '../../helpers/house.ts';
import { requestDeps } from '../../helpers/requests.ts';

test('a request whose 20 working days reach into a year without notice is provisional, and recounted once when it comes', async () => {
  const database = await useCounty();
  const clock = testClock('2026-12-15T09:20:00+08:00');
  const before = requestDeps(clock);
  const { number } = await database.transaction((tx) =>
    createRequests(before).file(tx, {
      citizenId: 'citizen-a',
      unitCode: 'qh-mzj',
      kind: 'information',
      name: '李秀英',
      contact: '13900002222',
      idNumber: '11010519491231002X',
      description: '2026年低保评审会议纪要',
      form: '微信',
    }),
  );
  const read = () =>
    database.prisma.informationRequest.findUniqueOrThrow({ where: { number }, include: { events: true } });
  expect(await read()).toMatchObject({ due: '2027-01-13', provisional: true });
  expect(await recountRequests(database, before)).toBe(0);

  const notice = { year: 2027, notice: '放假通知', holidays: ['2027-01-01', '2027-01-04'], workdays: [] };
  const after = requestDeps(clock, { calendar: createCalendar([...seedYears(), notice]) });
  expect(await recountRequests(database, after)).toBe(1);
  const recounted = await read();
  expect(recounted).toMatchObject({ due: '2027-01-14', provisional: false });
  expect(recounted.events.find(({ fact }) => fact === 'request.recounted')).toMatchObject({
    actor: 'system',
    detail: { from: '2027-01-13', to: '2027-01-14' },
  });
  expect(await recountRequests(database, after)).toBe(0);
});
