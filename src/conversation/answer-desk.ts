/** Cards about answers that citizens call wrong: the unit corrects or stands by it, a second person confirms. 答得不对 */
import type { AnswerReport, AnswerReports } from '../answers/reports.ts';
import { InputError } from '../kit/errors.ts';
import { headline } from '../kit/text.ts';
import type { Address } from '../kit/conversation-id.ts';
import type { MessageBody } from '../outbox/message.ts';
import { findUnit, holdersOf, officialsWith, responsibleFor, type Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { say, type Plan } from './plan.ts';
import type { Session } from './session.ts';
import {
  attempt,
  awaitText,
  changeCards,
  sendCards,
  tell,
  type Card,
  type OfficialDeps,
} from './official/cards.ts';

export interface AnswerDeskDeps extends OfficialDeps {
  reports: AnswerReports;
  /** Where a citizen is reached. */
  citizenAddress(db: Db, citizenId: string): Promise<Address | undefined>;
  /** A line with the record that may have been meant, guessed by a model; undefined: no guess, or no model. */
  guess?: ((reportId: string, official: Official) => Promise<string | undefined>) | undefined;
}

export const ANSWER_CARDS: readonly string[] = ['answer-report', 'answer-confirm'];
export const ANSWER_WORDS: Readonly<Record<string, string>> = { 改答案: 'correct', 答得对: 'uphold' };

const ASK: Readonly<Record<string, string>> = {
  correct: '正确的答案是什么?请写一句,群众会看到;或者写事项编号(例如 QH-MZ-001),以后这样问就答那一项。',
  uphold: '为什么说答得对?请写一句,群众会看到。',
};

export type AnswerDesk = ReturnType<typeof createAnswerDesk>;

export function createAnswerDesk(deps: AnswerDeskDeps) {
  const { reports } = deps;

  const office = (db: Db): Promise<Official[]> => holdersOf(db, 'gov_office');

  /** Who answers for the unit; the office where it has nobody. */
  const peopleOf = async (db: Db, unitCode: string | null): Promise<{ userid: string }[]> => {
    const officer = unitCode && (await responsibleFor(db, [unitCode])).get(unitCode)?.officer;
    return officer ? [{ userid: officer }] : office(db);
  };

  /** The card to the unit; returns the unit's name. */
  const send = async (tx: Tx, report: AnswerReport): Promise<string> => {
    const { question, record } = await reports.open(tx, report);
    await sendCards(tx, deps, { type: 'answer-report', id: report.id }, await peopleOf(tx, report.unitCode), {
      source: '阳光·答得不对',
      title: '群众说答得不对,请核对',
      text: `问的是:${headline(question, 60)}`,
      fields: [
        { name: '编号', value: report.number ?? '' },
        ...(record ? [{ name: '答的是', value: record }] : []),
      ],
      buttons: [
        { key: 'correct', label: '改答案', tone: 'primary' },
        { key: 'uphold', label: '答得对' },
      ],
    });
    return (report.unitCode && (await findUnit(tx, report.unitCode))?.name) || '县政府办';
  };

  const addDetail = async (tx: Tx, report: AnswerReport, detail: string): Promise<void> => {
    for (const { userid } of await peopleOf(tx, report.unitCode))
      await tell(
        tx,
        deps,
        userid,
        `answer-detail:${report.id}:${userid}:${deps.ids.next()}`,
        `${report.number} 群众补充:${headline(detail, 200)}`,
      );
  };

  /** Everybody but the writer who may confirm: leaders of the unit, else the office. */
  const askToConfirm = async (tx: Tx, report: AnswerReport, by: Official): Promise<string> => {
    const leaders = report.unitCode ? await officialsWith(tx, report.unitCode, 'unit_leader') : [];
    const others = leaders.filter(({ userid }) => userid !== by.userid);
    const people =
      others.length > 0 ? others : (await office(tx)).filter(({ userid }) => userid !== by.userid);
    const { question, proposed } = await reports.open(tx, report);
    await sendCards(tx, deps, { type: 'answer-confirm', id: report.id }, people, {
      source: '阳光·待确认',
      title: '请确认改好的答案',
      text: `问:${headline(question, 60)} 答:${headline(proposed ?? '', 120)}`,
      fields: [{ name: '谁改的', value: by.name }],
      buttons: [
        { key: 'grant', label: '同意', tone: 'primary' },
        { key: 'return', label: '退回' },
      ],
    });
    return others.length > 0 ? '单位领导' : '县政府办';
  };

  const tellCitizen = async (tx: Tx, report: AnswerReport, text: string): Promise<void> => {
    const conversation = report.conversationId
      ? await tx.conversation.findUnique({ where: { id: report.conversationId } })
      : null;
    const to = conversation?.citizenId && (await deps.citizenAddress(tx, conversation.citizenId));
    if (to)
      await deps.outbox.enqueue(tx, [
        { key: `answer-report:${report.id}:done`, to, body: { t: 'text', text } },
      ]);
  };

  const carryOut = async (
    tx: Tx,
    official: Official,
    card: Card,
    key: string,
    text: string,
  ): Promise<MessageBody[]> => {
    const report = await reports.find(tx, reportOf(card), official);
    const unit = (report.unitCode && (await findUnit(tx, report.unitCode))?.name) || '县政府办';
    const settle = async (line: string): Promise<MessageBody[]> => {
      await changeCards(tx, deps, { type: card.type, ids: [report.id] }, line, card.taskId);
      return card.taskId ? [{ t: 'card-update', taskId: card.taskId, text: line }] : [];
    };
    switch (key) {
      case 'correct': {
        await reports.propose(tx, report, official, text);
        const fresh = await reports.find(tx, report.id, official);
        const who = await askToConfirm(tx, fresh, official);
        return [
          ...(await settle(`${official.name} 已改,待确认`)),
          ...say(`已交${who}确认。确认后,这样问的都会答这一条。`),
        ];
      }
      case 'uphold': {
        await reports.uphold(tx, report, official, text);
        await tellCitizen(
          tx,
          report,
          `您说答得不对的那件事(${report.number}),${unit}核对过了:${text}\n还不对,请回复 人工。`,
        );
        return [...(await settle(`${official.name} 核对过,答得对`)), ...say('已告诉群众。')];
      }
      case 'grant': {
        const answer = await reports.confirm(tx, report, official);
        await tellCitizen(
          tx,
          report,
          `您说答得不对的那件事(${report.number}),${unit}已经改正:${answer}\n谢谢您指出来。`,
        );
        return [
          ...(await settle(`${official.name} 已确认`)),
          ...say('已确认。以后这样问,就答这一条;也已告诉指出的群众。'),
        ];
      }
      case 'return': {
        await reports.sendBack(tx, report);
        if (report.proposedBy)
          await tell(
            tx,
            deps,
            report.proposedBy,
            `answer-return:${report.id}:${deps.ids.next()}`,
            `${report.number} 改的答案被退回:${text}`,
          );
        await send(tx, { ...report, status: 'open' });
        return [...(await settle(`${official.name} 已退回`)), ...say('已退回。')];
      }
      default:
        throw new InputError('No such button.', { tell: '这张卡片没有这个按钮。' });
    }
  };

  const press = async (
    session: Session,
    official: Official,
    card: Card,
    key: string,
    text?: string,
  ): Promise<Plan> => {
    const question = key === 'return' ? '为什么退回?请写一句,改的人会看到。' : ASK[key];
    if (text === undefined && question) {
      const guess = key === 'correct' ? await deps.guess?.(reportOf(card), official) : undefined;
      return awaitText(session, key, card, guess ? `${question}\n${guess}` : question);
    }
    return attempt(session, (tx) => carryOut(tx, official, card, key, text ?? ''));
  };

  /** From a desk instead of a card. */
  const act = async (tx: Tx, official: Official, id: string, key: string, text: string): Promise<void> => {
    const type = key === 'grant' || key === 'return' ? 'answer-confirm' : 'answer-report';
    await carryOut(tx, official, { taskId: '', type, id }, key, text);
  };

  return { send, addDetail, press, act };
}

const reportOf = (card: Card): string => card.id.split(':')[0]!;
