/** What may be done with a request: one form an action; what may not be done stands there with its reason 为什么不能. */
import { html } from 'hono/html';
import { addDays, type Day } from '../../../kit/day.ts';
import { ANSWERS, GROUNDS, kindsFor } from '../../../participation/request-answers.ts';
import { TERMS } from '../../../participation/request-clock.ts';
import { SUPPLEMENT_DAYS, type FiledRequest, type RequestDesk } from '../../../participation/request-desk.ts';
import { mayAnswer, mayDo, type DeskAction, type Verdict } from '../../../participation/request-verdicts.ts';
import type { Html } from '../layout.ts';
import { area, both, field, pick, postButton } from '../parts.ts';

export interface UnitName {
  code: string;
  name: string;
}

export interface FormFacts {
  desk: RequestDesk;
  request: FiledRequest;
  units: readonly UnitName[];
  csrf: string;
  today: Day;
  /** Whether the visitor signs what waits; undefined when nothing does. */
  sign: Verdict | undefined;
}

interface Form {
  action: DeskAction;
  zh: string;
  en: string;
  /** Fields between the heading and the button. */
  fields: Html;
}

export function actionForms(facts: FormFacts): Html {
  const { desk, request, today } = facts;
  const state = desk.stateOf(request);
  const forms = formsOf(facts);
  return html`<h2>${both('办理', 'Work on it')}</h2>
    ${forms.map(({ action, zh, en, fields }) => {
      const verdict = mayDo(action, state, today);
      if (!verdict.ok)
        return html`<p>
          <span class="denied"><button disabled>${zh}</button> <span class="why">${verdict.why}</span></span>
        </p>`;
      return html`<details>
        <summary>${both(zh, en)}</summary>
        <form method="post" action="/console/requests/${request.number}/${action}">
          <input type="hidden" name="_csrf" value="${facts.csrf}" />
          ${fields}
          <p><button class="primary">${zh}</button></p>
        </form>
      </details>`;
    })}`;
}

function formsOf(facts: FormFacts): Form[] {
  return [
    { action: 'answer', zh: '答复', en: 'Answer', fields: answerFields(facts) },
    {
      action: 'supplement',
      zh: '补正',
      en: 'Ask for a supplement',
      fields: html`${area({
        name: 'text',
        id: 'supplement-text',
        label: '要补正什么(一次说全,只能告知一次)',
      })}
      ${field({
        name: 'days',
        id: 'supplement-days',
        label: '几个工作日内补正',
        value: String(SUPPLEMENT_DAYS.usual),
        digits: true,
      })}`,
    },
    {
      action: 'extend',
      zh: '延期',
      en: 'Extend',
      fields: html`${area({ name: 'text', id: 'extend-text', label: '为什么延期(会告诉申请人)' })}
      ${field({
        name: 'days',
        id: 'extend-days',
        label: `几个工作日(最多 ${TERMS.extension})`,
        value: String(TERMS.extension),
        digits: true,
      })}`,
    },
    { action: 'consult', zh: '征求意见', en: 'Ask for an opinion', fields: consultFields(facts.units) },
    {
      action: 'reason',
      zh: '要求说明理由',
      en: 'Ask for reasons',
      fields: html`<p>数量、频次明显超过合理范围时用(条例第三十五条)。</p>`,
    },
    {
      action: 'defer',
      zh: '延迟答复',
      en: 'Defer',
      fields: html`${field({
        name: 'until',
        id: 'defer-until',
        label: '延迟到哪天',
        type: 'date',
        value: addDays(facts.today, 60),
      })}
      ${area({ name: 'text', id: 'defer-text', label: '为什么(会告诉申请人)' })}`,
    },
  ];
}

