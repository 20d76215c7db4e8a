/**
 * Decisions, meetings, audits and projects that the county's file tells of by its items: entered here as far as the items say, so
 * that staff go on from there. A stage of a project that has no item, though a later one was reached, is owed (the speech, 0.4).
 * Running it again changes nothing.
 */
import type { Calendar } from '../disclosure/calendar.ts';
import { openObligation, type Moment } from '../disclosure/obligations.ts';
import { formatDay, type Day } from '../kit/day.ts';
import type { Tx } from '../store/database.ts';
import type { Disclosure as Row, Prisma } from '../store/generated/client.ts';
import { DECISION_KINDS, type DecisionStep } from './decision-rules.ts';
import type { StepTaken } from './decisions.ts';
import { MEETING_TYPES, SCOPES } from './meetings.ts';
import { dueFor, obligationIdOf } from './owed-items.ts';
import { PROJECT_STAGES, STAGE_RULES, type ProjectStage } from './project-rules.ts';
import { stagesOf, type StageReached } from './projects.ts';

/** In the place of a person: it stood in the county's file. */
export const FROM_FILE = 'import';
const MOST = 1_000;

interface Details {
  decision?: { kind?: string; step?: string; decidedAt?: string };
  project?: { name?: string };
  meeting?: { type?: string; date?: string; scope?: string };
  audit?: { period?: string; subject?: string };
}
const detailsOf = ({ details }: Row): Details => details as Details;

export async function adoptMatters(tx: Tx, moment: Moment, calendar: Calendar): Promise<void> {
  await adoptDecisions(tx, moment);
  await adoptProjects(tx, moment);
  await adoptMeetings(tx, moment);
  await adoptAudits(tx, moment);
  await oweMissingStages(tx, moment, calendar);
}

/** Items that carry this particular, of those that the rest selects; nothing internal. */
async function itemsWith(
  tx: Tx,
  particular: keyof Details,
  rest: Prisma.DisclosureWhereInput,
): Promise<Row[]> {
  const rows = await tx.$queryRaw<{ code: string }[]>`
    select code from disclosure where details->${particular} is not null and regime <> '内部' and status <> '已撤回'`;
  return tx.disclosure.findMany({
    where: { AND: [{ code: { in: rows.map(({ code }) => code) } }, rest] },
    orderBy: [{ formed: { sort: 'asc', nulls: 'last' } }, { code: 'asc' }],
    take: MOST,
  });
}

async function adoptDecisions(tx: Tx, { now, ids }: Moment): Promise<void> {
  const known = (await tx.decision.findMany({ select: { matter: true } })).map(({ matter }) => matter);
  const told = await itemsWith(tx, 'decision', { matter: { not: null, notIn: known } });
  for (const [matter, own] of Map.groupBy(told, (item) => item.matter!)) {
    const items = await tx.disclosure.findMany({ where: { matter }, orderBy: { code: 'asc' } });
    const kind = own.map((item) => detailsOf(item).decision?.kind).find(Boolean) ?? '';
    const decided = own.find((item) => detailsOf(item).decision?.decidedAt);
    const history = stepsTold(items, decided, now);
    await tx.decision.create({
      data: {
        id: ids.next(),
        matter,
        title: (decided ?? items[0]!).title,
        unitCode: (decided ?? items[0]!).unitCode,
        kind: DECISION_KINDS.find((one) => one.startsWith(kind.slice(0, 4))) ?? '重大决策',
        amount: decided?.amount ?? null,
        step: history.at(-1)?.step ?? '草案',
        decidedOn: decided ? detailsOf(decided).decision!.decidedAt! : null,
        disclosureCode: decided?.code ?? null,
        history: history as unknown as object[],
        createdAt: now,
      },
    });
  }
}

function stepsTold(items: readonly Row[], decided: Row | undefined, now: Date): StepTaken[] {
  const of = (stages: readonly string[]): Row | undefined =>
    items.find(({ stage, formed }) => stages.includes(stage ?? '') && formed);
  const found: [DecisionStep, Row | undefined, Day | undefined][] = [
    ['草案', of(['草案']), undefined],
    ['征求意见', of(['征求意见', '听证']), undefined],
    ['集体讨论', decided, decided && detailsOf(decided).decision!.decidedAt],
    ['决定', decided, decided && detailsOf(decided).decision!.decidedAt],
  ];
  return found.flatMap(([step, item, on]) =>
    item
      ? [
          {
            step,
            on: on ?? item.formed!,
            by: FROM_FILE,
            at: now.toISOString(),
            evidence: { 公开信息: `${item.title}(${item.code})` },
          },
        ]
      : [],
  );
}

