/** Handing a matter to a unit 转办、交办: to which it may go, and the summary that it sees in place of the words. */
import { dayOf, formatDay } from '../../kit/day.ts';
import { InputError } from '../../kit/errors.ts';
import { countDue } from '../../disclosure/due.ts';
import type { Db, Tx } from '../../store/database.ts';
import type { Complaint, Prisma, Unit } from '../../store/generated/client.ts';
import { clocksOf, closeDues, objectionDue } from '../clocks.ts';
import { accessTo, mayHandle } from '../conflict.ts';
import { plainSummary } from '../notices.ts';
import { quotes, redact } from '../redaction.ts';
import { loadViewers } from '../viewers.ts';
import type { Act } from './act.ts';
import { todayOf, type Context } from './context.ts';

const FEEDBACK_DAYS = 10;
const MOST_FEEDBACK_DAYS = 60;
const CHOICES = 6;

/** The unit's own people are named; a committee is what it is about; nobody there may see it. */
export async function whyNotTo(
  db: Db,
  complaint: Complaint,
  unit: Pick<Unit, 'code' | 'type' | 'name'>,
): Promise<string | undefined> {
  if (complaint.sealed) return '密封件只能由纪检监察办理,不能转办。';
  const accused = complaint.accusedUnits.includes(unit.code);
  if (accused && complaint.accusedUserids.length > 0) return `反映的是${unit.name}的人,不能转给它自己。`;
  if (accused && unit.type.endsWith('_committee')) return `村(居)里的事由乡镇办,不转给${unit.name}自己。`;
  const people = await db.person.findMany({ where: { unitCode: unit.code, active: true } });
  const viewers = await loadViewers(db, people.filter(mayHandle));
  const after = { ...complaint, handlingUnit: unit.code, status: '转办' };
  return viewers.some((viewer) => accessTo(after, viewer) !== 'none')
    ? undefined
    : `${unit.name}没有可以办理的人(没有信息员,或都要回避)。`;
}

/** Units offered first: what it is about, the township over it, those whose name comes near. */
export async function unitsToHandTo(db: Db, complaint: Complaint): Promise<Pick<Unit, 'code' | 'name'>[]> {
  const about = complaint.aboutUnit
    ? await db.unit.findUnique({ where: { code: complaint.aboutUnit } })
    : null;
  const codes = [about?.code, about?.parentCode].filter((code): code is string => Boolean(code));
  const near = await db.unit.findMany({ where: { code: { in: codes }, active: true } });
  const usual = await db.unit.findMany({
    where: { active: true, type: { in: ['department', 'township'] }, code: { notIn: codes } },
    orderBy: { code: 'asc' },
    take: 40,
  });
  const likely = usual.filter(({ duties, name }) =>
    fitsCategory(complaint.category, [name, ...duties].join('')),
  );
  const offered: Pick<Unit, 'code' | 'name'>[] = [];
  for (const unit of [...near.sort((a) => (a.code === about?.code ? -1 : 1)), ...likely]) {
    if (offered.length === CHOICES) break;
    if (!(await whyNotTo(db, complaint, unit))) offered.push({ code: unit.code, name: unit.name });
  }
  return offered;
}

const NEAR: readonly (readonly [RegExp, RegExp])[] = [
  [/低保|社保|救灾/, /低保|救助|社会保险|救灾/],
  [/土地/, /土地/],
  [/收费/, /价格|收费|市场/],
  [/财务|税费|资产/, /财政|农村集体|审计/],
  [/工程/, /工程质量|公路|招标/],
];
const fitsCategory = (category: string, duties: string): boolean =>
  NEAR.some(([kind, duty]) => kind.test(category) && duty.test(duties));

/** The unit that is meant by a name or an everyday name in what was written; the longest name wins. */
export async function unitNamed(db: Db, text: string): Promise<Unit | undefined> {
  const units = await db.unit.findMany({ where: { active: true } });
  const said = text.normalize('NFKC').replace(/\s+/g, '');
  return (
    units
      .flatMap((unit) =>
        [unit.name, unit.name.replace(/^.{2,4}县(?=.{2})/, ''), ...unit.aliases]
          .filter((name) => name.length > 1 && said.includes(name))
          .map((name) => ({ unit, length: name.length })),
      )
      .sort((a, b) => b.length - a.length)[0]?.unit ?? partlyNamed(units, said)
  );
}

