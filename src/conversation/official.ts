/**
 * What an official says or presses in WeCom: the buttons of cards, the same words typed, the text a button asked for, and what
 * they begin themselves (发布, 登记, 请假). Everything else is a question and is answered like a citizen's, internal items included.
 */
import type { HearingDesk } from '../participation/hearing-desk.ts';
import type { RequestDesk } from '../participation/request-desk.ts';
import type { Disclosure } from '../disclosure/disclosures.ts';
import type { Verdict } from '../disclosure/review.ts';
import type { MediaKeeper } from '../inbox/media.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import type { Supervision } from '../supervision/complaints.ts';
import type { Oversight } from '../supervision/oversight.ts';
import { createAbsence } from './official/absence.ts';
import { ANSWER_CARDS, ANSWER_WORDS, type AnswerDesk } from './answer-desk.ts';
import { findCard, refuse, TEXT_FLOW, type Card, type TextState } from './official/cards.ts';
import { checkIn } from './official/check-in.ts';
import { COMPLAINT_WORDS, createComplaintDesk } from './official/complaint.ts';
import { createDecisions } from './official/decide.ts';
import { enterComplaint } from './official/enter.ts';
import { createDuty } from './official/duty.ts';
import { greetOfficial } from './official/greeting.ts';
import {
  createOversightTalk,
  oversightCardOf,
  OVERSIGHT_CARDS,
  OVERSIGHT_WORDS,
} from './official/oversight.ts';
import { createPublishing, isPublishWord, PUBLISH_FLOW } from './official/publish.ts';
import { createRegister } from './official/register.ts';
import { createRequestTalk, REQUEST_CARDS, REQUEST_WORDS } from './official/request.ts';
import { createReview, sendForReview, settleReview } from './official/review.ts';
import { createSentFiles, type SentMedia } from './official/sent-files.ts';
import { createServing, type ServeDeps } from './official/serve.ts';
import { ties } from './official/ties.ts';
import { SUGGESTION_WORDS, type SuggestionDesk } from './suggestion-desk.ts';
import { createWhyDue, isMine } from './official/why-due.ts';
import type { Plan } from './plan.ts';
import type { Session } from './session.ts';

export interface Action {
  key: string;
  taskId: string;
  selected: Record<string, string[]>;
}

/** The console's pages ask for a review and tell its verdict as the chat does. */
export interface Reviews {
  /** Cards to those who review; who they are, in words. */
  ask(tx: Tx, item: Disclosure, by: Official): Promise<string>;
  settle(tx: Tx, verdict: Verdict, by: Official): Promise<void>;
}

export interface OfficialConversation {
  reviews: Reviews;
  /** Who has just come in, or asks for help. */
  greet(official: Official, session: Session): Plan;
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
  /** A picture or file: taken by what waits for one; undefined where nothing does. */
  media(db: Db, official: Official, sent: SentMedia, session: Session): Promise<Plan | undefined>;
}

/** Words that act on the latest card, and the key of the button that says the same. */
const WORDS: Readonly<Record<string, string>> = {
  ...COMPLAINT_WORDS,
  收到: 'acknowledge',
  已公开: 'published',
  申请延期: 'extend',
  转交: 'transfer',
  不属于我单位: 'dispute',
  同意: 'grant',
  不同意: 'refuse',
  改派: 'assign',
  免除: 'excuse',
  同意公开: 'approve',
  接待: 'take',
  ...REQUEST_WORDS,
  ...ANSWER_WORDS,
  ...SUGGESTION_WORDS,
  ...OVERSIGHT_WORDS,
};

