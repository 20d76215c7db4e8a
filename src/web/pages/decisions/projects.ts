/** 重点工程、重大项目: how far each is, what is public of each stage, and the next stage entered. */
import type { Router } from '@koa/router';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Obligation } from '../../../disclosure/obligations.ts';
import { dayOf, type Day } from '../../../kit/day.ts';
import { itemsOf, kindOf, type MatterItem } from '../../../participation/openness.ts';
import { nextStage, PROJECT_STAGES, STAGE_RULES } from '../../../participation/project-rules.ts';
import { lineOf, projectFacts, type LineStage, type Project } from '../../../participation/projects.ts';
import { checkFields } from '../../console/form.ts';
import { mayVisitor, visitOf, type Visit } from '../../console/visit.ts';
import { showPage, type Html } from '../layout.ts';
import { afterOf, area, badge, both, cutPage, field, pager, pick, table, tick } from '../parts.ts';
import { money } from './decision-drawing.ts';
import { owedFor, owedTable } from './owed.ts';
import { opennessTable } from './openness-table.ts';
import {
  amountSchema,
  BASE,
  dayOrDash,
  daySchema,
  idOf,
  itemBadge,
  itemLink,
  loadNames,
  mustSee,
  optional,
  PAGE_SIZE,
  scopeOf,
  tabs,
  textSchema,
  type DecisionPageDeps,
  type Names,
} from './seen.ts';

const HERE = `${BASE}/projects`;
const summarySchema = textSchema(8, 200);

const beginSchema = z.object({
  name: textSchema(4, 80),
  unit: optional(z.string().max(64)),
  amount: amountSchema.transform(Number),
  on: daySchema,
  summary: summarySchema,
});
const advanceSchema = z.object({
  stage: z.enum(PROJECT_STAGES),
  on: daySchema,
  summary: summarySchema,
  skip: z
    .literal('1')
    .optional()
    .transform((value) => value === '1'),
});

export function addProjects(router: Router, { database, county, projects }: DecisionPageDeps): void {
  const { prisma } = database;
  const today = (): Day => dayOf(county.now());

  router.get('/projects', async (ctx) => {
    const after = afterOf(ctx);
    const found = await prisma.project.findMany({
      where: await scopeOf(ctx, database),
      orderBy: { id: 'desc' },
      ...(after ? { cursor: { id: after }, skip: 1 } : {}),
      take: PAGE_SIZE + 1,
    });
    const { rows, next } = cutPage(found, PAGE_SIZE);
    const items = await itemsOf(
      prisma,
      rows.map(({ matter }) => matter),
    );
    const names = await loadNames(prisma);
    const work = mayVisitor(ctx, 'decisions.work');
    await showPage(
      ctx,
      '项目',
      html`<h1>${both('重点工程、重大项目', 'Projects')}</h1>
        ${tabs('/projects')} ${listTable(rows, names, items)} ${pager(HERE, { next, after })}
        ${work.ok ? beginForm(visitOf(ctx), names, today()) : html`<p class="why">${work.why}</p>`}`,
    );
  });

  router.post('/projects', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const given = checkFields(fields, beginSchema);
    const { id } = await database.transaction((tx) => projects.begin(tx, staff, given));
    say('登记了。决策阶段要公开,已经列入待公开。Recorded.');
    ctx.redirect(`${HERE}/${id}`);
  });

  router.get('/projects/:id', async (ctx) => {
    const project = await prisma.project.findUnique({ where: { id: idOf(ctx) } });
    await mustSee(ctx, database, project);
    const items = (await itemsOf(prisma, [project!.matter])).get(project!.matter) ?? [];
    const names = await loadNames(prisma);
    const work = mayVisitor(ctx, 'decisions.work');
    await showPage(
      ctx,
      project!.name,
      projectBody({
        project: project!,
        items,
        owed: await owedFor(prisma, `project:${project!.id}`),
        names,
        visit: visitOf(ctx),
        work,
        today: today(),
      }),
    );
  });

  router.post('/projects/:id/advance', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const given = checkFields(fields, advanceSchema);
    await database.transaction((tx) => projects.advance(tx, staff, idOf(ctx), given));
    say(given.skip ? '登记了。Recorded.' : '登记了,这一阶段要公开,已经列入待公开。Recorded.');
    ctx.redirect(`${HERE}/${idOf(ctx)}`);
  });
}

