/** The domain rooms and the conversation that leads to them, wired over one database. */
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import { dayOf } from '../kit/day.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import { deskOf } from '../answers/refuse.ts';
import { createAnswerReports } from '../answers/reports.ts';
import { createMeanings } from '../answers/meanings.ts';
import { createRewriter } from '../answers/rewriter.ts';
import { createCitizenConversation, type CitizenConversation } from '../conversation/citizen.ts';
import { createAsides } from '../conversation/asides.ts';
import { createFairShare } from '../conversation/fair-share.ts';
import { createFlows } from '../conversation/flows.ts';
import { withModelSwitch } from '../conversation/model-switch.ts';
import { createOfficialConversation, type Reviews } from '../conversation/official.ts';
import { createAnswerDesk } from '../conversation/answer-desk.ts';
import { createHandOffs, type ServiceDesk } from '../conversation/hand-off.ts';
import { createStatusReader } from '../conversation/progress.ts';
import { createHardReader } from '../conversation/read-hard.ts';
import { createSubscribeTalk } from '../conversation/subscribe.ts';
import { createSuggestionDesk } from '../conversation/suggestion-desk.ts';
import { createConversation, type Conversation, type TurnOutbox } from '../conversation/turn.ts';
import { createVoices } from '../conversation/voices.ts';
import { withModel } from '../conversation/with-model.ts';
import type { MediaKeeper } from '../inbox/media.ts';
import type { Model } from '../llm/model.ts';
import type { CommentDesk } from '../participation/comment-desk.ts';
import type { HearingDesk } from '../participation/hearing-desk.ts';
import type { LetterLinks } from '../participation/letter-links.ts';
import type { AnnualReports } from '../participation/annual-report.ts';
import type { RequestDesk } from '../participation/request-desk.ts';
import { createCitizens } from '../people/citizens.ts';
import type { Task } from '../schedule/schedule.ts';
import type { Database, Tx } from '../store/database.ts';
import { createModelBooks } from '../store/model-use.ts';
import type { Keys } from '../store/keys.ts';
import { createSupervision, type Supervision } from '../supervision/complaints.ts';
import { createOversight, type Oversight } from '../supervision/oversight.ts';
import { ledgerYear } from '../supervision/ledger.ts';
import type { ConsoleDeps } from '../web/console.ts';
import { LEDGER_PATH } from '../web/ledger.ts';
import type { Knowledge } from './knowledge.ts';
import { guessFor } from './model.ts';
import { oversightTasks } from './oversight.ts';
import { createParticipation, type Participation } from './participation.ts';
import { createReporting } from './reports.ts';

export interface RoomDeps {
  database: Database;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  log: Log;
  outbox: TurnOutbox;
  /** Hands customers of 微信客服 to a person; undefined without it. */
  desk?: ServiceDesk | undefined;
  knowledge: Knowledge;
  officialAddress(userid: string): Address;
  /** Where citizens reach our pages, once known. */
  address?(): string | undefined;
  /** Undefined: none is ever asked. */
  model?: Model | undefined;
  /** What people sent besides words. */
  media?: Pick<MediaKeeper, 'look'>;
}

export interface Rooms {
  supervision: Supervision;
  oversight: Oversight;
  conversation: Conversation;
  citizen: CitizenConversation;
  /** What time starts in these rooms. */
  tasks: Task[];
  requests: RequestDesk;
  annualReports: AnnualReports;
  commentDesk: CommentDesk;
  hearingDesk: HearingDesk;
  tellResults(): Promise<unknown>;
  letterLinks: LetterLinks;
  reviews: Reviews;
  answerPages: ConsoleDeps['answerPages'];
  matterPages: Participation['matterPages'];
  reports: ConsoleDeps['reports'];
  assessments: ConsoleDeps['assessments'];
}

