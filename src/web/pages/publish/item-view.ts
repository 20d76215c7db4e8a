/** What the page of one item shows, put together from the records. */
import { previewOf, shownOf } from '../../../answers/preview.ts';
import { findCategory } from '../../../disclosure/categories.ts';
import type { Disclosure } from '../../../disclosure/disclosures.ts';
import { filesOfVersion } from '../../../disclosure/files.ts';
import { faultsBefore } from '../../../disclosure/publication.ts';
import { authorOf, awaitsSecondLook, type Review } from '../../../disclosure/second-look.ts';
import { dayOf, type Day } from '../../../kit/day.ts';
import { may, type Verdict } from '../../../people/may.ts';
import type { Official } from '../../../people/officials.ts';
import type { Db } from '../../../store/database.ts';
import type { Visit } from '../../console/visit.ts';
import type { ItemView } from './drawing.ts';

const VERSIONS = 20;

export async function viewOf(
  db: Db,
  { staff, csrf }: Pick<Visit, 'staff' | 'csrf'>,
  item: Disclosure,
  today: Day,
  page: string | undefined,
): Promise<ItemView> {
  const unit = (await db.unit.findUnique({ where: { code: item.unit } })) ?? undefined;
  const review = item.review as Review | undefined;
  const versions = await db.disclosureVersion.findMany({
    where: { code: item.code },
    orderBy: { version: 'desc' },
    take: VERSIONS,
  });
  const people = await namesOf(db, [review?.by, ...versions.map(({ changedBy }) => changedBy)]);
  const open = ['待形成', '待公开', '审核'].includes(item.status);
  return {
    item,
    csrf,
    unit: unit?.name ?? item.unit,
    category: await findCategory(db, item.category),
    preview: (open ? previewOf : shownOf)(item, unit, today, page),
    faults: open ? await faultsBefore(db, item, today) : [],
    reported: awaitsSecondLook(item),
    reviewedBy: review?.by && reviewLine(review, people.get(review.by)),
    versions: versions.map(({ version, reason, changedBy, changedAt, content }) => ({
      version,
      reason,
      changedBy: people.get(changedBy ?? '') ?? '—',
      day: dayOf(changedAt),
      summary: String((content as { summary?: unknown }).summary ?? ''),
      files: filesOfVersion(content),
    })),
    may: verdictsOf(staff, item),
  };
}

const reviewLine = ({ by, at, rule }: Review, name: string | undefined): string =>
  `${name ?? by} ${at}${rule ? `(${rule})` : ''}`;

async function namesOf(
  db: Db,
  userids: readonly (string | null | undefined)[],
): Promise<ReadonlyMap<string, string>> {
  const people = await db.person.findMany({
    where: { userid: { in: userids.filter((one) => typeof one === 'string') } },
    select: { userid: true, name: true },
  });
  return new Map(people.map(({ userid, name }) => [userid, name]));
}

function verdictsOf(staff: Official, item: Disclosure): ItemView['may'] {
  const write = may(staff, 'items.write');
  const review = may(staff, 'items.review');
  const own = (item.review as Review | undefined)?.reportedBy ?? authorOf(item);
  const second: Verdict =
    review.ok && own === staff.userid
      ? { ok: false, why: '是您写的或您报的,要由第二个人审查。A second person has to review it.' }
      : review;
  return {
    submit: write,
    review: second,
    correct: write,
    withdraw: review,
    restrict: may(staff, 'items.restrict'),
  };
}
