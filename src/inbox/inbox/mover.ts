/** Takes arrivals apart: their events become jobs, or nothing where they were taken before. One process at a time. */
import { AppError } from '../../kit/errors.ts';
import type { Log } from '../../kit/log.ts';
import type { Database, Tx } from '../../store/database.ts';
import { startLoop, type Loop } from '../../store/loop.ts';
import type { Signals } from '../../store/queue.ts';
import type { InboundEvent } from '../event.ts';
import { ARRIVED, type ArrivalRow, type Arrivals } from './arrivals.ts';

const MOST_ROWS = 256;
/** After a failure rows are taken singly for so long, so that one that cannot be kept does not hold up the others. */
const SINGLY = 64;
const MAX_ATTEMPTS = 6;

export interface MoverOptions {
  database: Database;
  signals: Signals;
  arrivals: Arrivals;
  /** Makes jobs of the events that are new. */
  keep(tx: Tx, events: readonly InboundEvent[]): Promise<void>;
  /** Keeps a row that cannot be taken apart where people see it. */
  bury(tx: Tx, row: ArrivalRow, error: unknown): Promise<void>;
  /** How long a row that cannot be kept is left alone before the next attempt. */
  retryMs: number;
  log: Log;
}

export function startMover({ database, signals, arrivals, keep, bury, retryMs, log }: MoverOptions): Loop {
  let singly = 0;
  /** The row that could not be taken apart, and how often. */
  let failing: { number: bigint; times: number } | undefined;

  /** Whether there was anything. */
  const move = async (tx: Tx): Promise<boolean> => {
    const rows = await arrivals.take(tx, singly > 0 ? 1 : MOST_ROWS);
    const [first] = rows;
    if (!first) return false;
    const times = failing?.number === first.number ? failing.times : 0;
    failing = { number: first.number, times: times + 1 };
    await keep(
      tx,
      rows.flatMap((row) => arrivals.eventsIn(row)),
    );
    return true;
  };

  const giveUp = (error: unknown): Promise<void> =>
    database.transaction(async (tx) => {
      const [row] = await arrivals.take(tx, 1);
      // Another instance has been more fortunate.
      if (row?.number !== failing?.number) throw error;
      log.error({ arrival: row!.id, err: error }, 'arrivals given up');
      await bury(tx, row!, error);
    });

  const step = async (): Promise<boolean> => {
    try {
      const moved = await database.transaction(move);
      singly = Math.max(0, singly - 1);
      failing = undefined;
      return moved;
    } catch (error) {
      const alone = singly > 0;
      singly = SINGLY;
      const hopeless = error instanceof AppError && error.code === 'seal';
      if (!alone && hopeless) return true;
      const last = hopeless || (failing?.times ?? 0) >= MAX_ATTEMPTS;
      if (!alone || !last) throw error;
      await giveUp(error);
      return true;
    }
  };

  return startLoop({ signals, name: ARRIVED, step, log, troubleMs: retryMs });
}
