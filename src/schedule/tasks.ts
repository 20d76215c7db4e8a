/** What the house does by itself: obligations planned at night, one digest card a person in the morning, tidying up. */
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import { dayOf, instantOf } from '../kit/day.ts';
import type { Ids } from '../kit/ids.ts';
import { sha256 } from '../kit/seal.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { Draft, Outbox } from '../outbox/outbox.ts';
import type { Database } from '../store/database.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import { digestCard, watchNotice } from '../disclosure/digest-card.ts';
import { suggestHotTopics } from '../disclosure/hot-topics.ts';
import { forgetDrafts } from '../disclosure/import-drafts.ts';
import { planObligations } from '../disclosure/planning.ts';
import { digestsOf, peopleToTell, takeSteps, type Digest } from '../disclosure/reminders.ts';
import { warnOfStaleLaws } from '../disclosure/stale-laws.ts';
import { digestTime, inTime } from './digest-time.ts';
import type { Task } from './schedule.ts';

export interface TaskDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  inbox: Pick<Inbox, 'forgetSeen'>;
  outbox: Pick<Outbox, 'enqueue' | 'forgetSends'>;
  calendar(): Calendar;
  officialAddress(userid: string): Address;
}

/** Digests to a transaction. */
const PAGE = 100;

export function createTasks(deps: TaskDeps): Task[] {
  const { database, clock, ids, inbox, outbox } = deps;
  return [
    {
      name: 'plan-obligations',
      pattern: '13 1 * * *',
      atStart: true,
      run: async () => {
        await planObligations(database, { now: clock.now(), ids }, deps.calendar());
      },
    },
    { name: 'digests', pattern: '17 8 * * *', run: () => sendDigests(deps) },
    {
      name: 'hot-topics',
      pattern: '43 9 * * 1',
      run: async () => void (await suggestHotTopics(deps, clock.now())),
    },
    {
      name: 'stale-laws',
      pattern: '47 9 2 * *',
      run: async () => void (await warnOfStaleLaws(deps, clock.now())),
    },
    {
      name: 'tidy-up',
      pattern: '41 3 * * *',
      run: async () => {
        await inbox.forgetSeen();
        await outbox.forgetSends();
        await forgetDrafts(database.prisma, clock.now());
      },
    },
  ];
}

/** Takes the day's steps, then owes each person their digest; breaking off and running again loses and doubles nothing. */
export async function sendDigests(
  deps: Omit<TaskDeps, 'inbox' | 'ids' | 'outbox'> & { outbox: Pick<Outbox, 'enqueue'> },
): Promise<void> {
  const { database, clock, outbox } = deps;
  const now = clock.now();
  const today = dayOf(now);
  if (!inTime(now)) return;
  await takeSteps(database, today, now, deps.calendar());
  for (let after = ''; ;) {
    const people = await peopleToTell(database.prisma, today, after, PAGE);
    if (people.length === 0) return;
    after = people.at(-1)!;
    await database.transaction(async (tx) => {
      const digests = await digestsOf(tx, today, people);
      await outbox.enqueue(
        tx,
        digests.map((digest) => draftOf(digest, deps.officialAddress, now)),
      );
    });
  }
}

function draftOf(digest: Digest, officialAddress: (userid: string) => Address, now: Date): Draft {
  const { userid, day, owed, owedTotal, watched, watchedTotal } = digest;
  const id = `${day}:${userid}`;
  const at = digestTime(userid, day, now);
  return {
    key: `digest:${id}`,
    to: officialAddress(userid),
    subject: { type: 'digest', id },
    body:
      owed.length > 0
        ? {
            t: 'card',
            taskId: `digest-${day}@${sha256(userid).toString('hex').slice(0, 16)}`,
            card: digestCard(
              owed.map(({ obligationId, ...item }) => ({ id: obligationId, ...item })),
              { total: owedTotal, watched: watchedTotal },
            ),
          }
        : watchNotice(watched, watchedTotal),
    ...(at > now ? { notBefore: at } : {}),
    expiresAt: instantOf(day, '19:59'),
  };
}
