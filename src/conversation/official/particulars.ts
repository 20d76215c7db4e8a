/** The questions by which an officer gives the particulars of a class: each asked once, read from plain words. */
import type { Category } from '../../disclosure/categories.ts';
import { readConsultation, readWindow } from '../../disclosure/consultation.ts';
import type { Day } from '../../kit/day.ts';
import { nextHearingQuestion, readHearingPart } from './hearing-questions.ts';
import { daysIn } from './said.ts';

interface Question {
  ask: string;
  /** The particulars in the answer; undefined when it is not understood. */
  read(text: string, today: Day): Record<string, unknown> | undefined;
}

/** 12.5万元, 36,000, 三万: the sum in 元. */
export function amountIn(text: string): number | undefined {
  const match = /(\d[\d,]*(?:\.\d+)?)\s*(万亿|亿|万)?/.exec(text.normalize('NFKC'));
  if (!match) return undefined;
  const unit = { 万: 1e4, 亿: 1e8, 万亿: 1e12 }[match[2] ?? ''] ?? 1;
  const amount = Math.round(Number(match[1]!.replaceAll(',', '')) * unit * 100) / 100;
  return Number.isFinite(amount) && amount < 1e13 ? amount : undefined;
}

const NONE = /^(无|没有|零|0|本期无|无收支)[。.]?$/;
const YES = /^(是|对|好|隐去了|已隐去|都隐去了|确认|1)[。.]?/;

const words = (field: string, max: number) => (text: string) =>
  text.length > 0 && text.length <= max ? { [field]: text } : undefined;

const QUESTIONS: Readonly<Record<string, Question>> = {
  amount: {
    ask: '金额是多少?写数字就行,例如:36000 或 12.5万。这一期没有,回复 无。',
    read: (text) => {
      if (NONE.test(text)) return { zeroReport: true };
      const amount = amountIn(text);
      return amount === undefined ? undefined : { amount };
    },
  },
  stage: { ask: '到了哪个阶段?例如:草案、决定、招标、施工、竣工、结果。', read: words('stage', 40) },
  matter: { ask: '属于哪个项目或事项?请写名字。', read: words('project', 40) },
  project: { ask: '属于哪个项目?请写名字。', read: words('project', 40) },
  meeting: {
    ask: '是哪次会议、哪天开的?例如:常务会议 11月24日。',
    read: (text, today) => {
      const type = /(全体|常务|办公|专题)会议/.exec(text)?.[0];
      const [date] = daysIn(text, today, false);
      return type && date ? { meeting: { type, date, scope: '全社会' } } : undefined;
    },
  },
  procedure: {
    ask: '是哪个办事事项?请写它的编号,例如:QH-MZ-001。',
    read: (text) => {
      const code = /[A-Za-z]{2}[A-Za-z0-9_.-]{2,60}/.exec(text)?.[0];
      return code ? { procedure: code } : undefined;
    },
  },
  source: {
    ask: '上级文件的文号是什么?例如:清政办函〔2026〕19号。',
    read: (text) => {
      const docNo = /[\p{Script=Han}]{1,12}[〔[(]\d{4}[〕\])]\d{1,5}号/u.exec(text.replace(/\s/g, ''))?.[0];
      return docNo ? { source: { docNo, kind: '上级要求' } } : undefined;
    },
  },
  recurrence: {
    ask: '多久公开一次?回复 每月 或 每季度。',
    read: (text) =>
      /月/.test(text)
        ? { recurrence: { every: 'month', phrase: '每月底前', covers: 'previous' } }
        : /季/.test(text)
          ? { recurrence: { every: 'quarter', phrase: '季度终了后15日内公布' } }
          : undefined,
  },
  zeroReport: {
    ask: '这一期没有这类事项吗?回复 没有;有的话,写到了哪个阶段。',
    read: (text) => (NONE.test(text) ? { zeroReport: true } : { stage: text.slice(0, 40) }),
  },
  masked: {
    ask: '名单里的身份证号、银行卡号都隐去了吗?回复 是;没有隐去,请先隐去再发。',
    read: (text) => (YES.test(text) ? { masked: true } : undefined),
  },
  notice: {
    ask: '公示从哪天到哪天?例如:11月25日到12月2日。',
    read: (text, today) => {
      const [opens, closes] = daysIn(text, today, false);
      return opens && closes && opens <= closes ? { notice: { opens, closes, kind: '公示' } } : undefined;
    },
  },
  body: { ask: '请把明细发来(文字)。', read: words('body', 5_000) },
  commentRound: {
    ask: '征求意见多少天?一般 30 天,从公开那天起算,回复 30。少于 30 天要写原因,例如:15 天,因为汛期前要定下来。',
    read: readWindow,
  },
  consultation: {
    ask: '决定以前公开征求过意见吗?征求过,写草案的编号;没有,写明原因。',
    read: readConsultation,
  },
};

/** The first particular of the class that is still missing. */
export function nextQuestion(
  category: Category | undefined,
  has: Record<string, unknown>,
): { name: string; ask: string } | undefined {
  const missing = (category?.required ?? []).find(
    (name) => !name.split('|').some((one) => has[one] !== undefined && has[one] !== null),
  );
  const name =
    missing?.split('|')[0] ??
    (has.stage === '征求意见' && !has.commentRound
      ? 'commentRound'
      : asksConsultation(category, has)
        ? 'consultation'
        : undefined);
  if (name === undefined && has.stage === '听证') return nextHearingQuestion(has.hearing);
  const question = name === undefined ? undefined : QUESTIONS[name];
  return name !== undefined && question ? { name, ask: question.ask } : undefined;
}

/** 民主决策: of a decision it is asked whether people could speak before. */
const asksConsultation = (category: Category | undefined, has: Record<string, unknown>): boolean =>
  category?.code === 'G2' &&
  has.stage === '决定' &&
  !has.matter &&
  !has.commentRound &&
  !has.consultationOf &&
  !has.noConsultation;

/** `has`: what is known already, for what is asked in parts. */
export const readParticular = (
  name: string,
  text: string,
  today: Day,
  has: Record<string, unknown>,
): Record<string, unknown> | undefined =>
  QUESTIONS[name]?.read(text.trim(), today) ?? readHearingPart(name, text.trim(), today, has.hearing);
