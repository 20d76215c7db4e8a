/** 重大事项: the list, and one matter with its steps, what is public of it and the form of the next step. */
import { html } from 'hono/html';
import type { Obligation } from '../../../disclosure/obligations.ts';
import { formatDay, type Day } from '../../../kit/day.ts';
import {
  DECISION_KINDS,
  DECISION_STEPS,
  DISCUSSED_IN,
  LEAST_REASON,
  mayTake,
  nextStep,
  PHASE_OF,
  stepOf,
  type DecisionFacts,
  type DecisionKind,
  type DecisionStep,
  type Verdict,
} from '../../../participation/decision-rules.ts';
import { historyOf, type Decision } from '../../../participation/decisions.ts';
import { kindOf, type MatterItem } from '../../../participation/openness.ts';
import type { Official } from '../../../people/officials.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, field, pager, pick, table } from '../parts.ts';
import { BASE, itemBadge, itemLink, tabs, type Names } from './seen.ts';
import { owedTable } from './owed.ts';
import { opennessTable } from './openness-table.ts';

interface Listed {
  decision: Decision;
  facts: DecisionFacts;
}

export const money = (amount: { toNumber(): number } | null): string =>
  amount ? `${(amount.toNumber() / 10_000).toLocaleString('en-US')} 万元` : '—';

const stepBadge = ({ decision, facts }: Listed): Html => {
  const step = stepOf(facts);
  if (step === '公开') return badge('good', '已公开 public');
  return badge(step === '决定' ? 'warn' : 'plain', `${step}${decision.decidedOn ? ',待公开' : ''}`);
};

export const decisionList = (facts: {
  rows: readonly Listed[];
  names: Names;
  csrf: string;
  staff: Official;
  work: Verdict;
  threshold: number;
  restrict: boolean;
  today: Day;
  next: string | undefined;
  after: string;
}): Html =>
  html`<h1>${both('重大事项集体讨论决定', 'Major decisions')}</h1>
    ${tabs('')}
    ${table(
      '重大事项 Matters',
      [
        {
          head: '事项 Matter',
          cell: ({ decision }: Listed) => html`<a href="${BASE}/${decision.id}">${decision.title}</a>`,
        },
        { head: '类别 Kind', cell: ({ decision }) => decision.kind },
        { head: '金额 Sum', number: true, cell: ({ decision }) => money(decision.amount) },
        { head: '单位 Unit', cell: ({ decision }) => facts.names.unit(decision.unitCode) },
        { head: '到了哪一步 Step', cell: stepBadge },
      ],
      facts.rows,
    )}
    ${pager(BASE, facts)} ${facts.work.ok ? registerForm(facts) : html`<p class="why">${facts.work.why}</p>`}
    ${facts.restrict ? thresholdForm(facts) : ''}`;

const registerForm = (facts: {
  csrf: string;
  names: Names;
  staff: Official;
  threshold: number;
  today: Day;
}): Html =>
  html`<h2>${both('登记一件', 'A new matter')}</h2>
    <form method="post" action="${BASE}">
      <input type="hidden" name="_csrf" value="${facts.csrf}" />
      ${field({ name: 'title', label: '事项' })}
      ${pick({
        name: 'kind',
        label: '类别',
        options: DECISION_KINDS.map((kind) => ({ value: kind, text: kind })),
        hint: `大额资金从 ${facts.threshold / 10_000} 万元起。`,
      })}
      ${field({ name: 'amount', label: '金额(元,没有可不填)', digits: true, required: false })}
      ${pick({ name: 'unit', label: '承办单位', value: facts.staff.unitCode, options: facts.names.units })}
      ${field({ name: 'on', label: '草案形成日期', type: 'date', value: facts.today })}
      ${area({ name: 'draft', label: '草案要点:要定什么,为什么' })}
      <p>
        <button class="primary">登记 <span lang="en">Record</span></button>
      </p>
    </form>`;

const thresholdForm = ({ csrf, threshold }: { csrf: string; threshold: number }): Html =>
  html`<details>
    <summary>${both('大额资金标准', 'From which sum')}</summary>
    <form method="post" action="${BASE}/large-funds">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${field({ name: 'amount', id: 'threshold', label: '多少元起', value: String(threshold), digits: true })}
      <p>
        <button>保存 <span lang="en">Save</span></button>
      </p>
    </form>
  </details>`;

export interface DecisionDetail {
  decision: Decision;
  facts: DecisionFacts;
  items: readonly MatterItem[];
  /** Owed and not written yet. */
  owed: readonly Obligation[];
  names: Names;
  csrf: string;
  work: Verdict;
  today: Day;
}

export function decisionBody(detail: DecisionDetail): Html {
  const { decision, facts, names } = detail;
  return html`<h1>${decision.title}</h1>
    <p>
      ${badge('plain', decision.kind)} ${stepBadge(detail)} ${names.unit(decision.unitCode)}
      ${decision.amount ? money(decision.amount) : ''}
    </p>
    <p>
      <a class="button" href="${BASE}">返回列表 <span lang="en">Back</span></a>
    </p>
    ${nextPart(detail, nextStep(stepOf(facts)))}
    <h2>${both('事前、事中、事后', 'Before, during, after')}</h2>
    ${stepsTable(detail)}
    <h2>${both('五公开', 'What is public')}</h2>
    ${opennessTable(detail.items)} ${detail.items.length > 0 ? itemsTable(detail) : ''}
    ${owedTable(detail.owed, detail.today)}`;
}

