/** What the records hold for one annual report: the requests and appeals of the year, what was published. */
import type { Day } from '../../kit/day.ts';
import type { Db } from '../../store/database.ts';
import type { Prisma } from '../../store/generated/client.ts';
import { APPLICANTS, type ApplicantKind } from '../request-form.ts';
import { outcomeOf, type AnnualAppeal, type AnnualCase } from '../annual-tally.ts';
import { overviewOf } from '../annual-words.ts';

interface Scope {
  year: number;
  unit: string;
}

const yearBounds = (year: number): { first: Day; last: Day } => ({
  first: `${year}-01-01`,
  last: `${year}-12-31`,
});

/** Requests for information that were open on some day of the year; corrections (第四十一条) are no such requests. */
const inYear = ({ year, unit }: Scope, whole: boolean): Prisma.InformationRequestWhereInput => {
  const { first, last } = yearBounds(year);
  return {
    kind: 'information',
    ...(whole ? {} : { unitCode: unit }),
    confirmedOn: { lte: last },
    OR: [{ answeredOn: null }, { answeredOn: { gte: first } }],
  };
};

export async function readCases(db: Db, key: Scope, whole: boolean): Promise<AnnualCase[]> {
  const { first, last } = yearBounds(key.year);
  const rows = await db.informationRequest.findMany({
    where: inYear(key, whole),
    select: {
      number: true,
      applicantKind: true,
      confirmedOn: true,
      answeredOn: true,
      answerKind: true,
      answerGround: true,
    },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ number, applicantKind, confirmedOn, answeredOn, answerKind, answerGround }) => ({
    number,
    applicant: applicantKind in APPLICANTS ? (applicantKind as ApplicantKind) : 'other',
    carriedIn: confirmedOn! < first,
    outcome:
      answeredOn !== null && answeredOn <= last
        ? outcomeOf({ kind: answerKind, ground: answerGround })
        : 'forward',
  }));
}

export async function readAppeals(db: Db, key: Scope, whole: boolean): Promise<AnnualAppeal[]> {
  const { first, last } = yearBounds(key.year);
  const rows = await db.requestAppeal.findMany({
    where: {
      ...(whole ? {} : { request: { unitCode: key.unit } }),
      openedOn: { lte: last },
      OR: [{ closedOn: null }, { closedOn: { gte: first } }],
    },
    include: { request: { select: { number: true } } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ request, kind, result, closedOn }) => ({
    number: request.number,
    kind: kind as AnnualAppeal['kind'],
    result: closedOn !== null && closedOn <= last ? ((result ?? 'other') as AnnualAppeal['result']) : 'open',
  }));
}

/** 总体情况 as far as the records tell it. */
export async function firstOverview(
  db: Db,
  key: Scope,
  whole: boolean,
  cases: readonly AnnualCase[],
): Promise<string> {
  const { first, last } = yearBounds(key.year);
  const published = await db.disclosure.count({
    where: {
      ...(whole ? {} : { unitCode: key.unit }),
      regime: { not: '内部' },
      mode: '主动',
      published: { gte: first, lte: last },
    },
  });
  const [late] = await db.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from information_request
    where kind = 'information' and answered_on between ${first} and ${last} and answered_on > due
      and (${whole} or unit_code = ${key.unit})`;
  const carried = cases.filter(({ carriedIn }) => carriedIn).length;
  const forward = cases.filter(({ outcome }) => outcome === 'forward').length;
  return overviewOf({
    year: key.year,
    published,
    received: cases.length - carried,
    carried,
    handled: cases.length - forward,
    late: late?.n ?? 0,
    forward,
  });
}
