/** Lists of oversight, one tab a kind, with the forms that begin something new. */
import { html } from 'hono/html';
import { daysBetween, type Day } from '../../../kit/day.ts';
import { may } from '../../../people/may.ts';
import type { AccountabilityCase } from '../../../supervision/accountability.ts';
import type { Inspection } from '../../../supervision/inspections.ts';
import type { Terms } from '../../../supervision/oversight-terms.ts';
import type { Recommendation } from '../../../supervision/recommendations.ts';
import type { Rectification } from '../../../supervision/rectifications.ts';
import type { ShownCheck } from '../../../supervision/spot-checks.ts';
import { SUPERVISION_SOURCES } from '../../../supervision/sources.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, choices, field, pick, table, type Column } from '../parts.ts';
import { BASE, type OversightFacts } from './facts.ts';

const TABS = {
  checks: { zh: '抽查', en: 'Spot checks' },
  inspections: { zh: '检查', en: 'Inspections' },
  rectifications: { zh: '整改', en: 'Rectification' },
  recommendations: { zh: '监督建议', en: 'Advice' },
  cases: { zh: '责任追究', en: 'Accountability' },
} as const;
export type Tab = keyof typeof TABS;
export const isTab = (name: string): name is Tab => Object.hasOwn(TABS, name);

export interface ListFacts {
  checks?: readonly ShownCheck[];
  inspections?: readonly Inspection[];
  rectifications?: readonly Rectification[];
  recommendations?: readonly Recommendation[];
  cases?: readonly AccountabilityCase[];
}

/** Where it stands against its day, in a word beside the colour. */
export function dueBadge(due: Day, today: Day, provisional = false): Html {
  const left = daysBetween(today, due);
  const word = `${due}${provisional ? '(暂定)' : ''}`;
  if (left < 0) return badge('bad', `${word} 超期 ${-left} 天`);
  return badge(left <= 3 ? 'warn' : 'plain', left === 0 ? `${word} 今天到期` : `${word} 还有 ${left} 天`);
}

export function listBody(
  tab: Tab,
  done: boolean,
  rows: ListFacts,
  facts: OversightFacts & { terms: Terms },
): Html {
  const shown = (Object.keys(TABS) as Tab[]).filter(
    (name) => name !== 'cases' || may(facts.staff, 'cases.see').ok,
  );
  return html`<h1>${both('监督', 'Oversight')}</h1>
    ${choices(
      '种类 Kinds',
      shown.map((name) => ({
        href: `${BASE}/${name}`,
        text: `${TABS[name].zh} ${TABS[name].en}`,
        chosen: name === tab,
      })),
    )}
    ${choices('状态 State', [
      { href: `${BASE}/${tab}`, text: '在办 open', chosen: !done },
      { href: `${BASE}/${tab}?view=done`, text: '已办 done', chosen: done },
    ])}
    ${done ? '' : formsOf(tab, facts)} ${tableOf(rows, done, facts)}`;
}

const link = (tab: Tab, number: string): Html => html`<a href="${BASE}/${tab}/${number}">${number}</a>`;

function tableOf(rows: ListFacts, done: boolean, { unitNames, names, today }: OversightFacts): Html {
  const unit = {
    head: '单位 Unit',
    cell: (row: { unitCode: string }) => unitNames.get(row.unitCode) ?? row.unitCode,
  };
  const by = {
    head: '谁查 By',
    cell: (row: { groupCode: string }) => unitNames.get(row.groupCode) ?? row.groupCode,
  };
  if (rows.checks)
    return table<ShownCheck>(
      '每月随机抽取,加上群众说不实的 Drawn each month, and what citizens call untrue',
      [
        { head: '公开信息 Item', cell: (row) => html`<a href="${BASE}/checks/${row.id}">${row.title}</a>` },
        unit,
        {
          head: '来源 Source',
          cell: ({ source }) => (source === 'report' ? '群众反映 reported' : '随机 drawn'),
        },
        done
          ? { head: '结果 Result', cell: (row) => resultBadge(row.result) }
          : { head: '期限 Due', cell: ({ dueOn }) => dueBadge(dueOn, today) },
        done ? { head: '谁核对 Checked by', cell: ({ checkedBy }) => names.get(checkedBy ?? '') ?? '—' } : by,
      ],
      rows.checks,
    );
  if (rows.inspections)
    return table<Inspection>(
      '定期每季一次,不定期随时 Each quarter, and at any time',
      [
        { head: '编号 Number', cell: ({ number }) => link('inspections', number) },
        unit,
        { head: '种类 Kind', cell: ({ rhythm, kind, source }) => `${rhythm} · ${kind} · ${source}` },
        by,
        done
          ? {
              head: '结果 Result',
              cell: ({ findings }) =>
                findings ? badge('bad', '有问题 faults') : badge('good', '合格 in order'),
            }
          : { head: '期限 Due', cell: ({ plannedOn }) => dueBadge(plannedOn, today) },
      ],
      rows.inspections,
    );
  if (rows.rectifications)
    return table<Rectification>(
      '查出的问题,改好并复查才算完 Done once looked at again',
      [
        { head: '编号 Number', cell: ({ number }) => link('rectifications', number) },
        unit,
        { head: '状态 State', cell: rectificationState },
        by,
        done
          ? { head: '复查 Closed', cell: ({ closedOn }) => closedOn ?? '—' }
          : { head: '期限 Due', cell: (row) => dueBadge(row.dueOn, today, row.provisional) },
      ],
      rows.rectifications,
    );
  if (rows.recommendations)
    return table<Recommendation>(
      '必须答复;催办两次不答复,移交纪检 To be answered; after two urgings discipline has it',
      [
        { head: '编号 Number', cell: ({ number }) => link('recommendations', number) },
        unit,
        { head: '状态 State', cell: adviceState },
        { head: '催办 Urged', number: true, cell: ({ urged }) => String(urged) },
        done
          ? { head: '谁建议 By', cell: by.cell }
          : { head: '期限 Due', cell: (row) => dueBadge(row.dueOn, today, row.provisional) },
      ],
      rows.recommendations,
    );
  const columns: Column<AccountabilityCase>[] = [
    { head: '编号 Number', cell: ({ number }) => link('cases', number) },
    unit,
    {
      head: '事由 Ground',
      cell: (row) => html`${row.ground} ${row.sealed ? badge('warn', '密封 sealed') : ''}`,
    },
    { head: '状态 State', cell: ({ status }) => badge('plain', status) },
    { head: '处理 Measure', cell: ({ measure }) => measure ?? '—' },
  ];
  return table('您能看的 Those you may know of', columns, rows.cases ?? []);
}

