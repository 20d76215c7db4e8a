/**
 * 转人工. In: the wish for a person, from anywhere. Out: in office hours a servicer with the whole conversation (by the
 * platform's own client where 微信客服 has somebody on duty, else relayed through WeCom), at other times when they
 * return. While a person talks the machine is silent; it comes back when they end or when nobody says anything.
 */
import type { Calendar } from '../disclosure/calendar.ts';
import type { Clock } from '../kit/clock.ts';
import { conversationId, type Address } from '../kit/conversation-id.ts';
import { dayOf } from '../kit/day.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Sealer } from '../kit/seal.ts';
import type { InboundEvent } from '../inbox/event.ts';
import { menuAsText } from '../outbox/form.ts';
import type { MessageBody } from '../outbox/message.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { findUnit, holdersOf, onDuty, type Official } from '../people/officials.ts';
import type { Database, Tx } from '../store/database.ts';
import { withoutFlow } from './flows/flow.ts';
import { announce, summaryCard, type Served } from './hand-off/announce.ts';
import { createElsewhere, type Asking, type Thinking } from './hand-off/elsewhere.ts';
import { isOpen, opensAt, periodsOf, sayWhen, type Period } from './hand-off/office-hours.ts';
import { addressOf, end, findStanding, isLapsed, open, touch, type HandOff } from './hand-off/records.ts';
import { keepInClient } from './hand-off/words.ts';
import { changeCards, sendCards } from './official/cards.ts';
import { offer, plainPlan, say, type Plan } from './plan.ts';
import type { Session } from './session.ts';

/** 微信客服 as a hand-off needs it; see channels/kf. */
export interface ServiceDesk extends Asking {
  onDuty(account: string): Promise<string[]>;
  handOver(
    customer: { account: string; person: string },
    servicer?: string,
  ): Promise<
    | { state: 'person'; servicer: string | undefined; code?: string }
    | { state: 'waiting'; code?: string }
    | { state: 'refused'; errcode: number }
  >;
  end(customer: { account: string; person: string }): Promise<{ code?: string } | undefined>;
}

export interface HandOffDeps {
  database: Database;
  content: Sealer;
  clock: Clock;
  ids: Ids;
  log: Log;
  outbox: Pick<Outbox, 'enqueue' | 'withdraw'>;
  calendar(): Calendar;
  officialAddress(userid: string): Address;
  /** Undefined without 微信客服. */
  desk: ServiceDesk | undefined;
  /** Whom to ring instead. */
  humanContact(): { unit: string; phone: string; hours: string } | undefined;
}

export interface HandOffs {
  /** What is said to 人工; `from` is undefined where nobody can be reached (asked from the shell). */
  ask(session: Session, intent: string, from: Address | undefined): Promise<Plan>;
  /** A servicer is to call on the citizen when they are back. */
  later(session: Session, from: Address | undefined): Promise<Plan>;
  /** A citizen's message while a person has them: passed on and not answered; else `think` answers. */
  attend(event: InboundEvent, from: Address, session: Session, think: Thinking): Promise<Plan>;
  /** What servicers write in the platform's own client, and what the platform tells of their sessions. */
  observe(tx: Tx, event: InboundEvent, address: Address): Promise<void>;
  /** Ends the talks in which nobody says anything any more. */
  endIdle(): Promise<void>;
}

const END = /^(结束|结束人工|不用了|退出人工|返回|回到机器人|转机器人)[。!]?$/;
/** Nobody took the citizen for so long: they are told, and asked to ring. */
export const TAKEN_WITHIN_MS = 20 * 60_000;
/** Platforms let us write for two days after the citizen did. */
const REPLY_WINDOW_MS = 47 * 3_600_000;
const TAKEN = 1;
const HANDED_ON = 2;
const OVER = 3;
const OPENED_AGAIN = 4;
const SERVICERS = 10;
const ENDED_AT_ONCE = 200;

