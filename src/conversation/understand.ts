/** What a message says: intents, what is asked, what must not be answered, and where the conversation goes with it. */
import { readFields, type Field } from '../answers/fields.ts';
import type { Matcher } from '../answers/matcher.ts';
import type { RefusalReason } from '../answers/refuse.ts';
import { cuesIn } from './understand/cues.ts';
import { readIntents, type Intent } from './understand/intents.ts';
import { readable } from './understand/normalise.ts';
import { otherRegion } from './understand/regions.ts';
import type { Risk } from './understand/risk-cues.ts';
import { readRisks } from './understand/risks.ts';

export interface Understanding {
  /** The text as it is read: slips mended, fillers gone. */
  text: string;
  /** The main one first. */
  intents: Intent[];
  fields: Field[];
  risks: Risk[];
  /** A place that is not this county. */
  region: string | undefined;
  /** Code of the unit named, if any. */
  unit: string | undefined;
  /** A reference number or receipt in the text. */
  reference: string | undefined;
  /** How sure this is; absent where nothing was read but a choice was taken. */
  heard?: Heard;
}

export interface Heard {
  /** How sure the main intent is, 0 to 1. */
  share: number;
  /** Risks that the sentence as a whole speaks of more than of anything else. */
  grave: readonly Risk[];
  /** A procedure of the county is named nearly whole. */
  named: boolean;
  /** An item of the disclosure database fits. */
  published: boolean;
}

export type Flow =
  | 'complaint'
  | 'report'
  | 'request'
  | 'comment'
  | 'hearing'
  | 'praise'
  | 'suggestion'
  | 'privacy'
  | 'progress';

export type Route =
  | { to: 'answer'; lookup: boolean }
  | { to: 'refuse'; reason: RefusalReason }
  | { to: 'flow'; flow: Flow }
  | { to: 'handoff' }
  | { to: 'emergency' }
  | { to: 'greet' }
  | { to: 'unclear' };

const REFERENCE =
  /(?<![A-Z0-9])(?:TS|SQ|YJ|TZ)-[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z])|(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)/i;
/** A procedure's name counts as said from this share of it on. */
const SAID = 0.8;
const GRAVE = 0.5;
/** Score of an item of the disclosure database that is no chance. */
const PUBLISHED = 8;

/** Learns from the examples now, so that the first person who writes does not wait for it. */
export function warmUp(matcher: Matcher): void {
  understand('想问一件事,不知道找谁', matcher);
}

/** Reads a message. Pure but for the learning from examples at the first call, which takes about a second. */
export function understand(message: string, matcher: Matcher): Understanding {
  const text = readable(message);
  const fields = readFields(text);
  const plain = withoutNames(text, matcher);
  const risky = readRisks(plain);
  const risks = risky.map(({ risk }) => risk);
  const named = (matcher.procedures(text)[0]?.said ?? 0) >= SAID;
  const [item] = matcher.disclosures(text, []);
  const { intents, share } = readIntents({ text: plain, fields, risks, matched: named });
  return {
    text,
    intents,
    fields,
    risks,
    region: otherRegion(text, matcher.places),
    unit: matcher.units(text)[0]?.record.code,
    reference: REFERENCE.exec(message)?.[0]?.toUpperCase(),
    heard: {
      share,
      named,
      grave: risky.flatMap(({ risk, share }) => (share >= GRAVE ? [risk] : [])),
      published: item !== undefined && item.score >= PUBLISHED && item.strange.length === 0,
    },
  };
}

/** Which village or office is named says nothing of what is wanted. */
function withoutNames(text: string, matcher: Matcher): string {
  return matcher.units(text).reduce((rest, { name, record: { type } }) => {
    const kind = /village/.test(type)
      ? '村里'
      : /resident/.test(type)
        ? '社区'
        : /township/.test(type)
          ? '镇上'
          : '';
    return kind ? rest.replaceAll(name, kind) : rest;
  }, text);
}

const FLOWS: Readonly<Partial<Record<Intent, Flow>>> = {
  complaint: 'complaint',
  report_corruption: 'report',
  info_request: 'request',
  comment_draft: 'comment',
  hearing_signup: 'hearing',
  praise: 'praise',
  suggestion: 'suggestion',
  privacy: 'privacy',
  progress: 'progress',
};

