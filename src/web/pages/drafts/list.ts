/** The list of drafts before the public. */
import { html } from 'hono/html';
import type { RoundRow } from '../../../participation/comment-desk.ts';
import type { Html } from '../layout.ts';
import { badge, both, pager, table, type Tone } from '../parts.ts';

export const DRAFTS = '/console/drafts';

const STATES: Readonly<Record<RoundRow['state'], { tone: Tone; word: string }>> = {
  coming: { tone: 'plain', word: '还没开始 coming' },
  open: { tone: 'good', word: '正在征求 open' },
  closed: { tone: 'warn', word: '已截止,待答复 to answer' },
  answered: { tone: 'plain', word: '已公布采纳情况 answered' },
};
export const stateOf = ({ state }: RoundRow): Html => badge(STATES[state].tone, STATES[state].word);

export const draftList = (facts: {
  rows: readonly RoundRow[];
  names: ReadonlyMap<string, string>;
  next: string | undefined;
  after: string;
}): Html =>
  html`<h1>${both('征求意见', 'Drafts before the public')}</h1>
    <p class="soft">
      新的草案在「公开发布」里写,阶段填 征求意见;企业微信里回复 发布草案 也行。
      <span lang="en">New drafts are written under Publishing.</span>
    </p>
    ${table(
      '新的在前 Newest first',
      [
        {
          head: '草案 Draft',
          cell: (row: RoundRow) => html`<a class="row" href="${DRAFTS}/${row.code}">${row.title}</a>`,
        },
        { head: '单位 Unit', cell: ({ unitCode }) => facts.names.get(unitCode) ?? unitCode },
        { head: '期限 Window', cell: ({ opens, closes }) => `${opens} 到 ${closes}` },
        { head: '状态 State', cell: stateOf },
        { head: '意见 Comments', number: true, cell: ({ comments }) => String(comments) },
        { head: '没答复 Open', number: true, cell: ({ open }) => String(open) },
      ],
      facts.rows,
    )}
    ${pager(DRAFTS, facts)}`;
