/** Reports wired: what supervision counts itself and what comes from other rooms, and the drafts that come by themselves. */
import type { Clock } from '../kit/clock.ts';
import type { Task } from '../schedule/schedule.ts';
import type { Database } from '../store/database.ts';
import type { Supervision } from '../supervision/complaints.ts';
import { draftReports } from '../supervision/report-drafts.ts';
import { createReports, type Reports } from '../supervision/reports.ts';

export function createReporting(deps: {
  database: Database;
  clock: Clock;
  supervision: Pick<Supervision, 'context' | 'statistics'>;
  /** Where staff reach our pages. */
  address(): string | undefined;
}): { reports: Reports; tasks: Task[] } {
  const { database, clock, supervision } = deps;
  const { outbox, officialAddress } = supervision.context;
  const reports = createReports(supervision.context, { statistics: supervision.statistics });
  return {
    reports,
    tasks: [
      {
        name: 'report-drafts',
        pattern: '13 9 2 * *',
        run: async () =>
          void (await draftReports(
            { database, reports, outbox, officialAddress, address: deps.address },
            clock.now(),
          )),
      },
    ],
  };
}
