/**
 * What an official says or presses in WeCom: the buttons of cards, the same words typed, and the text a button asked
 * for. Everything else is a question and is answered like a citizen's, internal items included.
 */
import { dayOf, formatDay } from '../kit/day.ts';
import { AppError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Sealer } from '../kit/seal.ts';
import {
  acknowledge,
  addLink,
  fulfil,
  note,
  obligationFor,
  openObligations,
  type Obligation,
} from '../disclosure/obligations.ts';
import { digestObligations } from '../disclosure/reminders.ts';
import type { Clock } from '../kit/clock.ts';
import type { MessageBody } from '../outbox/message.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Supervision } from '../supervision/complaints.ts';
import { digestCard, settledDigest } from '../disclosure/digest-card.ts';
import { offer, plainPlan, say, type Plan } from './plan.ts';
import { withFlow, withoutFlow } from './flows/flow.ts';
import type { Session } from './session.ts';

export interface Action {
  key: string;
  taskId: string;
  selected: Record<string, string[]>;
}

export interface OfficialConversation {
  /** A pressed button. */
  press(db: Db, official: Official, action: Action, session: Session): Promise<Plan>;
  /** A typed message: a word of a card, the text a button asked for, or undefined when it is neither. */
  type(
    db: Db,
    official: Official,
    text: string,
    choice: string | undefined,
    session: Session,
  ): Promise<Plan | undefined>;
}

/** Words that act on the latest card, and the key of the button that says the same. */
const WORDS: Readonly<Record<string, string>> = {
  收到: 'acknowledge',
  已公开: 'published',
  申请延期: 'extend',
  转交: 'transfer',
  不属于我单位: 'dispute',
  受理: 'accept',
  不予受理: 'decline',
  转办: 'transfer',
  督办: 'urge',
  办结: 'close',
  退回: 'return',
};

/** Buttons that need a sentence, and what is asked. */
const ASK: Readonly<Record<string, string>> = {
  extend: '要延到哪一天,为什么?请写在一条消息里,例如:延到12月10日,等审计结果。',
  transfer: '要转给哪个单位或哪位同志?请写出名字和原因。',
  dispute: '为什么不属于您单位?请写一句,最好写明该归谁。',
  decline: '不予受理的原因是什么?请写一句,群众会看到。',
  urge: '督办意见是什么?请写一句。',
  close: '办理结果是什么?请写一句,群众会看到。',
  return: '为什么退回?请写一句。',
};

const FACTS = {
  extend: 'obligation.extension_asked',
  transfer: 'obligation.transfer_asked',
  dispute: 'obligation.disputed',
} as const;

const TEXT_FLOW = 'official-text';

interface TextState {
  key: string;
  subject: { type: string; id: string };
  taskId: string | undefined;
  obligationId?: string;
}

interface Card {
  taskId: string;
  type: string;
  id: string;
}

