/**
 * One turn: who speaks, what they want, what is said back. Thinking happens first and changes nothing (a model may be
 * asked there); then one transaction holds the effects, the replies owed, the session and the end of the event.
 */
import type { Audience } from '../answers/question.ts';
import type { Clock } from '../kit/clock.ts';
import { conversationId, type Address } from '../kit/conversation-id.ts';
import { AppError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Sealer } from '../kit/seal.ts';
import type { InboundEvent } from '../inbox/event.ts';
import type { Attempt } from '../inbox/inbox.ts';
import { menuAsText } from '../outbox/form.ts';
import type { MessageBody } from '../outbox/message.ts';
import type { Draft, Outbox } from '../outbox/outbox.ts';
import type { Citizens } from '../people/citizens.ts';
import { findOfficial, homesOf, type Official } from '../people/officials.ts';
import type { Database, Tx } from '../store/database.ts';
import type { CitizenConversation } from './citizen.ts';
import type { HandOffs } from './hand-off.ts';
import type { OfficialConversation } from './official.ts';
import { plainPlan, say, type Plan } from './plan.ts';
import { saidBack, type Voices } from './voices.ts';
import { openSession, sealSession, type Session } from './session.ts';

export interface ConversationDeps {
  database: Database;
  content: Sealer;
  clock: Clock;
  ids: Ids;
  log: Log;
  outbox: TurnOutbox;
  citizens: Citizens;
  official: OfficialConversation;
  citizen: CitizenConversation;
  /** Undefined: whoever speaks is asked to type. */
  voices?: Voices | undefined;
  handOffs: HandOffs;
}

/** What a turn does to the messages owed. */
export type TurnOutbox = Pick<Outbox, 'enqueue' | 'withdraw' | 'heard' | 'reportFailure'>;

const LATE_NEWS_ATTEMPTS = 3;

export interface Conversation {
  /** Works one event of a person; platform events that are nobody's words are recorded where they belong. */
  handle(event: InboundEvent, attempt: Attempt): Promise<void>;
}

interface Speaker {
  address: Address;
  /** Set when a WeCom member is an official of the county. */
  official: Official | undefined;
}

