/** What the house knows at this moment: answers and calendar, read anew when the records have changed. */
import type { Log } from '../kit/log.ts';
import type { Sealer } from '../kit/seal.ts';
import { createAnswers, type Answers } from '../answers/answers.ts';
import { loadRecords, type Records } from '../answers/records.ts';
import type { SearchIndex } from '../answers/search-index.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import { loadCalendar } from '../disclosure/calendar-years.ts';
import type { Database } from '../store/database.ts';
import { RECORDS, recordsGeneration } from '../store/generation.ts';
import type { Signals } from '../store/queue.ts';

export interface Knowledge {
  answers(): Answers;
  records(): Records;
  calendar(): Calendar;
  /** Whether it knows the latest records. */
  isCurrent(): Promise<boolean>;
  /** Before an answer: reads anew what any instance has changed, the signal lost or late. What is withdrawn is in no answer. */
  catchUp(log: Log): Promise<void>;
  /** Follows the records until stopped. */
  follow(signals: Signals, log: Log): void;
  stop(): Promise<void>;
}

/** A signal may be lost; the number in the database is not. */
const LOOK_MS = 30_000;

interface Known {
  generation: number;
  records: Records;
  answers: Answers;
  calendar: Calendar;
}

export interface KnowledgeOptions {
  /** Opens the memory of answered questions; without it none is remembered. */
  content?: Sealer;
  /** The index that instances share; without it one is made here, and nothing written. */
  index?: SearchIndex;
  /** Where an item can be read on our own page. */
  pageOf?: (code: string) => string | undefined;
}

async function readAll(database: Database, { content, index, pageOf }: KnowledgeOptions): Promise<Known> {
  const generation = await recordsGeneration(database.prisma);
  const records = { ...(await loadRecords(database.prisma, content)), ...(pageOf ? { pageOf } : {}) };
  const calendar = await loadCalendar(database.prisma);
  const library = await index?.over(records, generation);
  return { generation, records, answers: createAnswers(records, library), calendar };
}

export async function loadKnowledge(database: Database, options: KnowledgeOptions = {}): Promise<Knowledge> {
  let known = await readAll(database, options);
  let reading: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let unsubscribe: (() => void) | undefined;

  const refresh = async (log: Log): Promise<void> => {
    try {
      if ((await recordsGeneration(database.prisma)) !== known.generation)
        known = await readAll(database, options);
    } catch (error) {
      log.error({ err: error }, 'records cannot be read; going on with those known');
    }
  };

  const look = (log: Log): Promise<void> => {
    reading = (reading ?? Promise.resolve()).then(() => refresh(log));
    return reading;
  };

  return {
    answers: () => known.answers,
    records: () => known.records,
    calendar: () => known.calendar,
    isCurrent: async () => (await recordsGeneration(database.prisma)) === known.generation,
    async catchUp(log) {
      const behind = await recordsGeneration(database.prisma).then(
        (now) => now !== known.generation,
        // Whoever cannot read the number will not get far: the turn is tried again.
        () => false,
      );
      if (behind) await look(log);
    },
    follow(signals, log) {
      unsubscribe = signals.on(RECORDS, () => void look(log));
      timer = setInterval(() => void look(log), LOOK_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      unsubscribe?.();
      await reading;
    },
  };
}
