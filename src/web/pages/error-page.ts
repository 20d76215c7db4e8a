import { html } from 'hono/html';
import { layout, type Html } from './layout.ts';

/** What happened, what to do, whom to call. */
export const errorPage = (status: number, zh: string, en: string): Html =>
  layout(
    zh,
    html`<h1>${zh}</h1>
      <p lang="en">${en}</p>
      <p>可以返回上一页再试。还不行,请打 12345,说出代码 ${status}。</p>
      <p><a href="/">回首页 Home</a></p>`,
  );
