/** The digest's buttons: 收到, 已公开, 申请延期, 转交, 不属于我单位; and what the office decides about them. */
import { dayOf, formatDay, type Day } from '../../kit/day.ts';
import { InputError } from '../../kit/errors.ts';
import { digestCard, settledDigest } from '../../disclosure/digest-card.ts';
import {
  acknowledge,
  addLink,
  fulfil,
  handTo,
  obligationFor,
  type Obligation,
} from '../../disclosure/obligations.ts';
import { askAbout, type Asked, type RequestKind } from '../../disclosure/obligation-requests.ts';
import { draftItem, reportPublished } from '../../disclosure/publication.ts';
import { digestObligations, digestsWith } from '../../disclosure/reminders.ts';
import type { MessageBody } from '../../outbox/message.ts';
import { findColleague } from '../../people/absence.ts';
import { holdersOf, type Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import { withFlow, withoutFlow } from '../flows/flow.ts';
import { offer, plainPlan, say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import {
  attempt,
  awaitText,
  changeCards,
  momentOf,
  refuse,
  sendCards,
  tell,
  textState,
  TEXT_FLOW,
  type Card,
  type OfficialDeps,
  type TextState,
} from './cards.ts';
import { requestCard } from './decide.ts';
import { sendForReview } from './review.ts';
import { extensionIn, unitsIn } from './said.ts';

const ASK: Readonly<Record<string, string>> = {
  extend: '要延到哪一天,为什么?请写在一条消息里,例如:延到12月10日,等审计结果。',
  transfer: '要转给哪个单位或哪位同志?请写出名字和原因。',
  dispute: '为什么不属于您单位?请写一句,最好写明该归谁。',
};

const KINDS: Readonly<Record<string, RequestKind>> = {
  extend: 'extension',
  transfer: 'transfer',
  dispute: 'dispute',
};

export function createDuty(deps: OfficialDeps) {
  const open = async (db: Db, card: Card): Promise<Obligation[]> => {
    const [day, userid] = card.id.split(':', 2);
    const items = await digestObligations(db, userid!, day!);
    return items.filter((item) => item.status === 'open');
  };

  const press = async (
    db: Db,
    session: Session,
    official: Official,
    card: Card,
    key: string,
    obligationId?: string,
  ): Promise<Plan> => {
    const items = await open(db, card);
    if (items.length === 0) return refuse(session, '这张卡片上的事项都已办结,不用再办。');
    if (key === 'acknowledge') return attempt(session, (tx) => takeNote(tx, official, card, items));
    const target = items.length === 1 ? items[0]! : items.find((item) => item.id === obligationId);
    if (!target) return askWhich(session, card, key, items);
    if (ASK[key]) return awaitText(session, key, card, ASK[key], target.id);
    if (key !== 'published') return refuse(session, '这张卡片现在不能这样办理。');
    return attempt(
      session,
      (tx) => markPublished(tx, official, card, target.id),
      withFlow(withoutFlow(session), TEXT_FLOW, textState('link', card, target.id) satisfies TextState),
    );
  };

  const takeNote = async (
    tx: Tx,
    official: Official,
    card: Card,
    items: readonly Obligation[],
  ): Promise<MessageBody[]> => {
    for (const item of items)
      await acknowledge(
        tx,
        momentOf(deps),
        await obligationFor(tx, item.id, official),
        official,
        deps.calendar(),
      );
    const names = items
      .slice(0, 5)
      .map((item) => item.title)
      .join('、');
    return [
      { t: 'card-update', taskId: card.taskId, text: settledDigest('已收到', official, deps.clock.now()) },
      ...say(`收到。请在到期前公开:${names}${items.length > 5 ? `等 ${items.length} 项` : ''}`),
    ];
  };

  const askWhich = (session: Session, card: Card, key: string, items: readonly Obligation[]): Plan => {
    const next = withFlow(session, TEXT_FLOW, textState(`which:${key}`, card));
    const offered = offer(
      next,
      '是哪一项?',
      items.map((item) => ({ id: item.id, label: `${item.title}(${item.due ?? ''})` })),
      '回复数字选一项。',
    );
    return plainPlan('action', 'action', offered.say, offered.session);
  };

  const markPublished = async (
    tx: Tx,
    official: Official,
    card: Card,
    id: string,
  ): Promise<MessageBody[]> => {
    const obligation = await obligationFor(tx, id, official);
    const moment = momentOf(deps);
    let missing = '';
    let asked = '';
    if (obligation.disclosureCode && obligation.status === 'open') {
      const report = await reportPublished(tx, moment, official, obligation.disclosureCode);
      const still = report.missing.map(({ reason }) => reason);
      if (report.unconfirmed)
        asked = `,请${await sendForReview(tx, deps, report.item, official, true)}补做审查`;
      if (still.length > 0)
        missing = `\n还差:${still.join(';')}。请尽快补上:回复 更正 ${obligation.disclosureCode}。`;
    } else await fulfil(tx, moment, obligation, official.userid);
    await settleOthers(tx, official, id, '已公开', card);
    return [
      await ownCard(tx, card, official, '已公开'),
      ...say(
        `「${obligation.title}」已记为公开${asked}。请把网址发来,群众查询时会用到;没有网址,回复 无。${missing}`,
      ),
    ];
  };

  /** The presser's card after it: the rest of the digest, or the line that says who did what. */
  const ownCard = async (tx: Tx, card: Card, official: Official, what: string): Promise<MessageBody> => {
    const left = await open(tx, card);
    const text = settledDigest(what, official, deps.clock.now());
    return left.length === 0
      ? { t: 'card-update', taskId: card.taskId, text }
      : {
          t: 'card-update',
          taskId: card.taskId,
          text,
          card: digestCard(
            left.slice(0, 10).map((item) => ({ ...item, due: item.due ?? '' })),
            { total: left.length },
          ),
        };
  };

  /** Cards of others on which nothing is left to do. A card can be changed once, so those with something left stay. */
  const settleOthers = async (
    tx: Tx,
    official: Official,
    obligationId: string,
    what: string,
    card?: Card,
  ): Promise<void> => {
    const done: string[] = [];
    for (const { day, userid } of await digestsWith(tx, obligationId)) {
      const id = `${day}:${userid}`;
      if (id !== card?.id && (await open(tx, { taskId: '', type: 'digest', id })).length === 0) done.push(id);
    }
    if (done.length > 0)
      await changeCards(
        tx,
        deps,
        { type: 'digest', ids: done },
        settledDigest(what, official, deps.clock.now()),
        card?.taskId,
      );
  };

  /** The sentence a button asked for. */
  const take = (session: Session, official: Official, state: TextState, text: string): Plan =>
    attempt(session, async (tx) => {
      const obligation = await obligationFor(tx, state.obligationId!, official);
      if (state.key === 'link') return takeLink(tx, official, obligation, text);
      if (state.key === 'transfer') {
        const colleague = await colleagueIn(tx, text, official);
        if (colleague) return handOver(tx, official, colleague, obligation, text);
      }
      return ask(tx, official, obligation, KINDS[state.key]!, text);
    });

  const takeLink = async (
    tx: Tx,
    official: Official,
    obligation: Obligation,
    text: string,
  ): Promise<MessageBody[]> => {
    const url = /https?:\/\/[^\s,。;、)>]+/.exec(text)?.[0];
    if (!url) return say('好的,没有网址。以后有了,回复 更正 加编号补上。');
    const moment = momentOf(deps);
    if (obligation.disclosureCode) await addLink(tx, moment, obligation, official, url);
    else {
      const reviewers = await recordOutside(tx, official, obligation, url);
      if (reviewers) return say(`网址已记下,请${reviewers}补做审查。`);
    }
    return say('网址已记下。');
  };

  /** What was owed by the catalogue or the law and had no item: with its link citizens find it. Returns who looks at it now. */
  const recordOutside = async (
    tx: Tx,
    official: Official,
    obligation: Obligation,
    url: string,
  ): Promise<string | undefined> => {
    const moment = momentOf(deps);
    const village = await tx.unit.count({
      where: { code: obligation.unitCode, type: { endsWith: '_committee' } },
    });
    const category = /^recurrence:[^:]+:([^:]+):/.exec(obligation.key)?.[1] ?? (village > 0 ? 'V10' : 'D5');
    const item = await draftItem(tx, moment, official, {
      category,
      unit: obligation.unitCode,
      title: obligation.title,
      summary: `${obligation.title}已公开,全文见网址。`,
      url,
    });
    await tx.obligation.update({ where: { id: obligation.id }, data: { disclosureCode: item.code } });
    const report = await reportPublished(tx, moment, official, item.code);
    return report.unconfirmed ? sendForReview(tx, deps, report.item, official, true) : undefined;
  };

  const handOver = async (
    tx: Tx,
    official: Official,
    colleague: Official,
    obligation: Obligation,
    reason: string,
  ): Promise<MessageBody[]> => {
    await handTo(tx, momentOf(deps), obligation, official, colleague, reason);
    await settleOthers(tx, official, obligation.id, '已转交');
    await tell(
      tx,
      deps,
      colleague.userid,
      `handed:${obligation.id}:${colleague.userid}:${deps.ids.next()}`,
      `${official.name}把「${obligation.title}」转给您公开${obligation.due ? `,${formatDay(obligation.due)}前` : ''}。回复 待办 看全部。`,
    );
    return say(
      `「${obligation.title}」已转交给${colleague.name},已告诉${colleague.name},以后的提醒也发过去。`,
    );
  };

  const ask = async (
    tx: Tx,
    official: Official,
    obligation: Obligation,
    kind: RequestKind,
    text: string,
  ): Promise<MessageBody[]> => {
    const asked = await readRequest(tx, kind, text, obligation, dayOf(deps.clock.now()));
    const request = await askAbout(tx, momentOf(deps), obligation, official, asked);
    const office = await holdersOf(tx, 'gov_office');
    await sendCards(
      tx,
      deps,
      { type: 'obligation-request', id: request.id },
      office,
      requestCard(request, obligation, official, asked),
    );
    return say(
      `「${obligation.title}」已记下,交给政务公开科。批准以前,期限不变${obligation.due ? `:${formatDay(obligation.due)}` : ''}。`,
    );
  };

  const readRequest = async (
    tx: Tx,
    kind: RequestKind,
    text: string,
    obligation: Obligation,
    today: Day,
  ): Promise<Asked> => {
    if (kind === 'extension') {
      const until = extensionIn(text, obligation.due, today, deps.calendar());
      if (!until)
        throw new InputError('No day named.', {
          tell: '没有看到日期。请点「申请延期」再写,例如:延到12月10日,等审计结果。',
        });
      return { kind, reason: text, until };
    }
    const units = await tx.unit.findMany({
      where: { active: true },
      select: { code: true, name: true, aliases: true },
    });
    const named = unitsIn(text, units).find(({ code }) => code !== obligation.unitCode);
    return { kind, reason: text, ...(named ? { toUnit: named.code } : {}) };
  };

  return { press, take };
}

/** A colleague of one's own unit named in the text. */
async function colleagueIn(tx: Tx, text: string, official: Official): Promise<Official | undefined> {
  const people = await tx.person.findMany({
    where: { active: true, unitCode: official.unitCode },
    select: { name: true },
  });
  const named = people.find(({ name }) => name.length >= 2 && text.includes(name) && name !== official.name);
  return named && findColleague(tx, named.name, official);
}