export function createHandOffs(deps: HandOffDeps): HandOffs {
  const { database, content, clock, ids, outbox, desk } = deps;
  const db = database.prisma;
  const idOf = (address: Address): string => content.hash(conversationId(address));
  const served: Served = deps;
  const elsewhere = createElsewhere(deps);

  /** Servicers who are not away, and when their unit is there. 窗口人员 */
  const servicers = async (): Promise<{ people: Official[]; periods: Period[] }> => {
    const agents = await holdersOf(db, 'service_agent');
    const all = agents.length > 0 ? agents : await holdersOf(db, 'gov_office');
    const today = dayOf(clock.now());
    const here = await Promise.all(all.slice(0, SERVICERS).map((one) => onDuty(db, one, today)));
    const people = [...new Map(here.map((one) => [one.userid, one])).values()];
    const unit = people[0] && (await findUnit(db, people[0].unitCode));
    return { people, periods: periodsOf(unit?.hours) };
  };

  const ring = (): string => {
    const contact = deps.humanContact();
    return contact ? `着急请打 ${contact.phone}(${contact.unit},${contact.hours})。` : '着急请打 12345。';
  };

  const closed = (session: Session, intent: string, until: Date): Plan => {
    const head = `现在没有工作人员在线,${sayWhen(until, clock.now())} 回来。\n${ring()}`;
    const offered = offer(
      withoutFlow(session),
      head,
      [
        { id: 'human-later', label: '上班后请工作人员找我' },
        { id: 'complaint', label: '我要投诉' },
      ],
      '回复数字就行,也可以接着问我。',
    );
    return plainPlan(intent, 'handoff', offered.say, offered.session, {
      evidence: { rule: 'human', mode: 'closed' },
    });
  };

  /** With a person of 微信客服, when one takes customers there; else undefined. */
  const throughDesk = async (from: Address, people: readonly Official[]) => {
    if (!desk || from.channel !== 'kf') return undefined;
    try {
      const ready = await desk.onDuty(from.account);
      if (ready.length === 0) return undefined;
      const known = new Set(people.map(({ userid }) => userid.toLowerCase()));
      const first = ready.find((userid) => known.has(userid.toLowerCase())) ?? ready[0];
      const handed = await desk.handOver(from, first);
      return handed.state === 'refused' ? undefined : handed;
    } catch (error) {
      // The way through WeCom is open whatever the platform says.
      deps.log.warn({ err: error }, 'not handed over on the platform');
      return undefined;
    }
  };

  /** Opens the hand-off and tells the servicers, within the turn's transaction; `at` puts it off. */
  const begin = async (
    tx: Tx,
    from: Address,
    people: readonly Official[],
    handed: Awaited<ReturnType<typeof throughDesk>>,
    at = clock.now(),
  ): Promise<HandOff> => {
    const now = clock.now();
    const standing = await findStanding(tx, idOf(from), now);
    if (standing && now.getTime() - standing.askedAt.getTime() < TAKEN_WITHIN_MS) return standing;
    if (standing) await end(tx, standing, 'idle', now);
    const servicer = handed?.state === 'person' ? handed.servicer : undefined;
    const row = await open(tx, deps, { address: from, mode: handed ? 'kf' : 'relay', servicer, now });
    const to = servicer ? [{ userid: servicer }] : people;
    await sendCards(
      tx,
      deps,
      { type: 'hand-off', id: row.id },
      to,
      await summaryCard(tx, served, row, from),
      at,
    );
    if (servicer) await announce(tx, served, row, servicer);
    return row;
  };

  const ask: HandOffs['ask'] = async (session, intent, from) => {
    const { people, periods } = await servicers();
    const now = clock.now();
    if (!isOpen(now, periods, deps.calendar()))
      return closed(session, intent, opensAt(now, periods, deps.calendar()));
    const handed = from && people.length > 0 ? await throughDesk(from, people) : undefined;
    const text = `好的,已经请工作人员来回答您,您前面问的他都看得到,不用再说一遍。\n${
      handed ? '请稍等,他会在这里回您。' : '请稍等,他会在这里回您;这会儿也可以接着问我。'
    }\n不用了,回复 结束。${ring()}`;
    const spoken: MessageBody[] = handed?.code ? [{ t: 'welcome', code: handed.code, text }] : say(text);
    if (!from || people.length === 0)
      return plainPlan(intent, 'handoff', say(`好的。${ring()}`), withoutFlow(session), {
        evidence: { rule: 'human', mode: 'contact' },
      });
    return plainPlan(intent, 'handoff', spoken, withoutFlow(session), {
      evidence: { rule: 'human', mode: handed ? `kf:${handed.state}` : 'relay' },
      async apply(tx) {
        const row = await begin(tx, from, people, handed);
        if (row.mode === 'relay' && row.state === 'waiting') await promiseWord(tx, row, from);
        return [];
      },
    });
  };

  /** Told when nobody has come by then; taken back when somebody comes. */
  const promiseWord = (tx: Tx, row: HandOff, to: Address): Promise<void> =>
    outbox.enqueue(tx, [
      {
        key: `hand-off:${row.id}:nobody`,
        to,
        body: { t: 'text', text: `对不起,工作人员一时没有腾出手,还在为您找。${ring()}也可以接着问我。` },
        notBefore: new Date(row.askedAt.getTime() + TAKEN_WITHIN_MS),
        expiresAt: new Date(row.askedAt.getTime() + 3 * TAKEN_WITHIN_MS),
      },
    ]);

  const silent = (session: Session, row: HandOff, apply: NonNullable<Plan['apply']>): Plan =>
    plainPlan('human', 'handoff', [], session, {
      evidence: { rule: 'served', mode: row.mode },
      apply,
    });

  const finish = async (row: HandOff, session: Session): Promise<Plan> => {
    const code = row.mode === 'kf' ? await endOnDesk(row) : undefined;
    const text = '好的,人工接待结束了。还有事直接问我。';
    return plainPlan('human', 'answered', code ? [{ t: 'welcome', code, text }] : say(text), session, {
      evidence: { rule: 'served', mode: 'ended' },
      async apply(tx) {
        await end(tx, row, 'citizen', clock.now());
        await outbox.withdraw(tx, `hand-off:${row.id}:nobody`);
        await changeCards(tx, deps, { type: 'hand-off', ids: [row.id] }, '群众说不用了');
        if (row.mode === 'relay' && row.servicer) await tellServicer(tx, row, '群众结束了人工接待。');
        return [];
      },
    });
  };

  /** The code that lets one more sentence through. Not being able to end it there keeps nobody from ending it here. */
  const endOnDesk = async (row: HandOff): Promise<string | undefined> => {
    try {
      return (await desk?.end(addressOf(row, content)))?.code;
    } catch (error) {
      deps.log.warn({ err: error }, 'session not ended on the platform');
      return undefined;
    }
  };

  const tellServicer = (tx: Tx, row: HandOff, text: string): Promise<void> =>
    outbox.enqueue(tx, [
      {
        key: `hand-off:${row.id}:${ids.next()}`,
        to: deps.officialAddress(row.servicer!),
        body: { t: 'text', text: `【${row.slot ?? 1}号】${text}` },
        mustDeliver: true,
      },
    ]);

  /** Over without a word: what the citizen says now is answered by the machine again. */
  const resume = async (row: HandOff, think: Thinking): Promise<Plan> => {
    const code = row.mode === 'kf' ? await endOnDesk(row) : undefined;
    const plan = await think.answer();
    const spoken: MessageBody[] = code
      ? [{ t: 'welcome', code, text: plan.say.map(asText).join('\n\n') }]
      : plan.say;
    return {
      ...plan,
      say: spoken,
      async apply(tx, applying) {
        await end(tx, row, 'idle', clock.now());
        return (await plan.apply?.(tx, applying)) ?? [];
      },
    };
  };

  const passOn = (row: HandOff, event: InboundEvent): NonNullable<Plan['apply']> => {
    const { body } = event;
    const text = body.t === 'text' ? body.text : body.t === 'media' ? `[${MEDIA[body.kind]}]` : undefined;
    return async (tx) => {
      await touch(tx, row, clock.now());
      if (row.mode === 'relay' && text !== undefined) await tellServicer(tx, row, text);
      return [];
    };
  };

  return {
    ask,
    async later(session, from) {
      if (!from) return plainPlan('human', 'handoff', say(ring()), withoutFlow(session));
      const { people, periods } = await servicers();
      const now = clock.now();
      const at = opensAt(now, periods, deps.calendar());
      const closes = at.getTime() - now.getTime() > REPLY_WINDOW_MS;
      const text = `记下了。工作人员上班后在这里回您,您前面说的他看得到。${
        closes ? '微信只让我们在两天内回您,所以上班后请您在这里再发一句话。' : ''
      }`;
      return plainPlan('human', 'handoff', say(text), withoutFlow(session), {
        evidence: { rule: 'human', mode: 'later' },
        async apply(tx) {
          await begin(tx, from, people, undefined, at);
          return [];
        },
      });
    },
    async attend(event, from, session, think) {
      const row = await findStanding(db, idOf(from), clock.now());
      const taken = row ? undefined : await elsewhere.taken(from);
      if (taken) return elsewhere.beside(taken, from, session, think);
      if (!row) return think.answer();
      const text = event.body.t === 'text' ? event.body.text.trim() : '';
      if (END.test(text) && (row.state === 'served' || !session.flow)) return finish(row, session);
      if (isLapsed(row, clock.now())) return resume(row, think);
      // Until somebody comes the machine goes on, unless the platform has taken the word from it.
      if (row.state === 'waiting' && row.mode === 'relay') return think.answer();
      if (!think.isEmergency) return silent(session, row, passOn(row, event));
      const plan = await think.answer();
      return {
        ...plan,
        async apply(tx, applying) {
          await passOn(row, event)(tx, applying);
          return (await plan.apply?.(tx, applying)) ?? [];
        },
      };
    },
    async observe(tx, event, address) {
      const now = clock.now();
      const row = await findStanding(tx, idOf(address), now);
      if (event.origin === 'servicer') {
        if (row) await touch(tx, row, now);
        else await elsewhere.wrote(tx, address, event);
        if (event.body.t === 'text') await keepInClient(tx, deps, address, event.body.text);
        return;
      }
      const { body } = event;
      if (body.t !== 'session') return;
      if (body.change === OVER) return void (row && (await end(tx, row, 'servicer', now)));
      if (![TAKEN, HANDED_ON, OPENED_AGAIN].includes(body.change) || !body.servicer) return;
      await elsewhere.serve(tx, address, body.servicer, row);
    },
    async endIdle() {
      const now = clock.now();
      const idle = await db.handOff.findMany({
        where: { state: 'served', until: { lte: now } },
        orderBy: { id: 'asc' },
        take: ENDED_AT_ONCE,
      });
      for (const row of idle) {
        if (row.mode === 'kf') await endOnDesk(row);
        await database.transaction((tx) => end(tx, row, 'idle', now));
      }
    },
  };
}

const MEDIA = { image: '图片', voice: '语音', video: '视频', file: '文件' } as const;

const asText = (body: MessageBody): string =>
  body.t === 'menu' ? menuAsText(body) : 'text' in body ? (body.text ?? '') : '';
