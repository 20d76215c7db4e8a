/** What the records themselves lack: calendar, verified articles, people, dead letters. One finding a line. */
import { yearOf, dayOf, monthOf } from '../../kit/day.ts';
import type { Database, Db } from '../../store/database.ts';
import type { RecordsCommand } from './command.ts';
import { fault, fine, warning, type Finding } from '../../kit/finding.ts';

export const examineRecords: RecordsCommand = {
  help: 'npm run doctor',
  async run(io, { database, clock }) {
    for (const finding of await recordFindings(database, clock.now()))
      io.write(`${JSON.stringify(finding)}\n`);
    return 0;
  },
};

/** What the database itself and the records in it lack. */
export async function recordFindings(database: Database, now: Date): Promise<Finding[]> {
  return [
    ...(await databaseState(database)),
    ...(await databaseClock(database, now)),
    ...(await units(database)),
    ...(await calendar(database, yearOf(dayOf(now)), monthOf(dayOf(now)))),
    ...(await laws(database)),
    ...(await letters(database)),
  ];
}

const OLDEST = 150_000;

/** PostgreSQL says 140011 for 14.11. */
export const versionFinding = (versionNum: number): Finding =>
  versionNum < OLDEST
    ? fault(
        'DATABASE_URL',
        `PostgreSQL ${Math.floor(versionNum / 10_000)} 太旧。Too old.`,
        '升级到 15 以上。Upgrade to 15 or newer.',
      )
    : fine('DATABASE_URL', `PostgreSQL ${Math.floor(versionNum / 10_000)}`);

async function databaseState({ kind, prisma }: Database): Promise<Finding[]> {
  const unfinished = await prisma.$queryRaw<{ name: string }[]>`
    select migration_name as name from _prisma_migrations where finished_at is null and rolled_back_at is null`;
  const halfDone = unfinished.map(({ name }) =>
    fault(
      'migrations',
      `结构升级 ${name} 做了一半。A migration was begun by another tool and not finished.`,
      `从备份恢复,或查清后 npx prisma migrate resolve --rolled-back ${name}。Restore a backup, or resolve it.`,
    ),
  );
  if (kind === 'embedded') return halfDone;
  const [row] = await prisma.$queryRaw<{ version: number }[]>`
    select current_setting('server_version_num')::int as version`;
  return [versionFinding(row?.version ?? 0), ...halfDone];
}

async function units({ prisma }: Database): Promise<Finding[]> {
  const count = await prisma.unit.count({ where: { active: true } });
  if (count === 0)
    return [
      fault(
        'units',
        '还没有任何单位。There is no unit yet.',
        '先导入本县的单位和人 npm run import -- organisation.json',
      ),
    ];
  const people = await prisma.person.count({ where: { active: true } });
  return [
    fine('units', `${count} 个单位,${people} 人。${count} units, ${people} people.`),
    ...(await officers(prisma)),
    ...(await supervisionGroups(prisma)),
    ...(await sysadmins(prisma)),
  ];
}

const NAMED = 5;

async function officers(prisma: Db): Promise<Finding[]> {
  const silent = await prisma.unit.findMany({
    where: {
      active: true,
      type: { in: ['department', 'township', 'village_committee', 'resident_committee'] },
      people: { none: { active: true, roles: { has: 'unit_officer' } } },
    },
    select: { name: true },
    orderBy: { code: 'asc' },
  });
  if (silent.length === 0) return [];
  const names = silent.slice(0, NAMED).map(({ name }) => name);
  return [
    warning(
      'officers',
      `${silent.length} 个单位没有信息员,提醒会发给政务公开科:${names.join('、')}${silent.length > NAMED ? '…' : ''}。Units without an officer.`,
      '在 organisation.json 里给每个单位写一个 unit_officer,再导入。Name one for each and import again.',
    ),
  ];
}

