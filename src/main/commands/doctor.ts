import { readConfig, type Config } from '../../config.ts';
import { AppError, messageOf } from '../../kit/errors.ts';
import type { CommandIo, LoneCommand, Shell } from './command.ts';
import { fault, fine, warning, type Finding } from './doctor/finding.ts';
import { examineModel } from './doctor/model.ts';
import { examinePlatforms } from './doctor/platform.ts';

const MIN_NODE = [22, 18] as const;

export const doctor: LoneCommand = {
  help: `npm run doctor [-- --json]
检查设置、数据库、放假安排、法规、回调地址、平台账号、模型;每条写明是什么、为什么、怎么办。
Checks settings, database, calendar, laws, callback, platforms, model. Exit: 0 fine, 1 faults, 2 warnings only.
  --json   一行一条 JSON。One JSON object a finding.`,
  async runAlone(io, shell) {
    const findings = await examine(io, shell);
    const json = io.args.includes('--json');
    for (const finding of findings) io.write(json ? `${JSON.stringify(finding)}\n` : inWords(finding));
    const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
    if (!json)
      io.write(
        `\n${count('fault')} 个问题,${count('warning')} 个提醒。${count('fault')} faults, ${count('warning')} warnings.\n`,
      );
    return count('fault') > 0 ? 1 : count('warning') > 0 ? 2 : 0;
  },
};

async function examine(io: CommandIo, shell: Shell): Promise<Finding[]> {
  const { config, problems } = readConfig();
  if (!config)
    return [node(), ...problems.map(({ variable, problem, remedy }) => fault(variable, problem, remedy))];
  return [
    node(),
    fine('settings', '设置没有问题。The settings hold together.'),
    ...together(config),
    ...(await examineDatabase(io, shell)),
    ...(await examinePlatforms(config)),
    ...(await examineModel(config.model)),
  ];
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])
    ? fine('node', process.version)
    : fault('node', `${process.version} 太旧。Too old.`, 'Use the npm scripts, or install Node 24.');
}

/** Settings that are each right and together doubtful. */
function together(config: Config): Finding[] {
  const real = config.wecom !== undefined || config.wechat !== undefined;
  return [
    ...(real && config.sampleCounty
      ? [
          warning(
            'SAMPLE_COUNTY',
            '真实账号下会载入虚构的清和县。An invented county beside real citizens.',
            'Unset SAMPLE_COUNTY and import your own county.',
          ),
        ]
      : []),
    ...(real && !config.databaseUrl
      ? [
          warning(
            'DATABASE_URL',
            '真实账号用着内置数据库:断电可能丢数据,只能开一个进程。The embedded database does not survive a power cut.',
            'Use PostgreSQL 15 or newer in production.',
          ),
        ]
      : []),
    ...(config.wechatyPuppet
      ? [
          warning(
            'WECHATY_PUPPET',
            '个人微信号接机器人会被封号。Personal accounts get banned.',
            'Use 微信客服 instead.',
          ),
        ]
      : []),
    ...(config.roles.length < 4
      ? [
          warning(
            'ROLES',
            `这个进程只做 ${config.roles.join(',')}。This process does only these.`,
            'See that other processes do the rest.',
          ),
        ]
      : []),
  ];
}

async function examineDatabase(io: CommandIo, shell: Shell): Promise<Finding[]> {
  const lines: string[] = [];
  try {
    await shell.run('doctor-records', {
      ...io,
      args: [],
      input: emptyInput(),
      write: (text) => void lines.push(text),
      complain: (text) => void lines.push(JSON.stringify(fault('database', text.trim(), 'See the log.'))),
    });
  } catch (error) {
    const remedy = (error instanceof AppError && error.remedy) || 'See the message.';
    return [fault('database', messageOf(error), remedy)];
  }
  const findings = lines
    .join('')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Finding);
  return [fine('database', '打得开,结构是最新的。It opens and is migrated.'), ...findings];
}

async function* emptyInput(): AsyncGenerator<string> {
  // Nothing is said.
}

const SIGNS = { fine: '✔', warning: '…', fault: '✖' } as const;

const inWords = ({ level, what, why, remedy }: Finding): string =>
  `${SIGNS[level]} ${what}: ${why}${remedy ? `\n    → ${remedy}` : ''}\n`;
