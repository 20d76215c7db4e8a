/**
 * 预公开: the drafts that are or were before the public, as everybody may know them. The item of disclosure is the draft, its
 * window the item's; here stand its clauses, its state and what came of it.
 */
import { addDays, type Day } from '../kit/day.ts';
import { roundIn } from '../disclosure/consultation.ts';
import { findDisclosure, isPublic, type Disclosure } from '../disclosure/disclosures.ts';
import type { Db } from '../store/database.ts';
import type { Prisma } from '../store/generated/client.ts';
import { clausesOf, type Clause } from './clauses.ts';

export interface Round {
  /** Code of the draft's item. */
  code: string;
  title: string;
  unitCode: string;
  matter: string | undefined;
  opens: Day;
  closes: Day;
  shortReason: string | undefined;
  url: string | undefined;
  clauses: Clause[];
  /** Not open yet, taking comments, over, over and answered. */
  state: 'coming' | 'open' | 'closed' | 'answered';
  /** The taking of land: who objects may ask for a hearing (土地管理法第四十七条). */
  landNotice: boolean;
}

const MOST = 500;

/** Items that are drafts before the public. */
export const IS_DRAFT: Prisma.DisclosureWhereInput = {
  status: { in: ['已公开', '已更正', '归档'] },
  mode: '主动',
  regime: { not: '内部' },
  OR: [{ stage: '征求意见' }, { category: 'V3', stage: '公告' }],
};

/** The round of a draft; undefined when the item is none, or not public. */
export async function roundOf(db: Db, code: string, today: Day): Promise<Round | undefined> {
  const item = await findDisclosure(db, code);
  const window = item && isPublic(item) ? windowOf(item) : undefined;
  return window && readRound(item!, window, today, await isAnswered(db, item!, window.closes));
}

/** Every round of a matter, the oldest first. */
export const roundsOfMatter = (db: Db, matter: string, today: Day): Promise<Round[]> =>
  roundsWhere(db, { ...IS_DRAFT, matter }, today, () => true);

/** Drafts that take comments today. */
export const openRounds = (db: Db, today: Day): Promise<Round[]> =>
  roundsWhere(db, IS_DRAFT, today, ({ opens, closes }) => opens <= today && today <= closes);

/** Those whose window ends within so many days, or ended so lately and is not answered. */
export async function endingRounds(db: Db, today: Day, ahead: number, back: number): Promise<Round[]> {
  const found = await roundsWhere(
    db,
    IS_DRAFT,
    today,
    ({ closes }) => closes <= addDays(today, ahead) && closes >= addDays(today, -back),
  );
  return found.filter(({ state }) => state === 'open' || state === 'closed');
}

/** Of many drafts only those whose window fits are read whole. */
async function roundsWhere(
  db: Db,
  where: Prisma.DisclosureWhereInput,
  today: Day,
  fits: (window: Window) => boolean,
): Promise<Round[]> {
  const rows = await db.disclosure.findMany({
    where,
    orderBy: { code: 'asc' },
    take: MOST,
    select: { code: true, category: true, stage: true, details: true },
  });
  const codes = rows.flatMap(({ details, ...row }) => {
    const window = windowOf({ ...row, ...(details as object) });
    return window && fits(window) ? [row.code] : [];
  });
  const found = await Promise.all(codes.map((code) => roundOf(db, code, today)));
  return found.filter((round) => round !== undefined);
}

interface Window {
  opens: Day;
  closes: Day;
}

const isLandNotice = ({ category, stage }: { category: string; stage?: string | null }): boolean =>
  category === 'V3' && stage === '公告';

function windowOf(item: {
  category: string;
  stage?: string | null;
  [particular: string]: unknown;
}): Window | undefined {
  const held = isLandNotice(item) ? item.notice : item.stage === '征求意见' ? item.commentRound : undefined;
  const window = roundIn(held);
  return window?.opens && window.closes ? { opens: window.opens, closes: window.closes } : undefined;
}

function readRound(item: Disclosure, { opens, closes }: Window, today: Day, answered: boolean): Round {
  return {
    code: item.code,
    title: item.title,
    unitCode: item.unit,
    matter: item.matter,
    opens,
    closes,
    shortReason: roundIn(item.commentRound)?.shortReason,
    url: item.url,
    clauses: clausesOf(item.body ?? ''),
    state: today < opens ? 'coming' : today <= closes ? 'open' : answered ? 'answered' : 'closed',
    landNotice: isLandNotice(item),
  };
}

/** 采纳情况 is public: in an item that names the draft, or one of its matter since the window closed. */
async function isAnswered(db: Db, { code, matter }: Disclosure, closes: Day): Promise<boolean> {
  const told = await db.disclosure.findFirst({
    where: {
      stage: '意见采纳',
      status: { in: ['已公开', '已更正', '归档'] },
      OR: [
        { details: { path: ['adoptionOf'], equals: code } },
        ...(matter ? [{ matter, published: { gte: closes } }] : []),
      ],
    },
    select: { code: true },
  });
  return told !== null;
}
