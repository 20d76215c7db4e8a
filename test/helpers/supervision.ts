/** The supervision room alone, over a database, with keys, ids and calendar of the tests. */
import { createCalendar, seedYears, type Calendar } from '../../src/disclosure/calendar.ts';
import type { Clock } from '../../src/kit/clock.ts';
import type { Ids } from '../../src/kit/ids.ts';
import type { Draft } from '../../src/outbox/outbox.ts';
import { createSupervision, type Supervision } from '../../src/supervision/complaints.ts';
import { contentKey, identityKey, testIds } from './house.ts';

/** What it owes is put into `sent`. */
export const testSupervision = (
  clock: Clock,
  sent: Draft[] = [],
  ids: Ids = testIds(),
  calendar: Calendar = createCalendar(seedYears()),
): Supervision =>
  createSupervision({
    clock,
    ids,
    content: contentKey(),
    identityKey: identityKey(),
    outbox: {
      enqueue: async (_tx, drafts) => void sent.push(...drafts),
      withdraw: async (_tx, key) => {
        const at = sent.findIndex((draft) => draft.key === key);
        if (at >= 0) sent.splice(at, 1);
      },
    },
    officialAddress: (person) => ({ channel: 'wecom', account: '1', person }),
    calendar: () => calendar,
  });
