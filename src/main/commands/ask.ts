import { z } from 'zod';
import { loadKnowledge } from '../knowledge.ts';
import { createAsker } from './asker.ts';
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
    const asker = createAsker(standing, knowledge);
    return answerLines(io, async (line): Promise<Answer> => {
      const parsed = lineSchema.safeParse(line);
      const named = z.object({ id: lineSchema.shape.id }).safeParse(line).data ?? {};
      if (!parsed.success) return { ...named, error: '每行要有 text,例如 {"id":"1","text":"低保怎么申请"}' };
      const { text } = parsed.data;
      const { facts: _facts, ...asked } = await asker.ask(text);
      return { ...named, ...asked };
    });
  },
};
