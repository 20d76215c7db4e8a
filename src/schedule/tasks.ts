/** What the house does by itself: obligations planned at night, one digest card a person in the morning, tidying up. */
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import { dayOf, instantOf, timeOf, type Day } from '../kit/day.ts';
import type { Ids } from '../kit/ids.ts';
import { sha256 } from '../kit/seal.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { Draft, Outbox } from '../outbox/outbox.ts';
import type { Database } from '../store/database.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import { digestCard, watchNotice } from '../disclosure/digest-card.ts';
import { planObligations } from '../disclosure/obligations.ts';
import { takeDigests, type Digest } from '../disclosure/reminders.ts';
import type { Task } from './schedule.ts';

export interface TaskDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  inbox: Inbox;
  outbox: Outbox;
  calendar(): Calendar;
  officialAddress(userid: string): Address;
}

/** Cards go out between these, each person at a minute of their own. */
const FIRST_MINUTE = 8 * 60 + 31;
const MINUTES = 58;
/** After this nobody is sent a digest for the day any more. */
const LAST_TIME = '17:30';

export function createTasks(deps: TaskDeps): Task[] {
  const { database, clock, ids, inbox, outbox } = deps;

  const sendDigests = async (): Promise<void> => {
    const now = clock.now();
    const today = dayOf(now);
    if (timeOf(now) > LAST_TIME) return;
    await database.transaction(async (tx) => {
      const digests = await takeDigests(tx, today, now, deps.calendar());
      await outbox.enqueue(
        tx,
        digests.map((digest) => draftOf(digest, deps.officialAddress, now)),
      );
    });
  };

  return [
    {
      name: 'plan-obligations',
      pattern: '13 1 * * *',
      atStart: true,
      run: async () => {
        await database.transaction((tx) => planObligations(tx, { now: clock.now(), ids }));
      },
    },
    { name: 'digests', pattern: '17 8 * * *', run: sendDigests },
    {
      name: 'tidy-up',
      pattern: '41 3 * * *',
      run: async () => {
        await inbox.forgetSeen();
      },
    },
  ];
}

/** The same minute for the same person and day, never :00 or :30, when the platform is crowded (document/path/90236). */
export function digestTime(userid: string, day: Day): Date {
  const offset = sha256(`${userid}|${day}`).readUInt16BE(0) % MINUTES;
  const minute = FIRST_MINUTE + offset + (FIRST_MINUTE + offset >= 9 * 60 ? 1 : 0);
  return instantOf(
    day,
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
  );
}

function draftOf(digest: Digest, officialAddress: (userid: string) => Address, now: Date): Draft {
  const { userid, day, items } = digest;
  const id = `${day}:${userid}`;
  const at = digestTime(userid, day);
  const owed = items
    .filter((item) => item.owes)
    .map(({ obligationId, ...item }) => ({ id: obligationId, ...item }));
  const watched = items.filter((item) => !item.owes);
  return {
    key: `digest:${id}`,
    to: officialAddress(userid),
    subject: { type: 'digest', id },
    body:
      owed.length > 0
        ? {
            t: 'card',
            taskId: `digest-${day}@${sha256(userid).toString('hex').slice(0, 16)}`,
            card: digestCard(owed, watched.length),
          }
        : watchNotice(watched),
    ...(at > now ? { notBefore: at } : {}),
    expiresAt: instantOf(day, '19:59'),
  };
}
