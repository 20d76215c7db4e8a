/** The console's places, in the order people read them; each is shown to whoever may do what it is for. */
import type { Action } from '../../people/may.ts';

export interface Place {
  href: string;
  zh: string;
  en: string;
  /** Undefined: for all staff. */
  action?: Action;
}

export const PLACES: readonly Place[] = [
  { href: '/console', zh: '首页', en: 'Home' },
  { href: '/console/publish', zh: '公开发布', en: 'Publishing', action: 'items.write' },
  { href: '/console/requests', zh: '依申请公开', en: 'Requests', action: 'requests.see' },
  { href: '/console/annual', zh: '年度报告', en: 'Annual report', action: 'annual.see' },
  { href: '/console/catalogue', zh: '目录', en: 'Catalogue' },
  { href: '/console/import', zh: '导入导出', en: 'Import', action: 'records.import' },
  { href: '/console/figures', zh: '公开情况', en: 'Figures', action: 'figures.see' },
  { href: '/console/answers', zh: '答复', en: 'Answers', action: 'answers.own' },
  { href: '/console/messages', zh: '消息', en: 'Messages', action: 'messages.see' },
  { href: '/console/model', zh: '模型', en: 'Model', action: 'model.see' },
  { href: '/console/doctor', zh: '体检', en: 'Doctor', action: 'service.examine' },
  { href: '/console/accounts', zh: '本地账号', en: 'Accounts', action: 'accounts.manage' },
];
