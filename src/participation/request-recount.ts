/** Days of requests that were 暂定, reckoned anew once the holiday notice of their year is known. */
import type { Database } from '../store/database.ts';
import { createRequestRecords, type RequestDeps } from './request-records.ts';

const PAGE = 200;

/** Requests whose day moved, or stands now; the event in their history says from when to when. */
export async function recountRequests(database: Database, deps: RequestDeps): Promise<number> {
  const records = createRequestRecords(deps);
  let changed = 0;
  for (let after = ''; ;) {
    const page = await database.prisma.informationRequest.findMany({
      where: { answeredOn: null, provisional: true, id: { gt: after } },
      include: { consultations: { orderBy: { sentOn: 'asc' } } },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    for (const request of page) {
      const { due, provisional } = records.reckon(request);
      if (provisional && (due ?? null) === request.due) continue;
      await database.transaction((tx) =>
        records.change(
          tx,
          request,
          {},
          { actor: 'system', fact: 'request.recounted', detail: { from: request.due, to: due ?? null } },
        ),
      );
      changed++;
    }
    if (page.length < PAGE) return changed;
    after = page.at(-1)!.id;
  }
}
