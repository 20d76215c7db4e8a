import { z } from 'zod';
import { menuAsText } from '../../outbox/form.ts';
import type { MessageBody } from '../../outbox/message.ts';
import type { Plan } from '../../conversation/plan.ts';
import { newSession } from '../../conversation/session.ts';
import type { TurnOutbox } from '../../conversation/turn.ts';
import { AppError } from '../../kit/errors.ts';
import { silentLog } from '../../kit/log.ts';
import { loadKnowledge } from '../knowledge.ts';
import { createRooms } from '../rooms.ts';
import type { Asked } from './bench/answers.ts';
import type { RecordsCommand } from './command.ts';
import { answerLines, type Answer } from './jsonl.ts';

const lineSchema = z.object({
  id: z.union([z.string().max(200), z.number()]).optional(),
  text: z.string().min(1).max(5_000),
});

export const ask: RecordsCommand = {
  help: `npm run -s ask < questions.jsonl
像群众那样提问,每行是一个新群众的第一句话。Asks as a citizen would; each line is a new citizen's first message.
  {"id":"1","text":"低保怎么申请"}
  → {"id","intent","intents","outcome","text","citations"}
outcome: answered 已答 · refused 没有记录,说明原因和该问谁 · flow 开始投诉、申请等 · handoff 转人工
citations: [{"type":"procedure|disclosure|law|unit","id","title"}]。什么都不会写进数据库。Nothing is written.`,
  async run(io, standing) {
    const knowledge = await loadKnowledge(standing.database);
    const { citizen } = createRooms({
      ...standing,
      log: silentLog,
      outbox: noOutbox,
      knowledge,
      officialAddress: (person) => ({ channel: 'wecom', account: '', person }),
    });
    return answerLines(io, async (line): Promise<Answer> => {
      const parsed = lineSchema.safeParse(line);
      const named = z.object({ id: lineSchema.shape.id }).safeParse(line).data ?? {};
      if (!parsed.success) return { ...named, error: '每行要有 text,例如 {"id":"1","text":"低保怎么申请"}' };
      const { text } = parsed.data;
      const plan = await citizen.think(text, undefined, newSession(standing.clock.now()), 'citizen');
      const { facts: _facts, ...asked } = askedOf(plan);
      return { ...named, ...asked };
    });
  },
};

/** What a plan would say, as text. */
export const askedOf = (plan: Plan): Asked => ({
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

/** Asking owes nobody a message: what a plan would do is not carried out. */
const refuseToSend = (): never => {
  throw new AppError('ask', 'A question asked from the shell sends nothing.');
};
export const noOutbox: TurnOutbox = {
  enqueue: refuseToSend,
  unpark: refuseToSend,
  reportFailure: refuseToSend,
};
