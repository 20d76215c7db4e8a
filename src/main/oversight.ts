/** What time starts in oversight: the monthly draw, the quarterly checks, the daily ladder, the weekly digest. */
import type { Task } from '../schedule/schedule.ts';
import type { Database } from '../store/database.ts';
import type { Oversight } from '../supervision/oversight.ts';

export const oversightTasks = (database: Database, oversight: Oversight): Task[] => [
  {
    name: 'spot-checks',
    pattern: '37 8 3 * *',
    run: async () => void (await oversight.drawSpotChecks(database)),
  },
  {
    name: 'inspections',
    pattern: '39 8 5 1,4,7,10 *',
    run: async () => void (await oversight.planInspections(database)),
  },
  { name: 'oversight-ladder', pattern: '33 8 * * *', run: () => oversight.climb(database) },
  {
    name: 'suggestion-digests',
    pattern: '27 8 * * 1',
    run: async () => void (await oversight.sendSuggestionDigests(database)),
  },
  {
    name: 'solved-broadcast',
    pattern: '41 9 6 * *',
    run: async () => void (await oversight.broadcastSolved(database)),
  },
];
