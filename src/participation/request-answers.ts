/**
 * Kinds of answer to an information request 答复种类, what each has to say, and the way to complain of it 救济途径.
 * 政府信息公开条例第三十至三十九条, 第五十一条; 行政复议法第二十条, 第二十三条第一款第四项; 行政诉讼法第四十五、四十六条. Pure.
 */
import { formatDay, type Day } from '../kit/day.ts';
import { InputError } from '../kit/errors.ts';

export type AnswerKind =
  | 'published'
  | 'disclosed'
  | 'partial'
  | 'withheld'
  | 'absent'
  | 'elsewhere'
  | 'repeated'
  | 'special'
  | 'processing'
  | 'unclear'
  | 'grievance'
  | 'publication'
  | 'reissue'
  | 'excessive'
  | 'abandoned'
  | 'corrected'
  | 'uncorrected';

export interface AnswerRule {
  /** The word staff type and citizens read. */
  zh: string;
  en: string;
  basis: string;
  /** What the sentence behind the word has to say. */
  needs: string;
  /** A ground of articles 14 to 16 must be named. */
  grounds?: true;
  /** Refuses something: the leader signs it before it leaves 审签. */
  refuses?: true;
  /** 复议前置: no lawsuit before administrative reconsideration. */
  reviewFirst?: true;
  /** Given for a request to correct a record (第四十一条), not for one to disclose. */
  correction?: true;
  /** The opening sentence of the letter. */
  opens: string;
}

const ARTICLE = '政府信息公开条例';

