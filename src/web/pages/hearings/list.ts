/** The list of hearings. */
import { html } from 'hono/html';
import { dayOf, timeOf } from '../../../kit/day.ts';
import type { HearingRow } from '../../../participation/hearing-desk.ts';
import type { Html } from '../layout.ts';
import { both, pager, table } from '../parts.ts';

export const HEARINGS = '/console/hearings';

export const hearingList = (facts: {
  rows: readonly HearingRow[];
  names: ReadonlyMap<string, string>;
  next: string | undefined;
  after: string;
}): Html =>
  html`<h1>${both('听证', 'Hearings')}</h1>
    <p class="soft">
      新的听证公告在「公开发布」里写,阶段填 听证;企业微信里回复 发布听证 也行。
      <span lang="en">New notices are written under Publishing.</span>
    </p>
    ${table(
      '新的在前 Newest first',
      [
        {
          head: '听证 Hearing',
          cell: (row: HearingRow) => html`<a class="row" href="${HEARINGS}/${row.code}">${row.title}</a>`,
        },
        { head: '单位 Unit', cell: ({ unitCode }) => facts.names.get(unitCode) ?? unitCode },
        { head: '时间 When', cell: ({ heldAt }) => `${dayOf(heldAt)} ${timeOf(heldAt)}` },
        { head: '报名截止 Sign-up', cell: ({ signupTo }) => signupTo },
        { head: '名额 Seats', number: true, cell: ({ taken, seats }) => `${taken}/${seats}` },
        { head: '候补 Waiting', number: true, cell: ({ waiting }) => String(waiting) },
      ],
      facts.rows,
    )}
    ${pager(HEARINGS, facts)}`;
