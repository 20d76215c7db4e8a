import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The frame of every staff page. `title` is plain text. */
export const layout = (title: string, body: Html): Html =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · 阳光</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/house.css" />
      </head>
      <body>
        <a class="skip" href="#main">跳到正文 Skip to content</a>
        <header class="bar"><strong>阳光 Yangguang</strong><span>政务公开 · Open government</span></header>
        <main id="main">${body}</main>
      </body>
    </html>`;
