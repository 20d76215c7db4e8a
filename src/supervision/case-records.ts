/**
 * Closed complaints as files 案卷: what the matter was, its summary, what was done and how it ended; neither the author's words nor
 * who it was. Out: papers to be filed, and of a list of matters those that the conflict guard lets an official know of.
 */
import { dayOf, timeOf, type Day } from '../kit/day.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Complaint } from '../store/generated/client.ts';
import { summaryOf } from './complaints/handing.ts';
import type { Context } from './complaints/context.ts';
import { ABOVE, visibleTo } from './conflict.ts';
import { redact } from './redaction.ts';
import { loadViewer } from './viewers.ts';

/** A closed matter with its papers. */
export interface ComplaintCase {
  subjectId: string;
  number: string;
  title: string;
  unitCode: string;
  closedOn: Day;
  isPublic: boolean;
  papers: { title: string; on: Day; text: string }[];
}

const MOST_EVENTS = 500;

export function createComplaintCases(ctx: Context) {
  const papersOf = async (tx: Tx, matter: Complaint, names: readonly string[]) => {
    const events = await tx.complaintEvent.findMany({
      where: { complaintId: matter.id },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      take: MOST_EVENTS,
    });
    const received = dayOf(matter.receivedAt);
    const closed = dayOf(matter.closedAt!);
    return [
      {
        title: '登记表',
        on: received,
        text: [
          `编号:${matter.number}`,
          `类别:${matter.category}`,
          `收到:${received}`,
          `来源:${matter.source}`,
          '反映人:身份另行密封,不入卷',
        ].join('\n'),
      },
      { title: '摘要', on: received, text: await summaryOf(ctx, tx, matter) },
      {
        title: '办理经过',
        on: closed,
        text: events
          .map(({ at, actor, fact }) => `${dayOf(at)} ${timeOf(at)} ${WHO[actor] ?? '工作人员'} ${fact}`)
          .join('\n'),
      },
      {
        title: '办理结果',
        on: closed,
        text: [
          matter.outcome ?? matter.status,
          redact(matter.outcomeText ?? '', names),
          matter.satisfaction ? `满意度:${matter.satisfaction}` : '',
        ]
          .filter(Boolean)
          .join('\n'),
      },
    ];
  };

  return {
    kind: 'complaint' as const,

    /** Archived and not filed yet, but for what belongs to the level above: of that only the stub stays. */
    async closed(tx: Tx, most: number): Promise<ComplaintCase[]> {
      const rows = await tx.$queryRaw<{ id: string }[]>`
        select c.id from complaint c
        where c.status = '归档' and c.closed_at is not null and c.queue_unit <> ${ABOVE}
          and not exists (select 1 from case_file f where f.subject_type = 'complaint' and f.subject_id = c.id)
        order by c.id limit ${most}`;
      const matters = await tx.complaint.findMany({
        where: { id: { in: rows.map(({ id }) => id) } },
        orderBy: { id: 'asc' },
      });
      const officials = await tx.person.findMany({ where: { active: true }, select: { name: true } });
      const names = officials.map(({ name }) => name);
      const cases: ComplaintCase[] = [];
      for (const matter of matters)
        cases.push({
          subjectId: matter.id,
          number: matter.number,
          title: `投诉办理 ${matter.number}`,
          unitCode: matter.queueUnit,
          closedOn: dayOf(matter.closedAt!),
          isPublic: false,
          papers: await papersOf(tx, matter, names),
        });
      return cases;
    },

    /** The guard, for a list of files. */
    async allowed(db: Db, official: Official, ids: readonly string[]): Promise<ReadonlySet<string>> {
      const viewer = await loadViewer(db, official);
      const rows = await db.complaint.findMany({
        where: { AND: [visibleTo(viewer), { id: { in: [...ids] } }] },
        select: { id: true },
      });
      return new Set(rows.map(({ id }) => id));
    },
  };
}

const WHO: Readonly<Record<string, string>> = { citizen: '反映人', system: '系统' };

export type ComplaintCases = ReturnType<typeof createComplaintCases>;
