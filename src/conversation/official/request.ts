/** Buttons of a request's cards and the same words typed: 答复, 补正, 延期, 征求第三方; 审签; opinions of those consulted. */
import { dayOf, formatDay, type Day } from '../../kit/day.ts';
import { AppError, InputError } from '../../kit/errors.ts';
import { ANSWERS, kindsFor, readAnswer } from '../../participation/request-answers.ts';
import type { FiledRequest, RequestDesk } from '../../participation/request-desk.ts';
import { deskCard, stepLines } from '../../participation/request-notices.ts';
import type { MessageBody } from '../../outbox/message.ts';
import type { Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, awaitText, refuse, sendCards, type Card, type OfficialDeps } from './cards.ts';
import { daysIn, unitsIn } from './said.ts';

export const REQUEST_CARDS = ['request', 'request-review', 'request-opinion', 'request-publication'];

/** Words that act on a request, and the key of the button that says the same; the longer first. */
export const REQUEST_WORDS: Readonly<Record<string, string>> = {
  征求机关意见: 'consult',
  要求说明理由: 'reason',
  第三方不同意: 'object',
  不同意公开: 'object',
  第三方同意: 'agree',
  征求第三方: 'consult',
  列入主动公开: 'list',
  不列入: 'keep',
  延迟答复: 'defer',
  视为放弃: 'abandon',
  已送达: 'delivered',
  答复: 'answer',
  补正: 'supplement',
  延期: 'extend',
};

/** 答复:…… in one message. */
const WORD_AND_TEXT = new RegExp(`^(${Object.keys(REQUEST_WORDS).join('|')})[::,,\\s]+([\\s\\S]+)$`);
const NUMBER = /^SQ-[0-9A-Z]{4}-[0-9A-Z]{4}$/i;

const ASK: Readonly<Record<string, string>> = {
  supplement: '要申请人补正什么?请一次说全,只能告知一次。期限可以写「10个工作日内」,不写是 15 个工作日。',
  extend: '为什么延期?请写原因,可以写几个工作日(最多 20,不写是 20)。负责人同意后告诉申请人。',
  consult: '征求谁的意见、涉及什么?例如:某某公司,合同里的报价。写本县单位的名字,就发给那个单位征求意见。',
  object: '不同意公开的理由是什么?请写一句。',
  defer: '延迟到哪一天答复、为什么?例如:延到2027年3月1日,要逐份核对。',
  abandon: '请写一句:补正期限到哪天、没有收到补正。',
  list: '公开事项的标题写什么?例如:2026年养老补贴分配情况。',
  keep: '不列入主动公开的理由是什么?请写一句。',
  refuse: '不同意的原因是什么?请写一句,承办人会看到。',
};