function answerFields({ desk, request, today }: FormFacts): Html {
  const state = desk.stateOf(request);
  const fitting = kindsFor(request);
  const offered = fitting.filter((kind) => mayAnswer(kind, state, today).ok);
  const denied = fitting.filter((kind) => !offered.includes(kind));
  return html`${pick({
    name: 'kind',
    id: 'answer-kind',
    label: '种类',
    hint: '不予公开等要领导审签后才发出。Refusals are signed first.',
    options: offered.map((kind) => ({
      value: kind,
      text: `${ANSWERS[kind].zh} — ${ANSWERS[kind].needs}(${ANSWERS[kind].basis.replace('政府信息公开条例', '')})`,
    })),
  })}
  ${pick({
    name: 'ground',
    id: 'answer-ground',
    label: '不予公开、部分公开的依据',
    options: [
      { value: '', text: '—' },
      ...Object.entries(GROUNDS).map(([value, { zh }]) => ({ value, text: zh })),
    ],
  })}
  ${area({ name: 'text', id: 'answer-text', label: '内容或理由', rows: 6 })}
  ${
    denied.length > 0
      ? html`<ul class="why">
          ${denied.map((kind) => html`<li>${ANSWERS[kind].zh}:${mayAnswer(kind, state, today).why}</li>`)}
        </ul>`
      : ''
  }`;
}

const consultFields = (units: readonly UnitName[]): Html =>
  html`${pick({
    name: 'kind',
    id: 'consult-kind',
    label: '征求谁',
    options: [
      { value: 'third-party', text: '第三方(条例第三十二条)' },
      { value: 'co-agency', text: '共同制作的机关(条例第三十四条)' },
    ],
  })}
  ${field({ name: 'whom', id: 'consult-whom', label: '第三方的名称', required: false })}
  ${pick({
    name: 'unit',
    id: 'consult-unit',
    label: '或本县的机关',
    options: [{ value: '', text: '—' }, ...units.map(({ code, name }) => ({ value: code, text: name }))],
  })}
  ${area({ name: 'text', id: 'consult-text', label: '涉及什么信息' })}`;

/** 审签 */
export function reviewPanel({ desk, request, csrf, sign }: FormFacts): Html | string {
  const pending = desk.pendingOf(request);
  if (!pending || !sign) return '';
  const [what, text] =
    pending.what === 'answer'
      ? [`拟答复:${ANSWERS[pending.answer.kind].zh}`, pending.answer.text]
      : [`拟延期 ${pending.days} 个工作日`, pending.reason];
  return html`<h2>${both('审签', 'To sign')}</h2>
    <p><strong>${what}</strong></p>
    <p class="said">${text}</p>
    ${postButton({
      action: `/console/requests/${request.number}/decide`,
      label: '同意',
      csrf,
      verdict: sign,
      fields: { granted: 'yes', text: '' },
      tone: 'primary',
    })}
    ${sign.ok ? refuseForm(request.number, csrf) : ''}`;
}

const refuseForm = (number: string, csrf: string): Html =>
  html`<form method="post" action="/console/requests/${number}/decide">
    <input type="hidden" name="_csrf" value="${csrf}" />
    <input type="hidden" name="granted" value="no" />
    ${field({ name: 'text', id: 'refuse-text', label: '不同意的原因' })}
    <p>
      <button class="danger">不同意 <span lang="en">Refuse</span></button>
    </p>
  </form>`;

/** For each letter that is out: delivered, and what came back. */
export const opinionForms = ({ desk, request, csrf, today }: FormFacts): Html =>
  html`${request.consultations
    .filter(({ opinion }) => !opinion)
    .map((row) => {
      const path = `/console/requests/${request.number}`;
      const { whom } = desk.consultedOf(row);
      return html`<details>
        <summary>${both(`记下${whom}的意见`, 'Enter the opinion')}</summary>
        ${
          row.deliveredOn
            ? ''
            : html`<form method="post" action="${path}/delivered">
                <input type="hidden" name="_csrf" value="${csrf}" />
                <input type="hidden" name="id" value="${row.id}" />
                ${field({ name: 'on', id: `on-${row.id}`, label: '送达日期', type: 'date', value: today })}
                <p>
                  <button>已送达 <span lang="en">Delivered</span></button>
                </p>
              </form>`
        }
        <form method="post" action="${path}/opinion">
          <input type="hidden" name="_csrf" value="${csrf}" />
          <input type="hidden" name="id" value="${row.id}" />
          ${pick({
            name: 'opinion',
            id: `opinion-${row.id}`,
            label: '意见',
            options: [
              { value: 'agrees', text: '同意公开' },
              { value: 'objects', text: '不同意公开' },
            ],
          })}
          ${area({ name: 'text', id: `said-${row.id}`, label: '理由(不同意必须写)', required: false })}
          <p>
            <button class="primary">记下 <span lang="en">Enter</span></button>
          </p>
        </form>
      </details>`;
    })}`;
