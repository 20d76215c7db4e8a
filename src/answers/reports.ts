/** 答得不对: from the citizen's word to the unit's correction, which a second person confirms before it is remembered. */
import type { Clock } from '../kit/clock.ts';
import { DeniedError, InputError } from '../kit/errors.ts';
import { referenceNumber, type Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { recordsChanged } from '../store/generation.ts';
import type { AnswerReport } from '../store/generated/client.ts';
import { readFields } from './fields.ts';
import type { Citation } from './citation.ts';
import { loadRecords } from './records.ts';
import { markOf } from './memory.ts';
import { speaksOfMatter } from './matcher.ts';

export type { AnswerReport };

export interface ReportDeps {
  clock: Clock;
  ids: Ids;
  content: Sealer;
}

/** What an official may read of a report. */
export interface OpenedReport {
  question: string;
  detail: string | undefined;
  proposed: string | undefined;
  /** Title of the record the answer stood on. */
  record: string | undefined;
}

/** What a turn was answered from, as the turn keeps it. */
export interface TurnEvidence {
  citations?: Citation[];
  fields?: string[];
  rule?: string;
}

const LONGEST = 500;
const PERSONAL = /(?<!\d)1\d{10}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)/g;

export type AnswerReports = ReturnType<typeof createAnswerReports>;

export function createAnswerReports({ clock, ids, content }: ReportDeps) {
  /** The last answer of the conversation becomes a task of the unit whose record it cites; undefined when there is none. */
  const file = async (tx: Tx, conversationId: string): Promise<AnswerReport | undefined> => {
    const turn = await tx.turn.findFirst({
      where: { conversationId, outcome: { in: ['answered', 'refused'] }, NOT: { intent: 'wrong_answer' } },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
    });
    if (!turn) return undefined;
    const known = await tx.answerReport.findFirst({ where: { turnId: turn.id } });
    if (known) return known;
    const { citations = [], fields = [] } = turn.evidence as TurnEvidence;
    const [first] = citations;
    const id = ids.next();
    const asked = content.open(turn.textSealed, turn.id).replace(PERSONAL, '〔号码〕');
    // "那要多少钱" alone says nothing to whoever corrects it.
    const question = first && !speaksOfMatter(asked) ? `${first.title}:${asked}` : asked;
    return tx.answerReport.create({
      data: {
        id,
        number: referenceNumber('DC', ids),
        turnId: turn.id,
        conversationId,
        kind: 'wrong',
        topic: fields.join(' ') || null,
        textSealed: content.seal(question, id),
        recordType: first?.type ?? null,
        recordId: first?.id ?? null,
        unitCode: await ownerOf(tx, citations),
        createdAt: clock.now(),
      },
    });
  };

  const addDetail = async (tx: Tx, id: string, detail: string): Promise<void> => {
    const said = detail.slice(0, LONGEST).replace(PERSONAL, '〔号码〕');
    await tx.answerReport.updateMany({
      where: { id, status: 'open' },
      data: { detailSealed: content.seal(said, `${id}:detail`) },
    });
  };

  const open = async (db: Db, report: AnswerReport): Promise<OpenedReport> => ({
    question: content.open(report.textSealed, report.id),
    detail: report.detailSealed ? content.open(report.detailSealed, `${report.id}:detail`) : undefined,
    proposed: report.proposedSealed
      ? content.open(report.proposedSealed, `${report.id}:proposed`)
      : (report.proposedId ?? undefined),
    record: await titleOf(db, report),
  });

  /** The unit's own people, and the office for every unit. */
  const find = async (db: Db, id: string, official: Official): Promise<AnswerReport> => {
    const report = await db.answerReport.findUnique({ where: { id } });
    if (!report) throw new InputError('No such report.', { tell: '没有这一条。' });
    if (report.unitCode !== official.unitCode && !official.roles.includes('gov_office'))
      throw new DeniedError('Another unit’s.', { tell: '这一条归别的单位核对。' });
    return report;
  };

  /** The number of a procedure or item that should have answered, or the right answer in words. */
  const propose = async (tx: Tx, report: AnswerReport, official: Official, text: string): Promise<void> => {
    const said = text.trim();
    if (said.length < 2 || said.length > LONGEST)
      throw new InputError('Too short or too long.', { tell: `请写 2 到 ${LONGEST} 个字,或写事项编号。` });
    const record = await recordNamed(tx, said);
    const { count } = await tx.answerReport.updateMany({
      where: { id: report.id, status: { in: ['open', 'proposed'] } },
      data: {
        status: 'proposed',
        proposedBy: official.userid,
        proposedType: record?.type ?? null,
        proposedId: record?.id ?? null,
        proposedSealed: record ? null : content.seal(said, `${report.id}:proposed`),
      },
    });
    if (count === 0) throw closed();
  };

  /** By somebody else than the one who wrote it. From then on like questions get it. */
  const confirm = async (tx: Tx, report: AnswerReport, official: Official): Promise<string> => {
    if (report.status !== 'proposed') throw closed();
    if (report.proposedBy === official.userid)
      throw new DeniedError('The writer cannot confirm.', { tell: '自己写的要由别人确认。' });
    const { question, proposed } = await open(tx, report);
    const record =
      report.proposedType && report.proposedId
        ? { type: report.proposedType, id: report.proposedId }
        : { type: report.recordType ?? 'unit', id: report.recordId ?? report.unitCode ?? '' };
    const version = markOf(record, await loadRecords(tx));
    if (!version) throw new InputError('The record is gone.', { tell: '这条回答所依据的记录已经没有了。' });
    const now = clock.now();
    const { count } = await tx.answerReport.updateMany({
      where: { id: report.id, status: 'proposed' },
      data: { status: 'corrected', closedAt: now, closedBy: official.userid },
    });
    if (count === 0) throw closed();
    const id = ids.next();
    await tx.confirmedAnswer.create({
      data: {
        id,
        question: content.seal(question, id),
        recordType: record.type,
        recordId: record.id,
        recordVersion: version,
        fields: report.topic?.split(' ') ?? readFields(question),
        answer: report.proposedId ? null : (proposed ?? null),
        unitCode: report.unitCode,
        writtenBy: report.proposedBy,
        confirmedBy: official.userid,
        confirmedAt: now,
        reportId: report.id,
      },
    });
    await recordsChanged(tx, now);
    return report.proposedId
      ? ((await titleOf(tx, { recordType: record.type, recordId: record.id })) ?? '')
      : proposed!;
  };

  const sendBack = async (tx: Tx, { id }: AnswerReport): Promise<void> => {
    const { count } = await tx.answerReport.updateMany({
      where: { id, status: 'proposed' },
      data: { status: 'open', proposedSealed: null, proposedType: null, proposedId: null },
    });
    if (count === 0) throw closed();
  };

  /** The answer was right: why, for the citizen. */
  const uphold = async (tx: Tx, { id }: AnswerReport, official: Official, reason: string): Promise<void> => {
    const { count } = await tx.answerReport.updateMany({
      where: { id, status: { in: ['open', 'proposed'] } },
      data: {
        status: 'upheld',
        resolution: reason.slice(0, LONGEST),
        closedAt: clock.now(),
        closedBy: official.userid,
      },
    });
    if (count === 0) throw closed();
  };

  /** A confirmed answer is given no more. */
  const withdraw = async (tx: Tx, id: string, official: Official): Promise<void> => {
    const now = clock.now();
    const { count } = await tx.confirmedAnswer.updateMany({
      where: { id, active: true },
      data: { active: false, withdrawnBy: official.userid, withdrawnAt: now },
    });
    if (count === 0) throw new InputError('Not active.', { tell: '这一条已经停用。' });
    await recordsChanged(tx, now);
  };

  return { file, addDetail, open, find, propose, confirm, sendBack, uphold, withdraw };
}

