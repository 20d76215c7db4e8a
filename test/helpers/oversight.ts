/** Matters of oversight of 民政局, one of each kind, for the pages. */
import { systemIds } from '../../src/kit/ids.ts';
import { findOfficial } from '../../src/people/officials.ts';
import { createOversight } from '../../src/supervision/oversight.ts';
import type { TestConsole } from './console.ts';
import { testSupervision } from './supervision.ts';

export const GROUP = 'xue.lanxi';
const DISCIPLINE = 'kang.maihe';

/** Paths of their pages. */
export async function fileOversight({
  database,
  clock,
}: TestConsole): Promise<Record<'check' | 'inspection' | 'rectification' | 'advice' | 'case', string>> {
  const oversight = createOversight({ ...testSupervision(clock).context, ids: systemIds });
  await oversight.drawSpotChecks(database);
  return database.transaction(async (tx) => {
    const member = (await findOfficial(tx, GROUP))!;
    const [first, second] = await tx.spotCheck.findMany({
      where: { groupCode: 'qh-mzj-jd' },
      orderBy: { id: 'asc' },
    });
    await oversight.recordCheck(tx, member, first!.id, '不实', '公示的人数比花名册少三户');
    const advice = await oversight.recommend(tx, member, {
      unitCode: 'qh-mzj',
      text: '低保公示要贴到每个村口',
    });
    const inspection = await oversight.planInspection(tx, member, {
      unitCode: 'qh-mzj',
      kind: '内部',
      source: '民主监督',
      plannedOn: '2026-12-10',
    });
    const [rectification] = await oversight.listRectifications(tx, member);
    const [lead] = await oversight.listCases(tx, (await findOfficial(tx, DISCIPLINE))!);
    return {
      check: `/console/oversight/checks/${second!.id}`,
      inspection: `/console/oversight/inspections/${inspection.number}`,
      rectification: `/console/oversight/rectifications/${rectification!.number}`,
      advice: `/console/oversight/recommendations/${advice.number}`,
      case: `/console/oversight/cases/${lead!.number}`,
    };
  });
}
