/**
 * 订阅 by chat: 「柳树湾村财务公开时告诉我」, 我的订阅, 取消订阅 2. What is meant is read by the matcher that answers questions, so
 * that 账 is 财务 here too.
 */
import type { Matcher } from '../answers/matcher.ts';
import { CATEGORIES } from '../disclosure/categories.ts';
import type { Disclosure } from '../disclosure/disclosures.ts';
import {
  follow,
  followedBy,
  unfollow,
  MAX_SUBSCRIPTIONS,
  type Subscription,
  type Topic,
} from '../disclosure/subscriptions.ts';
import { AppError } from '../kit/errors.ts';
import type { Clock } from '../kit/clock.ts';
import { dayOf } from '../kit/day.ts';
import type { Ids } from '../kit/ids.ts';
import type { Unit } from '../store/generated/client.ts';
import type { Tx } from '../store/database.ts';
import { withoutFlow } from './flows/flow.ts';
import { offer, plainPlan, say, type Plan } from './plan.ts';
import type { Session } from './session.ts';

const LIST = /^(查看?|看看?)?我的订阅(列表)?[。?!]?$|^我订阅了(什么|哪些|啥)[?]?$/;
const END =
  /^(取消|退订|不要|停止)(掉|了)?(我的)?订?阅?\s*(第\s*)?(\d{1,2}|全部|所有|全都?)?\s*(个|条|项)?[。!]?$/;
const BEGIN = /^(我?(要|想)|帮我|请|麻烦)?订阅(一下|下)?[::,\s]*(.{0,60}?)[。!]?$/;
const TELL_ME =
  /^(等|有|要是|如果|一旦|以后|下次|下回)?(.{0,50}?)(一)?(公开|公布|公示|发布|更新|出来|有(新的?)?(消息|进展|结果|动静))了?(的?时候?|以后|之后|后|的话)?[,\s]*(就|再|请|麻烦|记得|能不能|可以|帮忙)*(告诉|通知|提醒|知会)(一下|下|一声)?(我|俺|咱)[们]?(一声|一下|吧|哈|啊|好吗|行吗)?[。!?]?$/;
/** Classes so wide that the words said have to stand in the title too. */
const WIDE = /^(G[1258]|D\d|V10)$/;
const SMALL_WORDS =
  /(的|了|和|与|等|新|有|以后|情况|信息|消息|内容|公开|公布|公示|发布|项目|工程|每个?月|每个?季度|这个|那个|我们?|俺们?|村里|本村|村)/g;
/** Score of an item that is no chance, and its share of the best for one that is as likely. */
const SURE = 3.5;
const AS_LIKELY = 0.6;
const LOOKED_AT = 8;
/** The likeliest class must be so much likelier than the next, or it is asked back. */
const CLEARLY = 1.7;

export interface SubscribeDeps {
  clock: Clock;
  ids: Ids;
  matcher(): Matcher;
  disclosures(): readonly Disclosure[];
  units(): readonly Unit[];
}

export interface SubscribeTalk {
  /** Undefined when the text is about no subscription. */
  read(text: string, session: Session): Plan | undefined;
  /** A numbered choice: 公开时告诉我 under an answer, or one of several classes. */
  choose(choice: string, session: Session): Plan | undefined;
}

