/** 队列: one line a matter, what presses most first; filters in the address; several worked at once. */
import { html } from 'hono/html';
import type { Day } from '../../../kit/day.ts';
import { dayOf } from '../../../kit/day.ts';
import { STATUSES } from '../../../supervision/lifecycle.ts';
import { MOST_COUNTED, type Tally } from '../../../supervision/queue.ts';
import type { Html } from '../layout.ts';
import { badge, both, pager, pick, tick } from '../parts.ts';
import { keysDialog } from './keys.ts';
import { addressOf, BASE, isSame, viewsOf, type Asked, type UnitName } from './filter.ts';
import { dealDialog, pickName, undoPart } from './many.ts';
import { CLASSES, daysOf, paceBadge, shortDay, type Names, type Row } from './words.ts';

export interface ListFacts {
  rows: readonly Row[];
  total: number;
  tally: Tally;
  asked: Asked;
  after: string;
  next: string | undefined;
  units: readonly UnitName[];
  names: Names;
  today: Day;
  csrf: string;
  /** Whether the viewer may enter what came by telephone. */
  enters: boolean;
  recallable: Parameters<typeof undoPart>[0];
  now: Date;
}

export const listBody = (facts: ListFacts): Html =>
  html`<div class="head">
      <h1>${both('投诉办理', 'Complaints')}</h1>
      <p class="row">
        ${facts.enters ? html`<a class="button" href="${BASE}/new">登记来电来信来访 <span lang="en">Enter</span></a>` : ''}
        <a class="button" href="${addressOf(facts.asked).replace(BASE, `${BASE}/export.xlsx`)}"
          >导出 <span lang="en">.xlsx</span></a
        >
        <button type="button" data-open="keys" hidden>键盘 <span class="key">?</span></button>
      </p>
    </div>
    ${undoPart(facts.recallable, facts.csrf, facts.now)} ${viewsPart(facts)} ${filterPart(facts)}
    <div id="queue" data-rows="${rowsAddress(facts)}">${rowsPart(facts)}</div>
    ${facts.rows.some(workable) ? dealDialog(facts.csrf, facts.units, facts.asked) : ''} ${keysDialog}
    <p class="picked" hidden>
      <span role="status"></span>
      <button type="button" class="primary" data-deal>办理 <span class="key">a</span></button>
      <button type="button" data-clear>清空</button>
    </p>
    <p class="fresh" role="status"></p>`;

/** Whoever reads the summary alone works one at a time. */
const workable = ({ access }: Row): boolean => access === 'supervise' || access === 'full';

/** Where the same rows are read again, without the frame. */
const rowsAddress = ({ asked, after }: ListFacts): string => {
  const address = addressOf(asked).replace(BASE, `${BASE}/rows`);
  return after ? `${address}${address.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}` : address;
};

export const viewsPart = ({ tally, asked }: Pick<ListFacts, 'tally' | 'asked'>): Html =>
  html`<nav class="choices views" id="views" aria-label="常用筛选 Views">
    ${viewsOf(tally).map(
      ({ zh, en, asked: of, count }) =>
        html`<a href="${addressOf(of)}" ${isSame(of, asked) ? html`aria-current="true"` : ''}
          >${zh}
          ${count === undefined ? '' : html`<strong class="tally ${count > 0 ? '' : 'none'}">${count}</strong>`}
          <span lang="en">${en}</span></a
        >`,
    )}
  </nav>`;

const NONE = { value: '', text: '不限' };

