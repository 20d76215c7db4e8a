/** 体检: the doctor's findings as a page, faults first. */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import type { Finding } from '../../kit/finding.ts';
import { requireAction } from '../console/visit.ts';
import { showPage, type Html } from './layout.ts';
import { badge, both, type Tone } from './parts.ts';

export interface DoctorDeps {
  /** Asks settings, database, platforms and model; takes seconds when one of them is away. */
  examine(): Promise<Finding[]>;
}

const LEVELS: readonly { level: Finding['level']; tone: Tone; word: string }[] = [
  { level: 'fault', tone: 'bad', word: '✖ 问题 fault' },
  { level: 'warning', tone: 'warn', word: '⚠ 提醒 warning' },
  { level: 'fine', tone: 'good', word: '✔ 正常 fine' },
];

export function createDoctorPage({ examine }: DoctorDeps): Router {
  const router = new Router();
  router.get('/console/doctor', async (ctx) => {
    requireAction(ctx, 'service.examine');
    await showPage(ctx, '体检', doctorBody(await examine()));
  });
  return router;
}

const doctorBody = (findings: readonly Finding[]): Html => {
  const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
  return html`<h1>${both('体检', 'Doctor')}</h1>
    <p role="status">
      ${count('fault')} 个问题,${count('warning')} 个提醒。
      <span lang="en">${count('fault')} faults, ${count('warning')} warnings.</span>
    </p>
    <ul class="findings">
      ${LEVELS.map(({ level, tone, word }) =>
        findings.filter((one) => one.level === level).map((one) => findingItem(one, tone, word)),
      )}
    </ul>
    <p>
      <a class="button" href="/console/doctor">再查一遍 <span lang="en">Again</span></a>
    </p>
    <p class="hint">在终端里也可以:<code>npm run doctor</code></p>`;
};

const findingItem = ({ what, why, remedy }: Finding, tone: Tone, word: string): Html =>
  html`<li>
    ${badge(tone, word)} <strong>${what}</strong>
    <p>${why}</p>
    ${remedy ? html`<p class="remedy">→ ${remedy}</p>` : ''}
  </li>`;
