/** 谁看过、谁办过: the audit rows of one matter. To look at them is itself written down for a sealed one. */
import { html } from 'hono/html';
import { dayOf, timeOf } from '../../../kit/day.ts';
import type { Queue } from '../../../supervision/queue.ts';
import type { Html } from '../layout.ts';
import { both, table } from '../parts.ts';
import { BASE } from './filter.ts';
import { actorOf, factWord, type Names } from './words.ts';

type AuditRow = Awaited<ReturnType<Queue['history']>>[number];

const WAYS: Readonly<Record<string, string>> = {
  page: '详情',
  list: '列表',
  search: '查找',
  attachment: '材料',
  export: '导出',
  audit: '本记录',
};

function wayOf({ detail }: AuditRow): string {
  const exit = (detail as { exit?: unknown } | null)?.exit;
  return typeof exit === 'string' ? (WAYS[exit] ?? exit) : '';
}

export const auditBody = (number: string, rows: readonly AuditRow[], names: Names): Html =>
  html`<p class="crumbs">
      <a class="button" href="${BASE}/${number}" data-back>← 返回这一件 <span lang="en">Back</span></a>
    </p>
    <h1>${both('谁看过、谁办过', 'Audit')} <span class="code soft">${number}</span></h1>
    <p class="hint">
      一条接一条,改不了、删不掉、调不了顺序(npm run -s audit 可以核对)。<span lang="en"
        >A chain by keyed hashes.</span
      >
    </p>
    ${table(
      '先后 In order',
      [
        { head: '序号 No.', cell: ({ seq }: AuditRow) => String(seq), number: true },
        { head: '时间 At', cell: ({ at }) => `${dayOf(at)} ${timeOf(at)}` },
        { head: '谁 Who', cell: ({ actor }) => actorOf(actor, names) },
        {
          head: '做了什么 What',
          cell: (row) => [factWord(row.action), wayOf(row)].filter(Boolean).join(' · '),
        },
      ],
      rows,
    )}`;