export function createOfficialConversation(deps: {
  clock: Clock;
  ids: Ids;
  content: Sealer;
  supervision: Supervision;
}): OfficialConversation {
  const { clock, ids, content, supervision } = deps;
  const moment = () => ({ now: clock.now(), ids });

  const cardOf = async (
    db: Db,
    where: { taskId: string } | { recipient: string },
  ): Promise<Card | undefined> => {
    const row =
      'taskId' in where
        ? await db.outboxMessage.findUnique({ where: { taskId: where.taskId } })
        : await db.outboxMessage.findFirst({
            where: { kind: 'card', recipient: where.recipient },
            orderBy: { createdAt: 'desc' },
          });
    return row?.taskId && row.subjectType && row.subjectId
      ? { taskId: row.taskId, type: row.subjectType, id: row.subjectId }
      : undefined;
  };

  const refuse = (session: Session, text: string): Plan =>
    plainPlan('action', 'action', say(text), withoutFlow(session));

  const askText = (session: Session, key: string, card: Card, obligationId?: string): Plan =>
    plainPlan(
      'action',
      'action',
      say(ASK[key]!),
      withFlow(session, TEXT_FLOW, {
        key,
        subject: { type: card.type, id: card.id },
        taskId: card.taskId,
        ...(obligationId ? { obligationId } : {}),
      } satisfies TextState),
    );

  /** Domain refusals carry the sentence the official may read; the turn then says it instead of failing. */
  const attempt = (
    session: Session,
    work: (tx: Tx) => Promise<MessageBody[]>,
    next: Session = withoutFlow(session),
  ): Plan =>
    plainPlan('action', 'action', [], next, {
      async apply(tx) {
        try {
          return await work(tx);
        } catch (error) {
          if (error instanceof AppError && error.tell) return say(error.tell);
          throw error;
        }
      },
    });

  const actOnComplaint = (
    session: Session,
    official: Official,
    card: Card,
    key: string,
    text?: string,
  ): Plan => {
    if (text === undefined && ASK[key]) return askText(session, key, card);
    return attempt(session, async (tx) => {
      const complaint = await supervision.forOfficial(tx, card.id, official);
      if (key === 'accept') {
        await supervision.accept(tx, complaint, official);
        return say(`${complaint.number} 已受理,已告诉反映人。办完后回复「办结」并写明结果。`);
      }
      if (key === 'decline') await supervision.decline(tx, complaint, official, text!);
      else if (key === 'close') await supervision.close(tx, complaint, official, text!);
      else await supervision.note(tx, complaint, official, `complaint.${key}`, text!);
      return say(`${complaint.number} 已记下。`);
    });
  };

  const digest = async (db: Db, card: Card): Promise<Obligation[]> => {
    const [day, userid] = card.id.split(':', 2);
    return digestObligations(db, userid!, day!);
  };

  const actOnDigest = async (
    db: Db,
    session: Session,
    official: Official,
    card: Card,
    key: string,
    obligationId?: string,
  ): Promise<Plan> => {
    const items = await digest(db, card);
    const open = items.filter((item) => item.status === 'open');
    if (open.length === 0) return refuse(session, '这张卡片上的事项都已办结,不用再办。');
    if (key === 'acknowledge')
      return attempt(session, async (tx) => {
        for (const item of open)
          await acknowledge(tx, moment(), await obligationFor(tx, item.id, official), official);
        return [
          await updateOf(tx, card, official, '已收到'),
          ...say(`收到。请在到期前公开:${open.map((item) => item.title).join('、')}`),
        ];
      });
    const target = open.length === 1 ? open[0]! : open.find((item) => item.id === obligationId);
    if (!target) return askWhich(session, card, key, open);
    if (ASK[key]) return askText(session, key, card, target.id);
    return attempt(
      session,
      async (tx) => {
        await fulfil(tx, moment(), await obligationFor(tx, target.id, official), official);
        return [
          await updateOf(tx, card, official, '已公开'),
          ...say(`「${target.title}」已记为公开。请把网址发来,群众查询时会用到;没有网址,回复 无。`),
        ];
      },
      withFlow(session, TEXT_FLOW, {
        key: 'link',
        subject: { type: card.type, id: card.id },
        taskId: card.taskId,
        obligationId: target.id,
      } satisfies TextState),
    );
  };

  const askWhich = (session: Session, card: Card, key: string, open: readonly Obligation[]): Plan => {
    const next = withFlow(session, TEXT_FLOW, {
      key: `which:${key}`,
      subject: { type: card.type, id: card.id },
      taskId: card.taskId,
    } satisfies TextState);
    const offered = offer(
      next,
      '是哪一项?',
      open.map((item) => ({ id: item.id, label: `${item.title}(${item.due ?? ''})` })),
      '回复数字选一项。',
    );
    return plainPlan('action', 'action', offered.say, offered.session);
  };

  /** The card after an action: the rest of the digest, or the line that says who did what. */
  const updateOf = async (tx: Tx, card: Card, official: Official, what: string): Promise<MessageBody> => {
    const open = (await digest(tx, card)).filter((item) => item.status === 'open');
    const text = settledDigest(what, official, clock.now());
    return open.length === 0 || what === '已收到'
      ? { t: 'card-update', taskId: card.taskId, text }
      : {
          t: 'card-update',
          taskId: card.taskId,
          text,
          card: digestCard(open.map((item) => ({ ...item, due: item.due ?? '' }))),
        };
  };

  const act = (
    db: Db,
    session: Session,
    official: Official,
    card: Card,
    key: string,
    obligationId?: string,
  ): Promise<Plan> | Plan => {
    if (card.type === 'complaint') return actOnComplaint(session, official, card, key);
    if (card.type === 'digest') return actOnDigest(db, session, official, card, key, obligationId);
    return refuse(session, '这张卡片现在不能办理,请到监督台查看。');
  };

  const takeText = async (
    db: Db,
    session: Session,
    official: Official,
    state: TextState,
    text: string,
    choice: string | undefined,
  ): Promise<Plan> => {
    const card: Card = { taskId: state.taskId ?? '', ...state.subject };
    if (state.key.startsWith('which:'))
      return actOnDigest(db, session, official, card, state.key.slice(6), choice);
    if (card.type === 'complaint') return actOnComplaint(session, official, card, state.key, text);
    return attempt(session, async (tx) => {
      const obligation = await obligationFor(tx, state.obligationId!, official);
      if (state.key === 'link') {
        const url = /https?:\/\/\S+/.exec(text)?.[0];
        if (!url) return say('好的,没有网址。');
        await addLink(tx, moment(), obligation, official, url);
        return say('网址已记下。');
      }
      await note(tx, moment(), obligation, official, FACTS[state.key as keyof typeof FACTS], text);
      return say(`「${obligation.title}」已记下,交给政务公开科。`);
    });
  };

  return {
    async press(db, official, action, session) {
      const card = await cardOf(db, { taskId: action.taskId });
      if (!card) return refuse(session, '这张卡片已经失效。');
      return act(db, session, official, card, action.key, action.selected.item?.[0]);
    },
    async type(db, official, text, choice, session) {
      const word = text.trim().replace(/[。!!.]$/, '');
      const flow = session.flow?.name === TEXT_FLOW ? (session.flow.state as TextState) : undefined;
      if (flow && !(word in WORDS && flow.key !== 'link'))
        return takeText(db, session, official, flow, text, choice);
      if (/^(我的事项|待办|我的待办)$/.test(word)) return listOwed(db, official, session);
      const key = WORDS[word];
      if (!key) return undefined;
      const card = await cardOf(db, { recipient: content.hash(official.userid) });
      return card ? act(db, session, official, card, key) : refuse(session, '您没有待办的卡片。');
    },
  };

  async function listOwed(db: Db, official: Official, session: Session): Promise<Plan> {
    const open = await openObligations(db, official.unitCode);
    const today = dayOf(clock.now());
    const lines = open
      .slice(0, 15)
      .map(
        (item) =>
          `${item.due && item.due < today ? '【已超期】' : ''}${item.title}(${item.due ? formatDay(item.due) : '时间未定'})`,
      );
    const text =
      open.length === 0
        ? '您单位现在没有待公开的事项。'
        : `您单位有 ${open.length} 项待公开:\n${lines.join('\n')}`;
    return plainPlan('action', 'answered', say(text), withoutFlow(session));
  }
}
