/** What an applicant says after the number was given: 补正, 说明, 撤回, 建议公开, with the number or without. */
import { AppError } from '../../kit/errors.ts';
import type { RequestKey, Requests } from '../../participation/requests.ts';
import type { Tx } from '../../store/database.ts';
import { plainPlan, say, type Plan } from '../plan.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput } from './flow.ts';

export type FollowUp = 'supplement' | 'explain' | 'withdraw' | 'suggest';

interface State {
  what: FollowUp;
  number?: string;
}

const NAME = 'request-follow';
const NUMBER = /SQ-[0-9A-Z]{4}-[0-9A-Z]{4}/i;
const WORD = /^(补正|说明理由|说明|撤回(申请)?|建议(主动)?公开)[::,,\s]*/;

const ASK: Readonly<Partial<Record<FollowUp, string>>> = {
  supplement: '请把要补的内容一条消息写完。',
  explain: '请把理由一条消息写完。',
};

/** Which of these a message begins, by its first word. */
export function followUpIn(text: string): FollowUp | undefined {
  const plain = text.trim();
  if (/^补正($|[::,,\s]|SQ)/i.test(plain)) return 'supplement';
  if (/^说明(理由)?($|[::,,\s]|SQ)/i.test(plain)) return 'explain';
  if (/^撤回(申请)?[::,,\s]*(SQ-[0-9A-Z-]+)?[。!]?$/i.test(plain)) return 'withdraw';
  if (/^建议(主动)?公开[::,,\s]*(SQ-[0-9A-Z-]+)?[。!]?$/i.test(plain)) return 'suggest';
  return undefined;
}

export function createRequestFollowFlow(requests: Requests): Flow<State> {
  const carryOut = (tx: Tx, what: FollowUp, key: RequestKey, text: string): Promise<string> => {
    switch (what) {
      case 'supplement':
        return requests.supplement(tx, key, text);
      case 'explain':
        return requests.explain(tx, key, text);
      case 'withdraw':
        return requests.withdraw(tx, key);
      case 'suggest':
        return requests.suggestPublication(tx, key);
    }
  };

  const act = ({ session }: FlowInput, { what, number }: State, text: string): Plan =>
    plainPlan('info_request', 'flow', [], withoutFlow(session), {
      async apply(tx, { citizenId = '' }) {
        try {
          return say(await carryOut(tx, what, { citizenId, number }, text));
        } catch (error) {
          if (error instanceof AppError && error.tell) return say(error.tell);
          throw error;
        }
      },
    });

  return {
    name: NAME,
    begin(input) {
      const what = followUpIn(input.text)!;
      const number = NUMBER.exec(input.text)?.[0].toUpperCase();
      const state: State = { what, ...(number ? { number } : {}) };
      const text = input.text
        .trim()
        .replace(WORD, '')
        .replace(NUMBER, '')
        .replace(/^[::,,\s]+/, '');
      const question = ASK[what];
      if (question && text === '')
        return plainPlan('info_request', 'flow', say(question), withFlow(input.session, NAME, state));
      return act(input, state, text);
    },
    step: (input, state) => act(input, state, input.text),
  };
}
