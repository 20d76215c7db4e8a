/**
 * The staff console 监督台. In: the rooms it shows, as values. Out: one router for everything under /console: sign-in
 * first, then the gate, then the pages.
 */
import { Router } from '@koa/router';
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import { createSealer } from '../kit/seal.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Database } from '../store/database.ts';
import { createGate } from './console/gate.ts';
import { watchCalendar } from './console/notices.ts';
import { createSessions } from './console/session.ts';
import { createAccountsPage } from './pages/accounts.ts';
import { createAnnualPage, type AnnualPageDeps } from './pages/annual.ts';
import {
  createComplaintsPage,
  QUIET_PATHS,
  waitingComplaints,
  type ComplaintsDeps,
} from './pages/complaints.ts';
import { createCataloguePage } from './pages/catalogue.ts';
import { createAnswersPage, waitingAnswers, type AnswersPageDeps } from './pages/answers.ts';
import { createDecisionsPage, type DecisionPageDeps } from './pages/decisions.ts';
import { createDraftsPage, waitingDrafts, type DraftsDeps } from './pages/drafts.ts';
import { createDoctorPage, type DoctorDeps } from './pages/doctor.ts';
import { createEnrolPage } from './pages/enrol.ts';
import { createFilesPage, waitingLists, type FilesPageDeps } from './pages/files.ts';
import { createFiguresPage, type FiguresDeps } from './pages/figures.ts';
import { createHearingsPage, type HearingsDeps } from './pages/hearings.ts';
import { createHomePage } from './pages/home.ts';
import { createImportPage, IMPORT_PATH, MAX_UPLOAD_BYTES } from './pages/import.ts';
import { createMessagesPage, waitingMessages, type MessagesDeps } from './pages/messages.ts';
import { createModelPage, type ModelPageDeps } from './pages/model.ts';
import { createOversightPage, waitingOversight, type OversightPageDeps } from './pages/oversight.ts';
import { createAssessmentPage, type AssessmentPageDeps } from './pages/assessment.ts';
import { createPublishPage, publishUpload, waitingItems, type PublishDeps } from './pages/publish.ts';
import { createReportsPage, waitingReports, type ReportsPageDeps } from './pages/reports.ts';
import { createRequestDeskPage, waitingRequests, type RequestDeskDeps } from './pages/requests.ts';
import { createSignInPages, createSignOut, type MemberSignIn } from './pages/sign-in.ts';
import { createThrottle } from './sign-in/throttle.ts';

export interface ConsoleDeps
  extends
    AnnualPageDeps,
    AnswersPageDeps,
    ComplaintsDeps,
    MessagesDeps,
    DoctorDeps,
    PublishDeps,
    RequestDeskDeps,
    ReportsPageDeps,
    DraftsDeps,
    HearingsDeps,
    AssessmentPageDeps,
    ModelPageDeps,
    FiguresDeps,
    DecisionPageDeps,
    OversightPageDeps,
    FilesPageDeps {
  database: Database;
  accounts: Accounts;
  sessionKey: Buffer;
  /** Of sign-ins and codes: true time, even where the simulator moves the county's. */
  clock: Clock;
  ids: Ids;
  log: Log;
  publicUrl: string | undefined;
  wecom: MemberSignIn | undefined;
}

export function createConsole(deps: ConsoleDeps): Router {
  const { database, clock, ids } = deps;
  const sealer = createSealer(deps.sessionKey);
  const sessions = createSessions({ database, sealer, clock, ids });
  const gate = createGate({
    sessions,
    sealer,
    ids,
    quiet: QUIET_PATHS,
    uploads: (path) => (path === IMPORT_PATH ? MAX_UPLOAD_BYTES : publishUpload(path)),
  });
  const throttle = createThrottle({ database, sealer });
  const before = { ...deps, sessions, gate, throttle, sealer };

  const open = [createSignInPages(before), createEnrolPage(before)];
  const pages = [
    createSignOut(before),
    createHomePage({
      waiting: [
        waitingComplaints(deps),
        waitingRequests(deps),
        waitingOversight(deps),
        waitingDrafts(deps),
        waitingAnswers(deps),
        waitingItems(deps),
        waitingReports(deps),
        waitingLists(deps),
        waitingMessages(deps),
      ],
    }),
    createComplaintsPage(deps),
    createPublishPage(deps),
    createRequestDeskPage(deps),
    createAnnualPage(deps),
    createDecisionsPage(deps),
    createDraftsPage(deps),
    createHearingsPage(deps),
    createFilesPage(deps),
    createCataloguePage(deps),
    createImportPage(deps),
    createFiguresPage(deps),
    createOversightPage(deps),
    createReportsPage(deps),
    createAssessmentPage(deps),
    createAnswersPage(deps),
    createMessagesPage(deps),
    createModelPage(deps),
    createDoctorPage(deps),
    createAccountsPage(before),
  ];
  const router = new Router();
  for (const page of open) router.use(page.routes());
  router.use(gate.staff, watchCalendar(deps));
  for (const page of pages) router.use(page.routes());
  return router;
}
