/** What a citizen who asks for an item will read once it is public: shown to its officer before. */
import type { Day } from '../kit/day.ts';
import type { Disclosure } from '../disclosure/disclosures.ts';
import type { Unit } from '../store/generated/client.ts';
import { composeDisclosure } from './compose/disclosure.ts';

export const previewOf = (
  item: Disclosure,
  unit: Unit | undefined,
  today: Day,
  page?: string | undefined,
): string => shownOf({ ...item, status: '已公开', published: today }, unit, today, page);

/** The same of an item as it stands now: public, withdrawn, kept back. */
export const shownOf = (
  item: Disclosure,
  unit: Unit | undefined,
  today: Day,
  page?: string | undefined,
): string => composeDisclosure(item, unit, { today, internal: item.regime === '内部', page });
