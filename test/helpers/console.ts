/** The console over a test database, with WeCom played by a table of codes. */
import type { MovableClock } from '../../src/kit/clock.ts';
import { fault, fine, warning } from '../../src/kit/finding.ts';
import { systemIds } from '../../src/kit/ids.ts';
import { silentLog } from '../../src/kit/log.ts';
import { createInbox } from '../../src/inbox/inbox.ts';
import { createOutbox } from '../../src/outbox/outbox.ts';
import { createAnswerReports } from '../../src/answers/reports.ts';
import { acceptSuggestion, dismissSuggestion } from '../../src/answers/suggestions.ts';
import type { Supervision } from '../../src/supervision/complaints.ts';
import { createAudit } from '../../src/supervision/audit.ts';
import { createOversight } from '../../src/supervision/oversight.ts';
import { opinionKind, requestKind } from '../../src/participation/report-kinds.ts';
import { createAssessments } from '../../src/supervision/assessment.ts';
import { sourceOf } from '../../src/supervision/report-source.ts';
import { reportSources } from '../../src/supervision/report-sources.ts';
import { createReports } from '../../src/supervision/reports.ts';
import type { AnswerPages } from '../../src/web/pages/answers.ts';
import { createAccounts, type Accounts } from '../../src/people/accounts.ts';
import type { Database } from '../../src/store/database.ts';
import { createModelBooks } from '../../src/store/model-use.ts';
import { openSignals, startQueue } from '../../src/store/queue.ts';
import { createWebApp } from '../../src/web/app.ts';
import { createAssetRouter } from '../../src/web/assets.ts';
import { createConsole, type ConsoleDeps } from '../../src/web/console.ts';
import { createStreams } from '../../src/web/streams.ts';
import { createOpenRouter } from '../../src/web/open.ts';
import { listen } from '../../src/web/server.ts';
import { createAnnualReports } from '../../src/participation/annual-report.ts';
import { createCalendar, seedYears } from '../../src/disclosure/calendar.ts';
import { createAudits } from '../../src/participation/audits.ts';
import { createCaseFiles } from '../../src/participation/case-files.ts';
import { createCaseRetention } from '../../src/participation/case-retention.ts';
import {
  decisionCases,
  hearingCases,
  requestCases,
  roundCases,
} from '../../src/participation/case-sources.ts';
import { createDecisions } from '../../src/participation/decisions.ts';
import { createMeetings } from '../../src/participation/meetings.ts';
import { createProjects } from '../../src/participation/projects.ts';
import { createHearingDesk } from '../../src/participation/hearing-desk.ts';
import { createCommentDesk } from '../../src/participation/comment-desk.ts';
import { createRequestDesk } from '../../src/participation/request-desk.ts';
import { openTestDatabase } from './database.ts';
import { contentKey, testClock, identityKey } from './house.ts';
import { requestDeps } from './requests.ts';
import { testSupervision } from './supervision.ts';
import { createVisitor, type Visitor } from './visitor.ts';

export interface TestConsole {
  url: string;
  database: Database;
  clock: MovableClock;
  accounts: Accounts;
  supervision: Supervision;
  visitor(): Visitor;
  /** A visitor who came in with WeCom. */
  signIn(userid: string): Promise<Visitor>;
  close(): Promise<void>;
}

/** Answers looked after without cards: what the buttons do, done at once. */
function answerPagesOver(clock: MovableClock): AnswerPages {
  const content = contentKey();
  const reports = createAnswerReports({ clock, ids: systemIds, content });
  const moment = () => ({ now: clock.now(), ids: systemIds });
  const today = '2026-11-24';
  return {
    content,
    open: reports.open,
    async act(tx, by, id, key, text) {
      const report = await reports.find(tx, id, by);
      if (key === 'correct') await reports.propose(tx, report, by, text);
      else if (key === 'grant') await reports.confirm(tx, report, by);
      else if (key === 'return') await reports.sendBack(tx, report);
      else await reports.uphold(tx, report, by, text);
    },
    async accept(tx, by, id) {
      const due = { due: '2026-12-22', provisional: false, steps: [] };
      await acceptSuggestion(tx, moment(), id, by, due, today);
    },
    dismiss: async (tx, by, id, reason) => void (await dismissSuggestion(tx, moment(), id, by, reason)),
    withdraw: reports.withdraw,
    noteReading: (tx, by, id) =>
      createAudit({ clock, identityKey: identityKey() }).record(tx, {
        actor: by.userid,
        action: 'answer.read',
        subjectType: 'turn',
        subjectId: id,
      }),
  };
}

