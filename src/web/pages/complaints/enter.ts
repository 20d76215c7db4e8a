/** 登记来电来信来访: what came by telephone, letter or visit is entered by staff and numbered like the rest; who it was is sealed apart. */
import type { Router } from '@koa/router';
import { html } from 'hono/html';
import { z } from 'zod';
import { InputError } from '../../../kit/errors.ts';
import type { Database } from '../../../store/database.ts';
import type { Supervision } from '../../../supervision/complaints.ts';
import { formatReceipt } from '../../../supervision/receipt.ts';
import { SUPERVISION_SOURCES } from '../../../supervision/sources.ts';
import { GUIDANCE } from '../../../supervision/triage.ts';
import { checkFields } from '../../console/form.ts';
import { requireAction, visitOf } from '../../console/visit.ts';
import { showPage, type Html, type PageLook } from '../layout.ts';
import { area, both, field, pick, tick } from '../parts.ts';
import { BASE, type UnitName } from './filter.ts';
import { SOURCES } from './words.ts';

const KINDS = { complaint: '投诉、举报', suggestion: '建议', praise: '表扬', emergency: '紧急求助' } as const;
const SUBSTANCE = 6;

const line = z.string().trim().max(60);
const fields = z.object({
  source: z.enum(['phone', 'letter', 'visit', 'media']),
  supervision: z.enum(SUPERVISION_SOURCES).or(z.literal('')).optional(),
  kind: z.enum(Object.keys(KINDS) as [keyof typeof KINDS, ...(keyof typeof KINDS)[]]),
  text: z.string().trim().max(4_000),
  unit: z.string().max(64).optional(),
  occurred: line.optional(),
  name: line.optional(),
  contact: line.optional(),
  reported: z.literal('1').optional(),
});

export interface EnterDeps {
  database: Database;
  supervision: Pick<Supervision, 'file'>;
  units(): Promise<readonly UnitName[]>;
  look: PageLook;
}

export function addEntering(router: Router, { database, supervision, units, look }: EnterDeps): void {
  router.get('/new', async (ctx) => {
    requireAction(ctx, 'complaints.enter');
    await showPage(ctx, '登记来电来信来访', enterBody(visitOf(ctx).csrf, await units()), look);
  });

  router.post('/new', async (ctx) => {
    requireAction(ctx, 'complaints.enter');
    const { staff, fields: sent, say } = visitOf(ctx);
    const given = checkFields(sent, fields);
    if ([...given.text].length < SUBSTANCE)
      throw new InputError('Too short.', { tell: '请写清楚反映的是什么事,至少一句话。' });
    const { name, contact } = given;
    const filed = await database.transaction((tx) =>
      supervision.file(tx, {
        text: given.text,
        anonymous: !name,
        reported: given.reported === '1',
        source: given.source,
        ...(given.kind === 'complaint' ? {} : { kind: given.kind }),
        ...(given.supervision ? { supervision: given.supervision } : {}),
        ...(given.unit ? { aboutUnit: given.unit } : {}),
        ...(given.occurred ? { occurred: given.occurred } : {}),
        identity: { ...(name ? { name } : {}), ...(contact ? { contact } : {}) },
        enteredBy: staff.userid,
      }),
    );
    say(
      filed.above
        ? `${GUIDANCE.above} 请把这句话转告对方,不要另外记录。`
        : `已登记,编号 ${filed.number},查询码 ${formatReceipt(filed.receipt)}。只显示这一次:请交给反映人,自己不要留。`,
    );
    ctx.redirect(`${BASE}/new`);
  });
}

const enterBody = (csrf: string, units: readonly UnitName[]): Html =>
  html`<p class="crumbs">
      <a class="button" href="${BASE}">← 返回队列 <span lang="en">Back</span></a>
    </p>
    <h1>${both('登记来电来信来访', 'Enter what came by phone, letter, visit')}</h1>
    <form method="post" action="${BASE}/new">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${pick({
        name: 'source',
        label: '怎么来的 How it came',
        options: (['phone', 'letter', 'visit', 'media'] as const).map((value) => ({
          value,
          text: SOURCES[value]!,
        })),
      })}
      ${area({
        name: 'text',
        label: '反映什么事(照对方的话写) What is said',
        hint: '写事情、地方、时间。对方的姓名电话不要写在这里,写在下面,单独密封。',
        rows: 6,
      })}
      ${pick({
        name: 'unit',
        label: '反映的是哪个单位 About',
        options: [
          { value: '', text: '不清楚' },
          ...units.map(({ code, name }) => ({ value: code, text: name })),
        ],
      })}
      ${field({ name: 'occurred', label: '什么时候的事 When', required: false })}
      ${pick({
        name: 'kind',
        label: '是什么 Kind',
        options: Object.entries(KINDS).map(([value, text]) => ({ value, text })),
      })}
      ${tick({ name: 'reported', label: '对方说是检举控告(密封,只有纪检能看) Reports wrongdoing' })}
      ${field({
        name: 'name',
        label: '对方姓名 Name',
        hint: '不愿留名的不写,就是匿名。',
        required: false,
      })}
      ${field({ name: 'contact', label: '联系电话 Phone', required: false })}
      ${pick({
        name: 'supervision',
        label: '哪个监督机关转来的 Passed on by',
        options: [
          { value: '', text: '群众自己反映' },
          ...SUPERVISION_SOURCES.map((value) => ({ value, text: value })),
        ],
      })}
      <p>
        <button class="primary">登记 <span lang="en">Enter</span></button>
      </p>
    </form>`;
