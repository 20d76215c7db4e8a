/** What the request rooms need, with a table of what they would send. */
import { createCalendar, seedYears, type Calendar } from '../../src/disclosure/calendar.ts';
import type { Clock } from '../../src/kit/clock.ts';
import { systemIds, type Ids } from '../../src/kit/ids.ts';
import type { Draft } from '../../src/outbox/outbox.ts';
import type { RequestDeps } from '../../src/participation/requests.ts';
import { contentKey } from './house.ts';

/** `sent` gathers the drafts; nothing leaves. */
export const requestDeps = (
  clock: Clock,
  {
    sent = [],
    ids = systemIds,
    calendar = createCalendar(seedYears()),
  }: {
    sent?: Draft[];
    ids?: Ids;
    calendar?: Calendar;
  } = {},
): RequestDeps => ({
  clock,
  ids,
  content: contentKey(),
  outbox: { enqueue: (_tx, drafts) => Promise.resolve(void sent.push(...drafts)) },
  calendar: () => calendar,
  officialAddress: (person) => ({ channel: 'wecom', account: '1', person }),
  citizenAddress: (_db, person) => Promise.resolve({ channel: 'kf', account: '1', person }),
});
