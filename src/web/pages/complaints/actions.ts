/** What may be done with a matter: one form an action; what may not be done now stands there with its reason 为什么不能. */
import { html } from 'hono/html';
import { OUTCOMES, RULES, type Action } from '../../../supervision/lifecycle.ts';
import { REPLY_TEMPLATES } from '../../../supervision/reply-templates.ts';
import type { Html } from '../layout.ts';
import { area, both, field, pick, postButton } from '../parts.ts';
import { BASE, type UnitName } from './filter.ts';
import type { Sheet } from './words.ts';

export interface ActionFacts {
  sheet: Sheet;
  /** Offered first for 转办. */
  offered: readonly UnitName[];
  units: readonly UnitName[];
  /** Who may take it over, oneself among them. */
  colleagues: readonly { userid: string; name: string }[];
  csrf: string;
  /** The template chosen by link, where no script puts it in. */
  template: string | undefined;
}

const ENGLISH: Readonly<Record<Action, string>> = {
  accept: 'Accept',
  decline: 'Decline',
  transfer: 'Hand on',
  assign: 'Assign with a day',
  take: 'Take in hand',
  return: 'Send back',
  report: 'Report back',
  close: 'Close',
  extend: 'Extend',
  suspend: 'Suspend',
  resume: 'Resume',
  merge: 'Merge',
  urge: 'Urge',
  explain: 'Explain',
  ask: 'Ask the author',
  reply: 'Reply',
  summarise: 'Summary for the unit',
  claim: 'Claim',
};

/** The next step most often taken stands first, in the colour of the house. */
const FIRST: ReadonlySet<Action> = new Set(['accept', 'take', 'resume', 'close', 'report']);
/** Talk with the author stands beside what was said. */
const TALK: readonly Action[] = ['reply', 'ask'];

const pathOf = ({ sheet }: ActionFacts, action: Action): string => `${BASE}/${sheet.row.number}/${action}`;

export function actionsPart(facts: ActionFacts): Html {
  const { choices } = facts.sheet;
  const here = choices.filter(({ action }) => !TALK.includes(action));
  const able = here.filter(({ verdict }) => verdict.ok);
  const denied = here.flatMap(({ action, label, verdict }) =>
    verdict.ok ? [] : [{ action, label, why: verdict.why }],
  );
  const ordered = [
    ...able.filter(({ action }) => FIRST.has(action)),
    ...able.filter(({ action }) => !FIRST.has(action)),
  ];
  return html`<h2 id="act">${both('办理', 'Work on it')}</h2>
    ${ordered.length === 0 ? html`<p class="empty">现在没有要您办的。<span lang="en">Nothing to do for you.</span></p>` : ''}
    ${ordered.map(({ action, label }, index) => formOf(facts, action, label, index === 0))}
    ${
      denied.length === 0
        ? ''
        : html`<h3>${both('现在不能做的', 'Not now, and why')}</h3>
            <ul class="denials">
              ${denied.map(
                ({ action, label, why }) =>
                  html`<li>
                    <button disabled aria-describedby="why-${action}">${label}</button>
                    <span class="why" id="why-${action}">${why}</span>
                  </li>`,
              )}
            </ul>`
    }`;
}

function formOf(facts: ActionFacts, action: Action, label: string, first: boolean): Html {
  const fields = fieldsOf(facts, action);
  if (!fields)
    return postButton({
      action: pathOf(facts, action),
      label: `${label} ${ENGLISH[action]}`,
      csrf: facts.csrf,
      tone: first ? 'primary' : 'plain',
    });
  return deed(facts, action, label, label, fields);
}

const deed = (facts: ActionFacts, action: Action, title: string, label: string, fields: Html): Html =>
  html`<details class="deed" id="do-${action}" ${chosen(facts, action) ? html`open` : ''}>
    <summary>${both(title, ENGLISH[action])}</summary>
    ${deedForm(facts, action, label, fields)}
  </details>`;

const deedForm = (facts: ActionFacts, action: Action, label: string, fields: Html): Html =>
  html`<form method="post" action="${pathOf(facts, action)}">
    <input type="hidden" name="_csrf" value="${facts.csrf}" />
    ${fields}
    <p><button class="primary">${label}</button></p>
  </form>`;

