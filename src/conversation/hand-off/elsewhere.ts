/** Sessions that a person of 微信客服 has without our asking: from the first word, or taken in the platform's own client. */
import type { InboundEvent } from '../../inbox/event.ts';
import { conversationId, type Address } from '../../kit/conversation-id.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Database, Tx } from '../../store/database.ts';
import { plainPlan, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { announce, type Served } from './announce.ts';
import { idleAt, open, touch, type HandOff } from './records.ts';

/** Whom a session is with, by the platform. */
export interface Asking {
  /** Throws when the platform does not tell. */
  state(customer: { account: string; person: string }): Promise<{
    state: 'new' | 'machine' | 'waiting' | 'person' | 'ended';
    servicer: string | undefined;
  }>;
}

export interface Thinking {
  answer(): Promise<Plan>;
  /** Somebody is in danger: whom to ring is said whoever is talking. */
  isEmergency: boolean;
}

interface Taken {
  state: 'person' | 'waiting';
  servicer: string | undefined;
}

export interface Elsewhere {
  /** A person has the customer: the machine is silent. */
  serve(tx: Tx, address: Address, servicer: string | undefined, row?: HandOff): Promise<void>;
  /** A servicer wrote to a customer whom we thought to be with the machine. */
  wrote(tx: Tx, address: Address, event: InboundEvent): Promise<void>;
  /**
   * Where a customer's session begins the platform is asked who has it: the account may be set up to send everybody to a
   * person first, and no event tells of that. 人工优先
   */
  taken(from: Address): Promise<Taken | undefined>;
  /** The plan for words meant for that person: kept and not answered; the one exception is danger. */
  beside(taken: Taken, from: Address, session: Session, think: Thinking): Promise<Plan>;
}

/** A session of 微信客服 lasts two days. */
const SESSION_MS = 48 * 3_600_000;

export function createElsewhere(
  deps: Served & { database: Database; ids: Ids; log: Log; desk: Asking | undefined },
): Elsewhere {
  const { database, content, clock, desk, log } = deps;
  const idOf = (address: Address): string => content.hash(conversationId(address));

  const serve: Elsewhere['serve'] = async (tx, address, servicer, row) => {
    const now = clock.now();
    const fresh = row ?? (await open(tx, deps, { address, mode: 'kf', now }));
    await tx.handOff.update({
      where: { id: fresh.id },
      data: { state: 'served', mode: 'kf', servicer: servicer ?? null, until: idleAt(now) },
    });
    await touch(tx, fresh, now);
    if (servicer) await announce(tx, deps, fresh, servicer);
  };

  return {
    serve,
    async wrote(tx, address, { at, servicer }) {
      // Written before the talk was ended here, and read only now.
      const ended = await tx.handOff.count({
        where: { conversationId: idOf(address), state: 'ended', endedAt: { gte: new Date(at) } },
      });
      if (ended === 0) await serve(tx, address, servicer);
    },
    async taken(from) {
      if (!desk || from.channel !== 'kf') return undefined;
      const since = new Date(clock.now().getTime() - SESSION_MS);
      const where = { conversationId: idOf(from), at: { gt: since } };
      if (await database.prisma.turn.findFirst({ where, select: { id: true } })) return undefined;
      try {
        const { state, servicer } = await desk.state(from);
        return state === 'person' || state === 'waiting' ? { state, servicer } : undefined;
      } catch (error) {
        log.warn({ err: error }, 'the platform does not tell who serves a customer');
        return undefined;
      }
    },
    async beside({ state, servicer }, from, session, think) {
      const plan = think.isEmergency
        ? await think.answer()
        : plainPlan('human', 'handoff', [], session, { evidence: { rule: 'served', mode: 'kf' } });
      return {
        ...plan,
        async apply(tx, applying) {
          if (state === 'person') await serve(tx, from, servicer);
          else await open(tx, deps, { address: from, mode: 'kf', now: clock.now() });
          return (await plan.apply?.(tx, applying)) ?? [];
        },
      };
    },
  };
}
