/** What staff do about answers: correct or stand by those called wrong, decide what ought to be public, end what was confirmed. */
import { html } from 'hono/html';
import type { AnswerReport, OpenedReport } from '../../../answers/reports.ts';
import { dayOf } from '../../../kit/day.ts';
import type { Official } from '../../../people/officials.ts';
import type { ConfirmedAnswer, TopicSuggestion } from '../../../store/generated/client.ts';
import type { Html } from '../layout.ts';
import { badge, both, postButton, table, type Tone } from '../parts.ts';
import { tabs } from './records.ts';

const BASE = '/console/answers';
const STATES: Readonly<Record<string, [Tone, string]>> = {
  open: ['warn', '要核对 open'],
  proposed: ['warn', '待确认 to confirm'],
  corrected: ['good', '已改正 corrected'],
  upheld: ['good', '答得对 upheld'],
  accepted: ['good', '列入公开 accepted'],
  dismissed: ['plain', '不用公开 dismissed'],
};
const stateOf = (status: string): Html => badge(...(STATES[status] ?? (['plain', status] as const)));

const KINDS: Readonly<Record<string, string>> = {
  unanswered: '没答上 not found',
  frequent: '常问 frequent',
  complained: '反映多 complained of',
};

export interface ShownReport {
  report: AnswerReport;
  opened: OpenedReport;
}

export function reportsBody(rows: readonly ShownReport[], staff: Official, csrf: string): Html {
  return html`<h1>${both('答得不对', 'Answers called wrong')}</h1>
    ${tabs('reports')}
    <p>
      改的答案要由另一个人确认,确认后这样问的都会答它;记录一变就停用。A second person confirms; then like
      questions get it, until the record changes.
    </p>
    ${
      rows.length === 0
        ? html`<p class="empty">没有。None.</p>`
        : rows.map(({ report, opened }) => reportPart(report, opened, staff, csrf))
    }`;
}

function reportPart(report: AnswerReport, opened: OpenedReport, staff: Official, csrf: string): Html {
  const { id, number, status, createdAt } = report;
  return html`<section aria-labelledby="r-${id}">
    <h2 id="r-${id}">${number ?? id} ${stateOf(status)}</h2>
    <p>${dayOf(createdAt)} 问:${opened.question}</p>
    ${opened.record ? html`<p>答的是 Record:${opened.record}</p>` : ''}
    ${opened.detail ? html`<p>群众补充 Said:${opened.detail}</p>` : ''}
    ${opened.proposed ? html`<p>改成 Proposed:${opened.proposed}</p>` : ''}
    ${report.resolution ? html`<p>理由 Why:${report.resolution}</p>` : ''}
    ${status === 'open' ? words(id, csrf, 'correct', '改答案', '正确的答案,或事项编号 Right answer, or a record’s number') : ''}
    ${status === 'open' || status === 'proposed' ? words(id, csrf, 'uphold', '答得对', '为什么答得对 Why it is right') : ''}
    ${
      status === 'proposed'
        ? html`${postButton({
            action: `${BASE}/reports`,
            label: '确认',
            csrf,
            tone: 'primary',
            verdict:
              report.proposedBy === staff.userid
                ? { ok: false, why: '自己写的要由别人确认。Somebody else confirms.' }
                : { ok: true },
            fields: { id, do: 'grant' },
          })}
          ${words(id, csrf, 'return', '退回', '为什么退回 Why it goes back')}`
        : ''
    }
  </section>`;
}

const words = (id: string, csrf: string, key: string, label: string, hint: string): Html =>
  html`<form method="post" action="${BASE}/reports">
    <input type="hidden" name="_csrf" value="${csrf}" />
    <input type="hidden" name="id" value="${id}" />
    <input type="hidden" name="do" value="${key}" />
    <p class="field">
      <label for="${key}-${id}">${hint}</label>
      <input id="${key}-${id}" name="text" type="text" maxlength="500" required autocomplete="off" />
    </p>
    <button class="plain">${label}</button>
  </form>`;

export const suggestionsBody = (rows: readonly TopicSuggestion[], csrf: string): Html =>
  html`<h1>${both('群众在问', 'What people ask')}</h1>
    ${tabs('suggestions')}
    <p>
      每周一从上周的问题里归出来,只有题目和次数,看不到是谁问的。该公开的,点「列入公开」。Made each Monday;
      topics and counts only.
    </p>
    ${table(
      '新的在前 Newest first',
      [
        { head: '周 Week', cell: (row: TopicSuggestion) => row.week },
        { head: '问什么 Topic', cell: (row) => row.topic },
        {
          head: '怎样 Kind',
          cell: ({ kind }) => KINDS[kind] ?? kind,
        },
        { head: '次数 Asked', number: true, cell: (row) => String(row.asked) },
        { head: '人数 People', number: true, cell: (row) => String(row.people) },
        { head: '状态 State', cell: (row) => stateOf(row.status) },
        {
          head: '操作 Do',
          cell: (row) =>
            row.status === 'open'
              ? html`${postButton({ action: `${BASE}/suggestions`, label: '列入公开', csrf, tone: 'primary', fields: { id: row.id, do: 'accept' } })}
                ${postButton({ action: `${BASE}/suggestions`, label: '不用公开', csrf, fields: { id: row.id, do: 'dismiss' } })}`
              : '—',
        },
      ],
      rows,
    )}`;

export const memoryBody = (rows: readonly { row: ConfirmedAnswer; question: string }[], csrf: string): Html =>
  html`<h1>${both('答问记忆', 'Confirmed answers')}</h1>
    ${tabs('memory')}
    ${table(
      '确认过的答案 Confirmed by two',
      [
        { head: '问 Asked', cell: ({ question }: (typeof rows)[number]) => question },
        { head: '答 Answer', cell: ({ row }) => row.answer ?? row.recordId },
        { head: '记录 Record', cell: ({ row }) => row.recordId },
        { head: '谁写、谁确认 By', cell: ({ row }) => `${row.writtenBy ?? '—'} · ${row.confirmedBy}` },
        { head: '哪天 Day', cell: ({ row }) => dayOf(row.confirmedAt) },
        {
          head: '操作 Do',
          cell: ({ row }) =>
            row.active
              ? postButton({ action: `${BASE}/memory`, label: '停用', csrf, fields: { id: row.id } })
              : badge('plain', '已停用 withdrawn'),
        },
      ],
      rows,
    )}`;
