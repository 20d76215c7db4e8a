/**
 * The audit log 审计日志: every read of a sealed matter and every write, chained by keyed hashes. In: an act within the caller's
 * transaction. Out: a row that holds the hash of the one before; change, removal and reorder of rows are found, by whoever has
 * the key. One writer at a time, by an advisory lock: several instances make one chain.
 */
import type { Clock } from '../kit/clock.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Db, Tx } from '../store/database.ts';
import type { AuditEntry, Prisma } from '../store/generated/client.ts';

export interface Act {
  /** userid, `citizen` or `system`. */
  actor: string;
  /** Fact in the past tense: complaint.read, identity.opened, … */
  action: string;
  subjectType: string;
  subjectId: string;
  /** Never what was said nor who said it. */
  detail?: Record<string, string | number | boolean | string[]>;
}

export interface Audit {
  /** Appends within the caller's transaction. The lock is held until that ends: call it last. */
  record(tx: Tx, act: Act): Promise<void>;
  /** Walks the whole chain; the first faults, at most ten, and what it covers. */
  verify(db: Db): Promise<AuditVerdict>;
  /** Removes what is older than `before`; the chain then begins at a signed mark. Returns how many. */
  forget(tx: Tx, before: Date): Promise<number>;
  /** Rows about a subject, oldest first. */
  about(db: Db, subjectType: string, subjectId: string): Promise<AuditEntry[]>;
}

export interface AuditFault {
  seq: number;
  kind: 'changed' | 'missing' | 'reordered' | 'forged-mark';
  what: string;
}

export interface AuditVerdict {
  ok: boolean;
  entries: number;
  from: string | null;
  to: string | null;
  /** Hash of the last row: noted elsewhere, it proves later that nothing was cut off. */
  head: string;
  faults: AuditFault[];
}

interface Mark {
  seq: number;
  hash: string;
  /** Keyed hash of the two above. */
  sign: string;
}

const LOCK = 7_205_117;
const FIRST = '0'.repeat(32);
const PAGE = 2_000;
const MAX_FAULTS = 10;

export function createAudit({ clock, identityKey }: { clock: Clock; identityKey: Sealer }): Audit {
  const sign = (name: string, seq: number, hash: string): string =>
    identityKey.hash(`audit:${name}:${seq}:${hash}`);
  const readMark = async (db: Db, name: string): Promise<Mark | undefined> => {
    const row = await db.setting.findUnique({ where: { name: `audit.${name}` } });
    return row ? (row.value as unknown as Mark) : undefined;
  };
  const isTrue = (name: string, mark: Mark): boolean => sign(name, mark.seq, mark.hash) === mark.sign;
  const writeMark = async (tx: Tx, name: string, seq: number, hash: string): Promise<void> => {
    const value = { seq, hash, sign: sign(name, seq, hash) };
    const row = { value, changedAt: clock.now() };
    await tx.setting.upsert({
      where: { name: `audit.${name}` },
      create: { name: `audit.${name}`, ...row },
      update: row,
    });
  };

  return {
    async record(tx, act) {
      await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK}::bigint)`;
      const head = await readMark(tx, 'head');
      const seq = (head?.seq ?? 0) + 1;
      const previous = head?.hash ?? FIRST;
      const row = { seq, at: clock.now(), ...act, detail: act.detail ?? {}, previous };
      const hash = hashOf(identityKey, row);
      await tx.auditEntry.create({ data: { ...row, hash } });
      await writeMark(tx, 'head', seq, hash);
    },

    async verify(db) {
      const faults: AuditFault[] = [];
      const fault = (seq: number, kind: AuditFault['kind'], what: string): void => {
        if (faults.length < MAX_FAULTS) faults.push({ seq, kind, what });
      };
      const base = (await readMark(db, 'base')) ?? { seq: 0, hash: FIRST, sign: '' };
      const head = await readMark(db, 'head');
      if (base.seq > 0 && !isTrue('base', base)) fault(base.seq, 'forged-mark', '起点标记被改过。');
      if (head && !isTrue('head', head)) fault(head.seq, 'forged-mark', '末尾标记被改过。');
      let { seq, hash } = base;
      let entries = 0;
      let first: Date | undefined;
      let last: Date | undefined;
      for (;;) {
        const page = await db.auditEntry.findMany({
          where: { seq: { gt: seq } },
          orderBy: { seq: 'asc' },
          take: PAGE,
        });
        if (page.length === 0) break;
        for (const row of page) {
          if (row.seq !== seq + 1) fault(seq + 1, 'missing', `第 ${seq + 1} 到 ${row.seq - 1} 条不见了。`);
          else if (row.previous !== hash) fault(row.seq, 'reordered', `第 ${row.seq} 条接不上前一条。`);
          if (hashOf(identityKey, row) !== row.hash) fault(row.seq, 'changed', `第 ${row.seq} 条被改过。`);
          ({ seq, hash } = row);
          first ??= row.at;
          last = row.at;
          entries++;
        }
      }
      if (head && head.seq > seq) fault(head.seq, 'missing', `末尾少了 ${head.seq - seq} 条。`);
      else if (head ? head.seq !== seq || head.hash !== hash : entries > 0)
        fault(seq, 'forged-mark', '末尾标记和最后一条对不上。');
      return {
        ok: faults.length === 0,
        entries,
        from: first?.toISOString() ?? null,
        to: last?.toISOString() ?? null,
        head: hash,
        faults,
      };
    },

    async forget(tx, before) {
      await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK}::bigint)`;
      const last = await tx.auditEntry.findFirst({ where: { at: { lt: before } }, orderBy: { seq: 'desc' } });
      if (!last) return 0;
      const { count } = await tx.auditEntry.deleteMany({ where: { seq: { lte: last.seq } } });
      await writeMark(tx, 'base', last.seq, last.hash);
      return count;
    },

    about: (db, subjectType, subjectId) =>
      db.auditEntry.findMany({ where: { subjectType, subjectId }, orderBy: { seq: 'asc' }, take: 1_000 }),
  };
}

type Hashed = Omit<AuditEntry, 'hash' | 'detail'> & { detail: Prisma.JsonValue | object };

/** Over everything in the row, in a form that does not depend on how the database keeps it. */
const hashOf = (key: Sealer, row: Hashed): string =>
  key.hash(
    JSON.stringify([
      row.seq,
      row.at.toISOString(),
      row.actor,
      row.action,
      row.subjectType,
      row.subjectId,
      Object.entries((row.detail ?? {}) as object).sort(([a], [b]) => (a < b ? -1 : 1)),
      row.previous,
    ]),
  );
