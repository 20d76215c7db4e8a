/** What was said before a person came: shown to the servicer, so that the citizen need not say it again. */
import type { Sealer } from '../../kit/seal.ts';
import { headline } from '../../kit/text.ts';
import type { Db } from '../../store/database.ts';

const TURNS = 20;
const SINCE_MS = 24 * 3_600_000;
/** Characters of the whole; the newest are kept. */
const LONGEST = 1_600;
/** What a complaint says is for those who may handle it, and a receipt opens it: neither goes to a servicer. */
const HELD_BACK: ReadonlySet<string> = new Set([
  'complaint',
  'report_corruption',
  'privacy',
  'progress',
  'emergency',
]);
const HELD_BACK_LINE = '(这里是投诉举报或查进度的内容,不显示)';

interface Line {
  at: Date;
  text: string;
  /** Words of the citizen, when they may be shown. */
  asked?: string;
}

async function linesOf(db: Db, content: Sealer, conversationId: string, now: Date): Promise<Line[]> {
  const rows = await db.turn.findMany({
    where: { conversationId, at: { gt: new Date(now.getTime() - SINCE_MS) } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: TURNS,
  });
  return rows.reverse().map((row) => {
    if (row.outcome === 'flow' || row.intents.some((intent) => HELD_BACK.has(intent)))
      return { at: row.at, text: HELD_BACK_LINE };
    const asked = content.open(row.textSealed, row.id);
    const reply = content.open(row.replySealed, row.id);
    const said = [
      asked && `群众:${asked}`,
      reply && `${row.outcome === 'servicer' ? '工作人员' : '回答'}:${reply}`,
    ];
    return { at: row.at, text: said.filter(Boolean).join('\n'), asked };
  });
}

/** The conversation of the last day, the newest part of it when it is long; undefined when nothing was said. */
export async function transcriptOf(
  db: Db,
  content: Sealer,
  conversationId: string,
  now: Date,
): Promise<string | undefined> {
  const lines = await linesOf(db, content, conversationId, now);
  const texts = lines
    .map(({ text }) => text)
    .filter((text, i, all) => text !== '' && !(text === HELD_BACK_LINE && all[i - 1] === text));
  if (texts.length === 0) return undefined;
  const chars = [...texts.join('\n')];
  return chars.length <= LONGEST
    ? chars.join('')
    : `……(前面的略)\n${chars.slice(chars.length - LONGEST).join('')}`;
}

/** The last thing asked, in a line. */
export async function lastAsked(
  db: Db,
  content: Sealer,
  conversationId: string,
  now: Date,
): Promise<string | undefined> {
  const lines = await linesOf(db, content, conversationId, now);
  const asked = lines.findLast((line) => line.asked && !ONLY_HUMAN.test(line.asked))?.asked;
  return asked === undefined ? undefined : headline(asked, 60);
}

const ONLY_HUMAN = /^(人工|转人工|人工服务|找人工|0)[。!]?$/;
