/** Triage 分流: what kind of matter it is, who may see it, where it belongs. Pure rules over the words said. */
import {
  ABOVE_TITLES,
  CLEAN,
  CORRUPT_WORDS,
  DANGER,
  DISPUTE,
  FAVOUR,
  GRIEVANCE,
  OFFICIAL_WORDS,
  PLAIN_RULES,
  PRAISES,
  SELF_HARM,
  SUGGESTS,
  TURNED_TO,
  WANTS_DOCUMENT,
  type ComplaintClass,
  type Guide,
} from './triage/categories.ts';

export type { ComplaintClass, Guide } from './triage/categories.ts';

export interface Triage {
  class: ComplaintClass;
  category: string;
  /** Danger: whoever is on duty is told at once. */
  urgent: boolean;
  /** 密封: discipline only. */
  sealed: boolean;
  /** Another way the law provides for it. The matter is heard all the same, except what belongs above. */
  guide?: Guide;
}

/** What is known beside the words. */
export interface TriageFacts {
  /** The author came to report wrongdoing, so it is sealed whatever the words. 检举控告 */
  reported?: boolean;
  /** What the author came for, where they said so. */
  kind?: 'complaint' | 'suggestion' | 'praise' | 'emergency';
  /** An official of the county is named. */
  namesOfficial?: boolean;
  /** Somebody named is managed by a higher level. */
  namesHigher?: boolean;
}

/** What must not be missed comes first: wrongdoing is sealed, danger is urgent, both may hold at once. */
export function triage(text: string, facts: TriageFacts = {}): Triage {
  const said = text.normalize('NFKC').replace(/\s+/g, '');
  const urgent = DANGER.test(said) || SELF_HARM.test(said) || facts.kind === 'emergency';
  const wrong = wrongdoingIn(said, facts);
  if (wrong) {
    const above = facts.namesHigher || accusesHigher(said);
    return { class: 'E', category: wrong, urgent, sealed: true, ...(above ? { guide: 'above' } : {}) };
  }
  if (urgent) return { class: 'I', category: '紧急求助', urgent, sealed: false };
  return { ...plain(said, facts), urgent, sealed: false };
}

/** The kind of wrongdoing told of, undefined when none is. */
function wrongdoingIn(said: string, facts: TriageFacts): string | undefined {
  // What is praised for being refused is no accusation: 拒收红包.
  const accused = CLEAN.test(said) && (facts.kind === 'praise' || PRAISES.test(said)) ? '' : said;
  const named = CORRUPT_WORDS.find(({ words }) => words.test(accused))?.category;
  if (named) return named;
  // A neighbour who takes money is no official: it takes an office or a name.
  const official = facts.namesOfficial || OFFICIAL_WORDS.test(accused);
  if (official && FAVOUR.test(accused) && !CLEAN.test(accused)) return '贪污贿赂';
  return facts.reported ? '检举控告' : undefined;
}

/** Somebody above the county is spoken of, and not only as the one turned to. */
function accusesHigher(said: string): boolean {
  for (const found of said.matchAll(new RegExp(ABOVE_TITLES, 'g')))
    if (!TURNED_TO.test(said.slice(Math.max(0, found.index - 12), found.index))) return true;
  return false;
}

type Plain = Pick<Triage, 'class' | 'category' | 'guide'>;

function plain(said: string, { kind }: TriageFacts): Plain {
  if (kind === 'suggestion') return { class: 'F', category: '建议意见' };
  if (kind === 'praise') return { class: 'G', category: '表扬' };
  const dispute = DISPUTE.find(({ words }) => words.test(said));
  if (dispute) return { class: 'D', category: '申诉求决', guide: dispute.guide };
  const rule = PLAIN_RULES.find(({ words }) => words.test(said));
  if (!rule && PRAISES.test(said)) return { class: 'G', category: '表扬' };
  if (!rule && SUGGESTS.test(said)) return { class: 'F', category: '建议意见' };
  const guide = WANTS_DOCUMENT.test(said) && !GRIEVANCE.test(said) ? ({ guide: 'request' } as const) : {};
  if (rule) return { class: rule.class, category: rule.category, ...guide };
  if (isEmpty(said)) return { class: 'H', category: '内容不明' };
  return { class: 'B', category: '其他办事问题', ...guide };
}

const MIN_SUBSTANCE = 4;
const NOISE = /^(?:[^\p{L}]|测试|test|哈|呵|嘿|啊|哦|嗯|你好|在吗|不知道|没有|无)+$/iu;

/** Nothing that could be looked into: too short, or noise. Abuse with a matter in it is a matter. */
const isEmpty = (said: string): boolean => {
  const han = said.replace(/[^\p{Script=Han}]/gu, '');
  return han.length < MIN_SUBSTANCE || NOISE.test(han);
};

/** What the author reads beside the registration, in plain words with its basis. */
export const GUIDANCE: Readonly<Record<Guide, string>> = {
  court:
    '已经由法院、检察院或仲裁机构办理的事,要走法律程序:对判决不服可以上诉或申请再审。我们登记后转告政法机关,不能改判。',
  reconsideration:
    '对行政机关的决定不服,可以从知道之日起 60 日内申请行政复议(行政复议法第二十条),也可以依法起诉。投诉不影响这个期限,请别错过。',
  request:
    '想要文件、材料,走「申请公开」更快:20 个工作日内答复,不用说用途。回复 申请公开 就能办(政府信息公开条例第三十九条)。',
  above:
    '您反映的人由上级机关管理。按规定,这里不保存您说的内容。请直接拨打 12388,或到上级纪委监委反映,可以匿名。',
};
