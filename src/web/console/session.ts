/**
 * Sign-ins of staff. A cookie holds a sealed random token; the database holds its keyed hash, so that a sign-in can be
 * ended from the server and a dump of the database opens none.
 */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import { findOfficial, type Official } from '../../people/officials.ts';
import type { Database } from '../../store/database.ts';

export type SignInWay = 'wecom' | 'local';

export interface Session {
  /** Keyed hash of the token; names the row. */
  id: string;
  staff: Official;
  how: SignInWay;
}

export interface Sessions {
  /** A new sign-in; what goes into the cookie. Never takes over a token from the browser. */
  open(userid: string, how: SignInWay): Promise<string>;
  /** Whose cookie it is; `quiet`: a page asks by itself, which keeps nobody signed in. Undefined when it is forged, too old, unused for too long, ended, or the person has left. */
  find(cookie: string | undefined, quiet?: boolean): Promise<Session | undefined>;
  end(id: string): Promise<void>;
  /** Signs the person out everywhere. */
  endAll(userid: string): Promise<number>;
}

/** A long lunch. */
const IDLE_MS = 2 * 3_600_000;
/** A working day. */
const WHOLE_MS = 12 * 3_600_000;
/** The row is not written at every click. */
const TOUCH_MS = 60_000;
const CONTEXT = 'staff-session';
const TOKEN_BYTES = 32;

export function createSessions(deps: {
  database: Database;
  sealer: Sealer;
  clock: Clock;
  ids: Ids;
}): Sessions {
  const { database, sealer, clock, ids } = deps;
  const { prisma } = database;
  const before = (ms: number): Date => new Date(clock.now().getTime() - ms);
  const idOf = (cookie: string): string | undefined => {
    try {
      return sealer.hash(`session:${sealer.open(cookie, CONTEXT)}`);
    } catch {
      return undefined;
    }
  };

  return {
    async open(userid, how) {
      const token = ids.bytes(TOKEN_BYTES).toString('base64url');
      const now = clock.now();
      await prisma.staffSession.deleteMany({
        where: { OR: [{ seenAt: { lt: before(IDLE_MS) } }, { createdAt: { lt: before(WHOLE_MS) } }] },
      });
      await prisma.staffSession.create({
        data: { id: sealer.hash(`session:${token}`), userid, how, createdAt: now, seenAt: now },
      });
      return sealer.seal(token, CONTEXT);
    },
    async find(cookie, quiet = false) {
      const id = cookie && idOf(cookie);
      if (!id) return undefined;
      const row = await prisma.staffSession.findFirst({
        where: { id, seenAt: { gt: before(IDLE_MS) }, createdAt: { gt: before(WHOLE_MS) } },
      });
      const staff = row && (await findOfficial(prisma, row.userid));
      if (!row || !staff) return undefined;
      if (!quiet && row.seenAt < before(TOUCH_MS))
        await prisma.staffSession.updateMany({ where: { id }, data: { seenAt: clock.now() } });
      return { id, staff, how: row.how as SignInWay };
    },
    async end(id) {
      await prisma.staffSession.deleteMany({ where: { id } });
    },
    endAll: async (userid) => (await prisma.staffSession.deleteMany({ where: { userid } })).count,
  };
}