const listTable = (
  rows: readonly Project[],
  names: Names,
  items: ReadonlyMap<string, readonly MatterItem[]>,
): Html =>
  table(
    '项目 Projects',
    [
      { head: '项目 Project', cell: ({ id, name }: Project) => html`<a href="${HERE}/${id}">${name}</a>` },
      { head: '单位 Unit', cell: ({ unitCode }) => names.unit(unitCode) },
      { head: '投资 Sum', number: true, cell: ({ amount }) => money(amount) },
      { head: '到了哪个阶段 Stage', cell: ({ stage }) => stage || '—' },
      {
        head: '各阶段公开 Public',
        cell: (project) => {
          const line = lineOf(PROJECT_STAGES, project, items.get(project.matter) ?? []);
          const reached = line.filter(({ reached: one }) => one && !one.skipped);
          const open = reached.filter(({ item }) => item?.public).length;
          return badge(
            open === reached.length ? 'good' : 'warn',
            `${reached.length} 个阶段公开了 ${open} 个`,
          );
        },
      },
    ],
    rows,
  );

const beginForm = ({ csrf, staff }: Visit, names: Names, today: Day): Html =>
  html`<h2>${both('登记一个项目', 'A new project')}</h2>
    <form method="post" action="${HERE}">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${field({ name: 'name', label: '项目名称' })}
      ${pick({ name: 'unit', label: '负责单位', value: staff.unitCode, options: names.units })}
      ${field({ name: 'amount', label: '总投资(元)', digits: true })}
      ${field({ name: 'on', label: '决策日期', type: 'date', value: today })}
      ${area({ name: 'summary', label: `群众会看到:${STAGE_RULES.决策.tells}(最多 200 个字)`, rows: 3 })}
      <p>
        <button class="primary">登记 <span lang="en">Record</span></button>
      </p>
    </form>`;

function projectBody(facts: {
  project: Project;
  items: readonly MatterItem[];
  owed: readonly Obligation[];
  names: Names;
  visit: Visit;
  work: ReturnType<typeof mayVisitor>;
  today: Day;
}): Html {
  const { project, items, names, visit, work, today } = facts;
  const next = nextStage(projectFacts(project));
  const others = items.filter(({ stage }) => !PROJECT_STAGES.some((one) => one === stage));
  return html`<h1>${project.name}</h1>
    <p>
      ${badge('plain', project.stage || '—')} ${names.unit(project.unitCode)}
      ${project.amount ? money(project.amount) : ''}
    </p>
    <p>
      <a class="button" href="${HERE}">返回列表 <span lang="en">Back</span></a>
    </p>
    <h2>${both('阶段', 'Stage line')}</h2>
    ${table(
      '事前、事中、事后 Before, during, after',
      [
        { head: '阶段 Stage', cell: ({ stage }: LineStage) => `${stage}(${kindOf(stage).phase})` },
        { head: '日期 Day', cell: ({ reached }) => dayOrDash(reached?.on) },
        {
          head: '公开 Publication',
          cell: ({ reached, item }) =>
            reached?.skipped
              ? html`${badge('plain', '不适用 left out')} ${reached.note}`
              : html`${itemLink(item)} ${itemBadge(item, today)}`,
        },
        { head: '登记 By', cell: ({ reached }) => (reached ? names.person(reached.by) : '—') },
      ],
      lineOf(PROJECT_STAGES, project, items),
    )}
    ${
      next === undefined
        ? ''
        : work.ok
          ? html`<h2>${both(`到了「${next}」`, 'Next stage')}</h2>
              <form method="post" action="${HERE}/${project.id}/advance">
                <input type="hidden" name="_csrf" value="${visit.csrf}" />
                <input type="hidden" name="stage" value="${next}" />
                ${field({ name: 'on', label: '日期', type: 'date', value: today })}
                ${area({
                  name: 'summary',
                  label: `群众会看到:${STAGE_RULES[next].tells}(最多 200 个字)`,
                  rows: 3,
                })}
                ${next === '招标' ? tick({ name: 'skip', label: '依法不招标:上面写原因和依据' }) : ''}
                <p>
                  <button class="primary">登记 <span lang="en">Record</span></button>
                </p>
              </form>`
          : html`<p class="why">${work.why}</p>`
    }
    <h2>${both('五公开', 'What is public')}</h2>
    ${opennessTable(items)} ${owedTable(facts.owed, today)}
    ${
      others.length > 0
        ? table(
            '其他公开信息 Other items',
            [
              { head: '内容 Item', cell: (item: MatterItem) => itemLink(item) },
              { head: '状态 State', cell: (item) => itemBadge(item, today) },
            ],
            others,
          )
        : ''
    }`;
}