export function createSubscribeTalk(deps: SubscribeDeps): SubscribeTalk {
  const now = (): Date => deps.clock.now();

  const plan = (session: Session, rule: string, text: string, apply?: Plan['apply']): Plan =>
    plainPlan('subscribe', 'flow', text ? say(text) : [], withoutFlow(session), {
      evidence: { rule: `subscribe:${rule}` },
      ...(apply ? { apply } : {}),
    });

  /** Inside the turn's transaction; what the citizen may read of a refusal is said. */
  const carryOut =
    (work: (tx: Tx, citizenId: string) => Promise<string>): Plan['apply'] =>
    async (tx, { citizenId }) => {
      if (!citizenId) return say('订阅是给群众用的,请在微信里订。');
      try {
        const text = await work(tx, citizenId);
        return text ? say(text) : [];
      } catch (error) {
        if (error instanceof AppError && error.tell) return say(error.tell);
        throw error;
      }
    };

  /** Said before it is done: having it already is as good as new. */
  const begin = (topic: Topic, session: Session): Plan =>
    plan(
      session,
      'begin',
      `记下了:${topic.label}一公开就告诉您,一天最多一条。查看回复 我的订阅,取消回复 取消订阅。`,
      carryOut(async (tx, citizenId) => {
        await follow(tx, { now: now(), ids: deps.ids }, citizenId, topic);
        return '';
      }),
    );

  const list = (session: Session): Plan =>
    plan(
      session,
      'list',
      '',
      carryOut(async (tx, citizenId) => listText(await followedBy(tx, citizenId))),
    );

  const end = (which: string | undefined, session: Session): Plan =>
    plan(
      session,
      'end',
      '',
      carryOut(async (tx, citizenId) => {
        const own = await followedBy(tx, citizenId);
        const all = which !== undefined && !/\d/.test(which);
        const one = which === undefined && own.length === 1 ? own[0] : own[Number(which) - 1];
        if (own.length === 0) return listText(own);
        if (!all && !one) return `要取消哪一项?\n${listText(own)}`;
        const ended = all ? own : [one!];
        await unfollow(
          tx,
          now(),
          ended.map(({ id }) => id),
        );
        return all ? `${own.length} 项订阅都取消了。` : `取消了:${one!.topic.label}。`;
      }),
    );

  const beginAbout = (what: string, session: Session): Plan => {
    const last = session.last as { type?: string; id?: string } | undefined;
    const about = what.replace(/^[有等把给对]|[,\s]/g, '').trim();
    if (about === '' && last?.type === 'disclosure') return followItem(last.id!, session) ?? unclear(session);
    const topic = about === '' ? undefined : readTopic(about);
    if (!topic) return unclear(session);
    if (!('classes' in topic)) return begin(topic, session);
    const [only, ...others] = topic.classes;
    if (others.length > 0) return askWhich(topic.classes, topic.unit, session);
    return beginClass(only!, topic.unit, session) ?? unclear(session);
  };

  const unclear = (session: Session): Plan =>
    plan(
      session,
      'unclear',
      '想知道什么公开?请写单位和内容,例如:订阅 柳树湾村财务。'.replace('柳树湾村', sampleVillage()),
    );

  const sampleVillage = (): string => {
    const village = deps.units().find(({ type }) => type === 'village_committee');
    return village ? plainName(village) : '东门社区';
  };

  /** What the citizen means, in the terms of the disclosure database; or which of several classes it may be. */
  const readTopic = (text: string): Topic | { classes: string[]; unit: Unit | undefined } | undefined => {
    const [named] = deps.matcher().units(text);
    const unit = named?.record;
    const said = (named ? text.replace(named.name, '') : text).trim();
    const hits = deps
      .matcher()
      .disclosures(said.replace(SMALL_WORDS, ''), [], dayOf(now()))
      .slice(0, LOOKED_AT);
    const best = hits[0]?.score ?? 0;
    const likely = hits.filter(({ score }) => score >= Math.max(SURE, AS_LIKELY * best));
    const project = likely
      .map(({ record }) => projectOf(record))
      .find((one) => one && sharesName(said, one.name));
    if (project) return { label: project.name, matter: project.matter };
    const classes = classesOf(likely);
    if (classes.length === 0) return byWords(said, unit);
    if (classes.length === 1 && WIDE.test(classes[0]!)) return byWords(said, unit);
    return { classes, unit };
  };

  /** Of one class: of a village it has to be said which. */
  const beginClass = (category: string, unit: Unit | undefined, session: Session): Plan | undefined => {
    const known = CATEGORIES.find(({ code }) => code === category);
    if (!known || known.regime === '内部') return undefined;
    if (known.regime === '乡务' && !unit)
      return plan(
        session,
        'which',
        `是哪个村(社区)的${known.name}?请写在一起,例如:订阅 ${sampleVillage()}${known.name}。`,
      );
    return begin(
      {
        label: `${unit ? `${plainName(unit)}的` : ''}${known.name}`,
        category,
        ...(unit ? { unit: unit.code } : {}),
      },
      session,
    );
  };

  const askWhich = (classes: readonly string[], unit: Unit | undefined, session: Session): Plan => {
    const offered = offer(
      withoutFlow(session),
      '您想订阅哪一种?',
      classes.slice(0, 4).map((code) => ({
        id: `follow-class:${code}:${unit?.code ?? ''}`,
        label: CATEGORIES.find((one) => one.code === code)?.name ?? code,
      })),
      '回复数字。',
    );
    return plainPlan('subscribe', 'flow', offered.say, offered.session, {
      evidence: { rule: 'subscribe:which' },
    });
  };

  /** No class of its own: the words said must stand in the title. */
  const byWords = (said: string, unit: Unit | undefined): Topic | undefined => {
    const words = said
      .replace(SMALL_WORDS, ' ')
      .split(/[^\p{Script=Han}A-Za-z0-9]+/u)
      .filter((word) => word.length >= 2)
      .slice(0, 4);
    if (words.length === 0 && !unit) return undefined;
    const what = words.length > 0 ? `「${words.join(' ')}」` : '全部公开';
    return {
      label: unit ? `${plainName(unit)}的${what}` : what,
      ...(unit ? { unit: unit.code } : {}),
      ...(words.length > 0 ? { words } : {}),
    };
  };

  const followItem = (code: string, session: Session): Plan | undefined => {
    const item = deps.disclosures().find((one) => one.code === code);
    // What is kept within is not even known to be there.
    if (!item || item.regime === '内部') return undefined;
    return begin({ label: `「${item.title}」`, code }, session);
  };

  return {
    choose(choice, session) {
      const [kind, id, unit] = choice.split(':');
      if (kind === 'follow') return followItem(id ?? '', session);
      if (kind !== 'follow-class') return undefined;
      return beginClass(
        id ?? '',
        deps.units().find(({ code }) => code === unit),
        session,
      );
    },
    read(text, session) {
      const plain = text.normalize('NFKC').trim();
      if (LIST.test(plain)) return list(session);
      const ended = /订阅|退订/.test(plain) ? END.exec(plain) : null;
      if (ended) return end(ended[5], session);
      const begun = BEGIN.exec(plain)?.[4] ?? TELL_ME.exec(plain)?.[2];
      return begun === undefined ? undefined : beginAbout(begun, session);
    },
  };
}

