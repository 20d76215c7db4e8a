/**
 * What time does to information requests: the ladder of reminders, opinions out of time, supplements that did not come,
 * answers that wait too long to be signed. Once for each request, rung and due day, whoever runs it; one message a person a day.
 */
import { formatDay, type Day } from '../kit/day.ts';
import { holdersOf, type Official } from '../people/officials.ts';
import type { Database, Tx } from '../store/database.ts';
import { createConsultations } from './request-consultations.ts';
import { rungOf } from './request-ladder.ts';
import { deskCard, provisionally } from './request-notices.ts';
import { createRequestRecords, type FiledRequest, type RequestDeps } from './request-records.ts';

/** Requests to a transaction. */
const PAGE = 200;
const LISTED = 15;

type Why = 'T-7' | 'T-3' | 'T-1' | 'T+1' | 'supplement-late' | 'review-late';

const WORDS: Readonly<Record<Why, string>> = {
  'T-7': '还有 7 个工作日到期',
  'T-3': '还有 3 个工作日到期',
  'T-1': '明天到期,还没有答复',
  'T+1': '已超期,还没有答复',
  'supplement-late': '补正期限已过,申请人没有补正。没有正当理由的,回复「视为放弃」',
  'review-late': '等审签超过 3 个工作日',
};

interface Told {
  request: FiledRequest;
  why: Why;
}

export async function remindRequests(database: Database, deps: RequestDeps): Promise<void> {
  const records = createRequestRecords(deps);
  const today = records.today();
  if (records.calendar().isDayOff(today)) return;
  await closeSilent(database, deps, records);
  for (let after = ''; ;) {
    const page = await database.transaction(async (tx) => {
      const rows = await tx.informationRequest.findMany({
        where: { answeredOn: null, id: { gt: after } },
        include: { consultations: true },
        orderBy: { id: 'asc' },
        take: PAGE,
      });
      await tellPage(tx, deps, rows, today);
      return rows;
    });
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
  }
}

async function closeSilent(
  database: Database,
  deps: RequestDeps,
  records: ReturnType<typeof createRequestRecords>,
): Promise<void> {
  const consultations = createConsultations({ ...deps, records, guard: () => undefined });
  for (let left = PAGE; left === PAGE;)
    left = await database.transaction((tx) => consultations.closeSilent(tx, PAGE));
}

async function tellPage(tx: Tx, deps: RequestDeps, rows: readonly FiledRequest[], today: Day): Promise<void> {
  const records = createRequestRecords(deps);
  const byPerson = new Map<string, { person: Official; list: Told[] }>();
  for (const request of rows) {
    const why = whyOf(request, today, deps);
    if (!why || !(await isNew(tx, deps, request, why))) continue;
    for (const person of await audienceOf(tx, deps, request, why)) {
      const known = byPerson.get(person.userid) ?? { person, list: [] };
      known.list.push({ request, why });
      byPerson.set(person.userid, known);
    }
  }
  for (const { person, list } of byPerson.values()) {
    const [only] = list;
    const key = `due:${today}:${only!.request.id}`;
    if (list.length === 1 && worksIt(only!.why))
      await records.sendCards(
        tx,
        { type: 'request', id: only!.request.id },
        [person],
        deskCard(`信息公开申请${WORDS[only!.why]}`, only!.request),
        `${key}:${only!.why}`,
      );
    else await records.tellOfficials(tx, [person], `requests-${key}`, listText(list));
  }
}

function whyOf(request: FiledRequest, today: Day, deps: RequestDeps): Why | undefined {
  if (request.status === 'supplementing')
    return request.supplementBy !== null && request.supplementBy < today ? 'supplement-late' : undefined;
  if (request.pendingDue !== null && request.pendingDue < today) return 'review-late';
  return request.due ? rungOf(request.due, today, deps.calendar())?.level : undefined;
}

/** The fact is written with the first telling, under an id of its own: a second run, or another instance, finds it there. */
async function isNew(tx: Tx, deps: RequestDeps, request: FiledRequest, why: Why): Promise<boolean> {
  const day = why.startsWith('T') ? request.due : (request.pendingDue ?? request.supplementBy);
  const fact = `request.reminded:${why}:${day}`;
  const { count } = await tx.informationRequestEvent.createMany({
    data: [
      { id: `${request.id}:${fact}`, requestId: request.id, at: deps.clock.now(), actor: 'system', fact },
    ],
    skipDuplicates: true,
  });
  return count > 0;
}

async function audienceOf(
  tx: Tx,
  deps: RequestDeps,
  request: FiledRequest,
  why: Why,
): Promise<readonly Official[]> {
  const records = createRequestRecords(deps);
  switch (why) {
    case 'T-1':
      return holdersOf(tx, 'gov_office');
    case 'T+1':
      return holdersOf(tx, 'leading_group');
    case 'review-late': {
      const by = await tx.person.findUnique({ where: { userid: request.pendingBy ?? '' } });
      return by ? records.signersOf(tx, request.unitCode, by) : holdersOf(tx, 'gov_office');
    }
    default:
      return records.workersOf(tx, request.unitCode);
  }
}

const worksIt = (why: Why): boolean => ['T-7', 'T-3', 'supplement-late'].includes(why);

const listText = (list: readonly Told[]): string =>
  [
    `依申请公开有 ${list.length} 件要办:`,
    ...list
      .slice(0, LISTED)
      .map(
        ({ request: { number, due, provisional }, why }) =>
          `${number}:${WORDS[why]}${due ? `(${formatDay(due)}${provisionally(provisional)})` : ''}`,
      ),
    '回复编号看这一件,再回复 答复、补正、延期 或 征求第三方。',
  ].join('\n');
