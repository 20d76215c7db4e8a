/**
 * Publishing by chat: which item, title, summary, source, the particulars of its class; then exactly what citizens will see, and
 * a yes. It goes to a second person as a card, and is public when they agree.
 */
import { dayOf } from '../../kit/day.ts';
import { previewOf } from '../../answers/preview.ts';
import { findCategory, type Category } from '../../disclosure/categories.ts';
import { findDisclosure, type Disclosure, type ItemFile } from '../../disclosure/disclosures.ts';
import { openObligations } from '../../disclosure/obligations.ts';
import { draftItem, publish, rewrite, submit, type Content } from '../../disclosure/publication.ts';
import { reviewersOf } from '../../disclosure/second-look.ts';
import { findUnit, type Official } from '../../people/officials.ts';
import { clausesOf } from '../../participation/clauses.ts';
import type { Db, Tx } from '../../store/database.ts';
import type { MessageBody } from '../../outbox/message.ts';
import { isCancel, withFlow, withoutFlow } from '../flows/flow.ts';
import { offer, plainPlan, say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, momentOf, type OfficialDeps } from './cards.ts';
import { nextQuestion, readParticular } from './particulars.ts';
import { categoriesOf, given, isDraft, type Draft } from './publish-draft.ts';
import { sendForReview } from './review.ts';
import type { SentFiles, SentMedia } from './sent-files.ts';

export const PUBLISH_FLOW = 'official-publish';
/** 发布, and what it is to be: 发布草案 is put before the public to speak on, 发布听证 announces a hearing. */
const PUBLISH_WORD = /^(我要)?(发布|公开)(信息|一条|草案|听证(公告)?)?[。!]?$|^(写|新)(公开|信息)[。!]?$/;
export const isPublishWord = (text: string): boolean => PUBLISH_WORD.test(text.trim());
/** All of a long draft has come. */
const COMPLETE = /^(完|完了|写完了?|发完了?|没有了)[。!]?$/;
const MAX_BODY = 20_000;

export const MAX_SUMMARY = 200;
const ASK_SOURCE =
  '全文在哪里?请发图片或网址,或把网页转发过来;没有,把正文发来。Word、Excel、PDF 在企业微信里发不过来的,回复 上传,到网页上传。';

