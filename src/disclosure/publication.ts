/**
 * Publication 公开: an item written by its officer, reviewed for content and secrecy by a second person, made public,
 * corrected, withdrawn. Every change keeps what stood before. All functions run in the caller's transaction; the instances
 * read the change within a moment.
 */
import { dayOf, yearOf, type Day } from '../kit/day.ts';
import { ConflictError, DeniedError, InputError, NotFoundError } from '../kit/errors.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { recordsChanged } from '../store/generation.ts';
import { findCategory } from './categories.ts';
import {
  disclosureSchema,
  findDisclosure,
  isPublic,
  saveDisclosure,
  type Disclosure,
} from './disclosures.ts';
import { closeObligationsOf, reopenObligationsOf, type Moment } from './obligations.ts';
import { consultationFaults, openedRound } from './consultation.ts';
import { hearingFaults } from './hearing-notice.ts';
import { faultsOf, type Fault as FoundFault } from './publication/faults.ts';
import { needsApproval } from './npc-approval.ts';
import { mustAnswerFor } from './responsibility.ts';
import { noteNews } from './subscriptions.ts';
import { awaitsSecondLook, confirmed, mayReview, reviewOf, reviewOfReported } from './second-look.ts';

/** What stands between an item and the public. */
export type Fault = FoundFault;

/** What an officer writes. */
export interface Content {
  title: string;
  summary: string;
  body?: string;
  url?: string;
  /** 元 */
  amount?: number;
  /** Particulars of the class: stage, procedure, masked … */
  particulars?: Record<string, unknown>;
}

/** A new item of a class, not public yet. Throws when the class is unknown or the unit is not the officer's. */
export async function draftItem(
  tx: Tx,
  moment: Moment,
  by: Official,
  draft: Content & { category: string; unit?: string; deadline?: string },
): Promise<Disclosure> {
  const category = await findCategory(tx, draft.category);
  if (!category)
    throw new InputError(`没有这个公开类别:${draft.category}`, {
      tell: `没有这个公开类别:${draft.category}`,
    });
  const unit = draft.unit ?? by.unitCode;
  await mustAnswerFor(tx, by, unit);
  const today = dayOf(moment.now);
  const { category: code, unit: _unit, particulars = {}, deadline, ...content } = draft;
  const item: Disclosure = {
    code: await nextCode(tx, code, yearOf(today)),
    category: code,
    regime: category.regime,
    unit,
    officer: by.userid,
    basis: [DEFAULT_BASIS[category.regime] ?? DEFAULT_BASIS.政务!],
    mode: category.regime === '内部' ? '不公开' : '主动',
    ...(category.regime === '内部' ? { reason: '机关内部事务,在机关内部公开' } : {}),
    audience: category.regime === '内部' ? '本机关干部职工' : '全社会',
    formed: today,
    status: '待公开',
    ...(needsApproval(code, draft.title) ? { needsNpcApproval: true } : {}),
    ...(deadline ? { deadline } : {}),
    ...content,
    ...particulars,
  };
  await saveDisclosure(tx, item, moment.now);
  return item;
}

/** The law each regime stands on when the officer names no other. */
const DEFAULT_BASIS: Readonly<Record<string, { law: string; article?: string }>> = {
  政务: { law: '政府信息公开条例', article: '第十九条' },
  乡务: { law: '村民委员会组织法' },
  内部: { law: '政府信息公开条例', article: '第十六条' },
};

