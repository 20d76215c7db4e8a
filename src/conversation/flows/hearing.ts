/** 听证 by chat: which hearing, the name (and group), a receipt; later giving the seat up, and signing the minutes. */
import { formatDay } from '../../kit/day.ts';
import { AppError } from '../../kit/errors.ts';
import { whenAndWhere, type HearingFacts } from '../../participation/hearing-facts.ts';
import { receiptOf } from '../../participation/hearing-words.ts';
import type { Hearings, OwnSignup } from '../../participation/hearings.ts';
import type { MessageBody } from '../../outbox/message.ts';
import type { Db, Tx } from '../../store/database.ts';
import { offer, plainPlan, say, type Applying, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput } from './flow.ts';

interface State {
  step: 'which' | 'group' | 'name' | 'own' | 'wrong';
  /** Code of the notice. */
  hearing?: string;
  group?: string;
  /** Of a sign-up made before. */
  number?: string;
}

export const HEARING_FLOW = 'hearing';
/** 取消 TZ-…, 签字 TZ-…, 有误 TZ-… what is wrong */
const FOLLOW_UP = /^(取消|退出|签字|有误)(听证)?(报名)?[::,,\s]*(TZ-[0-9A-Z]{4}-[0-9A-Z]{4})[::,,\s]*/i;
const GIVES_UP = /取消|退(掉|出|报)|去不了|不去了|让出来|我的(听证)?报名|没收到通知/;
/** 征地补偿: there is a hearing when those concerned ask for one within the notice (土地管理法第四十七条). */
const OF_LAND = /征(地|收|用)|补偿安置|安置补偿/;
const ASK_FOR_ONE =
  '征地补偿的听证要先提出要求:多数被征地的集体成员认为方案不合法的,应当组织听证(土地管理法第四十七条)。请在公告期内回复 提意见,选那份公告,写明 要求听证 和理由。';
const NAME = /^(我?(叫|是)|姓名[::]?)?\s*([\p{Script=Han}·]{2,20})[。.]?$/u;

/** Words no name holds. */
const NO_NAME = /[不吗吧呢么]|好的|报名|听证|时间|地点|材料|多少|可以|知道/;

/** The message goes on with a sign-up made before, by its number. */
export const isHearingFollowUp = (text: string): boolean => FOLLOW_UP.test(text.trim());

/** Where a sign-up stands, and what may be done with it. */
export function showSignup(session: Session, own: OwnSignup): { say: MessageBody[]; session: Session } {
  const choices = [
    ...(own.canCancel ? [{ id: 'hearing:取消', label: '取消报名' }] : []),
    ...(own.canSign
      ? [
          { id: 'hearing:签字', label: '笔录没有错,签字' },
          { id: 'hearing:有误', label: '笔录有误' },
        ]
      : []),
  ];
  if (choices.length === 0) return { say: say(own.text), session };
  const state: State = { step: 'own', number: own.number };
  return offer(withFlow(withoutFlow(session), HEARING_FLOW, state), own.text, choices);
}