interface Line {
  step: DecisionStep;
  on: string;
  papers: readonly (readonly [string, string])[];
  by: string;
}

function stepsTable({ decision, facts, items, names }: DecisionDetail): Html {
  const history = historyOf(decision);
  const item = items.find(({ code }) => code === decision.disclosureCode);
  const lines = DECISION_STEPS.map((step): Line => {
    const taken = history.find((one) => one.step === step);
    if (taken)
      return { step, on: taken.on, papers: Object.entries(taken.evidence), by: names.person(taken.by) };
    return step === '公开' && facts.published
      ? { step, on: item?.published ?? '', papers: [['公开信息', item?.title ?? '']], by: '' }
      : { step, on: '', papers: [], by: '' };
  });
  return table(
    '五步,不能跳过 Five steps, none left out',
    [
      { head: '阶段 Phase', cell: ({ step }: Line) => PHASE_OF[step] },
      { head: '步骤 Step', cell: ({ step }) => step },
      {
        head: '日期 Day',
        cell: ({ on, step }) =>
          on
            ? formatDay(on)
            : badge('plain', step === nextStep(stepOf(facts)) ? '下一步 next' : '未到 to come'),
      },
      {
        head: '材料 Papers',
        cell: ({ papers }) =>
          papers.length === 0 ? '—' : html`${papers.map(([name, text]) => html`<div>${name}:${text}</div>`)}`,
      },
      { head: '登记 By', cell: ({ by }) => by || '—' },
    ],
    lines,
  );
}

const itemsTable = ({ items, today }: DecisionDetail): Html =>
  table(
    '这件事项的公开信息 Items',
    [
      { head: '阶段 Phase', cell: ({ stage }: MatterItem) => kindOf(stage).phase },
      { head: '内容 Item', cell: (item) => itemLink(item) },
      { head: '状态 State', cell: (item) => itemBadge(item, today) },
    ],
    items,
  );

function nextPart(detail: DecisionDetail, step: DecisionStep | undefined): Html | string {
  const { facts, work, decision, items, today } = detail;
  if (!step) return '';
  const heading = html`<h2>${both(`下一步:${step}`, 'Next')}</h2>`;
  if (step === '公开') {
    const item = items.find(({ code }) => code === decision.disclosureCode);
    return html`${heading}
      <p>
        ${item ? html`<a class="button" href="/console/publish/${item.code}">去公开发布 <span lang="en">Publish</span></a>` : ''}
        ${itemBadge(item, today)}
      </p>`;
  }
  const verdict = work.ok ? mayTake(step, facts) : work;
  if (!verdict.ok)
    return html`${heading}
      <p class="why">${verdict.why}</p>`;
  return html`${heading} ${FORMS[step as keyof typeof FORMS](detail)}`;
}

const form = ({ decision, csrf, today }: DecisionDetail, verb: string, fields: Html): Html =>
  html`<form method="post" action="${BASE}/${decision.id}/${verb}">
    <input type="hidden" name="_csrf" value="${csrf}" />
    ${field({ name: 'on', label: '日期', type: 'date', value: today })} ${fields}
    <p>
      <button class="primary">登记 <span lang="en">Record</span></button>
    </p>
  </form>`;

const FORMS = {
  征求意见: (detail: DecisionDetail): Html =>
    form(
      detail,
      'consult',
      html`${field({
        name: 'draftCode',
        label: '征求意见稿或听证公告的编号',
        hint: '例如 G2-2026-001。已经在这件事项里的,可不填。',
        required: false,
      })}
      ${area({
        name: 'reason',
        label: `没有征求意见的,写明原因(至少 ${LEAST_REASON} 个字,会随决定公开)`,
        required: false,
        rows: 2,
      })}`,
    ),
  集体讨论: (detail: DecisionDetail): Html =>
    form(
      detail,
      'discuss',
      html`${pick({
        name: 'meeting',
        label: '会议',
        options: DISCUSSED_IN[detail.decision.kind as DecisionKind].map((one) => ({ value: one, text: one })),
      })}
      ${field({ name: 'legality', label: '合法性审查:谁审的,结论是什么' })}
      ${area({ name: 'record', label: '讨论情况,不同意见如实写' })}`,
    ),
  决定: (detail: DecisionDetail): Html =>
    form(
      detail,
      'decide',
      html`${field({ name: 'docNo', label: '文号', required: false })}
      ${field({ name: 'signer', label: '谁作的决定(姓名、职务)' })}
      ${area({ name: 'summary', label: '决定内容,群众会看到(最多 200 个字)', rows: 3 })}
      ${pick({
        name: 'executorUnit',
        label: '执行单位',
        value: detail.decision.unitCode,
        options: detail.names.units,
      })}
      ${field({
        name: 'followUpOn',
        label: '哪天前公开执行情况',
        hint: '不填就是三个月内。',
        type: 'date',
        required: false,
      })}`,
    ),
} as const;