export function createRequestTalk(deps: OfficialDeps & { requests: RequestDesk }) {
  const { requests: desk, clock } = deps;
  const today = (): Day => dayOf(clock.now());

  const askAnswer = (kind: string): string =>
    `请写答复。开头写种类,后面写内容或理由:${kindsFor({ kind })
      .map((one) => ANSWERS[one].zh)
      .join('、')}。不写种类就是「${kind === 'correction' ? '已更正' : '予以公开'}」。`;

  const press = async (
    db: Db,
    session: Session,
    official: Official,
    card: Card,
    key: string,
    text?: string,
  ): Promise<Plan> => {
    if (card.type === 'request-opinion') return opine(session, official, card, key, text);
    const id = card.id.split(':')[0]!;
    if (card.type === 'request-review') {
      if (key !== 'grant' && key !== 'refuse') return refuse(session, '请点 同意 或 不同意。');
      if (key === 'refuse' && text === undefined) return awaitText(session, key, card, ASK.refuse!);
      return attempt(session, async (tx) =>
        say(await desk.decide(tx, await mine(tx, id, official), official, key === 'grant', text)),
      );
    }
    const found = await look(db, id, official);
    if (typeof found === 'string') return refuse(session, found);
    if (text === undefined) {
      if (key === 'answer') return awaitText(session, key, card, askAnswer(found.kind));
      if (ASK[key]) return awaitText(session, key, card, ASK[key]);
    }
    const wrong = key === 'answer' && faultOf(found, text!);
    if (wrong) return awaitText(session, key, card, wrong);
    return attempt(session, async (tx) => act(tx, await mine(tx, id, official), official, key, text ?? ''));
  };

  const mine = (db: Db, id: string, official: Official): Promise<FiledRequest> =>
    desk.forOfficial(db, { id }, official);

  /** The request, or the sentence that says why it cannot be had. */
  const look = async (db: Db, id: string, official: Official): Promise<FiledRequest | string> => {
    try {
      return await mine(db, id, official);
    } catch (error) {
      if (error instanceof AppError && error.tell) return error.tell;
      throw error;
    }
  };

  const fallbackOf = ({ kind }: FiledRequest) => (kind === 'correction' ? 'corrected' : 'disclosed');

  /** What the written answer still lacks, while it can still be asked for. */
  const faultOf = (request: FiledRequest, text: string): string | undefined => {
    try {
      readAnswer(text, fallbackOf(request));
      return undefined;
    } catch (error) {
      if (error instanceof InputError) return error.tell;
      throw error;
    }
  };

  const act = async (
    tx: Tx,
    request: FiledRequest,
    official: Official,
    key: string,
    text: string,
  ): Promise<MessageBody[]> => {
    const { number } = request;
    switch (key) {
      case 'answer':
      case 'abandon': {
        const answer =
          key === 'answer' ? readAnswer(text, fallbackOf(request)) : ({ kind: 'abandoned', text } as const);
        const outcome = await desk.answer(tx, request, official, answer);
        return outcome.sent
          ? say(`${number} 已答复「${ANSWERS[answer.kind].zh}」,已发给申请人。告知书在监督台下载。`)
          : say(`「${ANSWERS[answer.kind].zh}」已送审签:${namesOf(outcome.waitsFor)}。同意后发给申请人。`);
      }
      case 'supplement': {
        const by = await desk.askSupplement(tx, request, official, text, workdaysIn(text));
        return say(`${number} 已告知补正,申请人在 ${formatDay(by)} 前补正。收到补正起期限重新计算。`);
      }
      case 'extend': {
        const outcome = await desk.extend(tx, request, official, text, workdaysIn(text));
        return outcome.sent
          ? say(`${number} 已延期,已告诉申请人。`)
          : say(`${number} 延期已送审签:${namesOf(outcome.waitsFor)}。同意以前,期限不变。`);
      }
      case 'consult':
        return consult(tx, request, official, text);
      case 'list':
        return say(await desk.listForPublication(tx, request, official, text));
      case 'keep':
        return say(await desk.keepBack(tx, request, official, text));
      case 'reason':
        await desk.askReason(tx, request, official);
        return say(`${number} 已请申请人说明理由。`);
      case 'defer': {
        const [until] = daysIn(text, today());
        if (!until) return say('没有看到日期。请再回复「延迟答复」,写明延到哪天、为什么。');
        await desk.defer(tx, request, official, until, text);
        return say(`${number} 已延迟到 ${formatDay(until)},已告诉申请人。`);
      }
      default:
        return say('这张卡片现在不能这样办理。');
    }
  };

  const consult = async (
    tx: Tx,
    request: FiledRequest,
    official: Official,
    text: string,
  ): Promise<MessageBody[]> => {
    const units = await tx.unit.findMany({
      where: { active: true },
      select: { code: true, name: true, aliases: true },
    });
    const unit = unitsIn(text, units).find(({ code }) => code !== request.unitCode);
    const [whom, ...about] = text.split(/[,,::;;。\n]/);
    const consultation = await desk.consult(tx, request, official, {
      kind: unit ? 'co-agency' : 'third-party',
      whom: unit?.name ?? whom!.trim(),
      about: about.join(',').trim() || text.trim(),
      ...(unit ? { unitCode: unit.code } : {}),
    });
    const who = unit ? unit.name : whom!.trim();
    return say(
      `${request.number} 已征求${who}的意见,期限暂停,最迟 ${formatDay(consultation.due)}。${unit ? '' : '征求意见书在监督台下载。'}`,
    );
  };

  /** Keys of 同意公开 and 同意 typed. */
  const OPINION_KEYS: Readonly<Record<string, string>> = {
    approve: 'agree',
    grant: 'agree',
    refuse: 'object',
  };

  const opine = (session: Session, official: Official, card: Card, pressed: string, text?: string): Plan => {
    const key = OPINION_KEYS[pressed] ?? pressed;
    if (key === 'object' && text === undefined) return awaitText(session, key, card, ASK.object!);
    const consultationId = card.id.split(':')[1]!;
    return attempt(session, async (tx) => {
      const { request } = await desk.forConsulted(tx, consultationId, official);
      if (key === 'delivered') {
        const due = await desk.markDelivered(tx, request, consultationId, official, today());
        return say(
          `${request.number}:今天送达,意见到 ${formatDay(due)} 截止。意见回来,回复「第三方同意」或「第三方不同意」。`,
        );
      }
      if (key !== 'agree' && key !== 'object') return say('请点卡片上的按钮。');
      const opinion = key === 'agree' ? 'agrees' : 'objects';
      await desk.takeOpinion(tx, request, consultationId, official, opinion, text ?? '');
      return say(`${request.number} 的意见已记下:${key === 'agree' ? '同意公开' : '不同意公开'}。`);
    });
  };

  /** A number: the request as a card, so that the next word is about it. */
  const show = async (db: Db, session: Session, official: Official, number: string): Promise<Plan> => {
    const found = await lookUp(db, number, official);
    if (typeof found === 'string') return refuse(session, found);
    return attempt(session, async (tx) => {
      await sendCards(
        tx,
        deps,
        { type: 'request', id: found.id },
        [official],
        deskCard('信息公开申请', found),
      );
      return say(
        [`申请 ${found.number}`, desk.contentOf(found), '期限这样算:', stepLines(desk.stepsOf(found))].join(
          '\n',
        ),
      );
    });
  };

  const lookUp = async (db: Db, number: string, official: Official): Promise<FiledRequest | string> => {
    try {
      return await desk.forOfficial(db, { number: number.toUpperCase() }, official);
    } catch (error) {
      if (error instanceof AppError && error.tell) return error.tell;
      throw error;
    }
  };

  return {
    press,
    /** A request's number, or a word with its sentence in one message. */
    async type(
      db: Db,
      session: Session,
      official: Official,
      text: string,
      /** The latest card about a request. */
      latest: () => Promise<Card | undefined>,
    ): Promise<Plan | undefined> {
      if (NUMBER.test(text.trim())) return show(db, session, official, text.trim());
      const match = WORD_AND_TEXT.exec(text.trim());
      if (!match) return undefined;
      const card = await latest();
      if (!card) return undefined;
      return press(db, session, official, card, REQUEST_WORDS[match[1]!]!, match[2]);
    },
  };
}

const namesOf = (people: readonly Official[]): string => people.map(({ name }) => name).join('、');

/** '10个工作日' in what was written. */
const workdaysIn = (text: string): number | undefined => {
  const n = /(\d{1,3})\s*个?工作日/.exec(text.normalize('NFKC'))?.[1];
  return n ? Number(n) : undefined;
};
