/** One matter of oversight: what it is about, where it stands, what may be done and why not. */
import { html } from 'hono/html';
import { dayOf } from '../../../kit/day.ts';
import type { Verdict } from '../../../people/may.ts';
import {
  CASE_STEPS,
  MEASURES,
  mayStep,
  type CaseSheet,
  type CaseStep,
} from '../../../supervision/accountability.ts';
import { pointsOf, type Inspection } from '../../../supervision/inspections.ts';
import { URGINGS, type Recommendation } from '../../../supervision/recommendations.ts';
import type { Rectification } from '../../../supervision/rectifications.ts';
import type { ShownCheck } from '../../../supervision/spot-checks.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, pick, postButton } from '../parts.ts';
import { BASE, type OversightFacts } from './facts.ts';
import { adviceState, dueBadge, rectificationState, resultBadge } from './lists.ts';

const yes: Verdict = { ok: true };
const no = (why: string): Verdict => ({ ok: false, why });

const row = (term: string, value: Html | string | null | undefined): Html | string =>
  value
    ? html`<dt>${term}</dt>
        <dd>${value}</dd>`
    : '';

/** A form with what has to be written; denied, it stands there with its reason. */
function act(
  facts: OversightFacts,
  one: {
    action: string;
    fields: Readonly<Record<string, string>>;
    zh: string;
    en: string;
    ask?: string | undefined;
    more?: Html;
    verdict: Verdict;
    tone?: 'primary' | 'plain' | 'danger';
  },
): Html {
  const { action, fields, zh, en, ask, more, verdict, tone = 'plain' } = one;
  if (!verdict.ok || (!ask && !more))
    return html`<p>
      ${postButton({ action: `${BASE}/${action}`, label: `${zh} ${en}`, csrf: facts.csrf, verdict, fields, tone })}
    </p>`;
  const id = `${action.replace('/', '-')}-${Object.values(fields).at(-1)}`;
  return html`<details>
    <summary>${both(zh, en)}</summary>
    <form method="post" action="${BASE}/${action}">
      <input type="hidden" name="_csrf" value="${facts.csrf}" />
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      ${more ?? ''} ${ask ? area({ name: 'text', id, label: ask, rows: 3 }) : ''}
      <p><button class="${tone}">${zh}</button></p>
    </form>
  </details>`;
}

const inspects = (
  facts: OversightFacts,
  { groupCode, unitCode }: { groupCode: string; unitCode: string },
): Verdict => {
  if (!facts.scope.groups.includes(groupCode))
    return no(`由${facts.unitNames.get(groupCode) ?? groupCode}来办。The body that checks does.`);
  return facts.scope.units.includes(unitCode) ? no('是您自己单位的,要回避。Your own unit.') : yes;
};
const answers = (facts: OversightFacts, unitCode: string): Verdict =>
  facts.scope.units.includes(unitCode)
    ? yes
    : no(`由${facts.unitNames.get(unitCode) ?? unitCode}来办。The unit does.`);
/** The first reason against. */
const all = (...verdicts: Verdict[]): Verdict => verdicts.find(({ ok }) => !ok) ?? yes;

export function checkBody(check: ShownCheck, facts: OversightFacts): Html {
  const { id, disclosureCode, groupCode, unitCode, result, note, checkedBy } = check;
  const verdict = all(result ? no('已经核对过。Checked.') : yes, inspects(facts, check));
  return html`<h1>${both(`抽查:${check.title}`, 'Spot check')}</h1>
    <p>${resultBadge(result)} ${result ? '' : dueBadge(check.dueOn, facts.today)}</p>
    <dl>
      ${row('公开信息 Item', disclosureCode)} ${row('公开日期 Published', check.published)}
      ${row('单位 Unit', facts.unitNames.get(unitCode))} ${row('谁查 By', facts.unitNames.get(groupCode))}
      ${row('来源 Source', check.source === 'report' ? '群众反映 reported' : '随机抽取 drawn')}
      ${row('核对人 Checked by', facts.names.get(checkedBy ?? ''))} ${row('说明 Note', note)}
    </dl>
    <h2>${both('核对', 'Verify')}</h2>
    <p>看现场、问群众、对原始材料。Look at the place, ask people, compare with the sources.</p>
    ${act(facts, { action: 'checks/record', fields: { id, result: '属实' }, zh: '属实', en: 'True', verdict, tone: 'primary' })}
    ${act(facts, {
      action: 'checks/record',
      fields: { id, result: '不实' },
      zh: '不实',
      en: 'Untrue',
      ask: '不实在哪里(单位会看到)What is untrue',
      verdict,
      tone: 'danger',
    })}`;
}

