/**
 * Projects 重点工程、重大项目: each stage as it is reached, with its day and what citizens will read of it, owed to them at once;
 * when building begins, so is whom to ask and how people are looked after meanwhile (服务公开).
 */
import { openObligation } from '../disclosure/obligations.ts';
import { mustAnswerFor } from '../disclosure/responsibility.ts';
import { dayOf, type Day } from '../kit/day.ts';
import { ConflictError, NotFoundError } from '../kit/errors.ts';
import { referenceNumber } from '../kit/ids.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Project } from '../store/generated/client.ts';
import type { DecisionDeps } from './decisions.ts';
import type { MatterItem } from './openness.ts';
import { dueFor, oweItem } from './owed-items.ts';
import { mayReach, STAGE_RULES, type ProjectFacts, type ProjectStage } from './project-rules.ts';

export type { Project } from '../store/generated/client.ts';

export interface StageReached {
  stage: ProjectStage;
  on: Day;
  by: string;
  at: string;
  note: string;
  /** Left out, for the reason in the note. */
  skipped?: boolean;
}

export interface NewProject {
  name: string;
  unit?: string | undefined;
  /** 元 */
  amount: number;
  on: Day;
  summary: string;
}

export interface Advance {
  stage: ProjectStage;
  on: Day;
  /** As citizens will read it, or why the stage is left out. */
  summary: string;
  skip?: boolean;
}

const SERVICE_PHRASE = '信息形成之日起20个工作日内';

export const stagesOf = ({ history }: Pick<Project, 'history'>): StageReached[] =>
  history as unknown as StageReached[];

export const projectFacts = (project: Pick<Project, 'history'>): ProjectFacts => ({
  stages: stagesOf(project),
});

/** A stage of the line: reached or not, and the item that tells of it. */
export interface LineStage {
  stage: string;
  reached: StageReached | undefined;
  item: MatterItem | undefined;
}

export const lineOf = (
  stages: readonly string[],
  project: Pick<Project, 'history'>,
  items: readonly MatterItem[],
): LineStage[] =>
  stages.map((stage) => ({
    stage,
    reached: stagesOf(project).find((one) => one.stage === stage),
    item: items.findLast((one) => one.stage === stage),
  }));

export function createProjects({ clock, ids, calendar }: DecisionDeps) {
  const moment = () => ({ now: clock.now(), ids });
  const today = (): Day => dayOf(clock.now());

  const find = async (db: Db, id: string, by: Official): Promise<Project> => {
    const project = await db.project.findUnique({ where: { id } });
    if (!project) throw new NotFoundError('No such project.', { tell: '没有找到这个项目。' });
    await mustAnswerFor(db, by, project.unitCode);
    return project;
  };

  return {
    find,

    /** A project begins with the decision for it. */
    async begin(tx: Tx, by: Official, given: NewProject): Promise<Project> {
      const unitCode = given.unit ?? by.unitCode;
      await mustAnswerFor(tx, by, unitCode);
      const project = await tx.project.create({
        data: {
          id: ids.next(),
          matter: referenceNumber('XM', ids),
          name: given.name,
          unitCode,
          amount: given.amount,
          stage: '',
          history: [],
          createdAt: clock.now(),
        },
      });
      await reach(tx, by, project, { stage: '决策', on: given.on, summary: given.summary });
      return tx.project.findUniqueOrThrow({ where: { id: project.id } });
    },

    advance: async (tx: Tx, by: Official, id: string, given: Advance): Promise<void> =>
      reach(tx, by, await find(tx, id, by), given),
  };

  async function reach(tx: Tx, by: Official, project: Project, given: Advance): Promise<void> {
    const { stage, on, summary, skip = false } = given;
    const verdict = mayReach(stage, on, today(), projectFacts(project), skip ? summary : undefined);
    if (!verdict.ok) throw new ConflictError('Not now.', { tell: verdict.why });
    const entry: StageReached = {
      stage,
      on,
      by: by.userid,
      at: clock.now().toISOString(),
      note: summary,
      ...(skip ? { skipped: true } : {}),
    };
    const { count } = await tx.project.updateMany({
      where: { id: project.id, stage: project.stage },
      data: { stage, history: [...stagesOf(project), entry] as unknown as object[] },
    });
    if (count === 0)
      throw new ConflictError('Somebody was faster.', { tell: '别人刚刚登记了这一步,请刷新再看。' });
    if (skip) return;
    await oweStage(tx, by, project, given);
    if (stage === '施工') await oweService(tx, project, on);
  }

  /** An item that the county had before, e.g. from its file, is owed already. */
  async function oweStage(
    tx: Tx,
    by: Official,
    project: Project,
    { stage, on, summary }: Advance,
  ): Promise<void> {
    const known = await tx.disclosure.count({ where: { matter: project.matter, stage } });
    if (known > 0) return;
    await oweItem(tx, moment(), by, calendar(), {
      category: 'G5',
      title: `${project.name}(${stage}阶段)`,
      summary,
      unit: project.unitCode,
      formed: on,
      phrase: STAGE_RULES[stage].phrase,
      trigger: 'stage_completed',
      basis: [{ law: '政府信息公开条例', article: '第二十条' }],
      particulars: {
        stage,
        matter: project.matter,
        project: { name: project.name, stage },
        mustDisclose: true,
        ...(project.amount ? { amount: project.amount.toNumber() } : {}),
      },
    });
  }

  /** 服务公开: there is nothing written yet, so an obligation without an item. */
  async function oweService(tx: Tx, project: Project, on: Day): Promise<void> {
    await openObligation(tx, moment(), {
      key: `project:${project.id}:service`,
      source: 'event',
      title: `${project.name}(施工期间找谁、怎么绕行、怎么投诉)`,
      unitCode: project.unitCode,
      trigger: 'stage_completed',
      triggeredOn: on,
      deadlinePhrase: SERVICE_PHRASE,
      due: dueFor(SERVICE_PHRASE, on, calendar()),
    });
  }
}

export type Projects = ReturnType<typeof createProjects>;