export function createOfficialConversation(
  deps: ServeDeps & {
    supervision: Supervision;
    oversight: Oversight;
    requests: RequestDesk;
    hearingDesk: HearingDesk;
    answerDesk: AnswerDesk;
    suggestionDesk: SuggestionDesk;
    media?: Pick<MediaKeeper, 'look'> | undefined;
  },
): OfficialConversation {
  const { content, supervision } = deps;
  const files = createSentFiles(deps.media);
  const complaintDesk = createComplaintDesk(supervision, deps);
  const duty = createDuty(deps);
  const decisions = createDecisions(deps);
  const review = createReview(deps, files);
  const publishing = createPublishing(deps, files);
  const absence = createAbsence(deps);
  const register = createRegister(deps);
  const serving = createServing(deps);
  const requests = createRequestTalk(deps);
  const owed = createWhyDue(deps);
  const oversight = createOversightTalk(deps);

  const act = (
    db: Db,
    session: Session,
    official: Official,
    card: Card,
    key: string,
    chosen?: string,
  ): Promise<Plan> | Plan => {
    switch (card.type) {
      case 'complaint':
        return complaintDesk(db, session, official, card, key);
      case 'digest':
        return duty.press(db, session, official, card, key, chosen);
      case 'obligation-request':
        return decisions.press(session, official, card, key);
      case 'hand-off':
        return serving.press(db, session, official, card, key);
      case 'review':
        return review.press(session, official, card, key === 'grant' ? 'approve' : key);
      default:
        if (ANSWER_CARDS.includes(card.type)) return deps.answerDesk.press(session, official, card, key);
        if (card.type === 'suggestions')
          return deps.suggestionDesk.press(session, official, card, key, chosen);
        if (OVERSIGHT_CARDS.includes(card.type))
          return oversight.press(db, session, official, card, key, chosen);
        return REQUEST_CARDS.includes(card.type)
          ? requests.press(db, session, official, card, key)
          : refuse(session, '这张卡片现在不能办理,请到监督台查看。');
    }
  };

  /** The sentence that a button asked for, or the number of the item it is about. */
  const takeText = (
    db: Db,
    session: Session,
    official: Official,
    state: TextState,
    text: string,
    choice: string | undefined,
  ): Promise<Plan> | Plan => {
    const card: Card = { taskId: state.taskId ?? '', ...state.subject };
    if (state.key.startsWith('which:'))
      return duty.press(db, session, official, card, state.key.slice(6), choice);
    switch (card.type) {
      case 'complaint':
        return complaintDesk(db, session, official, card, state.key, text, choice);
      case 'obligation-request':
        return decisions.press(session, official, card, state.key, text);
      case 'review':
        return review.press(session, official, card, state.key, text);
      case 'item':
        return review.take(session, official, state, text);
      default:
        if (ANSWER_CARDS.includes(card.type))
          return deps.answerDesk.press(session, official, card, state.key, text);
        if (card.type === 'suggestions')
          return deps.suggestionDesk.press(session, official, card, state.key, undefined, text);
        if (OVERSIGHT_CARDS.includes(card.type))
          return oversight.press(db, session, official, card, state.key, choice, text);
        return REQUEST_CARDS.includes(card.type)
          ? requests.press(db, session, official, card, state.key, text)
          : duty.take(session, official, state, text);
    }
  };

  const begun = async (
    db: Db,
    official: Official,
    text: string,
    choice: string | undefined,
    session: Session,
    isWord: boolean,
  ): Promise<Plan | undefined> => {
    if (session.flow?.name === PUBLISH_FLOW && !isWord)
      return publishing.step(db, official, session, text, choice);
    const state = session.flow?.name === TEXT_FLOW ? (session.flow.state as TextState) : undefined;
    if (!state || (isWord && state.key !== 'link')) return undefined;
    // After 已公开 a new order of business is not taken for a link.
    if (state.key === 'link' && (isWord || isPublishWord(text) || isMine(text))) return undefined;
    return takeText(db, session, official, state, text, choice);
  };

  return {
    reviews: {
      ask: (tx, item, by) => sendForReview(tx, deps, item, by),
      settle: async (tx, verdict, by) => void (await settleReview(tx, deps, verdict, by)),
    },
    greet: greetOfficial,
    async media(db, official, sent, session) {
      if (session.flow?.name === PUBLISH_FLOW) return publishing.media(db, official, sent, session);
      const state = session.flow?.name === TEXT_FLOW ? (session.flow.state as TextState) : undefined;
      return state ? review.media(db, session, state, sent) : undefined;
    },
    async press(db, official, action, session) {
      const card = await findCard(db, { taskId: action.taskId });
      if (!card) return refuse(session, '这张卡片已经失效。');
      return act(db, session, official, card, action.key, action.selected.item?.[0]);
    },
    async type(db, official, text, choice, session) {
      const word = text.trim().replace(/[。!!.]$/, '');
      const key = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
      const going = await begun(db, official, text, choice, session, key !== undefined);
      if (going) return going;
      const passed = await serving.type(db, official, text, session);
      if (passed) return passed;
      if (word === '帮助') return greetOfficial(official, session);
      if (isMine(word)) return owed.list(db, official, session);
      const why = key ? undefined : await owed.explain(db, official, word, session);
      if (why) return why;
      if (isPublishWord(word)) return publishing.begin(db, official, session, word);
      const recipient = content.hash(official.userid);
      const latest = (about?: readonly string[]) => findCard(db, { recipient, ...(about ? { about } : {}) });
      const asked = !key && (await requests.type(db, session, official, text, () => latest(REQUEST_CARDS)));
      if (asked) return asked;
      if (!key)
        return (
          (await ties(db, deps, official, text, session)) ??
          enterComplaint(supervision, official, text, session) ??
          register(official, text, session) ??
          oversight.type(official, text, session) ??
          checkIn(deps.hearingDesk, official, text, session) ??
          review.type(session, official, text) ??
          (await absence(db, official, text, session))
        );
      // Another card that came since, the digest of the morning, is not what the word is about.
      const about = Object.hasOwn(COMPLAINT_WORDS, word)
        ? ['complaint']
        : Object.hasOwn(REQUEST_WORDS, word)
          ? REQUEST_CARDS
          : oversightCardOf(word);
      const card = (about && (await latest(about))) ?? (await latest());
      return card ? act(db, session, official, card, key) : refuse(session, '您没有待办的卡片。');
    },
  };
}