/** Undefined where a button is enough. */
function fieldsOf(facts: ActionFacts, action: Action): Html | undefined {
  const text = (label: string, more: { value?: string; required?: boolean } = {}): Html =>
    html`${templatesFor(facts, action)}
    ${area({ name: 'text', id: `${action}-text`, label, ...more, value: more.value ?? chosen(facts, action) })}`;
  const days = (label: string, value: string): Html =>
    field({ name: 'days', id: `${action}-days`, label, value, digits: true });
  switch (action) {
    case 'accept':
    case 'take':
    case 'resume':
      return undefined;
    case 'transfer':
      return unitFields(facts, action);
    case 'assign':
      return html`${unitFields(facts, action)} ${days('几个工作日内反馈', '10')}`;
    case 'close':
      return html`${pick({
        name: 'outcome',
        id: 'close-outcome',
        label: '结果',
        options: OUTCOMES.map((one) => ({ value: one, text: one })),
      })}
      ${text('怎么办的(群众会看到)')}`;
    case 'extend':
      return html`${days('延长几天(最多 30 天,只能一次)', '15')} ${text('为什么(会告诉反映人)')}`;
    case 'merge':
      return field({
        name: 'into',
        id: 'merge-into',
        label: '并到哪一件(编号)',
        hint: '反映人都会收到那一件的进展。',
      });
    case 'summarise':
      return text('承办单位看到的话:不写姓名、电话、原话', { value: facts.sheet.summary });
    case 'claim':
      return pick({
        name: 'assignee',
        id: 'claim-assignee',
        label: '由谁经办',
        options: facts.colleagues.map(({ userid, name }) => ({ value: userid, text: name })),
      });
    default:
      return text(RULES[action].asks ?? '内容');
  }
}

/** The units most likely to be right as a choice of one key each, all others in a list. */
const unitFields = ({ offered, units }: ActionFacts, action: Action): Html =>
  html`<fieldset class="units">
      <legend>转给 <span lang="en">To</span></legend>
      ${offered.map(
        ({ code, name }, index) =>
          html`<label
            ><input type="radio" name="unit" value="${code}" ${index === 0 ? html`checked` : ''} />
            <span class="key">${index + 1}</span> ${name}</label
          >`,
      )}
      <label
        ><input type="radio" name="unit" value="" ${offered.length === 0 ? html`checked` : ''} />
        <span class="key">0</span> 下面选的单位</label
      >
    </fieldset>
    ${pick({
      name: 'other',
      id: `${action}-other`,
      label: '其他单位',
      options: [{ value: '', text: '—' }, ...units.map(({ code, name }) => ({ value: code, text: name }))],
    })}`;

const chosen = ({ template }: ActionFacts, action: Action): string =>
  REPLY_TEMPLATES.find((one) => one.action === action && one.id === template)?.text ?? '';

/** A link each: with a script the words go into the field, without one the page comes back with them there. */
function templatesFor({ sheet }: ActionFacts, action: Action): Html | string {
  const fitting = REPLY_TEMPLATES.filter((one) => one.action === action);
  if (fitting.length === 0) return '';
  return html`<p class="templates">
    <span class="soft">模板 <span lang="en">Templates</span></span>
    ${fitting.map(
      ({ id, name, text }) =>
        html`<a
          class="button"
          href="${BASE}/${sheet.row.number}?template=${id}#do-${action}"
          data-text="${text}"
          data-into="f-${action}-text"
          >${name}</a
        >`,
    )}
  </p>`;
}

/** 回复, 补充材料: under what was said. */
export function talkForms(facts: ActionFacts): Html {
  return html`${TALK.map((action) => {
    const choice = facts.sheet.choices.find((one) => one.action === action);
    if (!choice) return '';
    const { label, verdict } = choice;
    if (!verdict.ok)
      return html`<p class="denied">
        <button disabled aria-describedby="why-${action}">${label}</button>
        <span class="why" id="why-${action}">${verdict.why}</span>
      </p>`;
    const title = action === 'reply' ? '回复反映人' : '请反映人补充';
    return deed(facts, action, title, label, fieldsOf(facts, action)!);
  })}`;
}
