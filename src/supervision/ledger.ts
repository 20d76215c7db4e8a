/**
 * The public ledger 处理结果公示: what became of complaints, for everybody, the accused among them. Out: lines of what is over, not
 * sealed and about nobody by name; no number, no day, no word of the author. The result is shown where the author agreed to it,
 * masked, and not at all where it quotes what the author said (信访工作条例第三十条; 检举控告工作规则第四十七条: nothing without consent).
 */
import { addMonths, dayOf, daysBetween, instantOf, type Day } from '../kit/day.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Context } from './complaints/context.ts';
import { ABOVE } from './conflict.ts';
import { namesIn, quotes, redact } from './redaction.ts';

/** What the author wants: the line with the result, or no line at all. Without a word from them: the line alone. */
export const LEDGER_CHOICES = { result: '公示结果', none: '不公示' } as const;
export type LedgerChoice = keyof typeof LEDGER_CHOICES;

export interface LedgerLine {
  category: string;
  /** Who handled it, and so knows of it; of a committee its township. Never merely whom it was about. */
  unit: string | undefined;
  /** The month it was closed: 2026-11. */
  month: string;
  /** From filing to closing. */
  days: number;
  outcome: string;
  result: string | undefined;
}

export interface Ledger {
  /** Closed in the months from `from` to `to`, the newest month first. */
  lines(db: Db, from: Day, to: Day): Promise<LedgerLine[]>;
  /** The author decides. */
  choose(tx: Tx, id: string, choice: LedgerChoice): Promise<void>;
}

/** 公开, 办事, 乡务, 申诉求决, 建议. Praise and what was no matter are no result. */
const CLASSES = ['A', 'B', 'C', 'D', 'F'];
const MOST = 2_000;
const SHOWN_MONTHS = 12;

/** The year that ends with this day. */
export const ledgerYear = (today: Day): { from: Day; to: Day } => ({
  from: addMonths(today, -SHOWN_MONTHS),
  to: today,
});

export function createLedger(ctx: Pick<Context, 'content'>): Ledger {
  const resultOf = async (
    db: Db,
    matter: { id: string; textSealed: string },
    officials: readonly string[],
  ): Promise<string | undefined> => {
    const closing = await db.complaintEvent.findFirst({
      where: { complaintId: matter.id, fact: 'complaint.closed', noteSealed: { not: null } },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
    });
    if (!closing) return undefined;
    const said = ctx.content.open(matter.textSealed, matter.id);
    const result = ctx.content.open(closing.noteSealed!, closing.id);
    return quotes(result, said) ? undefined : redact(result, officials, namesIn(said, officials));
  };

  return {
    async lines(db, from, to) {
      const matters = await db.complaint.findMany({
        where: {
          sealed: false,
          queueUnit: { not: ABOVE },
          class: { in: CLASSES },
          status: { in: ['办结', '归档'] },
          accusedUserids: { isEmpty: true },
          closedAt: { gte: instantOf(from), lte: instantOf(to, '23:59:59') },
          OR: [{ ledgerChoice: null }, { ledgerChoice: 'result' }],
        },
        orderBy: [{ closedAt: 'desc' }, { id: 'asc' }],
        take: MOST,
      });
      const units = new Map(
        (await db.unit.findMany({ include: { parent: true } })).map((unit) => [unit.code, unit]),
      );
      const people = await db.person.findMany({ where: { active: true }, select: { name: true } });
      const officials = people.map(({ name }) => name);
      const lines: LedgerLine[] = [];
      for (const matter of matters) {
        const { category, handlingUnit, receivedAt, closedAt, outcome, ledgerChoice } = matter;
        const unit = handlingUnit ? units.get(handlingUnit) : undefined;
        const shown = unit?.type.endsWith('_committee') ? unit.parent : unit;
        const closed = dayOf(closedAt!);
        lines.push({
          category,
          unit: shown?.name,
          month: closed.slice(0, 7),
          days: daysBetween(dayOf(receivedAt), closed),
          outcome: outcome ?? '办结',
          result: ledgerChoice === 'result' ? await resultOf(db, matter, officials) : undefined,
        });
      }
      return lines;
    },
    async choose(tx, id, choice) {
      await tx.complaint.update({ where: { id }, data: { ledgerChoice: choice } });
    },
  };
}
