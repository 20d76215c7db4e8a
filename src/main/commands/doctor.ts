import { readConfig } from '../../config.ts';
import { AppError, messageOf } from '../../kit/errors.ts';
import { fault, fine, type Finding } from '../../kit/finding.ts';
import type { CommandIo, LoneCommand, Shell } from './command.ts';
import { examineService } from './examination.ts';
import { examineNode, examinePort } from './doctor/machine.ts';
import { noteFindings, problemFindings } from './doctor/settings.ts';

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
  const { config, problems, notes } = readConfig();
  if (!config) return [examineNode(), ...problemFindings(problems), ...noteFindings(notes)];
  return [
    ...(await examineService(config, () => examineDatabase(io, shell))),
    ...noteFindings(notes),
    ...(await examinePort(config)),
  ];
}

/** By the running service, when it has the embedded database open. */
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
    return [databaseFault(error)];
  }
  const findings = lines
    .join('')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Finding);
  return [fine('database', '打得开,结构是最新的。It opens and is migrated.'), ...findings];
}

function databaseFault(error: unknown): Finding {
  const remedy = (error instanceof AppError && error.remedy) || '看上面的说明。See the message.';
  return fault('database', messageOf(error), remedy);
}

async function* emptyInput(): AsyncGenerator<string> {
  // Nothing is said.
}

const SIGNS = { fine: '✔', warning: '⚠', fault: '✖' } as const;

const inWords = ({ level, what, why, remedy }: Finding): string =>
  `${SIGNS[level]} ${what}: ${why}${remedy ? `\n    → ${remedy}` : ''}\n`;
