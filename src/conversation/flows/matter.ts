/** One's own matter after it was filed: where it stands, more words and pictures, withdrawal, how it went, hearing it again. */
import { AppError } from '../../kit/errors.ts';
import type { MessageBody } from '../../outbox/message.ts';
import type { Tx } from '../../store/database.ts';
import type { Supervision } from '../../supervision/complaints.ts';
import { offer, plainPlan, say, type Applying, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { withFlow, withoutFlow, type Flow } from './flow.ts';

export const MATTER_FLOW = 'matter';

interface State {
  id: string;
  number: string;
  step: 'menu' | 'write' | 'again';
}

export const matterState = ({ id, number }: { id: string; number: string }): State => ({
  id,
  number,
  step: 'menu',
});

export type Own = NonNullable<Awaited<ReturnType<Supervision['own']>>>;

/** Says where it stands and offers what its author can do. */
export function showMatter(session: Session, own: Own): { say: MessageBody[]; session: Session } {
  const choices = [
    ...(own.canWrite ? [{ id: 'own:write', label: '补充情况、回答问题' }] : []),
    ...(own.canWithdraw ? [{ id: 'own:withdraw', label: '撤回' }] : []),
    ...(own.canJudge
      ? [
          { id: 'own:满意', label: '满意' },
          { id: 'own:基本满意', label: '基本满意' },
          { id: 'own:不满意', label: '不满意' },
          { id: 'own:公示结果', label: '同意公示结果(不写姓名、原话)' },
          { id: 'own:不公示', label: '不要公示这一件' },
        ]
      : []),
  ];
  const next = withFlow(withoutFlow(session), MATTER_FLOW, matterState(own));
  if (choices.length === 0) return { say: say(own.text), session: next };
  return offer(next, own.text, choices, '回复数字就行。照片、文件可以直接发。');
}

export function createMatterFlow(supervision: Supervision): Flow<State> {
  const doing = (
    session: Session,
    work: (tx: Tx) => Promise<unknown>,
    done: string,
    next = withoutFlow(session),
  ): Plan =>
    plainPlan('progress', 'flow', [], next, {
      evidence: { rule: 'own-matter' },
      async apply(tx, { remember }: Applying): Promise<readonly MessageBody[]> {
        try {
          await work(tx);
          return say(done);
        } catch (error) {
          if (!(error instanceof AppError) || !error.tell) throw error;
          remember(session);
          return say(error.tell);
        }
      },
    });

  const await_ = (session: Session, state: State, step: State['step'], question: string): Plan =>
    plainPlan(
      'progress',
      'flow',
      say(question),
      withFlow(withoutFlow(session), MATTER_FLOW, { ...state, step }),
      {
        evidence: { rule: 'own-matter' },
      },
    );

  return {
    name: MATTER_FLOW,
    begin: ({ session }) =>
      plainPlan('progress', 'flow', say('请把编号或查询码发给我。'), withoutFlow(session)),
    step({ text, choice, session }, state) {
      const { id, number } = state;
      const said = text.trim();
      if (state.step === 'write')
        return doing(session, (tx) => supervision.write(tx, id, said), `已补充到 ${number},办理的人会看到。`);
      if (state.step === 'again')
        return doing(
          session,
          (tx) => supervision.askAgain(tx, id, said),
          `${number} 已经重新登记,会再办一次,进度照样告诉您。`,
        );
      const want = choice?.replace('own:', '') ?? said.replace(/[。!]$/, '');
      if (want === 'write' || want === '补充')
        return await_(session, state, 'write', '请写下来,一条消息发给我。照片、文件也可以直接发。');
      if (want === 'withdraw' || want === '撤回')
        return doing(
          session,
          (tx) => supervision.withdraw(tx, id),
          `${number} 已撤回。以后想再反映,随时说。`,
        );
      if (want === '满意' || want === '基本满意')
        return doing(session, (tx) => supervision.judge(tx, id, want), '谢谢您的评价,已经记下。');
      if (want === '公示结果' || want === '同意公示结果')
        return doing(
          session,
          (tx) => supervision.ledger.choose(tx, id, 'result'),
          '好的,办理结果会公示,不写姓名和原话。改主意了,回来选「不要公示」。',
          session,
        );
      if (want === '不公示' || want === '不要公示')
        return doing(
          session,
          (tx) => supervision.ledger.choose(tx, id, 'none'),
          '好的,这一件不公示。',
          session,
        );
      if (want === '不满意')
        return {
          ...await_(
            session,
            state,
            'again',
            '记下了,对不起。要是有新的理由或新的情况,请写一条,我们重办一次;没有就回复 返回。',
          ),
          async apply(tx) {
            await supervision.judge(tx, id, '不满意');
            return [];
          },
        };
      return undefined;
    },
    media(sent, session, { id, number }) {
      return doing(
        session,
        (tx) => supervision.addEvidence(tx, id, sent),
        `收到,已加到 ${number}。`,
        session,
      );
    },
  };
}