export function inspectionBody(one: Inspection, facts: OversightFacts): Html {
  const points = pointsOf(one);
  const verdict = all(one.doneOn ? no('已经查完。Done.') : yes, inspects(facts, one));
  return html`<h1>${both(`检查 ${one.number}`, 'Inspection')}</h1>
    <p>
      ${one.doneOn ? (one.findings ? badge('bad', '有问题 faults') : badge('good', '合格 in order')) : dueBadge(one.plannedOn, facts.today)}
    </p>
    <dl>
      ${row('单位 Unit', facts.unitNames.get(one.unitCode))}
      ${row('谁查 By', facts.unitNames.get(one.groupCode))}
      ${row('种类 Kind', `${one.rhythm} · ${one.kind} · ${one.source}`)} ${row('查完 Done', one.doneOn)}
      ${row('检查人 Done by', facts.names.get(one.doneBy ?? ''))}
    </dl>
    <h2>${both('检查内容', 'Points')}</h2>
    ${
      verdict.ok
        ? html`<form method="post" action="${BASE}/inspections/conclude">
            <input type="hidden" name="_csrf" value="${facts.csrf}" />
            <input type="hidden" name="id" value="${one.number}" />
            <p>有问题的写明问题,没有问题的不写。Write what is wrong; leave the rest empty.</p>
            ${points.map(({ item }, i) => pointFields(item, i + 1))}
            <p>
              <button class="primary">查完 <span lang="en">Done</span></button>
            </p>
          </form>`
        : html`<ol class="steps">
              ${points.map(
                ({ item, ok, note }) =>
                  html`<li>
                    ${item} ${ok === null ? '' : ok ? badge('good', '合格') : badge('bad', '不合格')}
                    ${note ?? ''}
                  </li>`,
              )}
            </ol>
            ${one.doneOn ? '' : html`<p class="why">${verdict.why}</p>`}`
    }`;
}

const pointFields = (item: string, n: number): Html =>
  area({ name: `note-${n}`, label: `${n} ${item}`, rows: 2, required: false });

export function rectificationBody(one: Rectification, facts: OversightFacts): Html {
  const open = one.closedOn ? no('已经改好。Put right.') : yes;
  const waits = one.reportedOn ? yes : no('单位还没有报整改。The unit has not reported.');
  const owed = one.reportedOn ? no('已报,等复查。Reported.') : yes;
  const id = one.number;
  const recheck = all(open, inspects(facts, one), waits);
  return html`<h1>${both(`整改 ${one.number}`, 'Rectification')}</h1>
    <p>${rectificationState(one)} ${one.closedOn ? '' : dueBadge(one.dueOn, facts.today, one.provisional)}</p>
    <p class="said">${one.text}</p>
    <dl>
      ${row('单位 Unit', facts.unitNames.get(one.unitCode))}
      ${row('谁查 By', facts.unitNames.get(one.groupCode))} ${row('提出 Opened', one.openedOn)}
      ${row('整改情况 Evidence', one.evidence)}
      ${row('谁报的 Reported by', facts.names.get(one.reportedBy ?? ''))}
      ${row('复查通过 Closed', one.closedOn)}
    </dl>
    <h2>${both('办理', 'Work on it')}</h2>
    ${act(facts, {
      action: 'rectifications/report',
      fields: { id },
      zh: '已整改',
      en: 'Put right',
      ask: '怎么改的、在哪能看到 What was done, where to see it',
      verdict: all(open, answers(facts, one.unitCode), owed),
      tone: 'primary',
    })}
    ${act(facts, {
      action: 'rectifications/recheck',
      fields: { id, passed: 'yes' },
      zh: '复查通过',
      en: 'In order now',
      verdict: recheck,
      tone: 'primary',
    })}
    ${act(facts, {
      action: 'rectifications/recheck',
      fields: { id, passed: 'no' },
      zh: '没改好',
      en: 'Not put right',
      ask: '哪里没改好(单位会看到)What is still wrong',
      verdict: recheck,
      tone: 'danger',
    })}`;
}

