/** 征求意见 by chat: which draft, its clauses to read, what to say about it; later more of it, or taking it back. */
import { formatDay } from '../../kit/day.ts';
import { AppError } from '../../kit/errors.ts';
import { clauseAskedFor } from '../../participation/clauses.ts';
import type { Comments, OwnComment } from '../../participation/comments.ts';
import type { Round } from '../../participation/rounds.ts';
import type { MessageBody } from '../../outbox/message.ts';
import type { Db, Tx } from '../../store/database.ts';
import { offer, plainPlan, say, type Applying, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput } from './flow.ts';

interface State {
  step: 'which' | 'what' | 'own' | 'add';
  /** Code of the draft. */
  draft?: string;
  text?: string;
  /** Of a comment filed before. */
  number?: string;
}

export const COMMENT_FLOW = 'comment';
const ONLY_WISH =
  /^(我?(要|想)?对?草案?(提个?|发表|说)(点|些)?意见|我?(要|想)?提(个|点|些)?意见|征求意见|对草案提意见)[。!,]?$/;
const ASKS_HEARING = /(要求|申请|请求|应该|应当|希望).{0,8}听证/;
/** 补充 YJ-… text, 撤回 YJ-… */
const FOLLOW_UP = /^(补充|撤回)(意见)?[::,,\s]*(YJ-[0-9A-Z]{4}-[0-9A-Z]{4})[::,,\s]*/i;

/** The message goes on with a comment filed before, by its number. */
export const isCommentFollowUp = (text: string): boolean => FOLLOW_UP.test(text.trim());

/** Where a comment stands, and what its author may still do. */
export function showComment(session: Session, own: OwnComment): { say: MessageBody[]; session: Session } {
  if (!own.open) return { say: say(own.text), session };
  const state: State = { step: 'own', number: own.number };
  return offer(withFlow(withoutFlow(session), COMMENT_FLOW, state), own.text, [
    { id: 'comment:add', label: '补充' },
    { id: 'comment:withdraw', label: '撤回' },
  ]);
}

