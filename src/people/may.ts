/** Who may do what in the console: one table that every page and every button asks. 角色权限 */
import type { Role } from './organisation.ts';

interface Rule {
  /** What it is, as it stands in 为什么不能. */
  zh: string;
  en: string;
  roles: readonly Role[];
}

const rule = (zh: string, en: string, ...roles: Role[]): Rule => ({ zh, en, roles });

/** Whose unit owes and answers. */
const OF_UNITS = ['unit_officer', 'unit_leader', 'township_admin', 'gov_office'] as const;
/** Who looks on from outside of a unit. */
const WATCHING = [
  'supervision_group',
  'discipline',
  'npc_presidium',
  'party_committee',
  'leading_group',
] as const;

/**
 * Roles by action. A room that gives staff something new to do adds a line. It says nothing of conflicts of interest:
 * the guard in supervision is asked as well.
 */
const RULES = {
  'messages.see': rule('查看消息收发状态', 'see the state of messages', 'sysadmin'),
  'messages.resend': rule('重发消息', 'send messages again', 'sysadmin'),
  'service.examine': rule('体检', 'examine the service', 'sysadmin'),
  'model.see': rule('查看模型用量', 'see the use of the model', 'sysadmin', 'gov_office'),
  'model.turn': rule('开关模型', 'switch the model', 'sysadmin', 'gov_office'),
  'records.import': rule('导入导出全县的记录', "import and export the county's records", 'gov_office'),
  'accounts.manage': rule('管理本地账号', 'manage local accounts', 'sysadmin'),
  'items.write': rule('写公开信息', 'write items', ...OF_UNITS),
  'items.review': rule('内容审查和保密审查', 'review items', 'unit_leader', 'township_admin', 'gov_office'),
  'figures.see': rule('看公开情况', 'see the figures', ...OF_UNITS, ...WATCHING),
  'reports.see': rule(
    '看报告',
    'see the reports',
    'unit_leader',
    'township_admin',
    'gov_office',
    ...WATCHING,
  ),
  'assessment.see': rule(
    '看年度考核',
    'see the assessment',
    'unit_leader',
    'township_admin',
    'gov_office',
    'leading_group',
    'party_committee',
    'discipline',
  ),
  'assessment.enter': rule('填考核', 'enter the assessment', 'gov_office'),
  'assessment.fix': rule('考核定档', 'fix the assessment', 'leading_group'),
  'items.restrict': rule('批准不公开或依申请公开', 'approve keeping items back', 'gov_office'),
  'answers.see': rule('看答复记录', 'see what was answered', 'gov_office'),
  'answers.own': rule('核对本单位的答复', 'look after the answers of their unit', ...OF_UNITS),
  'oversight.see': rule('看监督', 'see oversight', ...OF_UNITS, ...WATCHING),
  'oversight.inspect': rule('安排检查', 'inspect', 'supervision_group', 'gov_office', 'discipline'),
  'oversight.terms': rule('改抽查数量和期限', 'set numbers and terms', 'gov_office'),
  'cases.see': rule('看责任追究', 'see accountability', 'discipline', 'gov_office', 'leading_group'),
  'cases.work': rule('办责任追究', 'work accountability', 'discipline'),
  'requests.see': rule('看信息公开申请', 'see information requests', ...OF_UNITS),
  'complaints.enter': rule(
    '登记来电来信来访',
    'enter what came by phone, letter or visit',
    'gov_office',
    'supervision_group',
    'discipline',
    'township_admin',
    'service_agent',
  ),
  'complaints.see': rule(
    '办理投诉',
    'work complaints',
    'gov_office',
    'supervision_group',
    'discipline',
    'township_admin',
    'unit_officer',
    'unit_leader',
    'archivist',
    'leading_group',
  ),
  'rounds.work': rule('办征求意见和听证', 'work drafts and hearings', ...OF_UNITS),
  'requests.sign': rule('审签答复和延期', 'sign answers and extensions', 'unit_leader', 'gov_office'),
  'annual.see': rule(
    '看信息公开年度报告',
    'see the annual reports',
    ...OF_UNITS,
    'discipline',
    'npc_presidium',
    'party_committee',
    'leading_group',
  ),
  'annual.write': rule('填信息公开年度报告', 'fill in the annual report', ...OF_UNITS),
  'annual.sign': rule('签发信息公开年度报告', 'sign the annual report', 'unit_leader', 'gov_office'),
  'decisions.see': rule(
    '看重大事项、会议、审计和项目',
    'see decisions, meetings, audits and projects',
    ...OF_UNITS,
    ...WATCHING,
  ),
  'decisions.work': rule(
    '登记重大事项、会议、审计和项目',
    'record decisions, meetings, audits and projects',
    ...OF_UNITS,
  ),
  'files.see': rule('查案卷', 'look up case files', ...OF_UNITS, 'discipline', 'archivist'),
  'files.keep': rule('鉴定到期案卷、定保管期限', 'appraise case files', 'archivist', 'discipline'),
  'files.destroy': rule('批准销毁案卷', 'approve the destruction of case files', 'gov_office', 'discipline'),
} as const satisfies Readonly<Record<string, Rule>>;

export type Action = keyof typeof RULES;

/** 角色名称, in the words of the county. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  unit_officer: '信息员',
  unit_leader: '单位领导',
  township_admin: '乡镇管理员',
  gov_office: '政务公开科',
  supervision_group: '监督小组',
  discipline: '纪检监察',
  npc_presidium: '人大主席团',
  party_committee: '党委',
  leading_group: '领导小组',
  archivist: '档案员',
  service_agent: '窗口人员',
  sysadmin: '系统管理员',
};

export type Verdict = { ok: true; why?: undefined } | { ok: false; why: string };

/** Whether the person's roles allow it; else why not, for the text beside a disabled button. */
export function may(person: { roles: readonly string[] }, action: Action): Verdict {
  const { zh, en, roles } = RULES[action];
  if (roles.some((role) => person.roles.includes(role))) return { ok: true };
  const names = roles.map((role) => ROLE_NAMES[role]).join('、');
  return { ok: false, why: `${zh}要由${names}来做。Only ${roles.join(', ')} may ${en}.` };
}
