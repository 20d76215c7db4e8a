/** Pieces that pages are put together from. Colour never says anything alone: there is always a word. */
import { html } from 'hono/html';
import type { Context } from 'koa';
import type { Verdict } from '../../people/may.ts';
import type { Html } from './layout.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

export const badge = (tone: Tone, text: string): Html => html`<span class="badge ${tone}">${text}</span>`;

/** Chinese first, English beside it. */
export const both = (zh: string, en: string): Html => html`${zh} <span lang="en">${en}</span>`;

export interface Column<Row> {
  head: string;
  cell(row: Row): Html | string;
  /** Numbers stand to the right. */
  number?: boolean;
}

/** On a narrow screen each row becomes a small list, with the heads as labels. `empty` stands there instead of no rows. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  empty = '没有。None.',
): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const line = (row: Row): Html =>
    html`<tr>
      ${columns.map((column) => cellOf(column, row))}
    </tr>`;
  return html`<table class="stack">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(({ head, number }) => html`<th scope="col" class="${number ? 'num' : ''}">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(line)}
    </tbody>
  </table>`;
}

const cellOf = <Row>({ head, number, cell }: Column<Row>, row: Row): Html =>
  html`<td data-label="${head}" class="${number ? 'num' : ''}">${cell(row)}</td>`;

export interface Field {
  name: string;
  /** Where the name stands in several forms of a page. */
  id?: string;
  label: string;
  type?: 'text' | 'password' | 'search' | 'date' | 'url';
  value?: string;
  hint?: string;
  autocomplete?: string;
  /** Digits only: phones show their number pad. */
  digits?: boolean;
  required?: boolean;
}

export const field = (one: Field): Html =>
  html`<p class="field">
    <label for="f-${one.id ?? one.name}">${one.label}</label>
    ${one.hint ? html`<span class="hint" id="h-${one.id ?? one.name}">${one.hint}</span>` : ''}
    <input
      id="f-${one.id ?? one.name}"
      name="${one.name}"
      type="${one.type ?? 'text'}"
      value="${one.value ?? ''}"
      autocomplete="${one.autocomplete ?? 'off'}"
      ${one.hint ? html`aria-describedby="h-${one.id ?? one.name}"` : ''}
      ${one.digits ? html`inputmode="numeric"` : ''}
      ${one.required === false ? '' : html`required`}
    />
  </p>`;

/** Several lines of text. */
export const area = (one: Field & { rows?: number }): Html =>
  html`<p class="field">
    <label for="f-${one.id ?? one.name}">${one.label}</label>
    ${one.hint ? html`<span class="hint" id="h-${one.id ?? one.name}">${one.hint}</span>` : ''}
    <textarea
      id="f-${one.id ?? one.name}"
      name="${one.name}"
      rows="${one.rows ?? 4}"
      ${one.hint ? html`aria-describedby="h-${one.id ?? one.name}"` : ''}
      ${one.required === false ? '' : html`required`}
    >
${one.value ?? ''}</textarea>
  </p>`;

/** One of a list. */
export const pick = (
  one: Pick<Field, 'name' | 'id' | 'label' | 'value' | 'hint'> & {
    options: readonly { value: string; text: string }[];
  },
): Html =>
  html`<p class="field">
    <label for="f-${one.id ?? one.name}">${one.label}</label>
    ${one.hint ? html`<span class="hint" id="h-${one.id ?? one.name}">${one.hint}</span>` : ''}
    <select
      id="f-${one.id ?? one.name}"
      name="${one.name}"
      ${one.hint ? html`aria-describedby="h-${one.id ?? one.name}"` : ''}
    >
      ${one.options.map(
        ({ value, text }) =>
          html`<option value="${value}" ${value === one.value ? html`selected` : ''}>${text}</option>`,
      )}
    </select>
  </p>`;

/** Yes or no. */
export const tick = (one: Pick<Field, 'name' | 'label'> & { checked?: boolean }): Html =>
  html`<p class="tick">
    <label
      ><input type="checkbox" name="${one.name}" value="1" ${one.checked ? html`checked` : ''} />
      ${one.label}</label
    >
  </p>`;

export interface PostButton {
  action: string;
  label: string;
  csrf: string;
  /** Whether the visitor may; a denied button stands there disabled, with the reason beside it. 为什么不能 */
  verdict?: Verdict;
  fields?: Readonly<Record<string, string>>;
  tone?: 'primary' | 'plain' | 'danger';
}

/** A form of one button; works without JavaScript. */
export function postButton({ action, label, csrf, verdict, fields, tone = 'plain' }: PostButton): Html {
  if (verdict && !verdict.ok)
    return html`<span class="denied"
      ><button class="${tone}" disabled>${label}</button> <span class="why">${verdict.why}</span></span
    >`;
  return html`<form class="inline" method="post" action="${action}">
    <input type="hidden" name="_csrf" value="${csrf}" />
    ${Object.entries(fields ?? {}).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <button class="${tone}">${label}</button>
  </form>`;
}

/** Links that choose one of several views, e.g. a filter kept in the address. */
export const choices = (
  label: string,
  options: readonly { href: string; text: string; chosen: boolean }[],
): Html =>
  html`<nav class="choices" aria-label="${label}">
    ${options.map(
      ({ href, text, chosen }) =>
        html`<a href="${href}" ${chosen ? html`aria-current="true"` : ''}>${text}</a>`,
    )}
  </nav>`;

/** A page of rows asked for with one more than fits; `next` is where the following page begins. */
export function cutPage<Row extends { id: string }>(
  rows: readonly Row[],
  size: number,
): { rows: Row[]; next: string | undefined } {
  const shown = rows.slice(0, size);
  return { rows: shown, next: rows.length > size ? shown.at(-1)!.id : undefined };
}

/** Where the asked page begins; '' for the first. */
export const afterOf = ({ query }: Pick<Context, 'query'>): string =>
  typeof query.after === 'string' ? query.after : '';

/** 下一页; and back to the first, when this is not it. `base` has its other parameters already. */
export function pager(base: string, { next, after }: { next: string | undefined; after: string }): Html {
  if (!next && !after) return html``;
  const join = base.includes('?') ? '&' : '?';
  return html`<nav class="choices" aria-label="翻页 Pages">
    ${after ? html`<a href="${base}">回到第一页 <span lang="en">First</span></a>` : ''}
    ${next ? html`<a href="${base}${join}after=${encodeURIComponent(next)}">下一页 <span lang="en">Next</span></a>` : ''}
  </nav>`;
}
