/** What both sides of a request share: its facts reckoned anew, its history, and the messages it owes. In the caller's transaction. */
import { dayOf, timeOf, type Day } from '../kit/day.ts';
import type { Ids } from '../kit/ids.ts';
import { sha256, type Sealer } from '../kit/seal.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import type { Card } from '../outbox/message.ts';
import type { Draft } from '../outbox/outbox.ts';
import { holdersOf, officialsWith, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { InformationRequest, Prisma, RequestConsultation } from '../store/generated/client.ts';
import { createNotices, type NoticeDeps } from './notices.ts';
import { opinionDue, reckonRequest, type ConsultationKind, type Reckoning } from './request-clock.ts';
import type { RequestForm } from './request-form.ts';
import type { RequestState } from './request-verdicts.ts';

export type { InformationRequest, RequestConsultation } from '../store/generated/client.ts';

export interface RequestDeps extends NoticeDeps {
  ids: Ids;
  content: Sealer;
  calendar(): Calendar;
  /** Where the applicant fetches the written answer; undefined where nobody outside can reach us. */
  letterLink?(requestId: string): string | undefined;
}

export type FiledRequest = InformationRequest & { consultations: RequestConsultation[] };

/** Name, contact and what else is known of the applicant; sealed in the record. */
export type Applicant = Pick<RequestForm, 'name' | 'contact' | 'idNumber' | 'email' | 'address' | 'guardian'>;

export interface RequestRecords {
  today(): Day;
  calendar(): Calendar;
  applicantOf(request: InformationRequest): Applicant;
  descriptionOf(request: InformationRequest): string;
  reckon(request: FiledRequest): Reckoning;
  stateOf(request: FiledRequest): RequestState;
  read(db: Db, where: Prisma.InformationRequestWhereUniqueInput): Promise<FiledRequest | null>;
  /** Writes the change, reckons due day and status anew, and adds the fact to the history. */
  change(
    tx: Tx,
    request: FiledRequest,
    data: Prisma.InformationRequestUncheckedUpdateInput,
    event: { actor: string; fact: string; detail?: object },
  ): Promise<FiledRequest>;
  /** Who works it: officers of the unit, those who do their work, else the office. */
  workersOf(db: Db, unitCode: string): Promise<Official[]>;
  /** Who signs for the unit 审签: its leaders but `by`, else the office. */
  signersOf(db: Db, unitCode: string, by: Official): Promise<Official[]>;
  sendCards(
    tx: Tx,
    subject: { type: CardType; id: string },
    people: readonly Official[],
    card: Card,
    key: string,
  ): Promise<void>;
  tellOfficials(tx: Tx, people: readonly Official[], key: string, text: string): Promise<void>;
  tellCitizen(tx: Tx, request: InformationRequest, key: string, text: string): Promise<void>;
  /** Cards of these kinds, about `subject` (a request, or a consultation of it), give way to a line that says who did what. */
  settle(tx: Tx, subject: string, types: readonly CardType[], what: string, by: Official): Promise<void>;
}

/** A card may be changed for so long after it was sent (document/path/94888). */
const CHANGEABLE_MS = 71 * 3_600_000;

export type CardType = 'request' | 'request-review' | 'request-opinion' | 'request-publication';
export const ALL_CARDS: readonly CardType[] = ['request', 'request-review', 'request-opinion'];

export function createRequestRecords(deps: RequestDeps): RequestRecords {
  const { clock, ids, content, outbox, officialAddress } = deps;
  const today = (): Day => dayOf(clock.now());
  const notices = createNotices(deps);

  const reckon = (request: FiledRequest): Reckoning => reckonRequest(factsOf(request), deps.calendar());

  const records: RequestRecords = {
    today,
    calendar: () => deps.calendar(),
    applicantOf: ({ applicantSealed, id }) => JSON.parse(content.open(applicantSealed, id)) as Applicant,
    descriptionOf: ({ descriptionSealed, id }) => content.open(descriptionSealed, id),
    reckon,
    stateOf: (request) => ({
      ...request,
      supplementNoticeBy: reckon(request).supplementNoticeBy,
      opinionsOpen: request.consultations.filter(({ opinion, due }) => !opinion && due >= today()).length,
    }),
    read: (db, where) =>
      db.informationRequest.findUnique({
        where,
        include: { consultations: { orderBy: { sentOn: 'asc' } } },
      }),
    async change(tx, request, data, { actor, fact, detail }) {
      await tx.informationRequest.update({ where: { id: request.id }, data });
      const now = (await records.read(tx, { id: request.id }))!;
      const { due, provisional, steps } = reckon(now);
      const reckoned = { due: due ?? null, provisional, dueSteps: steps as object[], status: statusOf(now) };
      await tx.informationRequest.update({ where: { id: request.id }, data: reckoned });
      await tx.informationRequestEvent.create({
        data: {
          id: ids.next(),
          requestId: request.id,
          at: clock.now(),
          actor,
          fact,
          ...(detail ? { detail } : {}),
        },
      });
      return { ...now, ...reckoned };
    },
    workersOf: notices.workersOf,
    async signersOf(db, unitCode, by) {
      const leaders = await officialsWith(db, unitCode, 'unit_leader');
      const office = await holdersOf(db, 'gov_office');
      const found = leaders.length > 0 ? leaders : office;
      return found.filter(({ userid }) => userid !== by.userid);
    },
    async sendCards(tx, { type, id }, people, card, key) {
      await outbox.enqueue(
        tx,
        people.map(({ userid }) => ({
          key: `${type}:${id}:${key}:${userid}`,
          to: officialAddress(userid),
          subject: { type, id: `${id}:${userid}` },
          body: {
            t: 'card',
            // A task id takes letters, digits and _ - @ only; a userid may hold a dot.
            taskId: `${type}-${id.replace(':', '_')}-${sha256(`${key}:${userid}`).toString('hex').slice(0, 16)}`,
            card,
          },
        })),
      );
    },
    tellOfficials: notices.tellOfficials,
    tellCitizen: (tx, { id, citizenId }, key, text) =>
      notices.tellCitizen(tx, citizenId, {
        key: `request:${id}:${key}:citizen`,
        text,
        subject: { type: 'request-citizen', id },
      }),
    async settle(tx, subject, types, what, by) {
      const cards = await tx.outboxMessage.findMany({
        where: {
          kind: 'card',
          subjectType: { in: [...types] },
          subjectId: { startsWith: `${subject}:` },
          state: 'sent',
          sentAt: { gt: new Date(clock.now().getTime() - CHANGEABLE_MS) },
        },
        select: { taskId: true, subjectId: true },
        take: 100,
      });
      const text = `${what} ${by.name} ${timeOf(clock.now())}`;
      await outbox.enqueue(
        tx,
        cards.flatMap(({ taskId, subjectId }): Draft[] => {
          const userid = subjectId?.split(':').at(-1);
          return taskId && userid
            ? [
                {
                  key: `settled:${taskId}:${what}`,
                  to: officialAddress(userid),
                  body: { t: 'card-update', taskId, text },
                },
              ]
            : [];
        }),
      );
    },
  };
  return records;
}

const factsOf = (request: FiledRequest) => ({
  confirmedOn: request.confirmedOn ?? dayOf(request.createdAt),
  supplement: request.noticedOn
    ? {
        noticedOn: request.noticedOn,
        by: request.supplementBy!,
        receivedOn: request.supplementedOn ?? undefined,
      }
    : undefined,
  consultations: request.consultations.map(({ kind, sentOn, deliveredOn, answeredOn }) => ({
    kind: kind as ConsultationKind,
    sentOn,
    deliveredOn: deliveredOn ?? undefined,
    answeredOn: answeredOn ?? undefined,
  })),
  extendedBy: request.extensionDays ?? undefined,
  deferredTo: request.deferredTo ?? undefined,
});

/** The state is what the facts say, never set by hand. */
function statusOf(request: FiledRequest): string {
  if (request.answeredOn) return request.answerKind === 'withdrawn' ? 'closed' : 'answered';
  if (request.noticedOn && !request.supplementedOn) return 'supplementing';
  if (request.pending === 'answer') return 'reviewing';
  if (request.consultations.some(({ opinion }) => !opinion)) return 'consulting';
  return request.extensionDays || request.deferredTo ? 'extended' : 'confirmed';
}

export const consultationDue = (
  facts: { kind: ConsultationKind; sentOn: Day; deliveredOn?: Day },
  calendar: Calendar,
): Day => opinionDue(facts, calendar).due;
