/** What an official is told when they first open the app, and on 帮助: what it is for, and the words for their part (the speech, 4.9). */
import type { Official } from '../../people/officials.ts';
import type { Role } from '../../people/organisation.ts';
import { withoutFlow } from '../flows/flow.ts';
import { plainPlan, say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';

const PARTS: readonly { roles: readonly Role[]; line: string }[] = [
  {
    roles: ['unit_officer', 'unit_leader', 'township_admin', 'gov_office'],
    line: '待办:该您公开的。发布:写一条公开信息。',
  },
  { roles: ['unit_leader'], line: '审查、审签会发卡片给您,点按钮就行。' },
  {
    roles: ['supervision_group', 'gov_office', 'discipline'],
    line: '监督检查 单位;监督建议 单位 内容;登记 来电 内容。',
  },
  { roles: ['npc_presidium'], line: '监督建议 单位 内容:单位必须答复。报告和统计在监督台看。' },
  { roles: ['discipline'], line: '密封件、追责线索发卡片给您,内容只在监督台看。' },
  { roles: ['service_agent'], line: '接待:接下要找人工的群众。登记 来电 内容。' },
];

export function greetOfficial({ name, roles }: Official, session: Session): Plan {
  const lines = PARTS.filter((part) => part.roles.some((role) => roles.includes(role))).map(
    ({ line }) => `· ${line}`,
  );
  const text = [
    `${name},这里是政务公开。该您公开的,每个工作日合成一张卡片,办完就没有;晚上和休息日不打扰。`,
    ...lines,
    '· 请假 日期 代办人;申报回避 姓名或单位 关系。',
    '· 发编号就能看那一件、办那一件。',
    '· 您自己要反映问题:我要举报,可以匿名,本单位看不到。',
    '其他的直接问,和群众一样查。回复 帮助 再看这一条。',
  ].join('\n');
  return plainPlan('greeting', 'none', say(text), withoutFlow(session));
}
