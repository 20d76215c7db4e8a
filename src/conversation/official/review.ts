/** 内容审查和保密审查 by a second person: the leader's card, 同意公开 or 退回; corrections and withdrawals by their words. */
import { dayOf } from '../../kit/day.ts';
import { previewOf } from '../../answers/preview.ts';
import { settledDigest } from '../../disclosure/digest-card.ts';
import { findDisclosure, type Disclosure } from '../../disclosure/disclosures.ts';
import { correct, withdraw } from '../../disclosure/publication.ts';
import { giveVerdict, type Verdict } from '../../disclosure/review.ts';
import { reviewersOf } from '../../disclosure/second-look.ts';
import type { MessageBody } from '../../outbox/message.ts';
import { findUnit, type Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import { say, type Plan } from '../plan.ts';
import { withFlow } from '../flows/flow.ts';
import { plainPlan } from '../plan.ts';
import type { Session } from '../session.ts';
import {
  attempt,
  awaitText,
  changeCards,
  momentOf,
  sendCards,
  tell,
  textState,
  TEXT_FLOW,
  type Card,
  type OfficialDeps,
  type TextState,
} from './cards.ts';
import type { SentFiles, SentMedia } from './sent-files.ts';

/**
 * Sends the item to whoever reviews it: the leaders of its unit, else the township or the office. `after`: the unit has
 * published it itself, and it is looked at now. Returns who they are, in words.
 */
export async function sendForReview(
  tx: Tx,
  deps: OfficialDeps,
  item: Disclosure,
  by: Official,
  after = false,
): Promise<string> {
  const reviewers = await reviewersOf(tx, item.unit, by.userid);
  const unit = (await findUnit(tx, item.unit)) ?? undefined;
  const said = after ? `${by.name}报了已公开,请补做审查。` : `${by.name}送审。`;
  await sendCards(tx, deps, { type: 'review', id: item.code }, reviewers, {
    source: after ? '阳光·补审查' : '阳光·待审查',
    title: item.title,
    text: `${said}群众会看到:${previewOf(item, unit, dayOf(deps.clock.now())).replaceAll('\n', ' ')}`,
    fields: [{ name: '请查', value: '内容是否属实、有没有涉密' }],
    buttons: [
      { key: 'approve', label: '同意公开', tone: 'primary' },
      { key: 'return', label: '退回' },
    ],
  });
  return reviewers.map(({ name }) => name).join('、');
}

/** After the verdict: every card about it changes, and who wrote it is told. Returns the line that stands on the cards. */
export async function settleReview(
  tx: Tx,
  deps: OfficialDeps,
  { item, approved, reason, reported, author }: Verdict,
  by: Official,
  except?: string,
): Promise<string> {
  const line = settledDigest(approved ? '已同意' : '已退回', by, deps.clock.now());
  await changeCards(tx, deps, { type: 'review', ids: [item.code] }, line, except);
  const back = `「${item.title}」被退回:${reason}。${reported ? '群众现在查不到了。' : ''}改好后回复 发布。`;
  const through = reported
    ? `「${item.title}」${by.name}看过了,没有问题。`
    : `「${item.title}」已公开,群众现在就能问到。`;
  if (author && author !== by.userid)
    await tell(tx, deps, author, `reviewed:${item.code}:${deps.ids.next()}`, approved ? through : back);
  return line;
}

/** 更正 D5-2026-001, 撤回 D5-2026-001 原因 */
const CHANGE = /^(更正|撤回)\s*([A-Z]\d{1,2}[a-e]?-[A-Za-z0-9_.-]{1,40})[,,::\s]*([\s\S]*)$/;

export function createReview(deps: OfficialDeps, sentFiles: SentFiles) {
  const press = (session: Session, official: Official, card: Card, key: string, text?: string): Plan => {
    if (key === 'return' && text === undefined)
      return awaitText(session, key, card, '为什么退回?请写一句,写的人会看到。');
    return attempt(session, (tx) => carryOut(tx, official, card, key, text ?? ''));
  };

  const carryOut = async (
    tx: Tx,
    official: Official,
    card: Card,
    key: string,
    text: string,
  ): Promise<MessageBody[]> => {
    const code = card.id.split(':')[0]!;
    const verdict = await giveVerdict(tx, momentOf(deps), official, code, {
      approved: key === 'approve',
      reason: text,
    });
    const line = await settleReview(tx, deps, verdict, official, card.taskId);
    const done = verdict.reported ? '已确认' : '已公开';
    return [
      { t: 'card-update', taskId: card.taskId, text: line },
      ...say(verdict.approved ? `「${verdict.item.title}」${done}。` : '已退回,已告诉写的人。'),
    ];
  };

  /** A typed 更正 or 撤回; undefined when it is neither. */
  const type = (session: Session, official: Official, text: string): Plan | undefined => {
    const match = CHANGE.exec(text.trim());
    if (!match) return undefined;
    const [, what, code, rest] = match as unknown as [string, string, string, string];
    const state = textState(what === '撤回' ? 'withdraw' : 'correct', { taskId: '', type: 'item', id: code });
    if (rest.trim().length >= 4) return take(session, official, state, rest.trim());
    const question =
      what === '撤回'
        ? '为什么撤回?请写一句,群众会看到。'
        : '请写新的摘要(或网址),再写「因为」和更正的原因;换附件,先把新的发来。例如:九月支出为 3.6 万元,因为漏了一张票。';
    return plainPlan('action', 'flow', say(question), withFlow(session, TEXT_FLOW, state));
  };

  const take = (session: Session, official: Official, state: TextState, text: string): Plan =>
    attempt(session, async (tx) => {
      const { id: code } = state.subject;
      const moment = momentOf(deps);
      if (state.key === 'withdraw') {
        const item = await withdraw(tx, moment, official, code, text.slice(0, 200));
        return say(`「${item.title}」已撤回。群众只看得到已撤回和原因。`);
      }
      const [said, why] = text.split(/[,,。;;]?\s*(?:因为|原因[::])/);
      if (!why?.trim()) return say(`请写明更正的原因。例如:更正 ${code} 新的摘要,因为……`);
      const url = /https?:\/\/[^\s,。;、)>]+/.exec(said!)?.[0];
      const summary = said!.replace(url ?? '', '').trim();
      const before = await findDisclosure(tx, code);
      const files = await sentFiles.keep(tx, moment, official, code, state.files ?? []);
      const content = {
        ...(summary.length >= 5 ? { summary } : {}),
        ...(url ? { url } : {}),
        ...(files.length > 0 ? { particulars: { files } } : {}),
      };
      const item = await correct(tx, moment, official, code, content, why.trim().slice(0, 200));
      return say(
        `「${item.title}」已更正,旧的内容留着备查。原来写的是:${before?.summary ?? ''}\n现在写的是:${item.summary}`,
      );
    });

  /** 更正: a file in place of the old ones. */
  const media = async (
    db: Db,
    session: Session,
    state: TextState,
    sent: SentMedia,
  ): Promise<Plan | undefined> => {
    if (state.key !== 'correct' || state.subject.type !== 'item') return undefined;
    const received = await sentFiles.receive(db, sent, state.files ?? []);
    const files = received.ok ? received.files : state.files;
    const next = withFlow(session, TEXT_FLOW, { ...state, ...(files ? { files } : {}) } satisfies TextState);
    const text = received.ok
      ? `收到新附件:${received.files.map(({ name }) => name).join('、')}。更正以后代替原来的附件。请写「因为」和更正的原因,要改摘要也写上。`
      : received.why;
    return plainPlan('action', 'flow', say(text), next);
  };

  return { press, type, take, media };
}
