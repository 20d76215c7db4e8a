/**
 * Complaints 投诉举报: filed by citizens, worked by supervisors, their authors sealed away. In: what somebody said, what staff
 * do. Out: changes, events, audit rows and messages owed, all in the caller's transaction.
 */
import type { Clock } from '../kit/clock.ts';
import type { Address } from '../kit/conversation-id.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Official } from '../people/officials.ts';
import type { Database, Db, Tx } from '../store/database.ts';
import type { Complaint, Unit } from '../store/generated/client.ts';
import { createAudit, type Audit } from './audit.ts';
import { createComplaintCases, type ComplaintCases } from './case-records.ts';
import type { Act, Done } from './complaints/act.ts';
import {
  addEvidence,
  askAgain,
  describeOwn,
  findOwn,
  judge,
  withdraw,
  write,
  type MatterKey,
  type OwnMatter,
  type SurveyAnswer,
} from './complaints/authors.ts';
import type { Context } from './complaints/context.ts';
import { file, preview, type ComplaintDraft, type Filed, type Preview } from './complaints/filing.ts';
import { unitsToHandTo } from './complaints/handing.ts';
import { climb } from './complaints/ladder.ts';
import { recall, recallable, type Recallable } from './complaints/recall.ts';
import { recount } from './complaints/recount.ts';
import { act, guarded } from './complaints/steps.ts';
import { askAndArchive } from './complaints/surveys.ts';
import { queueOfMatter } from './complaints/telling.ts';
import type { Access, Viewer } from './conflict.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createOpenings, type Openings } from './openings.ts';
import { createQueue, type Queue } from './queue.ts';
import { createReceiptThrottle } from './receipt.ts';
import { createStatistics, type Statistics } from './statistics.ts';
import { createVault, type Vault } from './vault.ts';

export type { Complaint } from '../store/generated/client.ts';

export interface Supervision {
  /** What it will be and what is like it, before anything is kept. */
  preview(db: Db, draft: Pick<ComplaintDraft, 'text' | 'aboutUnit' | 'kind' | 'reported'>): Promise<Preview>;
  file(tx: Tx, draft: ComplaintDraft): Promise<Filed>;
  /** Everything staff do to a matter. Throws NotFound where they may not know of it, else with the reason to show. */
  act(tx: Tx, act: Act): Promise<Done>;
  /** Takes back what this official did to several at once, within the minute. Throws Conflict, with the reason to show. */
  recall(tx: Tx, id: string, by: Official): Promise<Done>;
  recallable(db: Db, by: Official): Promise<Recallable | undefined>;
  /** The matter and this official's access to it; otherwise as if it did not exist. */
  guarded(
    db: Db,
    id: string,
    official: Official,
  ): Promise<{ complaint: Complaint; viewer: Viewer; access: Access }>;
  /** Who of the body in whose queue it is may work it. */
  colleagues(db: Db, complaint: Complaint): Promise<Pick<Viewer, 'userid' | 'name'>[]>;
  /** Units offered for 转办. */
  unitsToHandTo(db: Db, complaint: Complaint): Promise<Pick<Unit, 'code' | 'name'>[]>;
  /** The author's own matter, by number (own account) or receipt. Throws, with what to say, after too many wrong receipts. */
  own(tx: Tx, key: MatterKey, address: Address): Promise<OwnMatter | undefined>;
  write(tx: Tx, id: string, text: string): Promise<void>;
  addEvidence(
    tx: Tx,
    id: string,
    media: { id: string; kind: string; name?: string | undefined },
  ): Promise<void>;
  withdraw(tx: Tx, id: string): Promise<void>;
  judge(tx: Tx, id: string, answer: SurveyAnswer): Promise<void>;
  /** 重办, once, for a new reason. */
  askAgain(tx: Tx, id: string, reason: string): Promise<void>;
  /** Steps of the ladder that are due. Returns how many were taken. */
  climb(database: Database): Promise<number>;
  /** 暂定 days of open matters, once the holiday notice is known. Returns how many moved. */
  recount(database: Database): Promise<number>;
  /** 回访 and 归档. */
  askAndArchive(database: Database): Promise<{ asked: number; archived: number }>;
  /** Forgets audit rows older than the county keeps them: five years, never less than half a year. */
  forgetAudit(database: Database): Promise<number>;
  openings: Openings;
  queue: Queue;
  statistics: Statistics;
  ledger: Ledger;
  /** Closed matters, to be filed. */
  cases: ComplaintCases;
  audit: Audit;
  vault: Vault;
  context: Context;
}

export interface SupervisionDeps {
  clock: Clock;
  ids: Ids;
  content: Sealer;
  identityKey: Sealer;
  outbox: Pick<Outbox, 'enqueue' | 'withdraw'>;
  /** Where an official is reached. */
  officialAddress(userid: string): Address;
  calendar(): Calendar;
}

const AUDIT_YEARS = 5;
/** Never shorter, whatever is set. */
const LEAST_AUDIT_YEARS = 0.5;
const YEAR_MS = 366 * 86_400_000;

export function createSupervision(deps: SupervisionDeps): Supervision {
  const { identityKey, ...rest } = deps;
  const audit = createAudit({ clock: deps.clock, identityKey });
  const vault = createVault(identityKey);
  const context: Context = { ...rest, vault, audit, receiptSalt: identityKey.hash('receipt') };
  const throttle = createReceiptThrottle(identityKey);
  return {
    audit,
    vault,
    context,
    async forgetAudit(database) {
      const row = await database.prisma.setting.findUnique({ where: { name: 'audit-years' } });
      const years = typeof row?.value === 'number' ? Math.max(LEAST_AUDIT_YEARS, row.value) : AUDIT_YEARS;
      const before = new Date(deps.clock.now().getTime() - years * YEAR_MS);
      return database.transaction((tx) => audit.forget(tx, before));
    },
    openings: createOpenings(context),
    queue: createQueue(context),
    statistics: createStatistics(),
    ledger: createLedger(context),
    cases: createComplaintCases(context),
    climb: (database) => climb(context, database),
    recount: (database) => recount(context, database),
    askAndArchive: (database) => askAndArchive(context, database),
    preview: (db, draft) => preview(context, db, draft),
    file: (tx, draft) => file(context, tx, draft),
    act: (tx, input) => act(context, tx, input),
    recall: (tx, id, by) => recall(context, tx, id, by),
    recallable: (db, by) => recallable(context, db, by),
    guarded,
    colleagues: (db, complaint) => queueOfMatter(context, db, complaint),
    unitsToHandTo,
    async own(tx, key, address) {
      const complaint = await findOwn(context, throttle, tx, key, address);
      return complaint && describeOwn(context, tx, complaint);
    },
    write: (tx, id, text) => write(context, tx, id, text),
    addEvidence: (tx, id, media) => addEvidence(context, tx, id, media),
    withdraw: (tx, id) => withdraw(context, tx, id),
    judge: (tx, id, answer) => judge(context, tx, id, answer),
    askAgain: (tx, id, reason) => askAgain(context, tx, id, reason),
  };
}
