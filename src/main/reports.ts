/** Reports wired: what supervision counts itself and what comes from other rooms, and the drafts that come by themselves. */
import type { Clock } from '../kit/clock.ts';
import { opinionKind, requestKind } from '../participation/report-kinds.ts';
import type { Task } from '../schedule/schedule.ts';
import type { Database } from '../store/database.ts';
import { createAssessments, type Assessments } from '../supervision/assessment.ts';
import type { Supervision } from '../supervision/complaints.ts';
import { draftReports } from '../supervision/report-drafts.ts';
import { sourceOf } from '../supervision/report-source.ts';
import { reportSources } from '../supervision/report-sources.ts';
import { createReports, type Reports } from '../supervision/reports.ts';

export function createReporting(deps: {
  database: Database;
  clock: Clock;
  supervision: Pick<Supervision, 'context' | 'statistics'>;
  /** Where staff reach our pages. */
  address(): string | undefined;
}): { reports: Reports; assessments: Assessments; tasks: Task[] } {
  const { database, clock, supervision } = deps;
  const { outbox, officialAddress } = supervision.context;
  const sources = reportSources(supervision.statistics, [sourceOf(requestKind), sourceOf(opinionKind)]);
  const reports = createReports(supervision.context, sources);
  return {
    reports,
    assessments: createAssessments(supervision.context, sources),
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
