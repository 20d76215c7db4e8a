import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Context } from 'koa';
import { GROUPS, isAt, placesFor, type Place } from '../console/navigation.ts';
import { noticesOf, type Notice } from '../console/notices.ts';
import type { Visit } from '../console/visit.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageFrame {
  /** Plain text. */
  title: string;
  body: Html;
  /** Who sees it; without it the page stands before sign-in. */
  visit?: Visit | undefined;
  /** Path of the page, to mark it in the navigation. */
  path?: string;
  /** Stand above what the page says. */
  notices?: readonly Notice[];
  look?: PageLook | undefined;
}

/** What a page needs beyond the house's own: names of files under /assets, without their ending. */
export interface PageLook {
  /** Lines of many columns. */
  wide?: boolean;
  style?: string;
  script?: string;
}

/** The frame of every staff page. */
export const layout = ({ title, body, visit, path, notices = [], look = {} }: PageFrame): Html =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · 阳光</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/house.css" />
        ${look.style ? html`<link rel="stylesheet" href="/assets/${look.style}.css" />` : ''}
        <script src="/assets/htmx.js" defer></script>
        ${look.script ? html`<script src="/assets/${look.script}.js" defer></script>` : ''}
      </head>
      <body>
        <a class="skip" href="#main">跳到正文 Skip to content</a>
        <header class="bar">
          <p class="brand"><strong>阳光</strong> <span lang="en">Yangguang</span></p>
          ${visit ? whoIsIn(visit) : html`<p class="soft">政务公开 <span lang="en">Open government</span></p>`}
        </header>
        ${visit ? navigation(visit, path ?? '') : ''}
        <main id="main" class="${look.wide ? 'wide' : ''}">
          ${notices.map(noticeLine)}
          ${visit?.flash ? html`<p class="note good" role="status">${visit.flash}</p>` : ''} ${body}
        </main>
      </body>
    </html>`;

const noticeLine = ({ text, en, href }: Notice): Html =>
  html`<p class="note warn">
    ${text} <span lang="en">${en}</span>
    ${href ? html`<a class="button" href="${href}">去导入 <span lang="en">Import</span></a>` : ''}
  </p>`;

const whoIsIn = ({ staff, csrf }: Visit): Html =>
  html`<form class="who" method="post" action="/console/sign-out">
    <input type="hidden" name="_csrf" value="${csrf}" />
    <span>${staff.name}${staff.title ? ` · ${staff.title}` : ''}</span>
    <button class="plain">退出 <span lang="en">Sign out</span></button>
  </form>`;

/** The groups; under them, the places of the one the page is in. */
const navigation = ({ staff }: Visit, path: string): Html => {
  const groups = [...placesFor(staff)];
  const here = groups.find(([, places]) => places.some(({ href }) => isAt(path, href)));
  return html`<nav class="places" aria-label="监督台 Console">
    <ul>
      ${groups.map(([group, places]) => placeLink({ ...places[0]!, ...GROUPS[group] }, group === here?.[0]))}
    </ul>
    ${
      here && here[1].length > 1
        ? html`<ul class="within">
            ${here[1].map((place) => placeLink(place, place === nearest(here[1], path)))}
          </ul>`
        : ''
    }
  </nav>`;
};

/** A place may lie under another: the nearer one is where the page is. */
const nearest = (places: readonly Place[], path: string): Place | undefined =>
  places.filter(({ href }) => isAt(path, href)).sort((a, b) => b.href.length - a.href.length)[0];

const placeLink = ({ href, zh, en }: Pick<Place, 'href' | 'zh' | 'en'>, current: boolean): Html =>
  html`<li>
    <a href="${href}" ${current ? html`aria-current="page"` : ''}>${zh} <span lang="en">${en}</span></a>
  </li>`;

/** Answers with a whole page for the visitor of the request. */
export async function showPage(ctx: Context, title: string, body: Html, look?: PageLook): Promise<void> {
  const visit = ctx.state.visit as Visit | undefined;
  await showPart(ctx, layout({ title, body, visit, path: ctx.path, notices: noticesOf(ctx), look }));
}

/** Answers with a piece of a page, for htmx. */
export async function showPart(ctx: Context, part: Html): Promise<void> {
  ctx.type = 'html';
  ctx.body = String(await part);
}
