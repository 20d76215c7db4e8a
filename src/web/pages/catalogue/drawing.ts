/** What the catalogue page shows. */
import { html } from 'hono/html';
import type { catalogueItem, Field, FoundItem } from '../../../disclosure/catalogue-search.ts';
import type { DeadlineMeaning } from '../../../disclosure/deadline-meaning.ts';
import { deadlineInWords } from '../../../disclosure/deadline-words.ts';
import { dueStepsOf } from '../../../disclosure/due-steps.ts';
import { isOverdueOn, type Obligation } from '../../../disclosure/obligations.ts';
import { formatDay, type Day } from '../../../kit/day.ts';
import type { Html } from '../layout.ts';
import { badge, both, table, type Tone } from '../parts.ts';

const HERE = '/console/catalogue';

export const searchForm = ({
  words,
  field,
  fields,
}: {
  words: string;
  field: string;
  fields: readonly Field[];
}): Html =>
  html`<form class="search" method="get" action="${HERE}" role="search">
    <p class="field">
      <label for="f-q">${both('找什么', 'Search')}</label>
      <input id="f-q" name="q" type="search" value="${words}" placeholder="事项、内容、依据、单位" />
    </p>
    <p class="field">
      <label for="f-field">${both('领域', 'Field')}</label>
      <select id="f-field" name="field">
        <option value="">全部 All (${fields.reduce((sum, { items }) => sum + items, 0)})</option>
        ${fields.map(
          (one) =>
            html`<option value="${one.field}" ${one.field === field ? html`selected` : ''}>
              ${one.field} (${one.items})
            </option>`,
        )}
      </select>
    </p>
    <p>
      <button class="primary">找 <span lang="en">Search</span></button>
    </p>
  </form>`;

export const listTable = (rows: readonly FoundItem[]): Html =>
  table(
    '按目录的顺序 In the order of the tables',
    [
      {
        head: '事项 Item',
        cell: ({ id, level1, level2 }: FoundItem) =>
          html`<a href="${HERE}/${id}">${[level1, level2].filter(Boolean).join('—')}</a>`,
      },
      { head: '内容 Content', cell: ({ content }) => short(content) },
      { head: '时限 Deadline', cell: ({ deadlinePhrase }) => deadlinePhrase },
      { head: '主体 Units', cell: ({ unitsText }) => short(unitsText.join('、')) },
      { head: '进度 Progress', cell: progressOf },
    ],
    rows,
    '没有找到。换个词,或者先导入目录。Nothing found.',
  );

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function progressOf({ open, overdue, done, mode }: FoundItem): Html {
  if (mode === '依申请') return badge('plain', '依申请 on request');
  const parts: [Tone, string][] = [
    ...(overdue > 0 ? [['bad', `超期 ${overdue} overdue`] as [Tone, string]] : []),
    ...(open > overdue ? [['warn', `待公开 ${open - overdue} open`] as [Tone, string]] : []),
    ...(done > 0 ? [['good', `已办 ${done} done`] as [Tone, string]] : []),
  ];
  return parts.length === 0
    ? badge('plain', '还没到时候 not due')
    : html`${parts.map(([tone, text]) => html`${badge(tone, text)} `)}`;
}

export function itemBody(found: Awaited<ReturnType<typeof catalogueItem>>, today: Day): Html {
  const { item, obligations, unitNames } = found;
  const lines: [string, string][] = [
    ['领域 Field', item.field],
    ['公开内容 Content', item.content],
    ['公开依据 Basis', item.basis.join(';')],
    ['公开时限 Deadline', item.deadlinePhrase],
    ['系统的理解 Understood as', deadlineInWords(item.deadlineMeaning as DeadlineMeaning)],
    ['公开主体 Units', item.unitsText.join('、')],
    ['公开渠道 Channels', item.channels.join('、')],
    ['公开对象 Audience', `${item.audience ?? ''}${item.audienceWho ? `(${item.audienceWho})` : ''}`],
    ['公开方式 Mode', item.mode ?? ''],
    ['公开层级 Tier', item.tier.join('、')],
    ...Object.entries((item.extra as Record<string, string> | null) ?? {}),
  ];
  return html`<h1>${[item.level1, item.level2].filter(Boolean).join('—')}</h1>
    <dl class="facts">
      ${lines
        .filter(([, value]) => value !== '')
        .map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
    </dl>
    <h2>${both('要办的和办过的', 'What is owed for it')}</h2>
    ${obligationTable(obligations, unitNames, today)}
    <p>
      <a class="button" href="${HERE}">回目录 <span lang="en">Back</span></a>
    </p>`;
}

const obligationTable = (
  obligations: readonly Obligation[],
  unitNames: ReadonlyMap<string, string>,
  today: Day,
): Html =>
  table(
    '急的在前 The most pressing first',
    [
      { head: '单位 Unit', cell: ({ unitCode }: Obligation) => unitNames.get(unitCode) ?? unitCode },
      { head: '事项 What', cell: ({ title }) => title },
      { head: '到期 Due', cell: (obligation: Obligation) => dueWithReason(obligation) },
      { head: '状态 State', cell: (obligation) => stateOf(obligation, today) },
    ],
    obligations,
    '现在没有要办的。Nothing is owed now.',
  );

function stateOf(obligation: Obligation, today: Day): Html {
  if (obligation.status === 'fulfilled') return badge('good', '已公开 published');
  if (obligation.status !== 'open') return badge('plain', '已免除 excused');
  return isOverdueOn(obligation, today) ? badge('bad', '已超期 overdue') : badge('warn', '待公开 open');
}

/** The due day, and behind it how it was reached, step by step. 为什么是这天 */
export function dueWithReason(
  obligation: Pick<Obligation, 'due' | 'provisional' | 'dueSteps'>,
): Html | string {
  if (obligation.due === null) return '时间未定 not set';
  const steps = dueStepsOf(obligation);
  return html`${formatDay(obligation.due)} ${obligation.provisional ? badge('warn', '暂定 provisional') : ''}
  ${
    steps.length > 0
      ? html`<details>
          <summary>为什么是这天 <span lang="en">Why</span></summary>
          <ol>
            ${steps.map((step) => html`<li>${step}</li>`)}
          </ol>
        </details>`
      : ''
  }`;
}
