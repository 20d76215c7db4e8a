/** The filter of the queue as it stands in the address: everything that is looked for can be kept as a bookmark and sent to a colleague. */
import { z } from 'zod';
import type { QueueFilter } from '../../../supervision/queue-filter.ts';
import { isOpen, STATUSES } from '../../../supervision/lifecycle.ts';
import type { Tally } from '../../../supervision/queue.ts';
import { CLASSES } from './words.ts';

export const BASE = '/console/complaints';

const one = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const classes = Object.keys(CLASSES) as [string, ...string[]];

/** A parameter that is not understood is left out, as if it were not there: an old bookmark still opens. */
const ADDRESS = z.object({
  q: one(z.string().trim().max(60)),
  state: one(z.enum(['closed', 'all'])),
  status: one(z.enum(STATUSES)),
  class: one(z.enum(classes)),
  unit: one(z.string().max(64)),
  urgent: one(z.literal('1')),
  late: one(z.enum(['soon', 'target', 'law'])),
  mine: one(z.literal('1')),
});

export type Asked = z.infer<typeof ADDRESS>;

/** A unit that matters can be about or be handed to. */
export interface UnitName {
  code: string;
  name: string;
}

export const readAsked = (query: Readonly<Record<string, unknown>>): Asked => {
  const asked = ADDRESS.parse(query);
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) as Asked;
};

export const filterOf = ({ state, status, class: kind, unit, urgent, late, mine }: Asked): QueueFilter => ({
  // Whoever asks for a state that only closed matters have means those.
  state: state ?? (status && !isOpen(status) ? 'closed' : 'open'),
  ...(status ? { status: [status] } : {}),
  ...(kind ? { class: [kind] } : {}),
  ...(unit ? { unit } : {}),
  ...(urgent ? { urgent: true } : {}),
  ...(late ? { late } : {}),
  ...(mine ? { mine: true } : {}),
});

export function addressOf(asked: Asked): string {
  const search = new URLSearchParams(asked as Record<string, string>).toString();
  return search ? `${BASE}?${search}` : BASE;
}

export interface View {
  zh: string;
  en: string;
  asked: Asked;
  /** How many; undefined where it is not counted. */
  count?: number;
}

/** The views most often wanted, with what is open of each. */
export function viewsOf(tally: Tally): View[] {
  const at = (status: string): number => tally.byStatus[status] ?? 0;
  const views: View[] = [
    { zh: '全部在办', en: 'open', asked: {}, count: tally.open },
    { zh: '待受理', en: 'new', asked: { status: '已登记' }, count: at('已登记') },
    { zh: '紧急', en: 'urgent', asked: { urgent: '1' }, count: tally.urgent },
    { zh: '快到期', en: 'due soon', asked: { late: 'soon' }, count: tally.soon },
    { zh: '过目标', en: 'past target', asked: { late: 'target' }, count: tally.pastTarget },
    { zh: '超期', en: 'overdue', asked: { late: 'law' }, count: tally.overdue },
    { zh: '退回', en: 'returned', asked: { status: '退回' }, count: at('退回') },
    { zh: '我的', en: 'mine', asked: { mine: '1' }, count: tally.mine },
    { zh: '已结', en: 'closed', asked: { state: 'closed' } },
  ];
  return views;
}

export const isSame = (a: Asked, b: Asked): boolean => addressOf(a) === addressOf(b);