export function createCommentFlow(comments: Comments, db: Db): Flow<State> {
  const plan = (said: MessageBody[], session: Session, more: Partial<Plan> = {}): Plan =>
    plainPlan('comment_draft', 'flow', said, session, more);

  /** What the records refuse is said to the citizen. */
  const doing = (session: Session, work: (tx: Tx, applying: Applying) => Promise<string>): Plan =>
    plan([], withoutFlow(session), {
      async apply(tx, applying) {
        try {
          return say(await work(tx, applying));
        } catch (error) {
          if (error instanceof AppError && error.tell) return say(error.tell);
          throw error;
        }
      },
    });

  const file = ({ session }: FlowInput, round: Round, text: string): Plan =>
    doing(session, async (tx, { citizenId }) => {
      const asksHearing = round.landNotice && ASKS_HEARING.test(text);
      const { number, clause } = await comments.file(tx, { code: round.code, citizenId, text, asksHearing });
      return [
        `收到您对《${round.title}》${clause ?? ''}的意见,编号 ${number}。`,
        asksHearing ? '要求听证已经记下。多数人认为不合法的,应当组织听证(土地管理法第四十七条)。' : '',
        `采纳没采纳、为什么,都会公布,也会告诉您。${formatDay(round.closes)}前要补充或撤回,发这个编号。`,
      ].join('');
    });

  const askWhat = ({ session }: FlowInput, round: Round): Plan =>
    plan(
      say(
        [
          `《${round.title}》${round.landNotice ? '正在公告' : '正在征求意见'},到 ${formatDay(round.closes)} 截止。${round.shortReason ? `期限短于 30 天,因为:${round.shortReason}。` : ''}`,
          ...(round.clauses.length > 0
            ? [`一共 ${round.clauses.length} 条,看哪一条就回复那一条,例如:第一条。`]
            : []),
          ...(round.url ? [`全文:${round.url}`] : []),
          `请直接写您的意见,${round.landNotice ? '要求听证的写明 要求听证。' : '可以写明第几条。'}`,
        ].join('\n'),
      ),
      withFlow(withoutFlow(session), COMMENT_FLOW, { step: 'what', draft: round.code } satisfies State),
    );

  const askWhich = ({ session }: FlowInput, rounds: readonly Round[], text?: string): Plan => {
    const state: State = { step: 'which', ...(text ? { text } : {}) };
    const offered = offer(
      withFlow(session, COMMENT_FLOW, state),
      '现在可以提意见的有:',
      rounds.map(({ code, title }) => ({ id: code, label: title })),
      '回复数字选一个。不提了,回复 返回。',
    );
    return plan(offered.say, offered.session);
  };

  /** A clause to read, else the comment itself. */
  const takeText = (input: FlowInput, state: State, round: Round | undefined): Plan => {
    const { session, text } = input;
    if (!round) return plan(say('这份草案征求意见已经截止。还有别的,回复 提意见。'), withoutFlow(session));
    const n = clauseAskedFor(text);
    if (n === undefined) return file(input, round, text.trim());
    const clause = round.clauses.find((one) => one.n === n);
    const last = round.clauses.at(-1);
    const said = clause
      ? `${clause.label} ${clause.text}\n\n对这一条有意见,直接写,开头写 ${clause.label}。`
      : last
        ? `草案没有这一条,最后一条是${last.label}。`
        : `草案没有分条。${round.url ? `全文:${round.url}` : '请直接写您的意见。'}`;
    return plan(say(said), withFlow(session, COMMENT_FLOW, state));
  };

  const add = (session: Session, number: string, text: string): Plan =>
    doing(session, async (tx, { citizenId }) => {
      await comments.add(tx, { number, citizenId }, text);
      return `已补充到 ${number}。`;
    });
  const withdraw = (session: Session, number: string): Plan =>
    doing(session, async (tx, { citizenId }) => {
      await comments.withdraw(tx, { number, citizenId });
      return `${number} 已撤回,您写的内容已经删除。要再提,回复 提意见。`;
    });
  const askMore = (session: Session, number: string): Plan =>
    plan(
      say('请把要补充的写成一条消息。'),
      withFlow(withoutFlow(session), COMMENT_FLOW, { step: 'add', number } satisfies State),
    );

  /** 补充, 撤回; undefined when the message is neither. */
  const followUp = (session: Session, what: string, number: string, text: string): Plan | undefined => {
    if (what === '撤回') return withdraw(session, number);
    if (what !== '补充') return undefined;
    return text ? add(session, number, text) : askMore(session, number);
  };

  return {
    name: COMMENT_FLOW,
    async begin(input) {
      const text = input.text.trim();
      const again = FOLLOW_UP.exec(text);
      if (again)
        return followUp(input.session, again[1]!, again[3]!.toUpperCase(), text.slice(again[0].length))!;
      const rounds = await comments.open(db);
      if (rounds.length === 0)
        return plainPlan(
          'comment_draft',
          'refused',
          say('现在没有正在征求意见的草案。有意见也可以直接写给我,我转给县政府办。回复 人工 找工作人员。'),
          withoutFlow(input.session),
        );
      const wish = input.choice !== undefined || ONLY_WISH.test(text);
      if (rounds.length > 1) return askWhich(input, rounds, wish ? undefined : text);
      return wish ? askWhat(input, rounds[0]!) : file(input, rounds[0]!, text);
    },
    async step(input, state) {
      const { session, text, choice } = input;
      const said = text.trim();
      if (state.step === 'add') return add(session, state.number!, said);
      if (state.step === 'own') {
        const words: Readonly<Record<string, string>> = { 'comment:add': '补充', 'comment:withdraw': '撤回' };
        return followUp(session, words[choice ?? ''] ?? said, state.number!, '');
      }
      const rounds = await comments.open(db);
      if (state.step === 'what')
        return takeText(
          input,
          state,
          rounds.find(({ code }) => code === state.draft),
        );
      const round = rounds.find(({ code }) => code === choice);
      if (!round) return askWhich(input, rounds, state.text);
      return state.text ? file(input, round, state.text) : askWhat(input, round);
    },
  };
}