function matterPagesOver(clock: MovableClock) {
  const deps = { clock, ids: systemIds, calendar: () => createCalendar(seedYears()) };
  const note = createAudit({ clock, identityKey: identityKey() }).record;
  const content = contentKey();
  const sources = [
    requestCases(content),
    testSupervision(clock).cases,
    decisionCases,
    roundCases,
    hearingCases,
  ];
  const caseFiles = createCaseFiles({ clock, ids: systemIds, content, note, sources });
  return {
    caseFiles,
    caseRetention: createCaseRetention({ clock, ids: systemIds, note, caseFiles }),
    decisions: createDecisions(deps),
    meetings: createMeetings(deps),
    audits: createAudits(deps),
    projects: createProjects(deps),
  };
}

function reportsOver(clock: MovableClock): Pick<ConsoleDeps, 'reports' | 'assessments'> {
  const { context: room, statistics } = testSupervision(clock, [], systemIds);
  const context = { ...room, ids: systemIds };
  const sources = reportSources(statistics, [sourceOf(requestKind), sourceOf(opinionKind)]);
  return { reports: createReports(context, sources), assessments: createAssessments(context, sources) };
}

export async function openConsole(more: Partial<ConsoleDeps> = {}): Promise<TestConsole> {
  const database = more.database ?? (await openTestDatabase('county'));
  const clock = testClock();
  const accounts = createAccounts({ database, content: contentKey(), clock, ids: systemIds });
  const queue = await startQueue(database, silentLog);
  const signals = await openSignals(queue);
  const stores = { database, queue, signals, content: contentKey(), clock, ids: systemIds, log: silentLog };
  const supervision = testSupervision(clock);
  const streams = createStreams({ signals, log: silentLog });
  const codes = new Set<string>();
  const router = createConsole({
    database,
    inbox: await createInbox(stores),
    outbox: await createOutbox(stores),
    examine: async () => [
      fine('node', 'v24'),
      fault('WECOM_SECRET', '密钥不对。The secret is wrong.', '重新复制。Copy it again.'),
      warning('calendar', '没有 2027 年放假安排。', '导入 calendar.json'),
    ],
    model: {
      books: createModelBooks(database, clock),
      settings: {
        baseUrl: 'http://127.0.0.1:11434/v1',
        model: 'qwen3',
        transcriptionModel: undefined,
        dailyTokens: 1_000_000,
        price: { in: 0.8, out: 2 },
      },
    },
    accounts,
    annualReports: createAnnualReports({ clock, ids: systemIds }),
    sessionKey: Buffer.alloc(32, 3),
    clock,
    ids: systemIds,
    log: silentLog,
    publicUrl: undefined,
    county: clock,
    complaintQueue: testSupervision(clock).queue,
    reviews: { ask: async () => '', settle: async () => {} },
    requestDesk: createRequestDesk(requestDeps(clock)),
    supervision,
    oversight: createOversight(supervision.context),
    commentDesk: createCommentDesk(requestDeps(clock)),
    hearingDesk: createHearingDesk(requestDeps(clock)),
    streams,
    answerPages: answerPagesOver(clock),
    ...matterPagesOver(clock),
    ...reportsOver(clock),
    wecom: {
      authorizeUrl: (redirectUri, state) =>
        `https://wecom.test/authorize?${new URLSearchParams({ redirect_uri: redirectUri, state }).toString()}`,
      memberOf: async (code) => (codes.delete(code) ? code.split(':')[1] : undefined),
    },
    ...more,
  });
  const server = await listen(
    createWebApp({
      routers: [createAssetRouter(), createOpenRouter({ database }), router],
      ids: systemIds,
      log: silentLog,
    }),
    '127.0.0.1',
    0,
  );
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    database,
    clock,
    accounts,
    supervision,
    visitor: () => createVisitor(url),
    async signIn(userid) {
      const visitor = createVisitor(url);
      const { location } = await visitor.get('/console/sign-in/wecom');
      const state = new URL(location!).searchParams.get('state')!;
      const code = `${systemIds.next()}:${userid}`;
      codes.add(code);
      await visitor.get(`/console/sign-in/wecom/return?${new URLSearchParams({ code, state }).toString()}`);
      return visitor;
    },
    async close() {
      streams.close();
      await server.close();
      await signals.close();
      await queue.stop({ graceful: false });
      if (!more.database) await database.close();
    },
  };
}
