/** What the annual report asks of a request: the kind of applicant, and reconsiderations and lawsuits over it. */
import { html } from 'hono/html';
import { formatDay, type Day } from '../../../kit/day.ts';
import { APPEALS, RESULTS } from '../../../participation/annual-tally.ts';
import { APPEAL_KINDS } from '../../../participation/annual-words.ts';
import type { AppealKind, AppealResult } from '../../../participation/request-appeals.ts';
import type { FiledRequest } from '../../../participation/request-desk.ts';
import { APPLICANTS } from '../../../participation/request-form.ts';
import type { Html } from '../layout.ts';
import { both, field, pick, table } from '../parts.ts';

export interface AppealRow {
  id: string;
  kind: string;
  openedOn: Day;
  result: string | null;
  closedOn: Day | null;
}

export const countingPart = (facts: {
  request: FiledRequest;
  appeals: readonly AppealRow[];
  csrf: string;
  today: Day;
}): Html => {
  const { request, appeals, csrf, today } = facts;
  const form = (action: string, zh: string, en: string, fields: Html): Html =>
    html`<details>
      <summary>${both(zh, en)}</summary>
      <form method="post" action="/console/requests/${request.number}/${action}">
        <input type="hidden" name="_csrf" value="${csrf}" />
        ${fields}
        <p><button class="primary">${zh}</button></p>
      </form>
    </details>`;
  return html`<h2>${both('复议、诉讼和统计', 'Appeals and statistics')}</h2>
    ${table(
      '复议、诉讼 Appeals',
      [
        { head: '种类 Kind', cell: ({ kind }: AppealRow) => APPEALS[kind as AppealKind] },
        { head: '收到 Opened', cell: ({ openedOn }) => formatDay(openedOn) },
        {
          head: '结果 Result',
          cell: ({ result, closedOn }) =>
            closedOn ? `${RESULTS[result as AppealResult]},${formatDay(closedOn)}` : RESULTS.open,
        },
      ],
      appeals,
    )}
    ${form(
      'appeal',
      '登记复议或诉讼',
      'Register an appeal',
      html`${pick({
        name: 'kind',
        id: 'appeal-kind',
        label: '种类',
        options: APPEAL_KINDS.map((value) => ({ value, text: APPEALS[value] })),
      })}
      ${field({ name: 'on', id: 'appeal-on', label: '收到日期', type: 'date', value: today })}`,
    )}
    ${appeals
      .filter(({ closedOn }) => !closedOn)
      .map(({ id, kind }) =>
        form(
          'appeal-result',
          `记下结果:${APPEALS[kind as AppealKind]}`,
          'Enter the result',
          html`<input type="hidden" name="id" value="${id}" /> ${pick({
              name: 'result',
              id: `result-${id}`,
              label: '结果',
              options: (['upheld', 'corrected', 'other'] as const).map((value) => ({
                value,
                text: RESULTS[value],
              })),
            })}
            ${field({ name: 'on', id: `closed-${id}`, label: '日期', type: 'date', value: today })}`,
        ),
      )}
    ${form(
      'applicant-kind',
      '改申请人类别',
      'Kind of applicant',
      pick({
        name: 'kind',
        id: 'applicant-kind',
        label: '申请人类别(年度报告按它统计)',
        value: request.applicantKind,
        options: Object.entries(APPLICANTS).map(([value, text]) => ({ value, text })),
      }),
    )}`;
};
