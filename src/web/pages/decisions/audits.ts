/** 定期审计: planned, finished, published or overdue. */
import type { Router } from '@koa/router';
import { html } from 'hono/html';
import { z } from 'zod';
import { dayOf, type Day } from '../../../kit/day.ts';
import type { Audit } from '../../../participation/audits.ts';
import { checkFields } from '../../console/form.ts';
import { mayVisitor, visitOf, type Visit } from '../../console/visit.ts';
import { showPage, type Html } from '../layout.ts';
import { afterOf, area, badge, both, cutPage, field, pager, pick, table } from '../parts.ts';
import {
  BASE,
  dayOrDash,
  daySchema,
  idOf,
  loadNames,
  PAGE_SIZE,
  scopeOf,
  tabs,
  textSchema,
  type DecisionPageDeps,
  type Names,
} from './seen.ts';

const HERE = `${BASE}/audits`;

const planSchema = z.object({
  period: textSchema(4, 30),
  subject: textSchema(2, 60),
  unit: z.string().min(1).max(64),
  auditorUnit: z.string().min(1).max(64),
  plannedFor: daySchema,
});
const finishSchema = z.object({ on: daySchema, result: textSchema(10, 200) });

type Row = Audit & { published: Day | null; due: Day | null; waiting: boolean };

export function addAudits(router: Router, { database, county, audits }: DecisionPageDeps): void {
  const { prisma } = database;
  const today = (): Day => dayOf(county.now());

  router.get('/audits', async (ctx) => {
    const after = afterOf(ctx);
    const { unitCode } = await scopeOf(ctx, database);
    const found = await prisma.audit.findMany({
      where: unitCode ? { OR: [{ unitCode }, { auditorUnit: unitCode }] } : {},
      orderBy: { id: 'desc' },
      ...(after ? { cursor: { id: after }, skip: 1 } : {}),
      take: PAGE_SIZE + 1,
    });
    const { rows, next } = cutPage(await withState(found), PAGE_SIZE);
    const names = await loadNames(prisma);
    const work = mayVisitor(ctx, 'decisions.work');
    const visit = visitOf(ctx);
    await showPage(
      ctx,
      '定期审计',
      html`<h1>${both('定期审计', 'Audits')}</h1>
        ${tabs('/audits')} ${listTable(rows, names, today())} ${pager(HERE, { next, after })}
        ${work.ok ? finishForms(rows, visit, today()) : ''}
        ${work.ok ? planForm(visit, names, today()) : html`<p class="why">${work.why}</p>`}`,
    );
  });

  router.post('/audits', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const given = checkFields(fields, planSchema);
    const due = await database.transaction((tx) => audits.plan(tx, staff, given));
    say(`登记了。结果最迟 ${due} 公开。Planned.`);
    ctx.redirect(HERE);
  });

  router.post('/audits/:id/finish', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const given = checkFields(fields, finishSchema);
    const { code, due } = await database.transaction((tx) => audits.finish(tx, staff, idOf(ctx), given));
    say(`登记了。结果(${code})${due} 前公开。Final.`);
    ctx.redirect(HERE);
  });

  async function withState(rows: readonly Audit[]): Promise<Row[]> {
    const items = await prisma.disclosure.findMany({
      where: { code: { in: rows.flatMap(({ disclosureCode }) => disclosureCode ?? []) } },
      select: { code: true, published: true, due: true },
    });
    const owed = await prisma.obligation.findMany({
      where: { id: { in: rows.flatMap(({ obligationId }) => obligationId ?? []) } },
      select: { id: true, due: true, status: true },
    });
    return rows.map((row) => {
      const item = items.find(({ code }) => code === row.disclosureCode);
      const obligation = owed.find(({ id }) => id === row.obligationId);
      return {
        ...row,
        published: item?.published ?? null,
        due: obligation?.due ?? item?.due ?? null,
        waiting: row.resultOn === null,
      };
    });
  }
}

function stateBadge({ published, due, waiting }: Row, today: Day): Html {
  if (published) return badge('good', `结果已公开 ${published}`);
  const late = due !== null && due < today;
  if (late) return badge('bad', `超期,结果应 ${due} 前公开`);
  return badge(waiting ? 'plain' : 'warn', `${waiting ? '审计中' : '结果待公开'}${due ? ` ${due} 前` : ''}`);
}

const listTable = (rows: readonly Row[], names: Names, today: Day): Html =>
  table(
    '审计 Audits',
    [
      { head: '内容 Subject', cell: ({ subject }: Row) => subject },
      { head: '期间 Period', cell: ({ period }) => period },
      { head: '被审计单位 Of', cell: ({ unitCode }) => names.unit(unitCode) },
      { head: '审计单位 By', cell: ({ auditorUnit }) => names.unit(auditorUnit) },
      { head: '定稿 Final', cell: ({ resultOn }) => dayOrDash(resultOn) },
      {
        head: '结果公开 Result',
        cell: (row) =>
          html`${stateBadge(row, today)}
          ${row.disclosureCode ? html`<a href="/console/publish/${row.disclosureCode}">${row.disclosureCode}</a>` : ''}`,
      },
    ],
    rows,
  );

const finishForms = (rows: readonly Row[], { csrf, staff }: Visit, today: Day): Html =>
  html`${rows
    .filter(
      ({ waiting, auditorUnit }) =>
        waiting && (auditorUnit === staff.unitCode || staff.roles.includes('gov_office')),
    )
    .map(
      ({ id, subject, period }) =>
        html`<details>
          <summary>${both(`「${subject}」(${period})定稿了`, 'Final report')}</summary>
          <form method="post" action="${HERE}/${id}/finish">
            <input type="hidden" name="_csrf" value="${csrf}" />
            ${field({ name: 'on', id: `on-${id}`, label: '定稿日期', type: 'date', value: today })}
            ${area({ name: 'result', id: `result-${id}`, label: '审计结果,群众会看到(最多 200 个字)', rows: 3 })}
            <p>
              <button class="primary">登记 <span lang="en">Record</span></button>
            </p>
          </form>
        </details>`,
    )}`;

const planForm = ({ csrf, staff }: Visit, names: Names, today: Day): Html =>
  html`<h2>${both('登记一项审计', 'A new audit')}</h2>
    <form method="post" action="${HERE}">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${field({ name: 'subject', label: '审计什么', hint: '例如:低保资金' })}
      ${field({ name: 'period', label: '期间', hint: '例如:2026年度' })}
      ${pick({ name: 'unit', label: '被审计单位', options: names.units })}
      ${pick({ name: 'auditorUnit', label: '审计单位', value: staff.unitCode, options: names.units })}
      ${field({
        name: 'plannedFor',
        label: '计划哪天定稿',
        hint: '定稿后 20 个工作日内公开结果,到期照常提醒。',
        type: 'date',
        value: today,
      })}
      <p>
        <button class="primary">登记 <span lang="en">Record</span></button>
      </p>
    </form>`;
