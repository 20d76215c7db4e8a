/** The settings: what is wrong with one, and what is doubtful about several together. */
import type { Config, ConfigProblem } from '../../../config.ts';
import { fault, fine, warning, type Finding } from '../../../kit/finding.ts';

export const problemFindings = (problems: readonly ConfigProblem[]): Finding[] =>
  problems.map(({ variable, problem, remedy }) => fault(variable, `不对:${problem}`, remedy));

export const noteFindings = (notes: readonly ConfigProblem[]): Finding[] =>
  notes.map(({ variable, problem, remedy }) => warning(variable, problem, remedy));

export function examineSettings(config: Config): Finding[] {
  const real = config.wecom !== undefined || config.wechat !== undefined;
  const doubts: (Finding | false)[] = [
    real &&
      config.sampleCounty &&
      warning(
        'SAMPLE_COUNTY',
        '真实账号下会载入虚构的清和县。An invented county beside real citizens.',
        '去掉 SAMPLE_COUNTY,导入自己的县。Unset it and import your own county.',
      ),
    real &&
      !config.databaseUrl &&
      warning(
        'DATABASE_URL',
        '真实账号用着内置数据库:断电可能丢数据,只能开一个进程。The embedded database does not survive a power cut.',
        '正式使用请接 PostgreSQL 15 以上。Use PostgreSQL 15 or newer in production.',
      ),
    config.wechatyPuppet !== undefined &&
      warning(
        'WECHATY_PUPPET',
        '个人微信号接机器人会被封号。Personal accounts get banned.',
        '改用微信客服。Use 微信客服 instead.',
      ),
    config.roles.length < 4 &&
      warning(
        'ROLES',
        `这个进程只做 ${config.roles.join(',')}。This process does only these.`,
        '确认别的进程做其余的。See that other processes do the rest.',
      ),
  ];
  return [
    fine('settings', '设置没有问题。The settings hold together.'),
    ...doubts.filter((doubt) => doubt !== false),
  ];
}