const REFUSED: readonly (readonly [Risk, RefusalReason])[] = [
  ['identityFishing', 'identity'],
  ['impersonation', 'identity'],
  ['secret', 'secret'],
  ['personalData', 'personalData'],
  ['injection', 'injection'],
  ['advice', 'advice'],
  ['opinion', 'opinion'],
  ['offTopic', 'offTopic'],
];
/** What is refused however the sentence sounds otherwise. */
const ALWAYS: ReadonlySet<Risk> = new Set<Risk>(['identityFishing', 'impersonation', 'secret', 'injection']);
/** Asks us to judge: no grievance, however it sounds. */
const JUDGES: ReadonlySet<Risk> = new Set<Risk>(['opinion', 'personalData']);
/** Moving here from elsewhere, or being treated elsewhere, is this county's matter. */
const CROSSES_BORDER =
  /异地|外地|跨省|外省|转(入|来|回|到)|迁(入|来|到|回)|落户到|去.{0,6}(看病|住院|旅游)|(看病|住院|就医|打工|工作|上班).{0,8}(备案|报销|医保|低保)|通行证|签注|(看病|住院|就医|医保).{0,12}(备案|刷卡|结算)|备个?案.{0,12}(看病|住院|就医|刷卡)/;
const PUBLIC_WORDS =
  /公开|公示|公布|公告|通报|名单|账|收支|预算|决算|三公|中标|招标|采购|合同|进展|进度|结果|会议|常务会|开会|任免|审计|落实|清单|目录|规划|花了|方案|报告|处罚/;
const PERIOD = /(?<!\d)(19|20)\d{2}年|去年|上半年|下半年|季度|月份|(\d{1,2}|[一二三四五六七八九十]{1,2})月/;
const OWN_CASE =
  /我(的|那|们|家|妈|爸|爹|娘|儿|女|姓|交|报|提|办|投|反映|参加|申请|打)|俺|咱家|编号|受理号|流水/;
const ENDS_ASKING =
  /(什么|啥子?|哪(里|儿|些|样|个|办)?|多少(钱|天)?|几(天|日|个工作日|多钱)?|多久|怎么(办|弄)?|咋(办|弄)?|吗|么|不|没|呢|谁|材料|证件|手续)[呀啊呢嘛哟哈?。!]*$/;
const WANTS_IT = /要一?份|给我|提供|复印|发我|想要|我要|(?<!申)请公开|申请公开[::]|查阅|调取|获取/;
const FUTURE = /(什么|啥|何|几)(时候?|时)(能|才)?.{0,4}(通|建|修|开|完工|竣工|动工|启动|公布|公开)/;
const NEVER = /从(来)?(没|不|未)|一直(没|不)|(多|几|两|三|四|五)年(没|不|都)|没人管|想告|要告/;
const WANTS_TO_SEE =
  /看(看|一?下|到)|名单|在哪(里|儿)?(看|查|公)?|怎么(调整|改|定)|给我|发我|公开|公示|公告|内容|有哪些|是什么/;
/** Who got what, what became of what: told by what a village publishes. */
const WHO_GOT =
  /(给|发|分|补|赔)(了|给)?(谁|哪些|哪几|多少人)|(谁|哪些人|哪几家)(领|得|拿|中|包|租)|花(了|在|到)|卖(了|给)|买了(多少|啥|什么|几)|租给|包给|中标|竞价|分红|被?通报了?/;
/** What came of a grievance that is known already. */
const CAME_OF_IT = /(处理|解决|整改|调查|协调)(了没|了吗|结果|得怎|情况|进展|到哪)/;
/** Sure enough that a question about a matter of the county is really something to be begun. */
const SURE_FLOW = 0.62;
const SURE_ABROAD = 0.85;
const UNSURE = 0.3;
const UNREAD: Heard = { share: 1, grave: [], named: false, published: false };

/** Where a first message goes. What must be refused is refused before anything is looked up. */
export function route(understanding: Understanding): Route {
  const { intents, region, text, heard = UNREAD } = understanding;
  const [main] = intents;
  if (main === 'emergency') return { to: 'emergency' };
  const reason = refusal(understanding, heard);
  if (reason) return { to: 'refuse', reason };
  if (main === 'injection' && heard.share >= UNSURE) return { to: 'refuse', reason: 'injection' };
  if (main === 'off_topic' && !heard.named && !heard.published) return { to: 'refuse', reason: 'offTopic' };
  const flow = isUnsure(understanding, heard) ? undefined : flowOf(understanding, heard);
  if (region && !CROSSES_BORDER.test(text) && !(flow && heard.share > SURE_ABROAD))
    return { to: 'refuse', reason: 'otherRegion' };
  if (main === 'human') return { to: 'handoff' };
  if (main === 'abuse') return intents.length > 1 ? withoutAbuse(understanding) : { to: 'handoff' };
  if (main === 'greeting') return { to: 'greet' };
  if (flow && looksUp(flow, understanding, heard)) return { to: 'answer', lookup: true };
  if (flow && !asksAboutMatter(understanding, heard)) return { to: 'flow', flow };
  if (main === 'unclear' && ([...text].length < 3 || heard.share === 1)) return { to: 'unclear' };
  const lookup =
    (main === 'disclosure_lookup' &&
      !(heard.named && heard.share < SURE_FLOW && asksPlainly(understanding) && !PUBLIC_WORDS.test(text)) &&
      (PUBLIC_WORDS.test(text) || PERIOD.test(text) || !heard.named || understanding.unit !== undefined)) ||
    (heard.published && PERIOD.test(text) && (!heard.named || PUBLIC_WORDS.test(text))) ||
    (heard.published && WHO_GOT.test(text));
  return { to: 'answer', lookup };
}