export const ANSWERS: Readonly<Record<AnswerKind, AnswerRule>> = {
  disclosed: {
    zh: '予以公开',
    en: 'disclosed',
    basis: `${ARTICLE}第三十六条第(二)项`,
    needs: '写公开的内容,或者去哪里、什么时候、怎么拿',
    opens: '您申请的信息可以公开。',
  },
  published: {
    zh: '已主动公开',
    en: 'already public',
    basis: `${ARTICLE}第三十六条第(一)项`,
    needs: '写在哪里能看到(网址、公报、地点)',
    opens: '您申请的信息已经主动公开。',
  },
  partial: {
    zh: '部分公开',
    en: 'disclosed in part',
    basis: `${ARTICLE}第三十七条`,
    needs: '写公开的内容,再写哪部分不公开、为什么',
    grounds: true,
    refuses: true,
    reviewFirst: true,
    opens: '您申请的信息作区分处理后,可以公开的部分提供给您,其余部分不予公开。',
  },
  withheld: {
    zh: '不予公开',
    en: 'withheld',
    basis: `${ARTICLE}第三十六条第(三)项`,
    needs: '写依据(国家秘密、商业秘密、个人隐私、内部事务、过程性信息、执法案卷…)和理由',
    grounds: true,
    refuses: true,
    reviewFirst: true,
    opens: '您申请的信息决定不予公开。',
  },
  absent: {
    zh: '信息不存在',
    en: 'does not exist',
    basis: `${ARTICLE}第三十六条第(四)项`,
    needs: '写在哪里检索过、怎么检索的',
    refuses: true,
    opens: '经检索,没有您申请公开的信息,该政府信息不存在。',
  },
  elsewhere: {
    zh: '不属于本机关',
    en: 'another organ’s',
    basis: `${ARTICLE}第三十六条第(五)项`,
    needs: '写理由;知道归谁的,写单位名称和联系方式',
    opens: '您申请的信息不属于本机关负责公开。',
  },
  repeated: {
    zh: '重复申请',
    en: 'repeated',
    basis: `${ARTICLE}第三十六条第(六)项`,
    needs: '写上次答复的编号和日期',
    refuses: true,
    opens: '您申请的信息本机关已经答复过,不予重复处理。',
  },
  special: {
    zh: '另有规定',
    en: 'governed by other law',
    basis: `${ARTICLE}第三十六条第(七)项`,
    needs: '写依照哪部法律、行政法规,到哪里办(如工商、不动产登记资料查询)',
    refuses: true,
    opens: '您申请的信息,法律、行政法规对获取另有规定,请依照规定办理。',
  },
  processing: {
    zh: '需要加工',
    en: 'would need processing',
    basis: `${ARTICLE}第三十八条`,
    needs: '写为什么没有现成信息、要怎样加工分析',
    refuses: true,
    opens: '您申请的信息没有现成的,需要加工、分析,不予提供。',
  },
  unclear: {
    zh: '仍不明确',
    en: 'still unclear',
    basis: `${ARTICLE}第三十条`,
    needs: '写补正以后还有哪里不明确',
    refuses: true,
    opens: '补正以后申请内容仍不明确,无法提供。',
  },
  grievance: {
    zh: '信访投诉举报',
    en: 'a grievance',
    basis: `${ARTICLE}第三十九条第一款`,
    needs: '写应该走哪个渠道、怎么联系',
    refuses: true,
    opens: '您提出的属于信访、投诉、举报,不作为政府信息公开申请处理。',
  },
  publication: {
    zh: '公开出版物',
    en: 'a publication',
    basis: `${ARTICLE}第三十九条第二款`,
    needs: '写获取的途径',
    opens: '您申请的是公报、报刊、书籍等公开出版物,请按下面的途径获取。',
  },
  reissue: {
    zh: '重新出具',
    en: 'confirm again',
    basis: `${ARTICLE}第三十六条第(六)项`,
    needs: '写信息已经怎样获取,为什么不再确认或出具',
    refuses: true,
    opens: '您要求确认或重新出具已经获取的信息,不予处理。',
  },
  excessive: {
    zh: '不予处理',
    en: 'excessive, not processed',
    basis: `${ARTICLE}第三十五条`,
    needs: '写数量、频次怎样明显超过合理范围,申请人的理由为什么不合理',
    refuses: true,
    opens: '您的申请数量、频次明显超过合理范围,说明的理由不合理,不予处理。',
  },
  abandoned: {
    zh: '视为放弃',
    en: 'abandoned',
    basis: `${ARTICLE}第三十条`,
    needs: '写补正期限到哪天、没有收到补正',
    opens: '您没有在期限内补正,视为放弃申请,不再处理。有正当理由的,可以重新申请。',
  },
  corrected: {
    zh: '已更正',
    en: 'corrected',
    basis: `${ARTICLE}第四十一条`,
    needs: '写改成了什么',
    correction: true,
    opens: '您要求更正的信息,审核属实,已经更正。',
  },
  uncorrected: {
    zh: '不予更正',
    en: 'not corrected',
    basis: `${ARTICLE}第四十一条`,
    needs: '写为什么不更正;不归本机关的,写已转给哪个单位或该找哪个单位',
    correction: true,
    refuses: true,
    opens: '您要求更正的信息,审核后没有更正。',
  },
};

/** Grounds on which information is withheld, as the national table of the annual report counts them. 不予公开的依据 */
export const GROUNDS = {
  stateSecret: { zh: '国家秘密', basis: `${ARTICLE}第十四条`, words: /国家秘密|涉密/ },
  forbidden: { zh: '法律行政法规禁止公开', basis: `${ARTICLE}第十四条`, words: /禁止公开/ },
  safety: {
    zh: '危及三安全一稳定',
    basis: `${ARTICLE}第十四条`,
    words: /(国家|公共|经济)安全|社会稳定|三安全/,
  },
  thirdParty: {
    zh: '商业秘密或个人隐私,会损害第三方',
    basis: `${ARTICLE}第十五条`,
    words: /商业秘密|个人隐私|隐私|第三方/,
  },
  internal: {
    zh: '内部事务信息',
    basis: `${ARTICLE}第十六条第一款`,
    words: /内部(事务|管理|工作)|人事管理|后勤管理|工作流程/,
  },
  process: {
    zh: '过程性信息',
    basis: `${ARTICLE}第十六条第二款`,
    words: /过程性|讨论记录|过程稿|磋商信函|请示报告/,
  },
  enforcement: { zh: '行政执法案卷', basis: `${ARTICLE}第十六条第二款`, words: /执法案卷|案卷/ },
} as const;

export type Ground = keyof typeof GROUNDS;