async function adoptProjects(tx: Tx, { now, ids }: Moment): Promise<void> {
  const known = (await tx.project.findMany({ select: { matter: true } })).map(({ matter }) => matter);
  const told = await itemsWith(tx, 'project', { matter: { not: null, notIn: known } });
  for (const [matter, items] of Map.groupBy(told, (item) => item.matter!)) {
    const [first] = items;
    const history = stagesTold(items, now);
    await tx.project.create({
      data: {
        id: ids.next(),
        matter,
        name: detailsOf(first!).project?.name ?? first!.title,
        unitCode: first!.unitCode,
        amount: first!.amount,
        stage: history.at(-1)?.stage ?? '',
        history: history as unknown as object[],
        createdAt: now,
      },
    });
  }
}

/** Up to the last stage that has an item; those before it were reached by then at the latest. */
function stagesTold(items: readonly Row[], now: Date): StageReached[] {
  const of = (stage: string): Row | undefined =>
    items.find((item) => item.stage === stage && item.formed !== null);
  const last = PROJECT_STAGES.findLastIndex((stage) => of(stage));
  let later: Day = '';
  return PROJECT_STAGES.slice(0, last + 1)
    .toReversed()
    .map((stage): StageReached => {
      const item = of(stage);
      later = item?.formed ?? later;
      const note = item ? `${item.title}(${item.code})` : `不晚于${formatDay(later)}`;
      return { stage, on: later, by: FROM_FILE, at: now.toISOString(), note };
    })
    .toReversed();
}

async function oweMissingStages(tx: Tx, moment: Moment, calendar: Calendar): Promise<void> {
  const projects = await tx.project.findMany({ take: MOST });
  const items = await tx.disclosure.findMany({
    where: { matter: { in: projects.map(({ matter }) => matter) }, stage: { not: null } },
    select: { matter: true, stage: true },
  });
  const has = new Set(items.map(({ matter, stage }) => `${matter} ${stage}`));
  for (const project of projects)
    for (const { stage, on, skipped } of stagesOf(project)) {
      if (skipped || has.has(`${project.matter} ${stage}`)) continue;
      const { phrase, tells } = STAGE_RULES[stage as ProjectStage];
      await openObligation(tx, moment, {
        key: `project:${project.id}:${stage}`,
        source: 'event',
        title: `${project.name}(${stage}阶段:${tells})`,
        unitCode: project.unitCode,
        trigger: 'stage_completed',
        triggeredOn: on,
        deadlinePhrase: phrase,
        due: dueFor(phrase, on, calendar),
      });
    }
}

async function adoptMeetings(tx: Tx, { now, ids }: Moment): Promise<void> {
  const known = (await tx.meeting.findMany({ select: { disclosureCode: true } })).flatMap(
    ({ disclosureCode }) => disclosureCode ?? [],
  );
  const told = await itemsWith(tx, 'meeting', {
    stage: '议定',
    formed: { not: null },
    code: { notIn: known },
  });
  for (const item of told) {
    const { type, date, scope } = detailsOf(item).meeting ?? {};
    if (!MEETING_TYPES.some((one) => one === type) || !date) continue;
    await tx.meeting.createMany({
      data: [
        {
          id: ids.next(),
          type: type!,
          heldOn: date,
          unitCode: item.unitCode,
          title: item.title,
          scope: SCOPES.find((one) => one === scope) ?? '全社会',
          recordedBy: FROM_FILE,
          recordedAt: now,
          approvedBy: scope === '全社会' ? null : FROM_FILE,
          disclosureCode: item.code,
          obligationId: (await obligationIdOf(tx, `disclosure:${item.code}`)) ?? null,
        },
      ],
      skipDuplicates: true,
    });
  }
}

async function adoptAudits(tx: Tx, { now, ids }: Moment): Promise<void> {
  const known = (await tx.audit.findMany({ select: { disclosureCode: true } })).flatMap(
    ({ disclosureCode }) => disclosureCode ?? [],
  );
  const told = await itemsWith(tx, 'audit', { formed: { not: null }, code: { notIn: known } });
  for (const item of told) {
    const { period, subject } = detailsOf(item).audit ?? {};
    if (!period || !subject) continue;
    await tx.audit.createMany({
      data: [
        {
          id: ids.next(),
          period,
          subject,
          unitCode: item.unitCode,
          auditorUnit: item.unitCode,
          resultOn: item.formed,
          disclosureCode: item.code,
          obligationId: (await obligationIdOf(tx, `disclosure:${item.code}`)) ?? null,
          recordedBy: FROM_FILE,
          recordedAt: now,
        },
      ],
      skipDuplicates: true,
    });
  }
}