export function createHearingFlow(hearings: Hearings, db: Db): Flow<State> {
  const plan = (said: MessageBody[], session: Session): Plan =>
    plainPlan('hearing_signup', 'flow', said, session);
  const go = (session: Session, state: State): Session => withFlow(withoutFlow(session), HEARING_FLOW, state);

  /** What the records refuse is said to the citizen. */
  const doing = (session: Session, work: (tx: Tx, applying: Applying) => Promise<string>): Plan => ({
    ...plan([], withoutFlow(session)),
    async apply(tx, applying) {
      try {
        return say(await work(tx, applying));
      } catch (error) {
        if (error instanceof AppError && error.tell) return say(error.tell);
        throw error;
      }
    },
  });

  const askName = ({ session }: FlowInput, facts: HearingFacts, group?: string): Plan =>
    plan(
      say(
        `《${facts.title}》听证会,${whenAndWhere(facts)}名额 ${facts.seats} 个,${facts.selection},报名到 ${formatDay(facts.signupTo)}。报名请回复您的姓名(加密保存,只给组织听证的单位看)。`,
      ),
      go(session, { step: 'name', hearing: facts.code, ...(group ? { group } : {}) }),
    );

  const askGroup = ({ session }: FlowInput, facts: HearingFacts): Plan => {
    const offered = offer(
      go(session, { step: 'group', hearing: facts.code }),
      `《${facts.title}》按类别分名额,您属于哪一类?`,
      facts.groups.map(({ name, seats }) => ({ id: name, label: `${name}(${seats} 个名额)` })),
      '回复数字选一类。',
    );
    return plan(offered.say, offered.session);
  };

  const chosen = (input: FlowInput, facts: HearingFacts): Plan =>
    facts.selection === '分组抽签' ? askGroup(input, facts) : askName(input, facts);

  const askWhich = ({ session }: FlowInput, open: readonly HearingFacts[]): Plan => {
    const offered = offer(
      go(session, { step: 'which' }),
      '现在可以报名的听证会:',
      open.map(({ code, title }) => ({ id: code, label: title })),
      '回复数字选一个。不报了,回复 返回。',
    );
    return plan(offered.say, offered.session);
  };

  const takeName = (input: FlowInput, state: State): Plan => {
    const name = NAME.exec(input.text.trim())?.[3];
    if (!name || NO_NAME.test(name))
      return plan(say('请只回复姓名,两个到二十个汉字。不报了,回复 返回。'), go(input.session, state));
    return doing(input.session, async (tx, { citizenId }) => {
      const { hearing, group } = state;
      return receiptOf(
        await hearings.signUp(tx, { code: hearing!, citizenId, name, ...(group ? { group } : {}) }),
      );
    });
  };

  /** Of somebody who does not name the number: the sign-up that is still open. */
  const showOwn = ({ session }: FlowInput): Plan => ({
    ...plan([], withoutFlow(session)),
    async apply(tx, { citizenId, remember }) {
      const mine = citizenId ? await hearings.mattersOf(tx, citizenId) : [];
      const one = mine.find(({ open }) => open);
      const own = one && (await hearings.own(tx, { number: one.number, citizenId }));
      if (!own) return say('没有查到您的听证报名。在别的账号报的,请发编号。');
      const shown = showSignup(session, own);
      remember(shown.session);
      return shown.say;
    },
  });

  const object = (session: Session, number: string, text: string): Plan =>
    doing(session, async (tx, { citizenId }) => {
      await hearings.object(tx, { number, citizenId }, text);
      return '记下了,已转给组织听证的单位核对。改好后会再请您看。';
    });

  /** 取消, 签字, 有误; undefined when the message is none of them. */
  const followUp = (session: Session, what: string, number: string, text: string): Plan | undefined => {
    switch (what) {
      case '取消':
      case '退出':
      case '取消报名':
        return doing(session, async (tx, { citizenId }) => {
          await hearings.cancel(tx, { number, citizenId });
          return `${number} 已取消。谢谢您让出名额。`;
        });
      case '签字':
        return doing(session, async (tx, { citizenId }) => {
          await hearings.sign(tx, { number, citizenId });
          return '签字记下了。意见采纳情况会公布,也会告诉您。';
        });
      case '有误':
        return text
          ? object(session, number, text)
          : plan(say('请写明哪里有误,一条消息发来。'), go(session, { step: 'wrong', number }));
      default:
        return undefined;
    }
  };

  return {
    name: HEARING_FLOW,
    async begin(input) {
      const text = input.text.trim();
      const again = FOLLOW_UP.exec(text);
      if (again)
        return followUp(input.session, again[1]!, again[4]!.toUpperCase(), text.slice(again[0].length))!;
      if (GIVES_UP.test(text)) return showOwn(input);
      const open = await hearings.open(db);
      const [only] = open;
      if (OF_LAND.test(text) && !open.some(({ title }) => OF_LAND.test(title)))
        return plan(say(ASK_FOR_ONE), withoutFlow(input.session));
      if (!only)
        return plainPlan(
          'hearing_signup',
          'refused',
          say('现在没有可以报名的听证会。要开听证会,会提前至少 7 天公告。回复 人工 找工作人员。'),
          withoutFlow(input.session),
        );
      return open.length > 1 ? askWhich(input, open) : chosen(input, only);
    },
    async step(input, state) {
      const { session, text, choice } = input;
      const said = text.trim();
      if (state.step === 'own')
        return followUp(session, choice?.replace('hearing:', '') ?? said, state.number!, '');
      if (state.step === 'wrong') return object(session, state.number!, said);
      if (state.step === 'name') return takeName(input, state);
      const open = await hearings.open(db);
      const facts = open.find(({ code }) => code === (state.hearing ?? choice));
      if (!facts) return askWhich(input, open);
      if (state.step === 'which') return chosen(input, facts);
      const group = facts.groups.find(({ name }) => name === choice)?.name;
      return group ? askName(input, facts, group) : askGroup(input, facts);
    },
  };
}