/** Sounds like many things and holds no word of the one it sounds like most. */
function isUnsure({ intents: [main], text }: Understanding, { share }: Heard): boolean {
  const flow = main && FLOWS[main];
  return flow !== undefined && share < UNSURE && !CUES_OF[flow].some((cue) => cuesIn(text).includes(cue));
}

const asksPlainly = ({ fields }: Understanding): boolean => fields.some((field) => PLAIN_FIELDS.has(field));

/** What the main intent begins; a grievance told in passing is begun before the question is answered. */
function flowOf({ intents, text }: Understanding, { published }: Heard): Flow | undefined {
  const [main] = intents;
  if (main === 'progress' && FUTURE.test(text) && !OWN_CASE.test(text)) return undefined;
  if (
    intents.includes('complaint') &&
    NEVER.test(text) &&
    (main === 'disclosure_lookup' || main === 'procedure')
  )
    return published && main === 'disclosure_lookup' ? undefined : 'complaint';
  return main && FLOWS[main];
}

const withoutAbuse = (understanding: Understanding): Route =>
  route({
    ...understanding,
    intents: understanding.intents.slice(1),
    risks: [],
    ...(understanding.heard ? { heard: { ...understanding.heard, grave: [] } } : {}),
  });

/** "水价听证会参加人名单" and "污水厂批了没有" ask for what is published, not to take part and not for one's own case. */
function looksUp(flow: Flow, { text }: Understanding, { published, share }: Heard): boolean {
  if (flow === 'comment' && /采纳(情况|结果|没)/.test(text)) return true;
  if (!published) return false;
  if (flow === 'progress') return !OWN_CASE.test(text);
  if (flow === 'hearing' || flow === 'comment')
    return WANTS_TO_SEE.test(text) && !/我要|报名|参加(?!人)|意见(?!稿|采纳|情况)/.test(text);
  if (flow === 'complaint' && CAME_OF_IT.test(text) && !OWN_CASE.test(text)) return true;
  return (flow === 'report' || flow === 'complaint') && share < SURE_FLOW && PUBLIC_WORDS.test(text);
}

/** Words without which a sentence hardly begins what it sounds like. */
const CUES_OF: Readonly<Record<Flow, readonly string[]>> = {
  complaint: ['complain', 'since-then'],
  report: ['bribe', 'report', 'kin', 'official-money', 'revenge'],
  request: ['ask-copy'],
  comment: ['draft'],
  hearing: ['hearing'],
  praise: ['praise'],
  suggestion: ['suggest'],
  privacy: ['keep-private'],
  progress: ['my-case', 'how-far', 'since-then'],
};
/** Asked in so many words; the others are easily read into a grievance. */
const PLAIN_FIELDS: ReadonlySet<Field> = new Set<Field>([
  'materials',
  'fee',
  'deadline',
  'where',
  'steps',
  'who',
  'phone',
]);
const SURE_WITH_QUESTION = 0.85;

/** The sentence looks like one to begin something with, yet asks a plain question about a matter that is named. */
function asksAboutMatter(understanding: Understanding, { named, share }: Heard): boolean {
  const { text, intents, fields } = understanding;
  const flow = intents[0] && FLOWS[intents[0]];
  if (!named || !flow) return false;
  const cues = cuesIn(text);
  const cued = CUES_OF[flow].some((cue) => cues.includes(cue));
  if (fields.length === 0) return !cued && share < SURE_FLOW;
  const asking = ENDS_ASKING.test(text);
  if (
    flow === 'request' &&
    ((asking && (fields.includes('fee') || fields.includes('deadline'))) || !WANTS_IT.test(text))
  )
    return true;
  if (share < SURE_FLOW || !cued) return true;
  return share < SURE_WITH_QUESTION && asksPlainly(understanding) && asking;
}

function refusal({ text, intents, risks, fields }: Understanding, heard: Heard): RefusalReason | undefined {
  const found = REFUSED.find(([risk]) => risks.includes(risk));
  if (!found) return undefined;
  const [risk, reason] = found;
  if (ALWAYS.has(risk) || heard.grave.includes(risk)) return reason;
  const [main] = intents;
  const begun = main !== undefined && (main in FLOWS || main === 'human' || main === 'abuse');
  if (begun && (heard.share >= SURE_FLOW || /投诉|反映|举报|申请公开/.test(text)) && !JUDGES.has(risk))
    return undefined;
  return heard.named && fields.length > 0 && !JUDGES.has(risk) ? undefined : reason;
}
