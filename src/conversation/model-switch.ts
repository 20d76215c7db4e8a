/** 关闭模型, 打开模型 by chat, for those who may; off means off from the next message on, on every instance. */
import { may } from '../people/may.ts';
import type { Official } from '../people/officials.ts';
import type { ModelBooks } from '../store/model-use.ts';
import type { OfficialConversation } from './official.ts';
import { plainPlan, say, type Plan } from './plan.ts';
import type { Session } from './session.ts';

const WORDS = /^(关闭|关掉|停用|打开|开启|启用)模型[。!]?$/;
const TURNS_ON = /^(打开|开启|启用)/;

/** Put before what else an official types; a word that is not one of these goes on as before. */
export function withModelSwitch(
  official: OfficialConversation,
  books: Pick<ModelBooks, 'turn'>,
): OfficialConversation {
  return {
    ...official,
    type(db, person, text, choice, session) {
      const word = text.trim();
      return WORDS.test(word)
        ? Promise.resolve(turn(books, person, TURNS_ON.test(word), session))
        : official.type(db, person, text, choice, session);
    },
  };
}

function turn(books: Pick<ModelBooks, 'turn'>, person: Official, on: boolean, session: Session): Plan {
  const verdict = may(person, 'model.turn');
  if (!verdict.ok) return plainPlan('action', 'refused', say(verdict.why), session);
  const done = on ? '模型已打开,从下一条消息起用。' : '模型已关闭,从现在起不再调用。回复 打开模型 可以再用。';
  return plainPlan('action', 'action', say(done), session, {
    evidence: { rule: on ? 'model:on' : 'model:off' },
    async apply(tx) {
      await books.turn(on, person.userid, tx);
      return [];
    },
  });
}
