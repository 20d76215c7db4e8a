/** 会议公开: meetings that are over, what they decided, who may know, and how each thing is carried out. */
import type { Router } from '@koa/router';
import { html } from 'hono/html';
import { z } from 'zod';
import { dayOf, type Day } from '../../../kit/day.ts';
import { InputError } from '../../../kit/errors.ts';
import { MEETING_TYPES, SCOPES, type HeldMeeting } from '../../../participation/meetings.ts';
import type { Obligation } from '../../../disclosure/obligations.ts';
import type { Verdict } from '../../../people/may.ts';
import { checkFields } from '../../console/form.ts';
import { mayVisitor, requireAction, visitOf, type Visit } from '../../console/visit.ts';
import { showPage, type Html } from '../layout.ts';
import { afterOf, area, badge, both, cutPage, field, pager, pick, postButton, table } from '../parts.ts';
import { owedBadge } from './owed.ts';
import {
  BASE,
  daySchema,
  idOf,
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

const HERE = `${BASE}/meetings`;
const MAX_MATTERS = 20;

const meetingSchema = z.object({
  type: z.enum(MEETING_TYPES),
  title: textSchema(4, 100),
  heldOn: daySchema,
  unit: optional(z.string().max(64)),
  scope: z.enum(SCOPES),
  audience: optional(textSchema(2, 100)),
  reason: optional(textSchema(1, 300)),
  matters: z.string().max(4_000).default(''),
});

/** 一行一件; 县水利局:… names who carries it out. */
export function readMatters(
  text: string,
  units: Names['units'],
): { title: string; unit?: string; due?: Day }[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length > MAX_MATTERS)
    throw new InputError('Too many matters.', { tell: `议定事项最多 ${MAX_MATTERS} 件,请分两次登记。` });
  return lines.map((line) => {
    const [, due] = /[((](\d{4}-\d{2}-\d{2})前?[))]$/.exec(line) ?? [];
    const said = line.replace(/[((]\d{4}-\d{2}-\d{2}前?[))]$/, '').trim();
    const [, head = '', rest = ''] = /^([^::]{2,20})[::]\s*(.+)$/.exec(said) ?? [];
    const unit = units.find(({ text: name }) => name === head || name.endsWith(head.replace(/^县/, '')));
    const title = unit && head ? rest : said;
    if (title.length < 4 || title.length > 120)
      throw new InputError('A matter is too short or too long.', { tell: `「${title}」写 4 到 120 个字。` });
    return { title, ...(unit && head ? { unit: unit.value } : {}), ...(due ? { due } : {}) };
  });
}

export function addMeetings(router: Router, { database, county, meetings }: DecisionPageDeps): void {
  const { prisma } = database;
  const today = (): Day => dayOf(county.now());

  router.get('/meetings', async (ctx) => {
    const after = afterOf(ctx);
    const found = await prisma.meeting.findMany({
      where: await scopeOf(ctx, database),
      include: { matters: true },
      orderBy: [{ heldOn: 'desc' }, { id: 'desc' }],
      ...(after ? { cursor: { id: after }, skip: 1 } : {}),
      take: PAGE_SIZE + 1,
    });
    const { rows, next } = cutPage(found, PAGE_SIZE);
    const names = await loadNames(prisma);
    const obligations = await obligationsOf(rows);
    const work = mayVisitor(ctx, 'decisions.work');
    await showPage(
      ctx,
      '会议公开',
      html`<h1>${both('会议公开', 'Meetings')}</h1>
        ${tabs('/meetings')} ${listTable(rows, names, obligations, today())} ${pager(HERE, { next, after })}
        ${work.ok ? newForm(visitOf(ctx), names, today()) : html`<p class="why">${work.why}</p>`}`,
    );
  });

  router.post('/meetings', async (ctx) => {
    const { staff, fields, say } = visitOf(ctx);
    const { matters, ...given } = checkFields(fields, meetingSchema);
    const { units } = await loadNames(prisma);
    const owed = await database.transaction((tx) =>
      meetings.record(tx, staff, { ...given, matters: readMatters(matters, units) }),
    );
    if (!owed) throw new InputError('Known.', { tell: '这次会议已经登记过了。' });
    say(`登记了。${owed[0]!.due.due} 前公开,${owed.length - 1} 件事项要公开落实情况。Recorded.`);
    ctx.redirect(HERE);
  });

  router.get('/meetings/:id', async (ctx) => {
    const meeting = await meetings.find(prisma, idOf(ctx));
    await mustSee(ctx, database, meeting);
    const [names, obligations] = [await loadNames(prisma), await obligationsOf([meeting])];
    const own = meeting.recordedBy === visitOf(ctx).staff.userid;
    const verdict = own
      ? { ok: false as const, why: '是您登记的,要由县政府办另一位同志批准。By another than who recorded it.' }
      : mayVisitor(ctx, 'items.restrict');
    await showPage(
      ctx,
      meeting.title,
      meetingBody({ meeting, names, obligations, visit: visitOf(ctx), verdict, today: today() }),
    );
  });

  for (const verb of ['approve', 'widen'] as const)
    router.post(`/meetings/:id/${verb}`, async (ctx) => {
      requireAction(ctx, 'items.restrict');
      const { staff, say } = visitOf(ctx);
      await database.transaction((tx) => meetings[verb](tx, staff, idOf(ctx)));
      say(verb === 'approve' ? '批准了。Approved.' : '改为向全社会公开。For everybody.');
      ctx.redirect(`${HERE}/${idOf(ctx)}`);
    });

  async function obligationsOf(list: readonly HeldMeeting[]): Promise<ReadonlyMap<string, Obligation>> {
    const ids = list.flatMap(({ obligationId, matters }) => [
      ...(obligationId ? [obligationId] : []),
      ...matters.flatMap((matter) => matter.obligationId ?? []),
    ]);
    const rows = await prisma.obligation.findMany({ where: { id: { in: ids } } });
    return new Map(rows.map((row) => [row.id, row]));
  }
}

