/** Runs the case of a prompt through the real conversation over the sample county, with a model that says what the case says. */
import { createProposer } from '../../src/answers/proposals.ts';
import { createModel, type Model } from '../../src/llm/model.ts';
import { silentLog } from '../../src/kit/log.ts';
import type { PromptCase } from '../../src/llm/prompts.ts';
import { newSession } from '../../src/conversation/session.ts';
import { createAsker } from '../../src/main/commands/asker.ts';
import { openModelEndpoint } from '../../src/main/commands/bench/model-endpoint.ts';
import { loadKnowledge } from '../../src/main/knowledge.ts';
import { personNames } from '../../src/answers/person-names.ts';
import { openTestDatabase } from './database.ts';
import { contentKey, identityKey, testClock, testIds } from './house.ts';
import { testLedger } from './model-endpoint.ts';

export interface PromptBench {
  run(prompt: string, one: PromptCase): Promise<{ outcome: string; text: string }>;
  close(): Promise<void>;
}

export async function openPromptBench(): Promise<PromptBench> {
  const database = await openTestDatabase('county');
  const knowledge = await loadKnowledge(database);
  const endpoint = await openModelEndpoint(() => ({ status: 500 }));
  const clock = testClock();
  const keys = { content: contentKey(), identity: identityKey(), session: Buffer.alloc(32) };
  const open = (): Model =>
    createModel(
      {
        apiKey: 'sk-test',
        baseUrl: endpoint.url,
        model: 'scripted',
        transcriptionModel: undefined,
        embeddingModel: undefined,
        timeoutMs: 5_000,
        dailyTokens: 1e6,
      },
      { ledger: testLedger(), log: silentLog, findNames: personNames },
    );
  const propose = async (question: string): Promise<{ outcome: string; text: string }> => {
    const { matcher } = knowledge.answers();
    const { outcome, record } = await createProposer(open()).propose(question, undefined, matcher);
    return { outcome: OUTCOMES[outcome] ?? 'nothing', text: record ? `${record.code} ${record.name}` : '' };
  };
  return {
    async run(prompt, one) {
      endpoint.script(() => ({ say: one.reply }));
      if (prompt === 'propose-memory') return propose(one.ask);
      const { citizen, textOf } = createAsker(
        { database, keys, clock, ids: testIds(), model: open() },
        knowledge,
      );
      const plan = await citizen.think(one.ask, undefined, newSession(clock.now()), 'citizen');
      const told = (plan.evidence as { model?: { prompt: string; outcome: string } }).model;
      if (told && !told.prompt.startsWith(`${prompt}@`)) throw new Error(`${told.prompt} was asked.`);
      return { outcome: OUTCOMES[told?.outcome ?? ''] ?? 'nothing', text: textOf(plan) };
    },
    async close() {
      await endpoint.close();
      await database.close();
    },
  };
}

/** What a case calls it. */
const OUTCOMES: Readonly<Record<string, string>> = {
  used: 'used',
  guarded: 'template',
  unreadable: 'template',
  'asked-back': 'asked-back',
  proposed: 'proposed',
};