/** 各乡、各部门 each have one (the speech, 4.1.1); committees are under that of their township. A group nobody sits in is none. */
async function supervisionGroups(prisma: Db): Promise<Finding[]> {
  const units = await prisma.unit.findMany({
    where: { active: true, type: { in: ['department', 'township'] } },
    select: {
      name: true,
      children: {
        where: { active: true, type: 'supervision_group' },
        select: { code: true, people: { where: { active: true }, select: { userid: true }, take: 1 } },
      },
    },
    orderBy: { code: 'asc' },
  });
  const seats = new Set(
    (await prisma.groupMember.findMany({ select: { groupCode: true } })).map(({ groupCode }) => groupCode),
  );
  const bare = units.filter(
    ({ children }) => !children.some(({ code, people }) => people.length > 0 || seats.has(code)),
  );
  if (bare.length === 0) return [];
  const names = bare.slice(0, NAMED).map(({ name }) => name);
  return [
    warning(
      'supervision-groups',
      `${bare.length} 个单位没有监督小组或小组里没有人:${names.join('、')}${bare.length > NAMED ? '…' : ''}。Units without a supervision group.`,
      '在 organisation.json 里给每个部门、乡镇建一个 supervision_group 并写明成员,再导入。Add one for each and import again.',
    ),
  ];
}

async function sysadmins(prisma: Db): Promise<Finding[]> {
  const count = await prisma.person.count({ where: { active: true, roles: { has: 'sysadmin' } } });
  return count > 0
    ? []
    : [
        warning(
          'sysadmin',
          '没有系统管理员,监督台的 消息 和 体检 谁也打不开。Nobody may open the operation pages.',
          '在 organisation.json 里给一个人加上 sysadmin,再导入。Give somebody the role sysadmin.',
        ),
      ];
}

async function calendar({ prisma }: Database, year: number, month: number): Promise<Finding[]> {
  const known = new Set(
    (await prisma.calendarYear.findMany({ select: { year: true } })).map((row) => row.year),
  );
  const remedy =
    '国务院办公厅公布放假安排后导入 When the State Council has published it: npm run import -- calendar.json';
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
          '对照官方文本核对后导入 Check them against the official text and import: npm run import -- laws.jsonl',
        ),
      ]
    : [fine('laws', `${all} 条,都核对过。All verified.`)];
}

async function letters({ prisma }: Database): Promise<Finding[]> {
  const [failed, parked, humanFirst] = await Promise.all([
    prisma.outboxMessage.count({ where: { state: { in: ['failed', 'uncertain'] } } }),
    prisma.outboxMessage.count({ where: { state: 'parked' } }),
    prisma.outboxMessage.count({
      where: { channel: 'kf', errcode: 95018, state: { in: ['failed', 'parked'] } },
    }),
  ]);
  const dead = await deadEvents(prisma);
  const remedy = '在监督台 消息 页看原因,改好后重发、重办。Look at them in the console and send them again.';
  const found: Finding[] = [];
  if (failed > 0)
    found.push(
      warning(
        'outbox',
        `${failed} 条消息没有发出去,或不确定是否送达。${failed} messages were given up or may not have arrived.`,
        remedy,
      ),
    );
  else
    found.push(
      fine('outbox', `没有发不出去的消息,${parked} 条在等群众下次说话。Nothing given up, ${parked} parked.`),
    );
  if (dead > 0)
    found.push(
      warning('inbox', `${dead} 条来信没有处理成。${dead} incoming messages were given up.`, remedy),
    );
  if (humanFirst > 0)
    found.push(
      fault(
        'kf',
        `${humanFirst} 条回复被拒 (95018):会话一开始就归人工接待。The account is in human-first mode.`,
        '把客服账号的接待方式改成「智能助手优先」。Choose assistant first in the 微信客服 console.',
      ),
    );
  return found;
}

/** The queue's tables come with the first start of the service. */
async function deadEvents(prisma: Db): Promise<number> {
  const [queue] = await prisma.$queryRaw<{ there: boolean }[]>`
    select to_regclass('pgboss.job') is not null as there`;
  if (!queue?.there) return 0;
  const [row] = await prisma.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from pgboss.job where name = 'inbox-dead'`;
  return row?.n ?? 0;
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
          '两台机器都打开时间同步;差五分钟,回调会被拒收。Run an NTP client on both machines.',
        ),
      ]
    : [fine('clock', '本机和数据库的时钟一致。The clocks agree.')];
}
