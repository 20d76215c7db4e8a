/** A row of the national catalogue table 公开事项目录. */
import type { DeadlineMeaning } from './deadline-meaning.ts';

/** Column that tells the field in a table of one sheet, such as a CSV that was exported. */
export const FIELD_COLUMN = '领域';

export interface CatalogueRow {
  sheet?: string;
  row: number;
  level1: string;
  level2: string;
  content: string;
  basis: string[];
  deadline: { phrase: string; meaning: DeadlineMeaning };
  units: string[];
  unitCodes: string[];
  channels: string[];
  audience: string;
  audienceWho?: string;
  mode: string;
  tier: string[];
  /** Columns the national table does not have, by their heading. */
  extra?: Record<string, string>;
}
