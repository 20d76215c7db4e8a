/** What the records themselves lack: calendar, verified articles, people, dead letters. One finding a line. */
import { yearOf, dayOf } from '../../kit/day.ts';
import type { Database } from '../../store/database.ts';
import type { RecordsCommand } from './command.ts';
import { fault, fine, warning, type Finding } from './doctor/finding.ts';

export const examineRecords: RecordsCommand = {
  help: 'npm run doctor',
  async run(io, { database, clock }) {
    const now = clock.now();
    const findings = [
      ...(await units(database)),
      ...(await calendar(database, yearOf(dayOf(now)), Number(dayOf(now).slice(5, 7)))),
      ...(await laws(database)),
      ...(await letters(database)),
      ...(await databaseClock(database, now)),
    ];
    for (const finding of findings) io.write(`${JSON.stringify(finding)}\n`);
    return 0;
  },
};

async function units({ prisma }: Database): Promise<Finding[]> {
  const count = await prisma.unit.count({ where: { active: true } });
  if (count === 0)
    return [fault('units', '还没有任何单位。There is no unit yet.', 'npm run import -- organisation.json')];
  const officers = await prisma.person.count({ where: { active: true } });
  const reachable = await prisma.person.findMany({
    where: { active: true, roles: { has: 'unit_officer' } },
    select: { unitCode: true },
  });
  const silent =
    (await prisma.unit.count({ where: { active: true, type: { in: ['department', 'township'] } } })) -
    new Set(reachable.map(({ unitCode }) => unitCode)).size;
  return [
    fine('units', `${count} 个单位,${officers} 人。${count} units, ${officers} people.`),
    ...(silent > 0
      ? [
          warning(
            'officers',
            `有 ${silent} 个单位没有信息员,提醒会发给政务公开科。${silent} units have no officer.`,
            'Name a unit_officer for each in organisation.json and import it again.',
          ),
        ]
      : []),
  ];
}

async function calendar({ prisma }: Database, year: number, month: number): Promise<Finding[]> {
  const known = new Set(
    (await prisma.calendarYear.findMany({ select: { year: true } })).map((row) => row.year),
  );
  const remedy = 'When the State Council has published the holidays: npm run import -- calendar.json';
  if (!known.has(year))
    return [fault('calendar', `没有 ${year} 年放假安排,期限都是暂定。No calendar for ${year}.`, remedy)];
  if (!known.has(year + 1))
    return [
      warning(
        'calendar',
        `没有 ${year + 1} 年放假安排,跨年的期限是暂定${month < 11 ? '(通知一般在 11 月公布)' : ''}。No calendar for ${year + 1} yet: days in it are provisional.`,
        remedy,
      ),
    ];
  return [fine('calendar', `${year}、${year + 1} 年都有。Both years are there.`)];
}

async function laws({ prisma }: Database): Promise<Finding[]> {
  const [all, unverified] = [
    await prisma.lawArticle.count(),
    await prisma.lawArticle.count({ where: { verified: false } }),
  ];
  return unverified > 0
    ? [
        warning(
          'laws',
          `${all} 条法规里有 ${unverified} 条没有核对,只显示法名、不显示条号。${unverified} of ${all} articles are not verified and shown by their law alone.`,
          'Import the official text of these articles: npm run import -- laws.jsonl',
        ),
      ]
    : [fine('laws', `${all} 条,都核对过。All verified.`)];
}

async function letters({ prisma }: Database): Promise<Finding[]> {
  const failed = await prisma.outboxMessage.count({ where: { state: 'failed' } });
  const parked = await prisma.outboxMessage.count({ where: { state: 'parked' } });
  return failed > 0
    ? [
        warning(
          'outbox',
          `${failed} 条消息没有发出去。${failed} messages were given up.`,
          'Look at them in the console, mend the cause, and send them again.',
        ),
      ]
    : [
        fine(
          'outbox',
          `没有发不出去的消息,${parked} 条在等群众下次说话。Nothing given up, ${parked} parked.`,
        ),
      ];
}

const MAX_DRIFT_MS = 60_000;

async function databaseClock({ kind, prisma }: Database, now: Date): Promise<Finding[]> {
  if (kind === 'embedded') return [];
  const [row] = await prisma.$queryRaw<{ at: Date }[]>`select now() as at`;
  const drift = Math.abs((row?.at.getTime() ?? 0) - now.getTime());
  return drift > MAX_DRIFT_MS
    ? [
        fault(
          'clock',
          `本机和数据库的时钟差 ${Math.round(drift / 1_000)} 秒。The clocks differ.`,
          'Run an NTP client on both machines; callbacks are refused when the clock is off by five minutes.',
        ),
      ]
    : [fine('clock', '本机和数据库的时钟一致。The clocks agree.')];
}
