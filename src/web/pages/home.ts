/** 首页: what waits for the person, most pressing first. */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import type { Official } from '../../people/officials.ts';
import { ROLE_NAMES } from '../../people/may.ts';
import type { Role } from '../../people/organisation.ts';
import { visitOf } from '../console/visit.ts';
import { showPage, type Html } from './layout.ts';
import { badge, both, type Tone } from './parts.ts';

export interface Waiting {
  zh: string;
  en: string;
  count: number;
  tone: Tone;
  /** The word beside the colour. */
  word: string;
  href?: string;
}

export interface HomeDeps {
  /** Each room says what waits for the person; nothing when there is nothing. */
  waiting: readonly ((staff: Official) => Promise<Waiting[]>)[];
}

export function createHomePage({ waiting }: HomeDeps): Router {
  const router = new Router();
  router.get('/console', async (ctx) => {
    const { staff } = visitOf(ctx);
    const found = (await Promise.all(waiting.map((ask) => ask(staff)))).flat();
    await showPage(ctx, '首页', homeBody(staff, found));
  });
  return router;
}

const homeBody = (staff: Official, found: readonly Waiting[]): Html =>
  html`<h1>${both('等您办的', 'Waiting for you')}</h1>
    <p>${staff.name},您的角色:${staff.roles.map((role) => ROLE_NAMES[role as Role] ?? role).join('、')}。</p>
    ${
      found.length === 0
        ? html`<p class="empty">现在没有要办的。Nothing is waiting.</p>`
        : html`<ul class="cards">
            ${found.map(
              (one) =>
                html`<li>
                  ${one.href ? html`<a href="${one.href}">${lineOf(one)}</a>` : html`<div>${lineOf(one)}</div>`}
                </li>`,
            )}
          </ul>`
    }`;

const lineOf = ({ zh, en, count, tone, word }: Waiting): Html =>
  html`<strong class="count">${count}</strong>
    <span>${zh} <span lang="en">${en}</span></span> ${badge(tone, word)}`;
