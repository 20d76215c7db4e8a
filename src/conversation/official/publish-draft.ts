/** What an officer has given so far of an item to publish, and of which classes they publish. */
import { loadCategories, type Category } from '../../disclosure/categories.ts';
import { findUnit, type Official } from '../../people/officials.ts';
import type { Db } from '../../store/database.ts';
import type { SentFile } from './sent-files.ts';

type Step = 'which' | 'category' | 'title' | 'summary' | 'source' | 'particular' | 'confirm';

export interface Draft {
  step: Step;
  obligationId?: string;
  code?: string;
  category?: string;
  title?: string;
  summary?: string;
  url?: string;
  body?: string;
  files?: SentFile[];
  particulars: Record<string, unknown>;
  /** The particular asked for. */
  asked?: string;
}

/** 草案: put before the public to speak on. */
export const isDraft = ({ particulars }: Draft): boolean => particulars.stage === '征求意见';

const GIVEN: ReadonlySet<string> = new Set([
  'amount',
  'zeroReport',
  'stage',
  'project',
  'meeting',
  'procedure',
  'source',
  'recurrence',
  'masked',
  'notice',
  'body',
  'consultationOf',
  'noConsultation',
  'commentRound',
  'hearing',
  'system',
]);

/** What the officer gave, without what the item had before. */
export const given = (particulars: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(particulars).filter(
      ([name, value]) => GIVEN.has(name) && value !== undefined && value !== null,
    ),
  );

/** The classes that the kind of unit publishes. */
export async function categoriesOf(db: Db, official: Official): Promise<Category[]> {
  const unit = await findUnit(db, official.unitCode);
  const village = unit?.type.endsWith('_committee') || official.roles.includes('township_admin');
  const government = unit?.type === 'county_gov' || unit?.type === 'gov_office';
  const mine = (code: string): boolean =>
    village ? /^[V-Z]/.test(code) : government ? /^[GI]/.test(code) : /^[DI]/.test(code);
  return (await loadCategories(db)).filter(
    ({ code, regime }) => mine(code) || !'GDIV'.includes(code[0]!) || (village && regime === '乡务'),
  );
}