const closed = (): InputError => new InputError('Closed.', { tell: '这一条已经办过了。' });

/** The unit of the first record cited; of a law, and of nothing, the government office. */
async function ownerOf(tx: Tx, citations: readonly Citation[]): Promise<string | null> {
  for (const { type, id } of citations) {
    if (type === 'unit') return id;
    const row =
      type === 'procedure'
        ? await tx.procedure.findUnique({ where: { code: id }, select: { unitCode: true } })
        : type === 'disclosure'
          ? await tx.disclosure.findUnique({ where: { code: id }, select: { unitCode: true } })
          : null;
    if (row) return row.unitCode;
  }
  return (await tx.unit.findFirst({ where: { type: 'gov_office', active: true } }))?.code ?? null;
}

async function recordNamed(tx: Tx, text: string): Promise<{ type: string; id: string } | undefined> {
  const code = /^[A-Za-z0-9][A-Za-z0-9_.-]{3,60}$/.exec(text)?.[0]?.toUpperCase();
  if (!code) return undefined;
  if (await tx.procedure.findFirst({ where: { code, active: true } })) return { type: 'procedure', id: code };
  const item = await tx.disclosure.findUnique({ where: { code }, select: { regime: true } });
  if (item && item.regime !== '内部') return { type: 'disclosure', id: code };
  throw new InputError('No such record.', {
    tell: `没有编号为 ${code} 的事项或公开信息。请核对,或直接写正确的答案。`,
  });
}

async function titleOf(
  db: Db,
  { recordType, recordId }: { recordType: string | null; recordId: string | null },
): Promise<string | undefined> {
  if (!recordId) return undefined;
  switch (recordType) {
    case 'procedure':
      return (await db.procedure.findUnique({ where: { code: recordId } }))?.name;
    case 'disclosure':
      return (await db.disclosure.findUnique({ where: { code: recordId } }))?.title;
    case 'unit':
      return (await db.unit.findUnique({ where: { code: recordId } }))?.name;
    default:
      return recordId;
  }
}
