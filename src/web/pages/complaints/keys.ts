/** 键盘: the same keys in the list and in one matter. */
import { html } from 'hono/html';
import { both } from '../parts.ts';

const KEYS: readonly [string, string, string][] = [
  ['j · k', '下一件 · 上一件', 'next · previous'],
  ['Enter', '打开', 'open'],
  ['x', '选中,到下一件', 'choose'],
  ['a', '办理:选中的,或这一件', 'act, assign'],
  ['r', '回复反映人', 'reply'],
  ['/', '查找', 'search'],
  ['z', '撤销刚办的(一分钟内)', 'undo'],
  ['.', '显示新的进展', 'show what is new'],
  ['u · Esc', '返回', 'back'],
  ['?', '这张表', 'this list'],
];

export const keysDialog = html`<dialog id="keys" aria-labelledby="keys-head">
  <h2 id="keys-head">${both('键盘', 'Keys')}</h2>
  <dl class="keys">
    ${KEYS.map(
      ([key, zh, en]) =>
        html`<div>
          <dt><kbd>${key}</kbd></dt>
          <dd>${both(zh, en)}</dd>
        </div>`,
    )}
  </dl>
  <p>
    <button type="button" data-close autofocus>知道了 <span lang="en">Close</span></button>
  </p>
</dialog>`;
