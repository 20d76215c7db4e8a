/**
 * 民主决策 (the speech, 1.8 and the fifth system): a draft is put before the public with a window to speak, and what it leads to
 * is public only after it was told what of that was adopted and why; or with the reason why nobody was asked on record.
 */
import { addDays, daysBetween, type Day } from '../kit/day.ts';
import type { Db } from '../store/database.ts';
import type { Disclosure } from './disclosures.ts';
import type { Fault } from './publication/faults.ts';

/** 征求意见的期限 of an item. `days` is what its officer asks for; from publication on there are both ends. */
export interface CommentRound {
  days?: number;
  opens?: Day;
  closes?: Day;
  /** Why it is shorter than thirty days; the public reads it. */
  shortReason?: string;
}

/** 重大行政决策程序暂行条例第十五条, kept for villages too. */
export const WINDOW_DAYS = 30;
export const MOST_DAYS = 365;
/** 征地补偿安置方案: no reason shortens it (土地管理法第四十七条). */
const UNSHORTENED = new Set(['V3']);
const DECIDED = /^(决定|公开)$/;
/** Stages of a matter that come after it was decided. */
const AFTERWARDS = /^(决定|公开|批准|实施|结果)$/;
const SHOWN = ['已公开', '已更正', '归档'];

/** What an item holds under `commentRound`. */
export const roundIn = (held: unknown): CommentRound | undefined =>
  typeof held === 'object' && held !== null ? (held as CommentRound) : undefined;

/** Days of the window; undefined while it is not known. */
export const daysOf = ({ days, opens, closes }: CommentRound): number | undefined =>
  opens && closes ? daysBetween(opens, closes) : days;

/** A draft made public today: its window begins. */
export function openedRound(item: Disclosure, today: Day): Disclosure {
  const round = roundIn(item.commentRound);
  if (!round?.days || round.opens) return item;
  return { ...item, commentRound: { ...round, opens: today, closes: addDays(today, round.days) } };
}

export async function consultationFaults(db: Db, item: Disclosure): Promise<Fault[]> {
  if (SHOWN.includes(item.status)) return [];
  if (item.stage === '征求意见') return windowFaults(item);
  if (item.stage === '意见采纳') return unansweredFaults(db, item);
  return finalFaults(db, item);
}

const fault = (field: string, reason: string): Fault => ({ field, reason, blocks: true });

/** What is wrong with the window of a draft. Pure. */
export function windowFaults(item: Disclosure): Fault[] {
  const round = roundIn(item.commentRound);
  const days = round && daysOf(round);
  if (!days || days < 1 || days > MOST_DAYS)
    return [fault('commentRound', `征求意见要写期限,一般 ${WINDOW_DAYS} 天`)];
  if (days < WINDOW_DAYS && UNSHORTENED.has(item.category))
    return [
      fault('commentRound', `征地补偿安置方案公告不少于 ${WINDOW_DAYS} 天,不能缩短(土地管理法第四十七条)`),
    ];
  if (days < WINDOW_DAYS && !round.shortReason?.trim())
    return [
      fault('commentRound', `征求意见少于 ${WINDOW_DAYS} 天,要写明原因(重大行政决策程序暂行条例第十五条)`),
    ];
  return item.body || item.url ? [] : [fault('body', '没有草案全文:请给正文或网址')];
}

/** 采纳情况 is written where the comments are: an item that says it by itself would leave some unanswered. */
async function unansweredFaults(db: Db, { code, matter, adoptionOf }: Disclosure): Promise<Fault[]> {
  const drafts = await draftsOf(db, code, matter, adoptionOf);
  const open = await db.comment.count({
    where: {
      withdrawnOn: null,
      consultation: {
        disclosureCode: { in: drafts.map((draft) => draft.code) },
        OR: [{ resultCode: null }, { NOT: { resultCode: code } }],
      },
    },
  });
  return open > 0
    ? [fault('consultation', `还有 ${open} 条意见没有答复,请在监督台「征求意见」里写明采纳没采纳`)]
    : [];
}

