/** One message as the platform shows it: bubble, menu or card. */
import { html } from 'hono/html';
import { formatInstant } from '../../kit/day.ts';
import type { DroppedMessage, SaidMessage, ShownMessage } from '../world.ts';
import type { Html } from './html.ts';

/** What the owner of the phone said. */
export const saidItem = ({ id, at, text }: SaidMessage): Html =>
  html`<li class="mine" id="said-${id}">
    <time datetime="${at}">${formatInstant(new Date(at))}</time>
    <p class="bubble">${text}</p>
  </li>`;

/** What they should have had, and why they did not. */
export const droppedItem = ({ id, at, text, reason }: DroppedMessage): Html =>
  html`<li class="theirs dropped" id="dropped-${id}">
    <time datetime="${at}">${formatInstant(new Date(at))}</time>
    <div class="bubble">
      <p class="cut">没有送到:${reason}</p>
      <p>${text}</p>
    </div>
  </li>`;

/** What the product sent them. */
export const shownItem = (message: ShownMessage): Html =>
  html`<li class="theirs" id="shown-${message.id}">
    <time datetime="${message.at}">${formatInstant(new Date(message.at))}</time>
    ${message.kind === 'card' ? cardOf(message) : message.kind === 'menu' ? menuOf(message) : noteOf(message)}
    <a
      class="why-link"
      href="/simulator/why?id=${message.id}"
      hx-get="/simulator/why?id=${message.id}"
      hx-target="#why"
      hx-swap="innerHTML"
      >为什么这样回答</a
    >
  </li>`;

const noteOf = ({ title, text, cut, bytes }: ShownMessage): Html =>
  html`<div class="bubble">
    ${title ? html`<strong>${title}</strong>` : ''}
    <p>${text}</p>
    ${cut ? html`<p class="cut">平台在这里截断了:原文 ${bytes} 字节</p>` : ''}
  </div>`;

const menuOf = ({ to, channel, title, text, options = [] }: ShownMessage): Html =>
  html`<form
    class="bubble menu"
    method="post"
    action="/simulator/menu"
    hx-post="/simulator/menu"
    hx-target="#notice"
    hx-swap="innerHTML"
  >
    <p>${title}</p>
    <input type="hidden" name="from" value="${to}" />
    <input type="hidden" name="channel" value="${channel}" />
    ${options.map(({ id, label }) => html`<button name="id" value="${id}">${label}</button>`)}
    <p class="tail">${tailOf(text)}</p>
  </form>`;

/** What stands below the choices. */
const tailOf = (text: string): string => {
  const last = text.split('\n').at(-1) ?? '';
  return /^回复|^任何时候/.test(last) ? last : '';
};

const cardOf = (card: ShownMessage): Html =>
  html`<form
    class="card"
    method="post"
    action="/simulator/click"
    hx-post="/simulator/click"
    hx-target="#notice"
    hx-swap="innerHTML"
  >
    ${card.source ? html`<p class="source">${card.source}</p>` : ''}
    <strong>${card.title}</strong>
    <p>${bodyOf(card)}</p>
    ${card.cut ? html`<p class="cut">平台截断了卡片上太长的字</p>` : ''}
    <dl>
      ${(card.fields ?? []).map(
        ({ name, value }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    <input type="hidden" name="from" value="${card.to}" />
    <input type="hidden" name="taskId" value="${card.taskId ?? ''}" />
    ${card.options && !card.settled ? choiceOf(card) : ''}
    <div class="buttons">
      ${
        card.settled
          ? html`<p class="settled">${card.settled}</p>`
          : (card.buttons ?? []).map(
              ({ key, label }) => html`<button name="key" value="${key}">${label}</button>`,
            )
      }
    </div>
  </form>`;

const choiceOf = ({ id, options = [], question }: ShownMessage): Html =>
  html`<label for="choice-${id}">选一项</label>
    <input type="hidden" name="question" value="${question ?? ''}" />
    <select id="choice-${id}" name="option">
      ${options.map((option) => html`<option value="${option.id}">${option.label}</option>`)}
    </select>`;

/** The text without title and fields, which stand apart. */
function bodyOf({ text, title, fields = [] }: ShownMessage): string {
  const apart = new Set([title, ...fields.map(({ name, value }) => `${name}:${value}`)]);
  return text
    .split('\n')
    .filter((line) => !apart.has(line))
    .join('\n');
}
