/** Who speaks with a customer, how long and how much may be said (document/path/94669, 94677). */
import { z } from 'zod';
import { apiError, apiOk, checked, type ApiHandler, type ApiResult } from '../api.ts';
import type { World } from '../world.ts';
import type { KfLog } from './log.ts';

/** 0 new, 1 machine, 2 pool, 3 person, 4 ended. */
const [NEW, MACHINE, POOL, PERSON, ENDED] = [0, 1, 2, 3, 4];

const WINDOW_MS = 48 * 3_600_000;
const PER_CYCLE = 5;
const TRANSITIONS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 3],
  1: [2, 3],
  2: [3],
  3: [3, 4],
  4: [],
};
/** What a servicer's own client reports: taken from the pool, handed on, ended. */
const [TAKEN, HANDED_ON, OVER] = [1, 2, 3];

interface Session {
  state: number;
  servicer?: string;
  lastInbound: number;
  sentSince: number;
}

export interface KfSessions {
  /** The customer wrote: the window opens, the count begins anew. */
  heard(person: string): void;
  lastInbound(person: string): number;
  /** The errcode that forbids a message now. */
  closed(person: string): ApiResult | undefined;
  count(person: string): void;
  quotaLeft(person: string): number;
  isRecent(person: string): boolean;
  /** Servicers in their own client: they talk, take, hand on and end. */
  servicer(action: ServicerAction): { eventId: string } | { error: string };
  get: ApiHandler;
  transfer: ApiHandler;
}

export interface ServicerAction {
  servicer: string;
  customer: string;
  do: 'say' | 'take' | 'hand-on' | 'end';
  text?: string | undefined;
  to?: string | undefined;
}

const who = z.object({ open_kfid: z.string(), external_userid: z.string() });

export function createKfSessions(deps: {
  world: World;
  log: KfLog;
  account: string;
  /** A code for one more message on an event. */
  newCode(person: string, texts: boolean): string;
}): KfSessions {
  const { world, log, account, newCode } = deps;
  const sessions = new Map<string, Session>();
  const now = (): number => world.clock.now().getTime();
  const onDuty = (servicer: string | undefined): boolean =>
    servicer !== undefined && world.settings.servicers[servicer] === true;

  const of = (person: string): Session => {
    const session = sessions.get(person) ?? { state: NEW!, lastInbound: 0, sentSince: 0 };
    sessions.set(person, session);
    return session;
  };
  const changed = (person: string, type: number, more: Record<string, unknown>): string =>
    log.append({
      origin: 4,
      msgtype: 'event',
      event: {
        event_type: 'session_status_change',
        open_kfid: account,
        external_userid: person,
        change_type: type,
        ...more,
      },
    }).msgid;
  const move = (session: Session, state: number, servicer?: string): void => {
    session.state = state;
    if (servicer === undefined) delete session.servicer;
    else session.servicer = servicer;
  };

  const transfer = checked(
    who.extend({ service_state: z.number().int(), servicer_userid: z.string().optional() }),
    ({ open_kfid: kfid, external_userid: person, service_state: to, servicer_userid: servicer }) => {
      if (kfid !== account) return apiError(95000, 'invalid open_kfid');
      const session = of(person);
      if (!TRANSITIONS[session.state]!.includes(to)) return apiError(95016, 'state transition not allowed');
      if (to === PERSON && (servicer === undefined || !(servicer in world.settings.servicers)))
        return apiError(95014, 'user is not a servicer');
      if (to === PERSON && !onDuty(servicer)) return apiError(95019, 'servicer is not on duty');
      const code = to === MACHINE ? {} : { msg_code: newCode(person, to !== ENDED) };
      move(session, to, to === PERSON ? servicer : undefined);
      return apiOk(code);
    },
  );

  return {
    heard(person) {
      const session = of(person);
      const begins = session.lastInbound === 0 || session.state === ENDED;
      const first = world.settings.kfHumanFirst
        ? Object.keys(world.settings.servicers).find((one) => onDuty(one))
        : undefined;
      if (begins) move(session, first ? PERSON! : NEW!, first);
      session.lastInbound = now();
      session.sentSince = 0;
    },
    lastInbound: (person) => sessions.get(person)?.lastInbound ?? 0,
    closed(person) {
      const session = sessions.get(person);
      if (!session || session.lastInbound === 0) return apiError(95031, 'no inquiry in 48 hours');
      if (session.state === ENDED) return apiError(95013, 'session ended');
      if (session.state === POOL || session.state === PERSON)
        return apiError(95018, 'send msg session status invalid');
      if (now() - session.lastInbound > WINDOW_MS) return apiError(95002, 'send message time limit');
      return session.sentSince >= PER_CYCLE ? apiError(95001, 'send message count limit') : undefined;
    },
    count: (person) => void of(person).sentSince++,
    quotaLeft: (person) => Math.max(0, PER_CYCLE - (sessions.get(person)?.sentSince ?? 0)),
    isRecent: (person) => now() - (sessions.get(person)?.lastInbound ?? 0) < WINDOW_MS,
    get: checked(who, ({ open_kfid: kfid, external_userid: person }) => {
      if (kfid !== account) return apiError(95000, 'invalid open_kfid');
      const { state, servicer } = of(person);
      return apiOk({ service_state: state, ...(servicer ? { servicer_userid: servicer } : {}) });
    }),
    transfer,
    servicer({ servicer, customer, do: what, text, to }) {
      const session = of(customer);
      if (what === 'take') {
        if (session.state !== POOL) return { error: '这位群众不在待接入池里' };
        if (!onDuty(servicer)) return { error: `${servicer} 不在接待中` };
        move(session, PERSON!, servicer);
        return {
          eventId: changed(customer, TAKEN!, {
            new_servicer_userid: servicer,
            msg_code: newCode(customer, true),
          }),
        };
      }
      if (session.state !== PERSON || session.servicer !== servicer)
        return { error: `这位群众现在不由 ${servicer} 接待` };
      if (what === 'hand-on') {
        if (!to || !onDuty(to)) return { error: `to: ${to ?? ''} 不在接待中` };
        move(session, PERSON!, to);
        return {
          eventId: changed(customer, HANDED_ON!, { old_servicer_userid: servicer, new_servicer_userid: to }),
        };
      }
      if (what === 'end') {
        move(session, ENDED!);
        return {
          eventId: changed(customer, OVER!, {
            old_servicer_userid: servicer,
            msg_code: newCode(customer, false),
          }),
        };
      }
      if (!text) return { error: 'text: 没有写要说的话' };
      const said = { origin: 5, servicer_userid: servicer, external_userid: customer, msgtype: 'text' };
      const { msgid } = log.append({ ...said, text: { content: text } });
      world.show({
        channel: 'kf',
        to: customer,
        kind: 'text',
        text,
        source: servicer,
        bytes: Buffer.byteLength(text),
        cut: false,
        providerId: msgid,
        raw: said,
      });
      return { eventId: msgid };
    },
  };
}
