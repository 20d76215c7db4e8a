/** One line of the queue, and one sheet of a matter: what a viewer with this access may read. Pure but for the opening of seals. */
import { dayOf, type Day } from '../../kit/day.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Complaint, ComplaintEvent } from '../../store/generated/client.ts';
import { accessTo, allows, type Access, type Viewer } from '../conflict.ts';
import { actionsFor, ACTIONS, verdictOn, type Action, type Verdict } from '../lifecycle.ts';
import { SOON_DAYS } from '../queue-filter.ts';
import { redact } from '../redaction.ts';

/** How a matter stands to its clock. */
export type Pace = 'done' | 'halted' | 'on-time' | 'soon' | 'past-target' | 'overdue';

export interface Row {
  id: string;
  number: string;
  access: Access;
  class: string;
  category: string;
  urgent: boolean;
  sealed: boolean;
  status: string;
  aboutUnit: string | null;
  handlingUnit: string | null;
  queueUnit: string;
  assigneeUserid: string | null;
  receivedAt: Date;
  /** The clock that runs now: 受理 or 办结. */
  clock: 'accept' | 'close' | null;
  due: Day | null;
  target: Day | null;
  provisional: boolean;
  pace: Pace;
  urged: number;
  merged: boolean;
  outcome: string | null;
  satisfaction: string | null;
  closedAt: Date | null;
}

export function rowOf(matter: Complaint, viewer: Viewer, today: Day): Row | undefined {
  const access = accessTo(matter, viewer);
  if (access === 'none') return undefined;
  const clock = clockOf(matter);
  const [due, target] =
    clock === 'accept'
      ? [matter.acceptDue, matter.acceptTarget]
      : clock === 'close'
        ? [matter.closeDue, matter.closeTarget]
        : [null, null];
  const { id, number, category, urgent, sealed, status, aboutUnit, handlingUnit, queueUnit } = matter;
  return {
    id,
    number,
    access,
    class: matter.class,
    category,
    urgent,
    sealed,
    status,
    aboutUnit,
    handlingUnit,
    queueUnit,
    assigneeUserid: allows(access, 'supervise') ? matter.assigneeUserid : null,
    receivedAt: matter.receivedAt,
    clock,
    due,
    target,
    provisional: matter.provisional,
    pace: paceOf(matter, due, target, today),
    urged: matter.urged,
    merged: matter.mergedInto !== null,
    outcome: matter.outcome,
    satisfaction: allows(access, 'supervise') ? matter.satisfaction : null,
    closedAt: matter.closedAt,
  };
}

const clockOf = ({ closedAt, closeDue, acceptDue }: Complaint): Row['clock'] =>
  closedAt ? null : closeDue ? 'close' : acceptDue ? 'accept' : null;

function paceOf({ closedAt, suspendedOn }: Complaint, due: Day | null, target: Day | null, today: Day): Pace {
  if (closedAt) return 'done';
  if (suspendedOn) return 'halted';
  if (due && today > due) return 'overdue';
  if (target && today > target) return 'past-target';
  const next = target ?? due;
  const ahead = next ? (Date.parse(next) - Date.parse(today)) / 86_400_000 : Infinity;
  return ahead <= SOON_DAYS ? 'soon' : 'on-time';
}

export interface Choice {
  action: Action;
  label: string;
  verdict: Verdict;
}

/** All that this access could ever do, each with why it cannot be done now. */
export function choicesFor(matter: Complaint, access: Access, today: Day): Choice[] {
  const able = new Set(actionsFor(matter, access, today));
  return (Object.keys(ACTIONS) as Action[])
    .filter((action) => able.has(action) || allows(access, 'handle'))
    .map((action) => ({
      action,
      label: ACTIONS[action],
      verdict: verdictOn(action, matter, access, today),
    }));
}

/** The words as this access may read them: as said, masked, or not at all. */
export function wordsFor(text: string, access: Access, officials: readonly string[]): string | undefined {
  if (access === 'full') return text;
  return access === 'supervise' ? redact(text, officials) : undefined;
}

/** Read from a long text before anything is masked, so that a name is not cut in two where it shows. */
const EXCERPT_READ = 160;
const EXCERPT = 60;

/** The first words for a line of the queue. A sealed matter shows none: a list is read over shoulders. */
export function excerptOf(
  { id, sealed, textSealed, summarySealed }: Complaint,
  access: Access,
  content: Sealer,
  officials: readonly string[],
): string | undefined {
  if (sealed) return undefined;
  const text = allows(access, 'supervise')
    ? wordsFor(content.open(textSealed, id).slice(0, EXCERPT_READ), access, officials)
    : summarySealed && content.open(summarySealed, id);
  const line = text?.replace(/\s+/g, ' ').trim();
  if (!line) return undefined;
  const characters = [...line];
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT).join('')}…` : line;
}

export interface Entry {
  at: Date;
  day: Day;
  actor: string;
  fact: string;
  note: string | undefined;
  detail: unknown;
}

/** What the unit may see of the course of things: its own steps and those that concern it. */
const FOR_UNIT: ReadonlySet<string> = new Set(
  [
    'transferred',
    'assigned',
    'taken',
    'returned',
    'reported',
    'urged',
    'extended',
    'suspended',
    'resumed',
    'closed',
  ].map((fact) => `complaint.${fact}`),
);
/** Of these the unit reads the words too: they were written to it or by it. */
const WORDS_FOR_UNIT: ReadonlySet<string> = new Set(
  ['returned', 'reported', 'urged'].map((fact) => `complaint.${fact}`),
);

export function entriesFor(
  events: readonly ComplaintEvent[],
  access: Access,
  content: Sealer,
  officials: readonly string[],
  /** Private people named in the matter itself. */
  named: readonly string[],
): Entry[] {
  const whole = allows(access, 'supervise');
  return events
    .filter(({ fact }) => whole || FOR_UNIT.has(fact))
    .map(({ id, at, actor, fact, noteSealed, detail }) => {
      const readable = noteSealed !== null && (whole || WORDS_FOR_UNIT.has(fact));
      const note = readable ? content.open(noteSealed, id) : undefined;
      return {
        at,
        day: dayOf(at),
        actor,
        fact,
        note: note === undefined || access === 'full' ? note : redact(note, officials, named),
        detail: whole ? detail : null,
      };
    });
}
