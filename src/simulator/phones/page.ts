/** The phones page: three phones, the clock, and room for 为什么这样回答. */
import { html } from 'hono/html';
import { dayOf, formatDay, timeOf, weekdayOf } from '../../kit/day.ts';
import type { World } from '../world.ts';
import type { Html } from './html.ts';
import type { Chosen, Phone } from './people.ts';
import { phoneSection } from './phone.ts';

/**
 * htmx is not deferred: it then begins when the document is whole, and its extension, which is, has come by then. Both deferred,
 * it began before a slow extension, and the page was not live.
 */
export const frame = (title: string, body: Html): Html =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · 阳光</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/phones.css" />
        <script src="/assets/htmx.js"></script>
        <script src="/assets/htmx-sse.js" defer></script>
        <script src="/assets/phones.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">跳到正文 Skip to content</a>
        ${body}
      </body>
    </html>`;

export const phonesPage = (phones: readonly Phone[], world: World, chosen: Chosen): Html =>
  frame(
    '三部手机',
    html`<header class="bar">
        <h1>阳光 · 三部手机</h1>
        <p class="ribbon">模拟,不会真的发出 <span lang="en">Simulated: nothing leaves this machine</span></p>
        <div id="clock" class="clock">${clockLine(world)}</div>
        <form
          class="clock-buttons"
          method="post"
          action="/simulator/clock"
          hx-post="/simulator/clock"
          hx-target="#notice"
          hx-swap="innerHTML"
          hx-disable="find button"
          aria-label="把时间往前拨"
        >
          <button name="advance" value="PT3H">+3 小时</button>
          <button name="advance" value="P1D">+1 天</button>
          <button name="advance" value="P20WD">+20 个工作日</button>
        </form>
        <p id="notice" role="status"></p>
      </header>
      <main id="main">
        <div
          class="phones"
          hx-sse:connect="/simulator/live?${new URLSearchParams(chosen as Record<string, string>).toString()}"
          hx-swap="none"
        >
          ${phones.map((phone) => phoneSection(phone, world))}
        </div>
        <aside id="why" class="why" tabindex="-1" aria-label="为什么这样回答">
          <p>点任何一条消息下面的「为什么这样回答」,这里会写出用到的记录和发出的原文。</p>
        </aside>
      </main>`,
  );

const WEEKDAYS = '一二三四五六日';

export const clockLine = ({ clock }: World): Html => {
  const now = clock.now();
  const day = dayOf(now);
  return html`<time datetime="${now.toISOString()}"
    >${formatDay(day)} 星期${WEEKDAYS[weekdayOf(day) - 1]} ${timeOf(now)}</time
  >`;
};

/** The panel as a page of its own, for whoever has no JavaScript. */
export const whyPage = (panel: Html): Html =>
  frame(
    '为什么这样回答',
    html`<main id="main">
      <div class="why">${panel}</div>
      <p><a href="/simulator">回到手机</a></p>
    </main>`,
  );