export function createRooms(deps: RoomDeps): Rooms {
  const { database, keys, clock, ids, log, outbox, knowledge, officialAddress, model } = deps;
  const content = keys.content;
  const supervision = createSupervision({
    clock,
    ids,
    content,
    identityKey: keys.identity,
    outbox,
    officialAddress,
    calendar: () => knowledge.calendar(),
  });
  const oversight = createOversight(supervision.context);
  const calendar = () => knowledge.calendar();
  const citizens = createCitizens({ content, ids, clock });
  const participation = createParticipation({
    database,
    keys,
    clock,
    ids,
    outbox,
    calendar,
    officialAddress,
    citizenAddress: citizens.addressOf,
    lanesOf: citizens.lanesOf,
    complaintCases: supervision.cases,
    note: supervision.audit.record,
    address: () => deps.address?.(),
  });
  const { requests, comments, hearings } = participation;
  const reports = createAnswerReports({ clock, ids, content });
  const answerDesk = createAnswerDesk({
    clock,
    ids,
    outbox,
    calendar,
    officialAddress,
    reports,
    citizenAddress: citizens.addressOf,
    guess: model?.rewrites
      ? guessFor(model, { reports, database, matcher: () => knowledge.answers().matcher })
      : undefined,
  });
  const suggestionDesk = createSuggestionDesk({
    clusters: supervision.queue.clusters,
    database,
    content,
    clock,
    ids,
    outbox,
    calendar,
    officialAddress,
  });
  const wrongAnswer = {
    reports,
    desk: answerDesk,
    content,
    verify: async (tx: Tx, item: { disclosureCode: string; reportId: string }) =>
      (await oversight.verifyReported(tx, item)) !== undefined,
  };
  const flows = createFlows({ db: database.prisma, supervision, wrongAnswer, ...participation });
  const humanContact = () => {
    const desk = deskOf(knowledge.records());
    return desk?.phone
      ? { unit: desk.name, phone: desk.phone, hours: desk.hours ?? '工作日 8:30–17:30' }
      : undefined;
  };
  const desk = deps.desk;
  const handOffs = createHandOffs({
    database,
    content,
    clock,
    ids,
    log,
    outbox,
    calendar,
    officialAddress,
    desk,
    humanContact,
  });
  const unaided = createCitizenConversation({
    answers: () => knowledge.answers(),
    flows,
    subscribe: createSubscribeTalk({
      clock,
      ids,
      matcher: () => knowledge.answers().matcher,
      disclosures: () => knowledge.records().disclosures,
      units: () => knowledge.records().units,
    }),
    asides: createAsides({
      clock,
      records: () => knowledge.records(),
      answers: () => knowledge.answers(),
      calendar,
      ledger: {
        lines: (db) => {
          const { from, to } = ledgerYear(dayOf(clock.now()));
          return supervision.ledger.lines(db, from, to);
        },
        address: () => {
          const address = deps.address?.();
          return address && `${address}${LEDGER_PATH}`;
        },
      },
      caseFiles: participation.matterPages.caseFiles,
    }),
    clock,
    status: createStatusReader({ supervision, requests, comments, hearings }),
    handOffs,
  });
  const meanings = model?.embedsBy
    ? createMeanings({ database, clock, model, records: () => knowledge.records() })
    : undefined;
  const citizen = model?.rewrites
    ? withModel(unaided, {
        answers: () => knowledge.answers(),
        rewriter: createRewriter(model),
        reader: createHardReader(model, meanings),
        timeoutMs: model.timeoutMs,
        share: createFairShare(clock),
      })
    : unaided;
  const staffTalk = createOfficialConversation({
    clock,
    ids,
    content,
    supervision,
    oversight,
    requests: participation.desk,
    hearingDesk: participation.hearingDesk,
    answerDesk,
    suggestionDesk,
    outbox,
    calendar,
    officialAddress,
    desk,
    media: deps.media,
    address: deps.address,
  });
  const official = withModelSwitch(staffTalk, createModelBooks(database, clock));
  const conversation = createConversation({
    database,
    content,
    clock,
    ids,
    log,
    outbox,
    citizens,
    official,
    citizen,
    handOffs,
    voices:
      model?.transcribes && deps.media ? createVoices({ model, database, media: deps.media }) : undefined,
  });
  const reporting = createReporting({ database, clock, supervision, address: () => deps.address?.() });
  const tasks: Task[] = [
    {
      name: 'complaint-ladder',
      pattern: '11 8 * * *',
      run: async () => void (await supervision.climb(database)),
    },
    {
      name: 'recount-complaints',
      pattern: '31 1 * * *',
      run: async () => void (await supervision.recount(database)),
    },
    {
      name: 'complaint-surveys',
      pattern: '19 9 * * *',
      run: async () => void (await supervision.askAndArchive(database)),
    },
    {
      name: 'audit-retention',
      pattern: '47 4 * * *',
      run: async () => void (await supervision.forgetAudit(database)),
    },
    ...(meanings
      ? [
          {
            name: 'record-vectors',
            pattern: '*/10 * * * *',
            atStart: true,
            run: async () => void (await meanings.learn()),
          },
        ]
      : []),
    { name: 'topic-digests', pattern: '23 8 * * 1', run: () => suggestionDesk.sendDigests() },
    { name: 'idle-talks', pattern: '7 18 * * *', run: () => handOffs.endIdle() },
    ...participation.tasks,
    ...oversightTasks(database, oversight),
    ...reporting.tasks,
  ];
  return {
    supervision,
    oversight,
    conversation,
    citizen,
    requests: participation.desk,
    annualReports: participation.annualReports,
    commentDesk: participation.commentDesk,
    hearingDesk: participation.hearingDesk,
    tellResults: participation.tellResults,
    letterLinks: participation.links,
    reviews: official.reviews,
    matterPages: participation.matterPages,
    reports: reporting.reports,
    assessments: reporting.assessments,
    answerPages: {
      content,
      open: reports.open,
      act: answerDesk.act,
      accept: async (tx, by, id) => void (await suggestionDesk.accept(tx, by, id)),
      dismiss: suggestionDesk.dismiss,
      withdraw: reports.withdraw,
      noteReading: (tx, by, id) =>
        supervision.audit.record(tx, {
          actor: by.userid,
          action: 'answer.read',
          subjectType: 'turn',
          subjectId: id,
        }),
    },
    tasks,
  };
}
