/** The citizen's conversation over the records at hand, asked from the shell or a benchmark; nothing is written or sent. */
import type { Citation } from '../../answers/citation.ts';
import type { CitizenConversation } from '../../conversation/citizen.ts';
import type { Outcome, Plan } from '../../conversation/plan.ts';
import { newSession } from '../../conversation/session.ts';
import type { TurnOutbox } from '../../conversation/turn.ts';
import { AppError } from '../../kit/errors.ts';
import { silentLog } from '../../kit/log.ts';
import { menuAsText } from '../../outbox/form.ts';
import type { MessageBody } from '../../outbox/message.ts';
import type { Knowledge } from '../knowledge.ts';
import { createRooms, type RoomDeps } from '../rooms.ts';

/** What one message of a new citizen brought. */
export interface Asked {
  intent: string;
  intents: readonly string[];
  outcome: Outcome;
  text: string;
  /** The same without the numbers that count the choices. */
  facts: string;
  citations: readonly Citation[];
}

export interface Asker {
  citizen: CitizenConversation;
  /** What a new citizen's first message would bring. */
  ask(text: string): Promise<Asked>;
  /** What a plan would say. */
  textOf(plan: Plan): string;
}

export function createAsker(
  { database, keys, clock, ids, model }: Pick<RoomDeps, 'database' | 'keys' | 'clock' | 'ids' | 'model'>,
  knowledge: Knowledge,
): Asker {
  const { citizen } = createRooms({
    database,
    keys,
    clock,
    ids,
    log: silentLog,
    outbox: noOutbox,
    knowledge,
    officialAddress: (person) => ({ channel: 'wecom', account: '', person }),
    model,
  });
  return {
    citizen,
    textOf: (plan) => askedOf(plan).text,
    ask: async (text) => askedOf(await citizen.think(text, undefined, newSession(clock.now()), 'citizen')),
  };
}

/** Asking owes nobody a message: what a plan would do is not carried out. */
const refuseToSend = (): never => {
  throw new AppError('ask', 'A question that is only asked sends nothing.');
};
const noOutbox: TurnOutbox = {
  enqueue: refuseToSend,
  withdraw: refuseToSend,
  heard: refuseToSend,
  reportFailure: refuseToSend,
};

/** What a plan would say, as text. */
const askedOf = (plan: Plan): Asked => ({
  intent: plan.intent,
  intents: plan.intents,
  outcome: plan.outcome,
  text: plan.say.map(textOf).join('\n\n'),
  facts: plan.say.map(factsOf).join('\n'),
  citations: plan.citations,
});

const factsOf = (body: MessageBody): string =>
  body.t === 'menu'
    ? [body.head, ...body.items.map(({ label }) => label), body.tail ?? ''].join('\n')
    : textOf(body);

const textOf = (body: MessageBody): string =>
  body.t === 'menu' ? menuAsText(body) : 'text' in body ? (body.text ?? '') : '';