export interface Answer {
  kind: AnswerKind;
  /** What is said: the content, or the reason. */
  text: string;
  ground?: Ground;
}

const MIN_TEXT = 4;

/** Other words that people type for a kind. */
const SYNONYMS: readonly (readonly [RegExp, AnswerKind])[] = [
  [/^(不公开|拒绝公开)/, 'withheld'],
  [/^(不存在|没有这个信息|无此信息)/, 'absent'],
  [/^(非本机关|不归本机关|不归我单位|不属于我单位)/, 'elsewhere'],
  [/^(主动公开|已经公开|已公开)/, 'published'],
  [/^(可以公开|同意公开|公开|提供)(?=[:,。\s])/, 'disclosed'],
];

const kinds = Object.keys(ANSWERS) as AnswerKind[];

/** Kinds that fit what was asked, in the order they are offered. */
export const kindsFor = (request: { kind: string }): AnswerKind[] =>
  kinds.filter((kind) => (ANSWERS[kind].correction ?? false) === (request.kind === 'correction'));

/**
 * Reads what an officer wrote: the kind is the word it begins with, else what was asked for is given. A ground is read
 * from the reason. Throws InputError that says what is still missing.
 */
export function readAnswer(written: string, fallback: AnswerKind = 'disclosed'): Answer {
  const text = written.trim();
  const named = kinds.find((kind) => text.startsWith(ANSWERS[kind].zh));
  const kind = named ?? SYNONYMS.find(([words]) => words.test(text))?.[1] ?? fallback;
  const word = named
    ? ANSWERS[named].zh
    : (SYNONYMS.find(([words]) => words.test(text))?.[0].exec(text)?.[0] ?? '');
  return checkAnswer({ kind, text: text.slice(word.length).replace(/^[\s::,,。、—-]+/, '') });
}

/** Adds the ground that the reason names. Throws InputError that says what is still missing. */
export function checkAnswer(answer: Answer): Answer {
  const rule = ANSWERS[answer.kind];
  const text = answer.text.trim();
  if ([...text].length < MIN_TEXT)
    throw new InputError(`An answer of kind ${answer.kind} says too little.`, {
      tell: `「${rule.zh}」还要${rule.needs}。请再写一次,例如:${rule.zh}:……`,
    });
  if (!rule.grounds) return { kind: answer.kind, text };
  const ground = answer.ground ?? groundIn(text);
  if (!ground)
    throw new InputError('No ground for withholding.', {
      tell: `「${rule.zh}」要写明依据。请写上其中一个:${Object.values(GROUNDS)
        .map(({ zh }) => zh)
        .join('、')}。`,
    });
  return { kind: answer.kind, text, ground };
}

function groundIn(text: string): Ground | undefined {
  return (Object.keys(GROUNDS) as Ground[]).find((ground) => GROUNDS[ground].words.test(text));
}

export interface RemedyFacts {
  kind: AnswerKind;
  /** Where reconsideration is asked for, e.g. 清和县人民政府. */
  reviewer: string;
  /** Last days, when the answer came today: sixty days, six months. */
  reviewBy: Day;
  sueBy: Day;
}

/** How to complain, with the days. Every answer has it. */
export function remedyText({ kind, reviewer, reviewBy, sueBy }: RemedyFacts): string {
  const review = `收到之日起 60 日内(${formatDay(reviewBy)}前)向${reviewer}申请行政复议`;
  return ANSWERS[kind].reviewFirst
    ? `不服的,${review}。不予公开的,要先申请行政复议;对复议决定不服,收到复议决定书之日起 15 日内向人民法院起诉。`
    : `不服的,可以${review},或者 6 个月内(${formatDay(sueBy)}前)向人民法院起诉。`;
}

/** The answer in the words the applicant reads; the letter says the same. */
export function answerText(answer: Answer, remedy: string): string {
  const rule = ANSWERS[answer.kind];
  const ground = answer.ground && GROUNDS[answer.ground];
  return [
    rule.opens,
    answer.text,
    `依据:${rule.basis}${ground ? `、${ground.basis}(${ground.zh})` : ''}。`,
    remedy,
  ].join('\n');
}