export const resultBadge = (result: string | null): Html =>
  result === null
    ? badge('plain', '未核对 open')
    : result === '属实'
      ? badge('good', '属实 true')
      : badge('bad', '不实 untrue');

export function rectificationState({ closedOn, reportedOn, returned }: Rectification): Html {
  if (closedOn) return badge('good', '已改好 put right');
  if (reportedOn) return badge('plain', '等复查 to look at again');
  return badge('warn', returned > 0 ? `退回 ${returned} 次,等整改` : '等整改 to put right');
}

export function adviceState({ answer, closedAt }: Recommendation): Html {
  if (answer === 'accepted') return badge('good', '采纳 accepted');
  if (answer === 'rejected')
    return closedAt ? badge('plain', '不采纳 rejected') : badge('warn', '不采纳,等认可 rejected');
  return closedAt ? badge('bad', '不答复,已移交 refused') : badge('warn', '等答复 to answer');
}

export const unitField = ({ units }: OversightFacts, id: string): Html =>
  pick({
    name: 'unit',
    id,
    label: '单位 Unit',
    options: units
      .filter(({ type }) => type !== 'supervision_group')
      .map((unit) => ({ value: unit.code, text: unit.name })),
  });

const sourceField = (id: string): Html =>
  pick({
    name: 'source',
    id,
    label: '监督来源 Kind of supervision',
    value: '内部监督',
    options: SUPERVISION_SOURCES.map((source) => ({ value: source, text: source })),
  });

/** What can be begun here by this person. */
function formsOf(tab: Tab, facts: OversightFacts & { terms: Terms }): Html | string {
  const inspects = facts.scope.groups.length > 0;
  if (tab === 'inspections' && inspects && may(facts.staff, 'oversight.inspect').ok)
    return begin(
      facts,
      'inspections/plan',
      '不定期检查',
      'Inspect',
      html`${unitField(facts, 'plan-unit')}
      ${pick({
        name: 'kind',
        id: 'plan-kind',
        label: '内部还是外部 Kind',
        options: ['内部', '外部'].map((kind) => ({ value: kind, text: kind })),
      })}
      ${sourceField('plan-source')}
      ${field({ name: 'on', id: 'plan-on', label: '哪天查完 By', type: 'date', value: facts.today })}
      ${area({
        name: 'points',
        id: 'plan-points',
        label: '查什么,一行一条(不写就用通用清单)Points',
        required: false,
      })}`,
    );
  if (tab === 'recommendations' && inspects)
    return begin(
      facts,
      'recommendations/make',
      '提监督建议',
      'Advise',
      html`${unitField(facts, 'advise-unit')} ${sourceField('advise-source')}
      ${area({ name: 'text', id: 'advise-text', label: '建议什么(单位会看到)Advice' })}`,
    );
  if (tab === 'checks' && may(facts.staff, 'oversight.terms').ok) return termsForm(facts);
  return '';
}

function termsForm(facts: OversightFacts & { terms: Terms }): Html {
  const number = (name: keyof Terms, label: string): Html =>
    field({ name, id: `terms-${name}`, label, value: String(facts.terms[name]), digits: true });
  return begin(
    facts,
    'terms',
    '抽查数量和期限',
    'Numbers and terms',
    html`<p>都按工作日。这些期限由县里定,法律没有规定。Working days, set by the county.</p>
      ${number('spotChecks', '每月每组抽查几条 Items a group and month')}
      ${number('spotCheckDays', '几天内核对 To verify')} ${number('inspectionDays', '几天内查完 To inspect')}
      ${number('rectifyDays', '几天内整改 To put right')} ${number('answerDays', '几天内答复建议 To answer')}
      ${number('urgeDays', '催办后几天 After an urging')}`,
  );
}

const begin = (facts: OversightFacts, action: string, zh: string, en: string, fields: Html): Html =>
  html`<details>
    <summary>${both(zh, en)}</summary>
    <form method="post" action="${BASE}/${action}">
      <input type="hidden" name="_csrf" value="${facts.csrf}" />
      ${fields}
      <p><button class="primary">${zh}</button></p>
    </form>
  </details>`;