function filterPart({ asked, units }: ListFacts): Html {
  const { q, ...finer } = asked;
  const inView = viewsOf(NO_TALLY).some((view) => isSame(view.asked, finer));
  return html`<form class="filter" method="get" action="${BASE}" role="search" aria-label="筛选 Filter">
    <p class="field seek">
      <label for="f-q">找 <span lang="en">Search</span></label>
      <input
        id="f-q"
        name="q"
        type="search"
        value="${q ?? ''}"
        placeholder="编号,或话里的词"
        maxlength="60"
      />
      <button class="primary">找</button>
    </p>
    <details ${inView ? '' : html`open`}>
      <summary>${both('筛选', 'Filter')}</summary>
      <div class="finer">
        ${pick({
          name: 'status',
          label: '状态 Status',
          value: asked.status ?? '',
          options: [NONE, ...STATUSES.map((status) => ({ value: status, text: status }))],
        })}
        ${pick({
          name: 'class',
          label: '类别 Kind',
          value: asked.class ?? '',
          options: [
            NONE,
            ...Object.entries(CLASSES).map(([value, text]) => ({ value, text: `${value} ${text}` })),
          ],
        })}
        ${pick({
          name: 'unit',
          label: '单位 Unit',
          value: asked.unit ?? '',
          options: [NONE, ...units.map(({ code, name }) => ({ value: code, text: name }))],
        })}
        ${pick({
          name: 'late',
          label: '期限 Clock',
          value: asked.late ?? '',
          options: [
            NONE,
            { value: 'soon', text: '快到期' },
            { value: 'target', text: '过目标' },
            { value: 'law', text: '超期' },
          ],
        })}
        ${pick({
          name: 'state',
          label: '范围 Scope',
          value: asked.state ?? '',
          options: [
            { value: '', text: '在办' },
            { value: 'closed', text: '已结' },
            { value: 'all', text: '全部' },
          ],
        })}
        ${tick({ name: 'urgent', label: '只看紧急', checked: Boolean(asked.urgent) })}
        ${tick({ name: 'mine', label: '只看我的', checked: Boolean(asked.mine) })}
        <p>
          <button>筛选 <span lang="en">Apply</span></button>
          <a class="button" href="${BASE}">清空 <span lang="en">Clear</span></a>
        </p>
      </div>
    </details>
  </form>`;
}

const NO_TALLY: Tally = { open: 0, byStatus: {}, urgent: 0, soon: 0, pastTarget: 0, overdue: 0, mine: 0 };

const countWords = (total: number): string =>
  total > MOST_COUNTED ? `${MOST_COUNTED} 件以上` : `共 ${total} 件`;

export function rowsPart(facts: ListFacts): Html {
  const { rows, total, asked, after, next } = facts;
  if (rows.length === 0)
    return html`<div class="nothing">
      <p>
        <strong>${isSame(asked, {}) ? '现在没有在办的事。' : '没有这样的事。'}</strong>
        <span lang="en">Nothing here.</span>
      </p>
      ${
        isSame(asked, {})
          ? ''
          : html`<p>
              <a class="button" href="${BASE}">看全部在办 <span lang="en">All open</span></a>
            </p>`
      }
    </div>`;
  return html`<table class="queue">
      <caption>
        ${asked.q ? html`找到 ${rows.length} 件带「${asked.q}」的` : countWords(total)},紧急的在前,先来的在前
      </caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col">事情 Matter</th>
          <th scope="col">状态 Status</th>
          <th scope="col">单位 Unit</th>
          <th scope="col">期限 Clock</th>
          <th scope="col">收到 Received</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => lineOf(row, facts))}
      </tbody>
    </table>
    ${asked.q ? '' : pager(addressOf(asked), { next, after })}`;
}

const lineOf = (row: Row, { names, today }: ListFacts): Html =>
  html`<tr data-number="${row.number}" class="${row.pace}">
    <td class="pick">
      ${
        workable(row)
          ? html`<input
              type="checkbox"
              form="many"
              name="${pickName(row.number)}"
              value="1"
              aria-label="选 ${row.number}"
            />`
          : ''
      }
    </td>
    <td class="what">
      <a href="${BASE}/${row.number}">${row.category}</a>
      ${row.urgent ? badge('bad', '紧急') : ''} ${row.sealed ? badge('warn', '密封') : ''}
      ${row.urged > 0 ? badge('warn', `督办 ${row.urged} 次`) : ''}
      <span class="soft number">${row.number}</span>
      ${row.excerpt ? html`<span class="excerpt">${row.excerpt}</span>` : ''}
    </td>
    <td class="status">
      ${row.status}${row.assigneeUserid ? html` <span class="soft">${names.person(row.assigneeUserid)}</span>` : ''}
    </td>
    <td class="unit">
      ${row.aboutUnit ? names.unit(row.aboutUnit) : html`<span class="soft">待核</span>`}
      ${
        row.handlingUnit && row.handlingUnit !== row.aboutUnit
          ? html`<span class="soft">→ ${names.unit(row.handlingUnit)}</span>`
          : ''
      }
    </td>
    <td class="clock">${paceBadge(row, today)} <span class="soft">${daysOf(row)}</span></td>
    <td class="received soft">${shortDay(dayOf(row.receivedAt))}</td>
  </tr>`;