/** One after the other within a class and year; two at once wait for each other. */
async function nextCode(tx: Tx, category: string, year: number): Promise<string> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('disclosure code'))`;
  const prefix = `${category}-${year}-`;
  const [row] = await tx.$queryRaw<{ last: number | null }[]>`
    select max(substring(code from ${`^${prefix}(\\d{1,6})$`})::int) as last from disclosure
    where code like ${`${prefix}%`}`;
  return `${prefix}${String((row?.last ?? 0) + 1).padStart(3, '0')}`;
}

/** Written anew and not sent for review yet. What waited for its review waits no more. */
export async function rewrite(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  content: Content,
): Promise<{ item: Disclosure; faults: Fault[] }> {
  const before = await writable(tx, by, code);
  const { particulars = {}, ...plain } = content;
  const { review: _review, returned: _returned, ...rest } = before;
  const item = checked({
    ...rest,
    ...plain,
    ...particulars,
    officer: before.officer ?? by.userid,
    status: before.status === '待形成' ? '待形成' : '待公开',
  });
  await saveDisclosure(tx, item, moment.now);
  return { item, faults: await faultsBefore(tx, item, dayOf(moment.now)) };
}

/** What would still be wrong, besides the review, with publishing it today. */
export const faultsBefore = async (db: Db, item: Disclosure, today: Day): Promise<Fault[]> =>
  (await allFaults(db, item, today)).filter(({ field }) => field !== 'review');

/** As the county file would take it; else an InputError that names the field. */
function checked(item: Disclosure): Disclosure {
  const parsed = disclosureSchema.safeParse(item);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = FIELD_NAMES[String(issue?.path[0])] ?? String(issue?.path[0]);
  throw new InputError(`${item.code}: ${field}: ${issue?.message}`, {
    tell: `「${field}」填得不对,请改一下。`,
  });
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  title: '标题',
  summary: '摘要',
  body: '正文',
  url: '网址',
  amount: '金额',
  stage: '阶段',
  procedure: '办事事项编号',
};

/** The item, if it is not public yet and this official may write it. */
async function writable(tx: Tx, by: Official, code: string): Promise<Disclosure> {
  const before = await itemFor(tx, by, code);
  if (before.status !== '待形成' && before.status !== '待公开' && before.status !== '审核')
    throw new ConflictError('Already public.', { tell: `「${before.title}」已经公开。要改,请回复 更正。` });
  return before;
}

/** 送审: the content written into the item, which waits for its review. Returns what is still wrong besides the review. */
export async function submit(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  content: Content,
): Promise<{ item: Disclosure; faults: Fault[] }> {
  const before = await writable(tx, by, code);
  const { particulars = {}, ...plain } = content;
  const { review: _review, returned: _returned, ...rest } = before;
  const item = checked({
    ...rest,
    ...plain,
    ...particulars,
    formed: before.formed ?? dayOf(moment.now),
    submittedBy: by.userid,
    status: '审核',
  });
  await saveDisclosure(tx, item, moment.now);
  return { item, faults: await faultsBefore(tx, item, dayOf(moment.now)) };
}

const allFaults = async (db: Db, item: Disclosure, today: Day): Promise<Fault[]> => [
  ...faultsOf(item, await findCategory(db, item.category)),
  ...(await consultationFaults(db, item)),
  ...(await hearingFaults(db, item, today)),
];

/**
 * 审查通过并公开. The reviewer leads the unit or is of the office that owns the catalogue, and did not write it. Refuses with
 * the list of what is missing.
 */
export async function publish(tx: Tx, moment: Moment, by: Official, code: string): Promise<Disclosure> {
  const before = await itemFor(tx, by, code);
  if (!mayReview(by))
    throw new DeniedError('May not review.', { tell: '内容审查和保密审查由单位领导或县政府办做。' });
  if (before.status !== '审核' && before.status !== '待公开')
    throw new ConflictError('Not waiting.', { tell: `「${before.title}」不在待审查的状态。` });
  const review = await reviewOf(tx, before, by, dayOf(moment.now));
  if (!review)
    throw new DeniedError('Their own item.', { tell: '这一条是您写的,要由第二个人做内容审查和保密审查。' });
  return makePublic(tx, moment, by, { ...before, review: { ...review } }, true);
}

/**
 * 已公开: the unit has put it before the public elsewhere and says so. Only what could not lawfully be public is refused; what
 * is incomplete is public all the same and is told. Who says it does not review it: where nobody had, a second person is
 * asked afterwards (`unconfirmed`).
 */
export async function reportPublished(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
): Promise<{ item: Disclosure; missing: Fault[]; unconfirmed: boolean }> {
  const before = await findDisclosure(tx, code);
  if (!before) throw new NotFoundError('No such item.', { tell: '没有找到这条信息,可能已经删除。' });
  const review = await reviewOfReported(tx, before, by, dayOf(moment.now));
  const item = await makePublic(tx, moment, by, { ...before, review: { ...review } }, false);
  const missing = (await allFaults(tx, item, dayOf(moment.now))).filter(({ field }) => field !== 'url');
  return { item, missing, unconfirmed: awaitsSecondLook(item) };
}

/** 补做审查: a second person confirms what the unit had published itself. */
export async function confirmReported(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
): Promise<Disclosure> {
  const before = await reportedFor(tx, by, code);
  const item: Disclosure = { ...before, review: { ...confirmed(before, by, dayOf(moment.now)) } };
  await saveDisclosure(tx, item, moment.now);
  return item;
}

/** Not as it should be: out of every answer, back to its officer, and owed again. */
export async function takeBackReported(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  reason: string,
): Promise<Disclosure> {
  const { review: _review, published: _published, ...rest } = await reportedFor(tx, by, code);
  const item = returned(rest, moment, by, reason);
  await saveDisclosure(tx, item, moment.now, { reason: `补做审查没有通过:${reason}`, by: by.userid });
  await reopenObligationsOf(tx, moment, code, by.userid, reason);
  await recordsChanged(tx, moment.now);
  return item;
}

const returned = (item: Disclosure, moment: Moment, by: Official, reason: string): Disclosure => ({
  ...item,
  status: '待公开',
  returned: { by: by.userid, at: dayOf(moment.now), reason },
});

async function reportedFor(tx: Tx, by: Official, code: string): Promise<Disclosure> {
  const item = await itemFor(tx, by, code);
  if (!mayReview(by))
    throw new DeniedError('May not review.', { tell: '内容审查和保密审查由单位领导或县政府办做。' });
  if (!awaitsSecondLook(item))
    throw new ConflictError('Reviewed.', { tell: `「${item.title}」已经审查过了。` });
  if ((item.review as { reportedBy?: string }).reportedBy === by.userid)
    throw new DeniedError('Reported by themselves.', { tell: '是您报的已公开,要由第二个人确认。' });
  return item;
}

async function makePublic(
  tx: Tx,
  moment: Moment,
  by: Official,
  item: Disclosure,
  complete: boolean,
): Promise<Disclosure> {
  const today = dayOf(moment.now);
  const faults = (await allFaults(tx, item, today)).filter(({ blocks }) => blocks || complete);
  if (faults.length > 0)
    throw new InputError(
      `${item.code} may not be published: ${faults.map(({ field }) => field).join(', ')}`,
      {
        tell: `「${item.title}」还不能公开:${faults.map(({ reason }) => reason).join(';')}。`,
      },
    );
  const published = openedRound({ ...item, status: '已公开', published: today }, today);
  await saveDisclosure(tx, published, moment.now);
  await closeObligationsOf(tx, moment, item.code, by.userid);
  if (isPublic(published)) await noteNews(tx, moment.now, [published]);
  await recordsChanged(tx, moment.now);
  return published;
}

/** 退回修改: back to its officer with the reason. */
export async function sendBack(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  reason: string,
): Promise<Disclosure> {
  const before = await itemFor(tx, by, code);
  if (before.status !== '审核')
    throw new ConflictError('Not in review.', { tell: `「${before.title}」不在审查中。` });
  const item = returned(before, moment, by, reason);
  await saveDisclosure(tx, item, moment.now);
  return item;
}

/** 更正: the new content stands, the old one is kept, and everybody who asks is told that it was corrected and why. */
export async function correct(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  content: Partial<Content>,
  reason: string,
): Promise<Disclosure> {
  const before = await itemFor(tx, by, code);
  if (before.status !== '已公开' && before.status !== '已更正')
    throw new ConflictError('Not public.', { tell: `「${before.title}」不在公开状态,不能更正。` });
  const { particulars = {}, ...plain } = content;
  const item = checked({
    ...before,
    ...plain,
    ...particulars,
    status: '已更正',
    version: (before.version ?? 1) + 1,
    correction: { at: dayOf(moment.now), reason, ...(before.url ? { previousUrl: before.url } : {}) },
  });
  const faults = (await allFaults(tx, item, dayOf(moment.now))).filter(
    ({ blocks, field }) => blocks && field !== 'review',
  );
  if (faults.length > 0)
    throw new InputError('The correction is faulty.', {
      tell: `不能这样更正:${faults.map((one) => one.reason).join(';')}。`,
    });
  await saveDisclosure(tx, item, moment.now, { reason, by: by.userid });
  if (isPublic(item)) await noteNews(tx, moment.now, [item]);
  await recordsChanged(tx, moment.now);
  return item;
}

/** 撤回: from now on citizens learn only that it was withdrawn and why. */
export async function withdraw(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  reason: string,
): Promise<Disclosure> {
  const before = await itemFor(tx, by, code);
  if (!mayReview(by)) throw new DeniedError('May not withdraw.', { tell: '撤回由单位领导或县政府办决定。' });
  if (before.status === '已撤回') throw new ConflictError('Withdrawn.', { tell: '这条信息已经撤回了。' });
  const { url: _url, files: _files, ...rest } = before;
  const item: Disclosure = {
    ...rest,
    status: '已撤回',
    withdrawn: { at: dayOf(moment.now), reason, by: by.userid, contentVisible: false },
  };
  await saveDisclosure(tx, item, moment.now, { reason, by: by.userid });
  await recordsChanged(tx, moment.now);
  return item;
}

/** 改为依申请或不公开: only by the office that owns the catalogue, with reason and legal ground. */
export async function restrict(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  to: { mode: '依申请' | '不公开'; reason: string; ground: string },
): Promise<Disclosure> {
  if (!by.roles.includes('gov_office'))
    throw new DeniedError('May not restrict.', {
      tell: '该公开的一律公开。改为依申请或不公开,要由县政府办批准。',
    });
  const before = await itemFor(tx, by, code);
  if (before.mustDisclose && !by.roles.includes('unit_leader'))
    throw new DeniedError('Must be disclosed.', {
      tell: `「${before.title}」与群众利益密切相关,必须公开。改为${to.mode},只有县政府办负责人能批准。`,
    });
  const item: Disclosure = { ...before, ...to, approvedBy: by.userid };
  const faults = (await allFaults(tx, item, dayOf(moment.now))).filter(({ field }) =>
    ['reason', 'ground', 'approvedBy'].includes(field),
  );
  if (faults.length > 0)
    throw new InputError('No reason or ground.', { tell: faults.map((one) => one.reason).join(';') });
  await saveDisclosure(tx, item, moment.now, { reason: `改为${to.mode}:${to.reason}`, by: by.userid });
  await recordsChanged(tx, moment.now);
  return item;
}

/** The item, if this official may act on it. */
async function itemFor(tx: Tx, by: Official, code: string): Promise<Disclosure> {
  const item = await findDisclosure(tx, code);
  if (!item) throw new NotFoundError('No such item.', { tell: '没有找到这条信息,可能已经删除。' });
  await mustAnswerFor(tx, by, item.unit);
  return item;
}
