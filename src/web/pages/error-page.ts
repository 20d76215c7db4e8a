import { html } from 'hono/html';
import type { Visit } from '../console/visit.ts';
import { layout, type Html } from './layout.ts';

export interface PageError {
  status: number;
  /** Short, to be read out on the phone: E403, or with the id that stands in the log. */
  code: string;
  zh: string;
  en: string;
}

/** What happened, what to do, whom to call. */
export const errorPage = ({ status, code, zh, en }: PageError, visit?: Visit): Html =>
  layout({
    title: zh,
    visit,
    body: html`<h1>${zh}</h1>
      <p lang="en">${en}</p>
      <p>可以返回上一页再试。还不行,请找本单位系统管理员,说出代码 <strong class="code">${code}</strong>。</p>
      ${
        status === 401
          ? html`<p>
              <a class="button" href="/console/sign-in">重新登录 <span lang="en">Sign in</span></a>
            </p>`
          : html`<p>
              <a class="button" href="/">回首页 <span lang="en">Home</span></a>
            </p>`
      }`,
  });
