/** The list of answers, and one of them with its evidence: which records, in which state, by which rule. */
import { html } from 'hono/html';
import { dayOf, timeOf } from '../../../kit/day.ts';
import type { Turn } from '../../../store/generated/client.ts';
import type { Html } from '../layout.ts';
import { badge, both, choices, pager, table, type Tone } from '../parts.ts';

const BASE = '/console/answers';
const VIEWS = {
  all: '全部 All',
  answered: '答了 Answered',
  refused: '没答 Refused',
  handoff: '转人工 Handed over',
  confirmed: '用了答问记忆 From memory',
  law: '法律查询 Law',
} as const;
export type RecordView = keyof typeof VIEWS;
export const isRecordView = (value: unknown): value is RecordView =>
  typeof value === 'string' && Object.hasOwn(VIEWS, value);

/** Words of complaints, reports and references to them are for those who may handle them. */
const HELD_BACK = ['complaint', 'report_corruption', 'privacy', 'progress', 'emergency', 'abuse'];

export const whereOf = (view: RecordView): object => ({
  AND: [
    { outcome: { in: ['answered', 'refused', 'handoff'] } },
    { NOT: { intents: { hasSome: HELD_BACK } } },
    { NOT: { intent: { in: ['action', 'none'] } } },
    view === 'confirmed'
      ? { evidence: { path: ['rule'], equals: 'confirmed' } }
      : view === 'law'
        ? {
            OR: ['law', 'laws-about', 'law-desk'].map((rule) => ({
              evidence: { path: ['rule'], equals: rule },
            })),
          }
        : view === 'all'
          ? {}
          : { outcome: view },
  ],
});

interface Evidence {
  rule?: string;
  reason?: string;
  fields?: string[];
  strange?: string[];
  confirmed?: string;
  citations?: { type: string; id: string; title: string }[];
  records?: { type: string; id: string; title: string; score: number; version?: string }[];
}

const OUTCOMES: Readonly<Record<string, [Tone, string]>> = {
  answered: ['good', '答了 answered'],
  refused: ['warn', '没答 refused'],
  handoff: ['plain', '转人工 handed over'],
};
const outcomeBadge = (outcome: string): Html =>
  badge(...(OUTCOMES[outcome] ?? (['plain', outcome] as const)));

type Row = Pick<Turn, 'id' | 'at' | 'intent' | 'outcome' | 'evidence'>;

export const tabs = (at: string): Html =>
  choices('答复 Answers', [
    { href: BASE, text: '答复记录 Records', chosen: at === '' },
    { href: `${BASE}/reports`, text: '答得不对 Called wrong', chosen: at === 'reports' },
    { href: `${BASE}/suggestions`, text: '群众在问 Asked', chosen: at === 'suggestions' },
    { href: `${BASE}/memory`, text: '答问记忆 Memory', chosen: at === 'memory' },
  ]);

export function recordsBody(
  rows: readonly Row[],
  view: RecordView,
  pages: { next: string | undefined; after: string },
): Html {
  return html`<h1>${both('答复记录', 'Answers')}</h1>
    ${tabs('')}
    <p>
      每次答复的依据和版本都留着。问的话是密封的,点开一条才看得到,谁看过会留记录。Evidence and version of each
      answer; what was asked is sealed, and each opening is written down.
    </p>
    ${choices(
      '按结果看 By result',
      Object.entries(VIEWS).map(([name, text]) => ({
        href: `${BASE}?view=${name}`,
        text,
        chosen: name === view,
      })),
    )}
    ${table(
      '新的在前 Newest first',
      [
        {
          head: '时间 At',
          cell: (row: Row) =>
            html`<a href="${BASE}/records/${row.id}">${dayOf(row.at)} ${timeOf(row.at)}</a>`,
        },
        { head: '结果 Result', cell: (row) => outcomeBadge(row.outcome) },
        { head: '想做什么 Intent', cell: (row) => row.intent },
        { head: '按什么答 Rule', cell: (row) => (row.evidence as Evidence).rule ?? '—' },
        { head: '依据 Record', cell: (row) => titlesOf(row.evidence as Evidence) },
      ],
      rows,
      '没有。None.',
    )}
    ${pager(`${BASE}?view=${view}`, pages)}`;
}

const titlesOf = ({ citations = [] }: Evidence): string =>
  citations
    .slice(0, 2)
    .map(({ title }) => title)
    .join('、') || '—';

export function recordBody(row: Turn, opened: { asked: string; said: string }): Html {
  const evidence = row.evidence as Evidence;
  const { records = [], citations = [] } = evidence;
  return html`<h1>${both('一条答复', 'One answer')}</h1>
    <p>
      <a href="${BASE}">回到列表 <span lang="en">Back to the list</span></a>
    </p>
    <p>${dayOf(row.at)} ${timeOf(row.at)} ${outcomeBadge(row.outcome)}</p>
    <h2>${both('问', 'Asked')}</h2>
    <p class="said">${opened.asked}</p>
    <h2>${both('答', 'Answered')}</h2>
    <p class="said">${opened.said.split('\n').map((line) => html`${line}<br />`)}</p>
    <h2>${both('为什么这样答', 'Why')}</h2>
    <p>
      规则 rule:${evidence.rule ?? '—'};问的是 fields:${evidence.fields?.join('、') || '—'};意图
      intents:${row.intents.join('、')}${evidence.reason ? `;原因 reason:${evidence.reason}` : ''}${
        evidence.strange?.length ? `;记录里没有的词 unexplained:${evidence.strange.join('、')}` : ''
      }
    </p>
    ${table(
      '读的记录和版本 Records read, and their version',
      [
        { head: '种类 Kind', cell: (one: (typeof records)[number]) => one.type },
        { head: '编号 Number', cell: (one) => one.id },
        { head: '名称 Title', cell: (one) => one.title },
        { head: '版本 Version', cell: (one) => one.version ?? '—' },
        { head: '得分 Score', number: true, cell: (one) => String(one.score) },
      ],
      records,
      '没有读到记录。No record was read.',
    )}
    ${table(
      '引用 Cited',
      [
        { head: '种类 Kind', cell: (one: (typeof citations)[number]) => one.type },
        { head: '编号 Number', cell: (one) => one.id },
        { head: '名称 Title', cell: (one) => one.title },
      ],
      citations,
    )}`;
}