/** What a draft leads to waits until it was told what was adopted. */
async function finalFaults(db: Db, item: Disclosure): Promise<Fault[]> {
  const mustAsk = item.category === 'G2' && DECIDED.test(item.stage ?? '');
  if (item.noConsultation || item.commentRound || item.hearing) return [];
  if (!mustAsk && !item.consultationOf && !(item.matter && AFTERWARDS.test(item.stage ?? ''))) return [];
  const drafts = await draftsOf(db, item.code, item.matter, item.consultationOf);
  if (drafts.length === 0)
    return mustAsk || item.consultationOf
      ? [fault('consultation', '决定以前要公开征求意见:写草案的编号;没有征求的,写明原因')]
      : [];
  const unanswered = await firstUnanswered(db, drafts);
  if (!unanswered) return [];
  return [
    fault(
      'consultation',
      `「${unanswered.title}」的采纳情况还没有公布。先公布采纳情况和理由,再公布这一条(重大行政决策程序暂行条例第十八条)`,
    ),
  ];
}

interface Draft {
  code: string;
  title: string;
  matter: string | null;
  stage: string | null;
  published: string | null;
  details: unknown;
}

/** Drafts and hearings of the matter, or the one named. */
async function draftsOf(db: Db, code: string, matter: string | undefined, named: unknown): Promise<Draft[]> {
  const which = [...(matter ? [{ matter }] : []), ...(typeof named === 'string' ? [{ code: named }] : [])];
  if (which.length === 0) return [];
  return db.disclosure.findMany({
    where: {
      code: { not: code },
      status: { in: SHOWN },
      stage: { in: ['征求意见', '听证', '意见采纳'] },
      OR: which,
    },
    select: { code: true, title: true, matter: true, stage: true, published: true, details: true },
    orderBy: { code: 'asc' },
    take: 50,
  });
}

/** The first draft or hearing of which nothing tells what was adopted: an item that names it, or one of its matter since it ended. */
async function firstUnanswered(db: Db, drafts: readonly Draft[]): Promise<Draft | undefined> {
  const matters = drafts.flatMap(({ matter }) => matter ?? []);
  const told = await db.disclosure.findMany({
    where: {
      status: { in: SHOWN },
      stage: '意见采纳',
      OR: [
        { matter: { in: matters } },
        ...drafts.map(({ code }) => ({ details: { path: ['adoptionOf'], equals: code } })),
      ],
    },
    select: { matter: true, published: true, details: true },
    take: 100,
  });
  return drafts.find(
    (draft) =>
      draft.stage !== '意见采纳' &&
      !told.some(
        ({ matter, published, details }) =>
          (details as { adoptionOf?: unknown }).adoptionOf === draft.code ||
          (matter !== null && matter === draft.matter && (published ?? '') >= endOf(draft)),
      ),
  );
}

/** The day a window closed or a hearing was held. */
function endOf({ details, published }: Draft): Day {
  const { commentRound, hearing } = details as { commentRound?: unknown; hearing?: { at?: string } };
  return roundIn(commentRound)?.closes ?? hearing?.at?.slice(0, 10) ?? published ?? '';
}

/** What an officer writes about it: the code of the draft, or the reason why there was none. */
export function readConsultation(text: string): Record<string, unknown> | undefined {
  const code = /[A-Z]\d{1,2}[a-e]?-[A-Za-z0-9_.-]{1,40}/.exec(text)?.[0];
  if (code) return { consultationOf: code };
  return text.trim().length >= 4 ? { noConsultation: text.trim().slice(0, 200) } : undefined;
}

/** The window as an officer writes it: '30', '30天', '15天,因为……'; undefined without a number, or when a short one has no reason. */
export function readWindow(text: string): Record<string, unknown> | undefined {
  const plain = text.normalize('NFKC').trim();
  const match = /(\d{1,3})\s*(天|日)?/.exec(plain);
  const days = Number(match?.[1] ?? 0);
  if (!match || days < 1 || days > MOST_DAYS) return undefined;
  const said = plain
    .replace(match[0], '')
    .replace(/^.*?(因为|原因是?|由于)/, '')
    .replace(/^[\s,。;、::]+/, '')
    .trim()
    .slice(0, 200);
  if (days >= WINDOW_DAYS) return { commentRound: { days }, system: '预公开' };
  return said.length < 4 ? undefined : { commentRound: { days, shortReason: said }, system: '预公开' };
}
