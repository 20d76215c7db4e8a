/** Complaints in WeCom: 受理 · 不予受理 · 转办 · 交办 · 退回 · 办结 · 督办, by button, by word, with the sentence or unit they ask for. */
import type { Official } from '../../people/officials.ts';
import type { Supervision } from '../../supervision/complaints.ts';
import { RULES, verdictOn, type Action } from '../../supervision/lifecycle.ts';
import { dayOf } from '../../kit/day.ts';
import { AppError } from '../../kit/errors.ts';
import type { Db } from '../../store/database.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, awaitText, refuse, type Card, type OfficialDeps } from './cards.ts';

/** Keys of buttons and words that other cards share. */
const SAME: Readonly<Record<string, Action>> = { acknowledge: 'take', extend: 'extend' };
const CHOSEN = 'unit:';

/** Words that act on the latest card of a complaint, and the key of the button that says the same. */
export const COMPLAINT_WORDS: Readonly<Record<string, string>> = {
  受理: 'accept',
  不予受理: 'decline',
  转办: 'transfer',
  交办: 'assign',
  办理: 'take',
  督办: 'urge',
  办结: 'close',
  退回: 'return',
  挂起: 'suspend',
  恢复: 'resume',
  并案: 'merge',
  认领: 'claim',
  补充材料: 'ask',
  回复反映人: 'reply',
  写摘要: 'summarise',
};

export function createComplaintDesk(supervision: Supervision, { clock }: Pick<OfficialDeps, 'clock'>) {
  return async function press(
    db: Db,
    session: Session,
    official: Official,
    card: Card,
    key: string,
    text?: string,
    choice?: string,
  ): Promise<Plan> {
    const opening = /^open-(yes|no):(.+)$/.exec(key);
    if (opening) return decideOpening(session, official, opening[2]!, opening[1] === 'yes');
    const action = Object.hasOwn(RULES, key) ? (key as Action) : SAME[key];
    if (!action) return refuse(session, '这张卡片现在不能这样办理。');
    try {
      const { complaint, access } = await supervision.guarded(db, card.id, official);
      // The unit's 办结 is its report; who set it over them closes it.
      const meant: Action = action === 'close' && access === 'handle' ? 'report' : action;
      const verdict = verdictOn(meant, complaint, access, dayOf(clock.now()));
      if (!verdict.ok) return refuse(session, `${complaint.number}:${verdict.why}`);
      if (text === undefined && RULES[meant].asks) {
        const asked = awaitText(session, meant, card, RULES[meant].asks);
        return meant === 'transfer' || meant === 'assign' ? await offerUnits(db, asked, complaint) : asked;
      }
      const unit = choice?.startsWith(CHOSEN) ? choice.slice(CHOSEN.length) : undefined;
      return attempt(session, async (tx) => {
        const done = await supervision.act(tx, {
          id: card.id,
          action: meant,
          by: official,
          text: unit ? undefined : text,
          unit,
        });
        return say(done.tell);
      });
    } catch (error) {
      if (error instanceof AppError && error.tell) return refuse(session, error.tell);
      throw error;
    }
  };

  function decideOpening(session: Session, official: Official, id: string, yes: boolean): Plan {
    return attempt(session, async (tx) => {
      await (yes
        ? supervision.openings.approve(tx, id, official)
        : supervision.openings.refuse(tx, id, official));
      return say(yes ? '已同意,申请人 24 小时内可以看一次。' : '已记下不同意。');
    });
  }

  async function offerUnits(
    db: Db,
    asked: Plan,
    complaint: Parameters<Supervision['unitsToHandTo']>[1],
  ): Promise<Plan> {
    const units = await supervision.unitsToHandTo(db, complaint);
    if (units.length === 0) return asked;
    const choices = units.map(({ code, name }) => ({ id: `${CHOSEN}${code}`, label: name }));
    const [question] = asked.say;
    const head = question && 'text' in question ? question.text : '';
    return {
      ...asked,
      say: [{ t: 'menu', head: head ?? '', items: choices, tail: '回复数字,或写出单位名字。' }],
      session: { ...asked.session, choices },
    };
  }
}
