/** 为什么这样回答: the records, the intent, the message as sent and its bytes. */
import { html } from 'hono/html';
import type { Explanation } from '../stage.ts';
import type { ShownMessage } from '../world.ts';
import type { Html } from './html.ts';

const LIMITS: Readonly<Record<string, number>> = { text: 2_048, menu: 1_024, note: 512 };
const TYPES: Readonly<Record<string, string>> = {
  procedure: '办事事项',
  disclosure: '公开信息',
  law: '法规',
  unit: '单位',
};

export const whyPanel = (
  message: ShownMessage,
  why: Explanation | undefined,
  left: number | undefined,
): Html =>
  html`<h2>为什么这样回答</h2>
    <dl>
      ${why?.intents.length ? row('听懂的意思', `${why.intents.join('、')}(${why.outcome})`) : ''}
      ${why?.how ? row('用的规则', why.how) : ''} ${(why?.details ?? []).map((detail) => row('细节', detail))}
      ${row('大小', sizeOf(message))}
      ${left === undefined ? '' : row('还能发', `${left} 条(群众再说话后重新计数)`)}
      ${row('平台编号', message.providerId)}
    </dl>
    <h3>用到的记录</h3>
    ${
      why?.records.length
        ? html`<ul>
            ${why.records.map(({ type, id, title }) => html`<li>${TYPES[type] ?? type} <code>${id}</code> ${title}</li>`)}
          </ul>`
        : html`<p>没有用到记录。</p>`
    }
    <h3>发给平台的原文</h3>
    <pre tabindex="0" aria-label="发给平台的原文">${JSON.stringify(message.raw, null, 2)}</pre>`;

const row = (name: string, value: string): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

function sizeOf({ kind, bytes, cut }: ShownMessage): string {
  const limit = LIMITS[kind];
  return `${bytes} 字节${limit ? `,平台最多 ${limit}` : ''}${cut ? ',被截断' : ''}`;
}