export function createConversation(deps: ConversationDeps): Conversation {
  const { database, content, clock, ids, outbox, citizens } = deps;

  const think = async (event: InboundEvent, speaker: Speaker, session: Session): Promise<Plan> => {
    const { body } = event;
    const { official } = speaker;
    const audience: Audience = official ? { within: await homesOf(database.prisma, official) } : 'citizen';
    const from = official ? undefined : speaker.address;
    if (event.channel === 'wecom' && !official)
      return plainPlan(
        'none',
        'refused',
        say('您还不在本县的干部名单里。请联系县政府办政务公开科,或导入机构名单后再试。'),
        session,
      );
    switch (body.t) {
      case 'action':
        return official
          ? deps.official.press(database.prisma, official, body, session)
          : plainPlan('none', 'none', [], session);
      case 'text': {
        const choice = choiceOf(body.text, body.menuId, session);
        const typed =
          official && (await deps.official.type(database.prisma, official, body.text, choice, session));
        return typed ?? deps.citizen.think(body.text, choice, session, audience, from);
      }
      case 'media': {
        const taken =
          official &&
          (await deps.official.media(
            database.prisma,
            official,
            { key: event.key, kind: body.kind, name: body.name },
            session,
          ));
        if (taken) return taken;
        const heard =
          body.kind === 'voice' && !official && !session.flow
            ? await deps.voices?.hear(event.key)
            : undefined;
        if (heard !== undefined) {
          const choice = choiceOf(heard, undefined, session);
          return saidBack(await deps.citizen.think(heard, choice, session, 'citizen', from), heard);
        }
        return deps.citizen.media(
          { id: content.hash(event.key), kind: body.kind, ...(body.name ? { name: body.name } : {}) },
          session,
        );
      }
      case 'enter':
      case 'subscribe':
        if (official && body.t === 'subscribe') return deps.official.greet(official, session);
        // Who has been greeted lately, or has written, opens the chat without a code, and may not be written to for it.
        if (event.channel === 'kf' && !(body.t === 'enter' && body.welcomeCode))
          return plainPlan('none', 'none', [], session);
        return deps.citizen.welcome(body.t === 'enter' ? body.welcomeCode : undefined, session, audience);
      case 'menu':
        return deps.citizen.think(body.key, undefined, session, audience, from);
      case 'link': {
        const typed =
          official && (await deps.official.type(database.prisma, official, body.url, undefined, session));
        return typed ?? plainPlan('unclear', 'refused', say('收到了。请再用文字说一下您想问什么。'), session);
      }
      case 'location':
        return plainPlan('unclear', 'refused', say('收到了。请再用文字说一下您想问什么。'), session);
      default:
        return plainPlan('none', 'none', [], session);
    }
  };

  /** Effects that hang on the event itself, not on what is answered. */
  const recordEvent = async (tx: Tx, { body, channel }: InboundEvent, attempt: Attempt): Promise<void> => {
    if (body.t === 'action' && body.responseCode)
      await tx.outboxMessage.updateMany({
        where: { taskId: body.taskId },
        data: { responseCode: body.responseCode },
      });
    if (body.t === 'delivery-failed') {
      const known = await outbox.reportFailure(tx, { channel, ...body });
      // The news can be faster than our own note that the message was sent.
      if (!known && attempt.number < LATE_NEWS_ATTEMPTS)
        throw new AppError('unknown-message', 'A message not known as sent was not delivered.', {
          retry: 'later',
        });
    }
  };

  const carryOut = async (
    event: InboundEvent,
    attempt: Attempt,
    id: string,
    speaker: Speaker,
    plan: Plan,
  ): Promise<void> => {
    await database.transaction(async (tx) => {
      const now = clock.now();
      const citizen = speaker.official ? undefined : await citizens.greet(tx, speaker.address);
      const person = { citizenId: citizen?.citizenId ?? null, userid: speaker.official?.userid ?? null };
      await recordEvent(tx, event, attempt);
      const state = { stateSealed: sealSession(plan.session, id, content, now), lastInboundAt: now };
      await tx.conversation.upsert({
        where: { id },
        create: { id, channel: event.channel, account: event.account, ...person, createdAt: now, ...state },
        update: state,
      });
      let kept: Session | undefined;
      const remember = (session: Session): void => {
        kept = session;
      };
      const { address } = speaker;
      const done = (await plan.apply?.(tx, { citizenId: citizen?.citizenId, address, remember })) ?? [];
      if (kept)
        await tx.conversation.update({
          where: { id },
          data: { stateSealed: sealSession(kept, id, content, now) },
        });
      const messages = [...plan.say, ...done];
      if (plan.outcome !== 'none') await keepTurn(tx, event, id, plan, messages);
      await outbox.enqueue(
        tx,
        messages.map((body, i) => replyDraft(content.hash(event.key), speaker.address, body, i)),
      );
      // The answer first: the platform takes only so many messages for one of the citizen's.
      const contact = contactOf(event);
      if (contact) await outbox.heard(tx, speaker.address, contact, new Date(event.at));
      await attempt.settle(tx);
    });
  };

  const keepTurn = async (
    tx: Tx,
    event: InboundEvent,
    conversation: string,
    plan: Plan,
    messages: readonly MessageBody[],
  ): Promise<void> => {
    const id = ids.next();
    const words = event.body.t === 'text' ? event.body.text : plan.heard;
    const said = words !== undefined && !plan.forget ? words : `[${event.body.t}]`;
    await tx.turn.create({
      data: {
        id,
        conversationId: conversation,
        eventKey: content.hash(event.key),
        at: clock.now(),
        textSealed: content.seal(said, id),
        intent: plan.intent,
        intents: plan.intents,
        outcome: plan.outcome,
        replySealed: content.seal(messages.map(textOf).join('\n\n'), id),
        evidence: { citations: plan.citations, ...plan.evidence } as object,
      },
    });
  };

  return {
    async handle(event, attempt) {
      // Handed out to servicers or sent by the platform itself: nothing to answer.
      const address: Address = { channel: event.channel, account: event.account, person: event.person };
      if (event.origin !== 'person' && event.body.t !== 'enter')
        return database.transaction(async (tx) => {
          await recordEvent(tx, event, attempt);
          await deps.handOffs.observe(tx, event, address);
          await attempt.settle(tx);
        });
      const id = content.hash(conversationId(address));
      const row = await database.prisma.conversation.findUnique({ where: { id } });
      const session = openSession(row?.stateSealed, id, content, clock.now());
      const official = event.channel === 'wecom' ? await findOfficial(database.prisma, event.person) : null;
      const speaker: Speaker = { address, official: official ?? undefined };
      const plan = official
        ? await think(event, speaker, session)
        : await deps.handOffs.attend(event, address, session, {
            answer: () => think(event, speaker, session),
            isEmergency: event.body.t === 'text' && deps.citizen.isEmergency(event.body.text),
          });
      await carryOut(event, attempt, id, speaker, plan);
    },
  };
}

/** What lets the platform take messages from us again: opening a 微信客服 chat is not it, going away neither. */
function contactOf({ channel, body }: InboundEvent): 'wrote' | 'tapped' | undefined {
  switch (body.t) {
    case 'enter':
      return channel === 'kf' ? undefined : 'tapped';
    case 'subscribe':
    case 'menu':
      return 'tapped';
    case 'unsubscribe':
    case 'recall':
      return undefined;
    default:
      return 'wrote';
  }
}

/** `turnKey` is the event's key hashed: the key itself may hold a citizen's platform id. */
const replyDraft = (turnKey: string, to: Address, body: MessageBody, i: number): Draft => ({
  key: `reply:${turnKey}:${i}`,
  to,
  body,
  inReplyTo: turnKey,
});

function textOf(body: MessageBody): string {
  switch (body.t) {
    case 'text':
    case 'welcome':
    case 'card-update':
      return body.text;
    case 'menu':
      return menuAsText(body);
    case 'notice':
      return `${body.title}\n${body.text}`;
    case 'card':
      return body.card.title;
  }
}

/** The choice a number or a tapped item stands for, of those offered last. */
export function choiceOf(text: string, menuId: string | undefined, session: Session): string | undefined {
  const choices = session.choices ?? [];
  if (menuId !== undefined && choices.some((choice) => choice.id === menuId)) return menuId;
  const number = /^\s*([1-9])\s*[.、。]?\s*$/.exec(text.normalize('NFKC'))?.[1];
  return number === undefined ? undefined : choices[Number(number) - 1]?.id;
}
