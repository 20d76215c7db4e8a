/** Chapter 3 wired: requests, comments, 我的事项, and what every room holds of a citizen. */
import { conversationData } from '../conversation/personal-data.ts';
import { subscriptionData, subscriptionMatters } from '../disclosure/subscription-matters.ts';
import { createMessageData } from '../outbox/personal-data.ts';
import { createAnnualReports, type AnnualReports } from '../participation/annual-report.ts';
import { adoptMatters } from '../participation/adopt-matters.ts';
import { createAudits } from '../participation/audits.ts';
import { createCommentDesk, type CommentDesk } from '../participation/comment-desk.ts';
import { createCaseFiles, type NoteAct } from '../participation/case-files.ts';
import { createCaseRetention } from '../participation/case-retention.ts';
import {
  decisionCases,
  hearingCases,
  requestCases,
  roundCases,
  type CaseSource,
} from '../participation/case-sources.ts';
import { createComments, type Comments } from '../participation/comments.ts';
import { createDecisions } from '../participation/decisions.ts';
import { createHearingDesk, type HearingDesk } from '../participation/hearing-desk.ts';
import { remindHearings } from '../participation/hearing-reminders.ts';
import { tellParticipants } from '../participation/participant-news.ts';
import { createHearings, type Hearings } from '../participation/hearings.ts';
import { createLetterLinks, type LetterLinks } from '../participation/letter-links.ts';
import { createMeetings } from '../participation/meetings.ts';
import { createParticipationData, type ParticipationData } from '../participation/personal-data.ts';
import { createProjects } from '../participation/projects.ts';
import { createRequestDesk, type RequestDesk } from '../participation/request-desk.ts';
import { recountRequests } from '../participation/request-recount.ts';
import { remindRequests } from '../participation/request-reminders.ts';
import { createRequests, type RequestDeps, type Requests } from '../participation/requests.ts';
import { tellAuthors } from '../participation/author-news.ts';
import { remindRounds } from '../participation/round-reminders.ts';
import { createConsents, type Consents } from '../people/consents.ts';
import type { Matter } from '../people/matters.ts';
import { createAddressData, type PersonalData } from '../people/personal-data.ts';
import { forgetInTime } from '../schedule/retention.ts';
import type { Task } from '../schedule/schedule.ts';
import type { Database, Db } from '../store/database.ts';
import type { Keys } from '../store/keys.ts';
import { createComplaintData } from '../supervision/personal-data.ts';
import type { ConsoleDeps } from '../web/console.ts';

export interface Participation {
  requests: Requests;
  desk: RequestDesk;
  annualReports: AnnualReports;
  links: LetterLinks;
  comments: Comments;
  commentDesk: CommentDesk;
  hearings: Hearings;
  hearingDesk: HearingDesk;
  consents: Consents;
  /** 我的事项: each room's part of a citizen's list. */
  matters: readonly ((db: Db, citizenId: string) => Promise<Matter[]>)[];
  /** 我的数据: every room that holds something of a citizen. */
  myData: {
    holders: readonly PersonalData[];
    participation: ParticipationData;
    consents: Consents;
  };
  /** Decisions, meetings, audits, projects, case files. */
  matterPages: Pick<
    ConsoleDeps,
    'decisions' | 'meetings' | 'audits' | 'projects' | 'caseFiles' | 'caseRetention'
  >;
  tasks: Task[];
  /** What was published is told to those it answers. */
  tellResults(): Promise<unknown>;
}

export function createParticipation(
  deps: Omit<RequestDeps, 'content'> & {
    database: Database;
    keys: Keys;
    /** Where citizens reach our pages; undefined where they cannot. */
    address(): string | undefined;
    /** The outbox's lanes to a citizen. */
    lanesOf(db: Db, citizenId: string): Promise<string[]>;
    /** Closed complaints, and the audit log: supervision's. */
    complaintCases: CaseSource;
    note: NoteAct;
  },
): Participation {
  const { database, keys, clock, ids } = deps;
  const { content } = keys;
  const links = createLetterLinks({ content, clock, address: deps.address });
  const requestDeps: RequestDeps = { ...deps, content, letterLink: links.linkTo };
  const requests = createRequests(requestDeps);
  const comments = createComments(requestDeps);
  const hearings = createHearings(requestDeps);
  const complaintData = createComplaintData(keys.identity);
  const matters = [
    requests.mattersOf,
    complaintData.mattersOf,
    comments.mattersOf,
    hearings.mattersOf,
    subscriptionMatters,
  ];
  const consents = createConsents({ clock, ids });
  const participation = createParticipationData({ clock, ids, content });
  const tellResults = async (): Promise<void> => {
    await tellAuthors(database, requestDeps);
    await tellParticipants(database, requestDeps);
  };
  const hasOpen = async (db: Db, citizenId: string): Promise<boolean> => {
    for (const of of matters) if ((await of(db, citizenId)).some(({ open }) => open)) return true;
    return false;
  };
  // Addresses last: the others still need to know who it is.
  const addresses = createAddressData({ consents, hasOpen });
  const messages = createMessageData({ content, lanesOf: deps.lanesOf });
  const holders = [participation, complaintData, subscriptionData, conversationData, messages, addresses];
  const caseFiles = createCaseFiles({
    clock,
    ids,
    content,
    note: deps.note,
    sources: [requestCases(content), deps.complaintCases, decisionCases, roundCases, hearingCases],
  });
  const caseRetention = createCaseRetention({ clock, ids, note: deps.note, caseFiles });
  return {
    requests,
    desk: createRequestDesk(requestDeps),
    annualReports: createAnnualReports({ clock, ids }),
    links,
    comments,
    commentDesk: createCommentDesk({ clock, ids, content }),
    hearings,
    hearingDesk: createHearingDesk(requestDeps),
    consents,
    matters,
    myData: { holders, participation, consents },
    matterPages: {
      decisions: createDecisions(deps),
      meetings: createMeetings(deps),
      audits: createAudits(deps),
      projects: createProjects(deps),
      caseFiles,
      caseRetention,
    },
    tellResults,
    tasks: [
      {
        name: 'file-cases',
        pattern: '37 2 * * *',
        run: async () => void (await caseFiles.fileClosed(database)),
      },
      {
        name: 'expired-cases',
        pattern: '51 2 3 * *',
        run: async () => void (await database.transaction((tx) => caseRetention.listExpired(tx))),
      },
      {
        name: 'adopt-matters',
        pattern: '19 1 * * *',
        atStart: true,
        run: () => database.transaction((tx) => adoptMatters(tx, { now: clock.now(), ids }, deps.calendar())),
      },
      {
        name: 'rounds-and-hearings',
        pattern: '27 8 * * *',
        async run() {
          await remindRounds(database, requestDeps);
          await remindHearings(database, requestDeps);
          await tellResults();
        },
      },
      { name: 'requests', pattern: '23 8 * * *', run: () => remindRequests(database, requestDeps) },
      {
        name: 'recount-requests',
        pattern: '29 1 * * *',
        run: async () => void (await recountRequests(database, requestDeps)),
      },
      {
        name: 'retention',
        pattern: '7 4 * * *',
        run: () => forgetInTime(database, holders, clock.now()),
      },
    ],
  };
}
