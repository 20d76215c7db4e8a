/** The citizen's conversation over the sample county, asked message by message; nothing is written or sent. */
import type { CitizenConversation } from '../../src/conversation/citizen.ts';
import type { Plan } from '../../src/conversation/plan.ts';
import { newSession, type Session } from '../../src/conversation/session.ts';
import { choiceOf } from '../../src/conversation/turn.ts';
import type { AnswerBench } from '../../src/main/commands/bench/answers.ts';
import { createAsker } from '../../src/main/commands/asker.ts';
import { loadKnowledge, type Knowledge } from '../../src/main/knowledge.ts';
import { openTestDatabase } from './database.ts';
import { contentKey, identityKey, testClock, testIds } from './house.ts';

export interface Asker extends AnswerBench {
  knowledge: Knowledge;
  citizen: CitizenConversation;
  /** A thread of several messages of one person; the plan of each. */
  thread(): (text: string) => Promise<Plan>;
  close(): Promise<void>;
}

export async function openAsker(): Promise<Asker> {
  const database = await openTestDatabase('county');
  const clock = testClock();
  const knowledge = await loadKnowledge(database);
  const { citizen, ask } = createAsker(
    {
      database,
      keys: { content: contentKey(), identity: identityKey(), session: Buffer.alloc(32) },
      clock,
      ids: testIds(),
    },
    knowledge,
  );
  const think = (text: string, session: Session): Promise<Plan> =>
    citizen.think(text, choiceOf(text, undefined, session), session, 'citizen');
  return {
    knowledge,
    citizen,
    ask,
    check: (text, citations) => knowledge.answers().check(text, citations),
    thread() {
      let session = newSession(clock.now());
      return async (text) => {
        const plan = await think(text, session);
        session = plan.session;
        return plan;
      };
    },
    close: () => database.close(),
  };
}