const scopeBadge = ({ scope, approvedBy }: HeldMeeting): Html => {
  if (scope === '全社会') return badge('good', scope);
  return badge(approvedBy ? 'plain' : 'warn', approvedBy ? scope : `${scope},等县政府办批准`);
};

const listTable = (
  rows: readonly HeldMeeting[],
  names: Names,
  obligations: ReadonlyMap<string, Obligation>,
  today: Day,
): Html =>
  table(
    '最近的在前 Newest first',
    [
      {
        head: '会议 Meeting',
        cell: ({ id, title }: HeldMeeting) => html`<a href="${HERE}/${id}">${title}</a>`,
      },
      { head: '类别 Kind', cell: ({ type }) => type },
      { head: '日期 Day', cell: ({ heldOn }) => heldOn },
      { head: '单位 Unit', cell: ({ unitCode }) => names.unit(unitCode) },
      { head: '范围 Scope', cell: scopeBadge },
      {
        head: '公开 Publication',
        cell: ({ obligationId }) => owedBadge(obligations.get(obligationId ?? ''), today),
      },
      { head: '议定事项 Matters', number: true, cell: ({ matters }) => String(matters.length) },
    ],
    rows,
  );

const newForm = ({ csrf, staff }: Visit, names: Names, today: Day): Html =>
  html`<h2>${both('登记一次会议', 'A meeting that is over')}</h2>
    <form method="post" action="${HERE}">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${pick({ name: 'type', label: '会议', options: MEETING_TYPES.map((one) => ({ value: one, text: one })) })}
      ${field({ name: 'title', label: '标题', hint: '例如:县政府第28次常务会议议定事项' })}
      ${field({ name: 'heldOn', label: '哪天开的', type: 'date', value: today })}
      ${pick({ name: 'unit', label: '哪个单位的会', value: staff.unitCode, options: names.units })}
      ${area({
        name: 'matters',
        label: '定了哪些事,一行一件',
        hint: '写明谁落实、哪天前:县水利局:加固清和河北堤(2027-03-31前)',
        required: false,
      })}
      ${pick({
        name: 'scope',
        label: '公开范围',
        hint: '不向全社会公开的,要写原因,由县政府办另一位同志批准;批准以前照常要公开。',
        options: SCOPES.map((one) => ({ value: one, text: one })),
      })}
      ${field({ name: 'audience', label: '一定范围:有谁', required: false })}
      ${field({ name: 'reason', label: '不向全社会公开的原因', required: false })}
      <p>
        <button class="primary">登记 <span lang="en">Record</span></button>
      </p>
    </form>`;

function meetingBody(facts: {
  meeting: HeldMeeting;
  names: Names;
  obligations: ReadonlyMap<string, Obligation>;
  visit: Visit;
  verdict: Verdict;
  today: Day;
}): Html {
  const { meeting, names, obligations, visit, today } = facts;
  const { type, heldOn, unitCode, reason, audience, approvedBy, disclosureCode } = meeting;
  const waits = meeting.scope !== '全社会' && !approvedBy;
  const button = (verb: string, label: string, tone: 'primary' | 'plain'): Html =>
    postButton({
      action: `${HERE}/${meeting.id}/${verb}`,
      label,
      csrf: visit.csrf,
      verdict: facts.verdict,
      tone,
    });
  return html`<h1>${meeting.title}</h1>
    <p>${badge('plain', type)} ${scopeBadge(meeting)} ${heldOn} ${names.unit(unitCode)}</p>
    <p>
      <a class="button" href="${HERE}">返回列表 <span lang="en">Back</span></a>
    </p>
    <dl>
      ${
        audience
          ? html`<dt>范围 Scope</dt>
              <dd>${audience}</dd>`
          : ''
      }
      ${
        reason
          ? html`<dt>原因 Reason</dt>
              <dd>${reason}</dd>`
          : ''
      }
      ${
        approvedBy
          ? html`<dt>批准 Approved by</dt>
              <dd>${names.person(approvedBy)}</dd>`
          : ''
      }
      <dt>登记 Recorded by</dt>
      <dd>${names.person(meeting.recordedBy)}</dd>
      <dt>公开 Publication</dt>
      <dd>
        ${owedBadge(obligations.get(meeting.obligationId ?? ''), today)}
        ${disclosureCode ? html`<a class="button" href="/console/publish/${disclosureCode}">${disclosureCode}</a>` : ''}
      </dd>
    </dl>
    ${
      waits
        ? html`<h2>${both('批准公开范围', 'To approve')}</h2>
            <p>${button('approve', '批准', 'primary')} ${button('widen', '不同意,向全社会公开', 'plain')}</p>`
        : ''
    }
    <h2>${both('议定事项的落实', 'Matters decided')}</h2>
    ${table(
      '每件都要公开落实情况 Each is followed up',
      [
        { head: '事项 Matter', cell: ({ title }: HeldMeeting['matters'][number]) => title },
        { head: '落实单位 Unit', cell: (matter) => names.unit(matter.unitCode) },
        {
          head: '落实情况 Follow-up',
          cell: ({ obligationId }) => {
            const owed = obligations.get(obligationId ?? '');
            return html`${owedBadge(owed, today)}
            ${owed?.disclosureCode ? html`<a href="/console/publish/${owed.disclosureCode}">${owed.disclosureCode}</a>` : ''}`;
          },
        },
      ],
      meeting.matters,
    )}`;
}
