/** The console's places, by what they are for, in the order people read them; each is shown to whoever may do what it is for. */
import { may, type Action } from '../../people/may.ts';

/** 公开、参与、监督: the chapters of the county's plan; then what the service itself needs. */
export const GROUPS = {
  home: { zh: '首页', en: 'Home' },
  disclosure: { zh: '公开', en: 'Disclosure' },
  participation: { zh: '参与', en: 'Participation' },
  supervision: { zh: '监督', en: 'Supervision' },
  answers: { zh: '答复', en: 'Answers' },
  service: { zh: '系统', en: 'Service' },
} as const;
export type Group = keyof typeof GROUPS;

export interface Place {
  href: string;
  zh: string;
  en: string;
  group: Group;
  /** Undefined: for all staff. */
  action?: Action;
}

const PLACES: readonly Place[] = [
  { group: 'home', href: '/console', zh: '首页', en: 'Home' },
  { group: 'disclosure', href: '/console/publish', zh: '公开发布', en: 'Publishing', action: 'items.write' },
  { group: 'disclosure', href: '/console/catalogue', zh: '目录', en: 'Catalogue' },
  { group: 'disclosure', href: '/console/figures', zh: '公开情况', en: 'Figures', action: 'figures.see' },
  { group: 'disclosure', href: '/console/import', zh: '导入导出', en: 'Import', action: 'records.import' },
  {
    group: 'participation',
    href: '/console/requests',
    zh: '依申请公开',
    en: 'Requests',
    action: 'requests.see',
  },
  { group: 'participation', href: '/console/drafts', zh: '征求意见', en: 'Drafts', action: 'rounds.work' },
  { group: 'participation', href: '/console/hearings', zh: '听证', en: 'Hearings', action: 'rounds.work' },
  {
    group: 'participation',
    href: '/console/annual',
    zh: '年度报告',
    en: 'Annual report',
    action: 'annual.see',
  },
  {
    group: 'participation',
    href: '/console/decisions',
    zh: '决策会议',
    en: 'Decisions',
    action: 'decisions.see',
  },
  { group: 'participation', href: '/console/files', zh: '案卷', en: 'Case files', action: 'files.see' },
  {
    group: 'supervision',
    href: '/console/complaints',
    zh: '投诉办理',
    en: 'Complaints',
    action: 'complaints.see',
  },
  {
    group: 'supervision',
    href: '/console/complaints/new',
    zh: '登记来电来信来访',
    en: 'Entering',
    action: 'complaints.enter',
  },
  {
    group: 'supervision',
    href: '/console/oversight',
    zh: '监督检查',
    en: 'Oversight',
    action: 'oversight.see',
  },
  { group: 'supervision', href: '/console/reports', zh: '报告', en: 'Reports', action: 'reports.see' },
  {
    group: 'supervision',
    href: '/console/assessment',
    zh: '年度考核',
    en: 'Assessment',
    action: 'assessment.see',
  },
  { group: 'answers', href: '/console/answers', zh: '答复', en: 'Answers', action: 'answers.own' },
  { group: 'service', href: '/console/messages', zh: '消息', en: 'Messages', action: 'messages.see' },
  { group: 'service', href: '/console/model', zh: '模型', en: 'Model', action: 'model.see' },
  { group: 'service', href: '/console/doctor', zh: '体检', en: 'Doctor', action: 'service.examine' },
  { group: 'service', href: '/console/accounts', zh: '本地账号', en: 'Accounts', action: 'accounts.manage' },
];

/** The places a person may go to, by group; groups without any are left out. */
export const placesFor = (person: { roles: readonly string[] }): ReadonlyMap<Group, Place[]> =>
  Map.groupBy(
    PLACES.filter(({ action }) => !action || may(person, action).ok),
    ({ group }) => group,
  );

/** Whether the path is the place or lies under it. */
export const isAt = (path: string, href: string): boolean =>
  path === href || (href !== '/console' && path.startsWith(`${href}/`));
