import { expect, test } from 'vitest';
import { loadCalendar, seedCalendar } from '../../../src/disclosure/calendar-years.ts';
import { importFile } from '../../../src/disclosure/import-file.ts';
import { planObligations } from '../../../src/disclosure/planning.ts';
import { useCounty } from '../../helpers/database.ts';
import { testClock, testIds } from '../../helpers/house.ts';

test('what a catalogue owes in a year without notice is provisional, and moves when the notice is imported, each clause by its own', async () => {
  const database = await useCounty();
  const now = testClock('2026-12-20T01:13:00+08:00').now();
  await database.transaction((tx) => seedCalendar(tx, now));
  const rows = [
    '序号,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体',
    '1,测量,两句,甲,无,财务每季度结束后10个工作日内公布,其他事项每年1月20日前公布,县民政局'.replace(
      '公布,其他',
      '公布;其他',
    ),
    '2,测量,一句,乙,无,每季度结束后5个工作日内,县民政局',
    '3,测量,今年,丙,无,每年12月31日前,县民政局',
  ];
  await importFile(database, Buffer.from(rows.join('\n')), '测量.csv', { now });
  await planObligations(database, { now, ids: testIds() }, await loadCalendar(database.prisma));
  const owed = async () =>
    (
      await database.prisma.obligation.findMany({
        where: { catalogueItemId: { not: null } },
        orderBy: [{ due: 'asc' }],
      })
    ).map(({ title, due, provisional }) => `${title.slice(3, 5)} ${due}${provisional ? ' 暂定' : ''}`);
  expect(await owed()).toEqual([
    '今年 2026-12-31',
    '一句 2027-01-08 暂定',
    '两句 2027-01-15 暂定',
    '两句 2027-01-20 暂定',
  ]);

  const notice = {
    year: 2027,
    notice: '放假通知',
    holidays: ['2027-01-01', '2027-01-04'],
    workdays: ['2027-01-09'],
  };
  await importFile(database, Buffer.from(JSON.stringify(notice)), 'calendar.json', { now });
  // The bridge day costs the short clause a day; the longer one has the worked Saturday in it too.
  expect(await owed()).toEqual(['今年 2026-12-31', '一句 2027-01-09', '两句 2027-01-15', '两句 2027-01-20']);
  const [moved] = await database.prisma.obligation.findMany({ where: { due: '2027-01-09' } });
  expect(JSON.stringify(moved?.dueSteps)).toContain('调休上班');
});
