/** What citizens are answered from, read from the database as one consistent whole. */
import type { Sealer } from '../kit/seal.ts';
import type { Db } from '../store/database.ts';
import type { ContactPoint, Unit } from '../store/generated/client.ts';
import { loadDisclosures, type Disclosure } from '../disclosure/disclosures.ts';
import { loadLaws, type LawArticle } from '../disclosure/laws.ts';
import { loadProcedures, type Procedure } from '../disclosure/procedures.ts';
import { loadConfirmed, type Confirmed } from './confirmed.ts';

export interface Records {
  /** 清和县 */
  county: string;
  procedures: Procedure[];
  disclosures: Disclosure[];
  units: Unit[];
  contactPoints: ContactPoint[];
  laws: LawArticle[];
  /** Where an item can be read on our own page; undefined where nobody outside reaches us. */
  pageOf?: (code: string) => string | undefined;
  /** The memory of answered questions. */
  confirmed?: readonly Confirmed[];
}

/** Without the key of what citizens say the memory of their questions is not read. */
export async function loadRecords(db: Db, content?: Sealer): Promise<Records> {
  const county = await db.setting.findUnique({ where: { name: 'county' } });
  return {
    county: typeof county?.value === 'string' ? county.value : '本县',
    procedures: await loadProcedures(db),
    disclosures: await loadDisclosures(db),
    units: await db.unit.findMany({ where: { active: true }, orderBy: { code: 'asc' } }),
    contactPoints: await db.contactPoint.findMany({ orderBy: { code: 'asc' } }),
    laws: await loadLaws(db),
    confirmed: content ? await loadConfirmed(db, content) : [],
  };
}