/** 政务服务管理局 for 行政审批和政务服务管理局, where no other unit's name holds it. */
function partlyNamed(units: readonly Unit[], said: string): Unit | undefined {
  const part = said.replace(/^(转|交)?(给|到|办)?/, '').split(/[,,。;;]/)[0]!;
  const found = part.length >= PART ? units.filter(({ name }) => name.includes(part)) : [];
  const offices = found.filter(({ type }) => type !== 'supervision_group');
  return offices.length === 1 ? offices[0] : undefined;
}
const PART = 3;

/** Changes for 转办 and 交办: whose it is now, until when they may say no and must report. */
export async function sendUnit(ctx: Context, tx: Tx, input: Act & { text: string }, complaint: Complaint) {
  const unit = input.unit
    ? await tx.unit.findUnique({ where: { code: input.unit } })
    : await unitNamed(tx, input.text);
  if (!unit?.active)
    throw new InputError('No such unit.', { tell: '没有认出是哪个单位。请写全名,例如:清和县民政局。' });
  const why = await whyNotTo(tx, complaint, unit);
  if (why) throw new InputError('Not to this unit.', { tell: why });
  const today = todayOf(ctx);
  const clocks = clocksOf(complaint.clocks);
  const closing = complaint.closeDue ? undefined : closeDues(clocks, today, ctx.calendar());
  const data: Prisma.ComplaintUncheckedUpdateManyInput = {
    handlingUnit: unit.code,
    objectionDue: objectionDue(clocks, today, ctx.calendar()),
    feedbackDue: input.action === 'assign' ? feedbackDue(ctx, input) : null,
    assigneeUserid: complaint.assigneeUserid ?? input.by.userid,
    ...(closing
      ? { closeDue: closing.due.due, closeTarget: closing.target, provisional: closing.provisional }
      : {}),
  };
  const verb = input.action === 'assign' ? '交给' : '转给';
  return {
    data,
    detail: { unit: unit.code },
    tells: `承办单位:${unit.name}。${closing ? `最晚 ${formatDay(closing.due.due)}${closing.provisional ? '(暂定)' : ''} 前办完。` : ''}`,
    tell: `${complaint.number} 已${verb}${unit.name}。单位看到的是摘要,不是原话。`,
  };
}

function feedbackDue(ctx: Context, { days, text }: Act & { text: string }): string {
  const n = days ?? Number(/(\d{1,2})\s*个?(?:工作)?[日天]/.exec(text)?.[1] ?? FEEDBACK_DAYS);
  if (!Number.isInteger(n) || n < 1 || n > MOST_FEEDBACK_DAYS)
    throw new InputError('Not a number of days.', {
      tell: `反馈期限写 1 到 ${MOST_FEEDBACK_DAYS} 个工作日。`,
    });
  return countDue({ start: todayOf(ctx), n, unit: 'workday' }, ctx.calendar()).due;
}

/** What the unit reads: written by whoever sorted it, else the plain one. */
export async function summaryOf(ctx: Context, db: Db, complaint: Complaint): Promise<string> {
  if (complaint.summarySealed) return ctx.content.open(complaint.summarySealed, complaint.id);
  const unit = complaint.aboutUnit
    ? await db.unit.findUnique({ where: { code: complaint.aboutUnit }, select: { name: true } })
    : null;
  return plainSummary(complaint, unit?.name, dayOf(complaint.receivedAt));
}

/** 摘要: takes none that names somebody or repeats the author's words. */
export async function writeSummary(ctx: Context, db: Db, complaint: Complaint, text: string) {
  const people = await db.person.findMany({ where: { active: true }, select: { name: true } });
  const keep = people.map(({ name }) => name);
  if (redact(text, keep) !== text)
    throw new InputError('Personal data in a summary.', {
      tell: '摘要里有姓名、电话、证件号或住址,请去掉再写。',
    });
  if (quotes(text, ctx.content.open(complaint.textSealed, complaint.id)))
    throw new InputError('A quotation in a summary.', {
      tell: '摘要照抄了原话,可能认出是谁。请换自己的话写。',
    });
  return { data: { summarySealed: ctx.content.seal(text, complaint.id) } };
}
