/** The list of requests: number, state, days. Never what was asked, nor by whom. */
import { html } from 'hono/html';
import { daysBetween, type Day } from '../../../kit/day.ts';
import type { FiledRequest } from '../../../participation/request-desk.ts';
import type { Html } from '../layout.ts';
import { badge, both, choices, pager, table } from '../parts.ts';

export const VIEWS = {
  open: { zh: '在办', en: 'open' },
  overdue: { zh: '超期', en: 'overdue' },
  sign: { zh: '等审签', en: 'to sign' },
  done: { zh: '已办结', en: 'done' },
} as const;
export type View = keyof typeof VIEWS;

export const isView = (name: unknown): name is View => typeof name === 'string' && Object.hasOwn(VIEWS, name);

export function whereOf(view: View, today: Day): object {
  switch (view) {
    case 'open':
      return { answeredOn: null };
    case 'overdue':
      return { answeredOn: null, due: { lt: today } };
    case 'sign':
      return { answeredOn: null, pending: { not: null } };
    case 'done':
      return { answeredOn: { not: null } };
  }
}

export const STATUS_WORDS: Readonly<Record<string, string>> = {
  confirmed: '已受理',
  supplementing: '等补正',
  reviewing: '等审签',
  consulting: '征求意见,暂停',
  extended: '已延期',
  answered: '已答复',
  closed: '已撤回',
};

export type Row = Omit<FiledRequest, 'consultations'>;

/** Where it stands against its day, in a word beside the colour. */
export function dueBadge({ due, answeredOn, provisional }: Row, today: Day): Html {
  if (answeredOn)
    return due && answeredOn > due ? badge('warn', '超期办结 late') : badge('good', '按期办结 in time');
  if (!due) return badge('plain', '未计时 not running');
  const left = daysBetween(today, due);
  const word = `${due}${provisional ? '(暂定)' : ''}`;
  if (left < 0) return badge('bad', `${word} 超期 ${-left} 天`);
  return badge(left <= 4 ? 'warn' : 'plain', left === 0 ? `${word} 今天到期` : `${word} 还有 ${left} 天`);
}

export const listBody = (facts: {
  rows: readonly Row[];
  names: ReadonlyMap<string, string>;
  view: View;
  after: string;
  next: string | undefined;
  today: Day;
}): Html =>
  html`<h1>${both('依申请公开', 'Information requests')}</h1>
    ${choices(
      '按状态看 By state',
      Object.entries(VIEWS).map(([name, { zh, en }]) => ({
        href: `/console/requests?view=${name}`,
        text: `${zh} ${en}`,
        chosen: name === facts.view,
      })),
    )}
    ${table(
      `${VIEWS[facts.view].zh} ${VIEWS[facts.view].en}`,
      [
        {
          head: '编号 Number',
          cell: ({ number }: Row) => html`<a href="/console/requests/${number}">${number}</a>`,
        },
        { head: '单位 Unit', cell: ({ unitCode }) => facts.names.get(unitCode) ?? unitCode },
        { head: '收到 Received', cell: ({ confirmedOn }) => confirmedOn ?? '—' },
        {
          head: '状态 State',
          cell: ({ status, kind, needsHelp }) =>
            `${STATUS_WORDS[status] ?? status}${kind === 'correction' ? ' · 更正' : ''}${needsHelp ? ' · 需要帮助' : ''}`,
        },
        { head: '期限 Due', cell: (row) => dueBadge(row, facts.today) },
      ],
      facts.rows,
    )}
    ${pager(`/console/requests?view=${facts.view}`, facts)}`;