export function createPublishing(deps: OfficialDeps, sentFiles: SentFiles) {
  const flow = (session: Session, draft: Draft): Session =>
    withFlow(withoutFlow(session), PUBLISH_FLOW, draft);
  const ask = (session: Session, draft: Draft, text: string): Plan =>
    plainPlan('action', 'flow', say(text), flow(session, draft));

  const begin = async (db: Db, official: Official, session: Session, word = ''): Promise<Plan> => {
    const what = /草案/.test(word) ? '征求意见' : /听证/.test(word) ? '听证' : undefined;
    if (what) {
      const village = /^V/.test((await categoriesOf(db, official))[0]?.code ?? '');
      const draft: Draft = {
        step: 'title',
        category: village ? 'V10' : 'G2',
        particulars: { stage: what },
      };
      return ask(
        session,
        draft,
        what === '听证'
          ? '听证公告的标题是什么?例如:某某方案听证会公告。'
          : '草案的标题是什么?例如:某某办法(征求意见稿)。',
      );
    }
    const open = (await openObligations(db, official.unitCode)).slice(0, 7);
    const choices = [
      ...open.map(({ id, title }) => ({ id, label: title })),
      { id: 'new', label: '新写一条' },
    ];
    const offered = offer(
      flow(session, { step: 'which', particulars: {} }),
      '要公开哪一项?',
      choices,
      '回复数字选一项。不发了,回复 取消。',
    );
    return plainPlan('action', 'flow', offered.say, offered.session);
  };

  const step = async (
    db: Db,
    official: Official,
    session: Session,
    text: string,
    choice: string | undefined,
  ): Promise<Plan> => {
    const draft = session.flow!.state as Draft;
    if (isCancel(text)) return plainPlan('action', 'action', say('好的,没有发布。'), withoutFlow(session));
    switch (draft.step) {
      case 'which':
        return choose(db, official, session, draft, choice);
      case 'category':
        return takeCategory(db, official, session, draft, text, choice);
      case 'title':
        return takeTitle(db, official, session, draft, text.trim());
      case 'summary':
        return takeSummary(db, official, session, draft, text.trim());
      case 'source':
        return takeSource(db, official, session, draft, text.trim());
      case 'particular':
        return takeParticular(db, official, session, draft, text);
      case 'confirm':
        return finish(db, official, session, draft, text, choice);
    }
  };

  const choose = async (
    db: Db,
    official: Official,
    session: Session,
    draft: Draft,
    choice: string | undefined,
  ): Promise<Plan> => {
    if (choice === undefined) return begin(db, official, session);
    if (choice === 'new') return askCategory(db, official, session, draft);
    const obligation = await db.obligation.findUnique({ where: { id: choice } });
    if (!obligation) return begin(db, official, session);
    const item = obligation.disclosureCode ? await findDisclosure(db, obligation.disclosureCode) : undefined;
    const category = item?.category ?? /^recurrence:[^:]+:([^:]+):/.exec(obligation.key)?.[1];
    const next: Draft = {
      ...draft,
      obligationId: obligation.id,
      title: obligation.title.slice(0, 200),
      particulars: item ? { ...item } : {},
      ...(item ? { code: item.code } : {}),
      ...(category ? { category } : {}),
    };
    return category
      ? ask(session, { ...next, step: 'summary' }, askSummary(next.title!))
      : askCategory(db, official, session, next);
  };

  /** The classes that the kind of unit publishes. */
  const askCategory = async (db: Db, official: Official, session: Session, draft: Draft): Promise<Plan> => {
    const choices = await categoriesOf(db, official);
    const offered = offer(
      flow(session, { ...draft, step: 'category' }),
      '属于哪一类?',
      choices.slice(0, 9).map(({ code, name }) => ({ id: code, label: `${code} ${name}` })),
      choices.length > 9
        ? `回复数字。别的类写编号:${choices
            .slice(9)
            .map(({ code }) => code)
            .join('、')}。`
        : '回复数字选一类。',
    );
    return plainPlan('action', 'flow', offered.say, offered.session);
  };

  const takeCategory = async (
    db: Db,
    official: Official,
    session: Session,
    draft: Draft,
    text: string,
    choice: string | undefined,
  ): Promise<Plan> => {
    const code =
      choice ??
      /[A-Z]\d{1,2}[a-e]?/.exec(
        text
          .toUpperCase()
          .replace(/([A-Z]\d)([A-E])$/, (_all, head: string, tail: string) => head + tail.toLowerCase()),
      )?.[0];
    const known = (await categoriesOf(db, official)).find((category) => category.code === code);
    if (!known) return askCategory(db, official, session, draft);
    const next = { ...draft, category: known.code };
    return draft.title
      ? ask(session, { ...next, step: 'summary' }, askSummary(draft.title))
      : ask(session, { ...next, step: 'title' }, '标题是什么?');
  };

  const askSummary = (title: string): string =>
    `「${title}」:请用几句话写明白,群众先看到这一段。最多 ${MAX_SUMMARY} 个字。`;

  const takeTitle = async (
    _db: Db,
    _official: Official,
    session: Session,
    draft: Draft,
    title: string,
  ): Promise<Plan> => {
    if (title.length < 4 || title.length > 100) return ask(session, draft, '标题写 4 到 100 个字。');
    return ask(session, { ...draft, title, step: 'summary' }, askSummary(title));
  };

  const takeSummary = async (
    db: Db,
    official: Official,
    session: Session,
    draft: Draft,
    summary: string,
  ): Promise<Plan> => {
    const length = [...summary].length;
    if (length > MAX_SUMMARY)
      return ask(session, draft, `有 ${length} 个字,请缩到 ${MAX_SUMMARY} 个字以内再发。`);
    if (length < 5) return ask(session, draft, askSummary(draft.title!));
    const next = { ...draft, summary };
    const wanted = isDraft(draft)
      ? '请把草案全文发来,一条一条写:第一条……,群众可以逐条提意见。长的分几条消息发,发完回复 完。'
      : ASK_SOURCE;
    return draft.url || draft.body || (draft.files && !isDraft(draft))
      ? goOn(db, official, session, next)
      : ask(session, { ...next, step: 'source' }, wanted);
  };

  const takeSource = (
    db: Db,
    official: Official,
    session: Session,
    draft: Draft,
    text: string,
  ): Promise<Plan> | Plan => {
    if (/^(到?网页)?上传(文件|附件)?$/.test(text)) return toPage(official, session, draft);
    const url = /https?:\/\/[^\s,。;、)>]+/.exec(text)?.[0];
    if (isDraft(draft)) return takePiece(db, official, session, draft, text, url);
    if (!url && text.length < 5) return ask(session, draft, ASK_SOURCE);
    return goOn(db, official, session, url ? { ...draft, url } : { ...draft, body: text.slice(0, MAX_BODY) });
  };

  /** A draft comes in as many messages as it takes. */
  const takePiece = (
    db: Db,
    official: Official,
    session: Session,
    draft: Draft,
    text: string,
    url: string | undefined,
  ): Promise<Plan> | Plan => {
    const held = draft.body ?? '';
    if (COMPLETE.test(text) && (held || draft.url)) return goOn(db, official, session, draft);
    if (url)
      return ask(session, { ...draft, url }, '网址记下了。全文也发来,群众可以逐条提意见;不发了回复 完。');
    const body = held ? `${held}\n${text}` : text;
    if (body.length > MAX_BODY)
      return ask(session, draft, `全文最多 ${MAX_BODY} 个字,这一条没有收。短一些再发,或者发网址。`);
    const n = clausesOf(body).length;
    return ask(session, { ...draft, body }, `收到 ${body.length} 个字,${n} 条。接着发;发完回复 完。`);
  };

  /** WeCom hands an app pictures, but no documents: the item is kept as a draft, its page takes them. */
  const toPage = (official: Official, session: Session, draft: Draft): Plan =>
    attempt(session, async (tx) => {
      const content = { title: draft.title!, summary: draft.summary!, particulars: given(draft.particulars) };
      const code = draft.code ?? (await fresh(tx, official, draft, content));
      await rewrite(tx, momentOf(deps), official, code, content);
      await sentFiles.attach(tx, momentOf(deps), official, code, draft.files ?? []);
      const base = deps.address?.();
      return say(
        `「${draft.title}」存好了,编号 ${code}。${base ? `请打开:${base}/console/publish/${code}` : '请到监督台「公开发布」打开这一条'},上传附件,看过预览,再点 送审查。`,
      );
    });

  /** A file may come at any step; where the source is asked for, it is the answer. */
  const media = async (db: Db, official: Official, sent: SentMedia, session: Session): Promise<Plan> => {
    const draft = session.flow!.state as Draft;
    const received = await sentFiles.receive(db, sent, draft.files ?? []);
    if (!received.ok) return plainPlan('action', 'flow', say(received.why), session);
    const next = { ...draft, files: received.files };
    const got = `收到附件:${received.files.map(({ name }) => name).join('、')}。`;
    // Of a draft the text is asked for all the same, clause by clause.
    const goesOn = draft.step === 'source' ? !isDraft(draft) : ['particular', 'confirm'].includes(draft.step);
    if (goesOn) return goOn(db, official, session, next, `${got}还有就接着发。\n`);
    return plainPlan('action', 'flow', say(`${got}请接着回答上面的问题。`), {
      ...session,
      flow: { name: PUBLISH_FLOW, state: next },
    });
  };

  const takeParticular = async (
    db: Db,
    official: Official,
    session: Session,
    draft: Draft,
    text: string,
  ): Promise<Plan> => {
    const read = readParticular(draft.asked!, text, dayOf(deps.clock.now()), draft.particulars);
    if (!read) return goOn(db, official, session, draft, '没看懂。');
    return goOn(db, official, session, { ...draft, particulars: { ...draft.particulars, ...read } });
  };

  /** Asks for the next particular, or shows what citizens will see. */
  const goOn = async (
    db: Db,
    official: Official,
    session: Session,
    draft: Draft,
    before = '',
  ): Promise<Plan> => {
    const category = await findCategory(db, draft.category!);
    // A list may come as a file.
    const body = draft.body ?? draft.particulars.body ?? (draft.files ? '' : undefined);
    const has = { ...draft.particulars, body, url: draft.url };
    const question = nextQuestion(category, has);
    if (question)
      return ask(session, { ...draft, step: 'particular', asked: question.name }, before + question.ask);
    const text = await preview(db, official, draft, category!);
    const offered = offer(
      flow(session, { ...draft, step: 'confirm' }),
      `${before}群众会看到:\n\n${text}`,
      [
        { id: 'yes', label: '没有问题,送审查' },
        { id: 'title', label: '改标题' },
        { id: 'summary', label: '改摘要' },
        { id: 'no', label: '不发了' },
      ],
      '回复数字。',
    );
    return plainPlan('action', 'flow', offered.say, offered.session);
  };

  const preview = async (db: Db, official: Official, draft: Draft, category: Category): Promise<string> => {
    const unitCode = (draft.particulars.unit as string | undefined) ?? official.unitCode;
    const unit = (await findUnit(db, unitCode)) ?? undefined;
    const item = {
      status: '已公开',
      mode: '主动',
      basis: [],
      ...draft.particulars,
      code: draft.code ?? '',
      category: category.code,
      regime: category.regime,
      unit: unitCode,
      title: draft.title!,
      summary: draft.summary!,
      ...(draft.url ? { url: draft.url } : {}),
      ...(draft.body ? { body: draft.body } : {}),
      files: [...((draft.particulars.files as ItemFile[] | undefined) ?? []), ...(draft.files ?? [])],
    } as Disclosure;
    return previewOf(item, unit, dayOf(deps.clock.now()));
  };

  const finish = async (
    db: Db,
    official: Official,
    session: Session,
    draft: Draft,
    text: string,
    choice: string | undefined,
  ): Promise<Plan> => {
    if (choice === 'no') return plainPlan('action', 'action', say('好的,没有发布。'), withoutFlow(session));
    if (choice === 'title') return ask(session, { ...draft, step: 'title' }, '新的标题是什么?');
    if (choice === 'summary') return ask(session, { ...draft, step: 'summary' }, askSummary(draft.title!));
    if (choice !== 'yes' && !/^(确认|公开|送审|是|好)/.test(text)) return goOn(db, official, session, draft);
    return attempt(session, (tx) => hand(tx, official, draft));
  };

  const hand = async (tx: Tx, official: Official, draft: Draft): Promise<MessageBody[]> => {
    const moment = momentOf(deps);
    const content: Content = {
      title: draft.title!,
      summary: draft.summary!,
      ...(draft.url ? { url: draft.url } : {}),
      ...(draft.body ? { body: draft.body } : {}),
      particulars: given(draft.particulars),
    };
    const code = draft.code ?? (await fresh(tx, official, draft, content));
    await sentFiles.attach(tx, moment, official, code, draft.files ?? []);
    const { item, faults } = await submit(tx, moment, official, code, content);
    if (faults.length > 0) return say(`还不能公开:${faults.map(({ reason }) => reason).join(';')}。`);
    if ((await reviewersOf(tx, item.unit, official.userid)).length === 0) {
      await publish(tx, moment, official, code);
      return say(
        `「${item.title}」已公开,编号 ${code}。群众现在就能问到。要改回复 更正 ${code},要撤回复 撤回 ${code} 和原因。`,
      );
    }
    const to = await sendForReview(tx, deps, item, official);
    return say(`「${item.title}」已送${to}审查,编号 ${code}。通过后马上公开,我会告诉您。`);
  };

  /** An item of its own, and the obligation that asked for it now hangs on it. */
  const fresh = async (tx: Tx, official: Official, draft: Draft, content: Content): Promise<string> => {
    const { code } = await draftItem(tx, momentOf(deps), official, { ...content, category: draft.category! });
    if (draft.obligationId)
      await tx.obligation.updateMany({
        where: { id: draft.obligationId, disclosureCode: null },
        data: { disclosureCode: code },
      });
    return code;
  };

  return { begin, step, media };
}