function listText(own: readonly Subscription[]): string {
  if (own.length === 0) return '您还没有订阅。想知道什么公开,写 订阅 加单位和内容。';
  const lines = own.map(({ topic }, i) => `${i + 1} ${topic.label}`);
  return `您订阅了 ${own.length} 项(最多 ${MAX_SUBSCRIPTIONS} 项):\n${lines.join('\n')}\n取消一项,回复 取消订阅 加数字;全部取消,回复 取消订阅 全部。`;
}

/** 柳树湾村, not 柳树湾村村民委员会. */
const plainName = ({ name }: Pick<Unit, 'name'>): string =>
  name.replace(/(村民委员会|居民委员会|人民政府|办事处)$/, '').replace(/\(.*\)$/, '');

/** The likeliest class, or those that are nearly as likely. */
function classesOf(hits: readonly { record: Disclosure; score: number }[]): string[] {
  const sums = new Map<string, number>();
  for (const { record, score } of hits) sums.set(record.category, (sums.get(record.category) ?? 0) + score);
  const sorted = [...sums].sort((a, b) => b[1] - a[1]);
  const most = sorted[0]?.[1] ?? 0;
  return sorted.filter(([, sum]) => sum * CLEARLY > most).map(([category]) => category);
}

function projectOf(item: Disclosure): { name: string; matter: string } | undefined {
  if (!item.matter) return undefined;
  const project = item.project as { name?: string } | undefined;
  return { name: project?.name ?? item.title.replace(/[((].*[))]$/, ''), matter: item.matter };
}

/** Four characters in a row of the name are said. */
const sharesName = (text: string, name: string): boolean =>
  Array.from({ length: Math.max(0, name.length - 3) }, (_, i) => name.slice(i, i + 4)).some((part) =>
    text.includes(part),
  );