export function adviceBody(one: Recommendation, facts: OversightFacts): Html {
  const open = one.closedAt ? no('已经结了。Closed.') : yes;
  const answered = one.answer ? yes : no('单位还没有答复。Not answered.');
  const owed = one.answer ? no('已经答复。Answered.') : yes;
  const urgeable = one.urged < URGINGS ? yes : no(`已经催办 ${URGINGS} 次。Urged twice.`);
  const id = one.number;
  const unit = all(open, answers(facts, one.unitCode), owed);
  return html`<h1>${both(`监督建议 ${one.number}`, 'Advice')}</h1>
    <p>
      ${adviceState(one)} ${one.closedAt ? '' : dueBadge(one.dueOn, facts.today, one.provisional)}
      ${one.urged > 0 ? badge('warn', `催办 ${one.urged} 次 urged`) : ''}
    </p>
    <p class="said">${one.text}</p>
    <dl>
      ${row('单位 Unit', facts.unitNames.get(one.unitCode))}
      ${row('谁建议 By', facts.unitNames.get(one.groupCode))} ${row('监督来源 Kind', one.source)}
      ${row('提出 Made', dayOf(one.at))} ${row('答复 Answer', one.reason)}
      ${row('谁答的 Answered by', facts.names.get(one.answeredBy ?? ''))}
    </dl>
    <h2>${both('办理', 'Work on it')}</h2>
    ${act(facts, {
      action: 'recommendations/answer',
      fields: { id, adopts: 'yes' },
      zh: '采纳',
      en: 'Accept',
      ask: '打算怎么做、什么时候做完 What will be done, by when',
      verdict: unit,
      tone: 'primary',
    })}
    ${act(facts, {
      action: 'recommendations/answer',
      fields: { id, adopts: 'no' },
      zh: '不采纳',
      en: 'Reject',
      ask: '为什么不采纳 Why not',
      verdict: unit,
    })}
    ${act(facts, {
      action: 'recommendations/content',
      fields: { id },
      zh: '认可理由',
      en: 'Take the reason',
      verdict: all(open, inspects(facts, one), answered),
    })}
    ${act(facts, {
      action: 'recommendations/urge',
      fields: { id },
      zh: '催办',
      en: 'Urge',
      verdict: all(open, inspects(facts, one), urgeable),
      tone: 'danger',
    })}`;
}

/** What each step asks for. */
const STEP_ASKS: Readonly<Record<CaseStep, string | undefined>> = {
  file: undefined,
  dismiss: '为什么不予立案 Why not',
  decide: '决定和理由 Decision and reason',
  close: '落实情况 What came of it',
};
const STEP_EN: Readonly<Record<CaseStep, string>> = {
  file: 'File',
  dismiss: 'Do not file',
  decide: 'Decide',
  close: 'Carried out',
};
const SUBJECTS: Readonly<Record<string, string>> = {
  recommendation: '监督建议不答复 advice refused',
  obligation: '超期不公开 overdue disclosure',
  rectification: '整改超期 rectification overdue',
  'spot-check': '抽查不实 spot check',
  complaint: '投诉举报查实 complaint found true',
};

/** Where it stands on something that has a page here. */
const PAGES: Readonly<Record<string, string>> = {
  recommendation: 'recommendations',
  rectification: 'rectifications',
  'spot-check': 'checks',
};
function subjectOf(
  { subjectType, subjectId }: CaseSheet['row'],
  complaint: string | undefined,
): Html | string {
  const words = SUBJECTS[subjectType] ?? subjectType;
  const page = PAGES[subjectType];
  if (complaint) return html`<a href="/console/complaints/${complaint}">${words} ${complaint}</a>`;
  return page ? html`<a href="${BASE}/${page}/${subjectId}">${words}</a>` : words;
}

export function caseBody(
  { row: one, access, complaint, decision, result }: CaseSheet,
  facts: OversightFacts,
): Html {
  return html`<h1>${both(`责任追究 ${one.number}`, 'Accountability')}</h1>
    <p>${badge('plain', one.status)} ${one.sealed ? badge('warn', '密封,不要谈论 sealed') : ''}</p>
    <dl>
      ${row('事由 Ground', one.ground)} ${row('单位 Unit', facts.unitNames.get(one.unitCode))}
      ${row('责任人 Person', facts.names.get(one.targetUserid ?? ''))}
      ${row('依据 Stands on', subjectOf(one, complaint))} ${row('开始 Opened', dayOf(one.openedAt))}
      ${row('处理方式 Measure', one.measure)} ${row('决定和理由 Decision', decision)}
      ${row('落实 Result', result)}
    </dl>
    <h2>${both('办理', 'Work on it')}</h2>
    ${(Object.keys(CASE_STEPS) as CaseStep[]).map((step) =>
      act(facts, {
        action: 'cases/step',
        fields: { id: one.number, step },
        zh: CASE_STEPS[step],
        en: STEP_EN[step],
        ask: STEP_ASKS[step],
        ...(step === 'decide'
          ? {
              more: pick({
                name: 'measure',
                id: 'measure',
                label: '处理方式 Measure',
                options: MEASURES.map((measure) => ({ value: measure, text: measure })),
              }),
            }
          : {}),
        verdict: mayStep(step, one, access, facts.staff),
        tone: step === 'file' ? 'primary' : 'plain',
      }),
    )}`;
}
