/** The particulars of a class as form fields, and read back. */
import { html } from 'hono/html';
import type { Category } from '../../../disclosure/categories.ts';
import type { Disclosure } from '../../../disclosure/disclosures.ts';
import { MOST_DAYS, readConsultation, roundIn, WINDOW_DAYS } from '../../../disclosure/consultation.ts';
import { DOC_NO } from '../../../disclosure/events.ts';
import { InputError } from '../../../kit/errors.ts';
import { isDay } from '../../../kit/day.ts';
import type { Fields } from '../../console/form.ts';
import type { Html } from '../layout.ts';
import { drawHearing, readHearing } from './hearing-fields.ts';
import { field, pick, tick } from '../parts.ts';

type Held = Partial<Disclosure> & Record<string, unknown>;

interface Particular {
  draw(held: Held): Html;
  /** Undefined when the field is empty; throws InputError when it cannot be read. */
  read(fields: Fields): Record<string, unknown> | undefined;
}

const text = (fields: Fields, name: string, max: number): string | undefined => {
  const value = fields.get(name)?.trim();
  return value ? value.slice(0, max) : undefined;
};
const of = (value: unknown, name: string): string =>
  String((value as Record<string, unknown> | undefined)?.[name] ?? '');
const wrong = (label: string, how: string): never => {
  throw new InputError(`${label} not read`, { tell: `「${label}」没看懂,${how}。` });
};
const day = (fields: Fields, name: string, label: string): string | undefined => {
  const value = text(fields, name, 10);
  return value === undefined || isDay(value) ? value : wrong(label, '请写成 2026-11-24');
};

const RHYTHMS = [
  { value: '', text: '—' },
  { value: 'month', text: '每月' },
  { value: 'quarter', text: '每季度' },
];
const PHRASES: Readonly<Record<string, string>> = { month: '每月底前', quarter: '季度终了后15日内公布' };
const MEETINGS = ['', '全体会议', '常务会议', '办公会议', '专题会议'];

const PARTICULARS: Readonly<Record<string, Particular>> = {
  amount: {
    draw: ({ amount }) =>
      field({
        name: 'amount',
        label: '金额(元)',
        value: amount === undefined ? '' : String(amount),
        required: false,
        hint: '只写数字,例如 36000',
      }),
    read(fields) {
      const said = text(fields, 'amount', 30)?.normalize('NFKC').replaceAll(',', '');
      if (said === undefined) return undefined;
      const amount = Number(said);
      if (!Number.isFinite(amount) || amount < 0 || amount >= 1e13) wrong('金额', '只写数字,例如 36000');
      return { amount: Math.round(amount * 100) / 100 };
    },
  },
  zeroReport: {
    draw: ({ zeroReport }) =>
      tick({ name: 'zeroReport', label: '这一期没有(零报告)', checked: zeroReport === true }),
    read: (fields) => (fields.get('zeroReport') ? { zeroReport: true } : undefined),
  },
  stage: {
    draw: ({ stage }) =>
      field({
        name: 'stage',
        label: '阶段',
        value: stage ?? '',
        required: false,
        hint: '例如 草案、征求意见、决定、招标、施工、竣工、结果',
      }),
    read(fields) {
      const stage = text(fields, 'stage', 40);
      return stage === undefined ? undefined : { stage };
    },
  },
  project: {
    draw: ({ project }) =>
      field({ name: 'project', label: '项目或事项的名字', value: of(project, 'name'), required: false }),
    read(fields) {
      const name = text(fields, 'project', 80);
      return name === undefined ? undefined : { project: { name } };
    },
  },
  meeting: {
    draw: ({ meeting }) =>
      html`${pick({
        name: 'meeting',
        label: '哪种会议',
        value: of(meeting, 'type'),
        options: MEETINGS.map((value) => ({ value, text: value || '—' })),
      })}
      ${field({ name: 'meetingDay', label: '哪天开的', type: 'date', value: of(meeting, 'date'), required: false })}`,
    read(fields) {
      const type = text(fields, 'meeting', 10);
      const date = day(fields, 'meetingDay', '哪天开的');
      return type && date ? { meeting: { type, date, scope: '全社会' } } : undefined;
    },
  },
  procedure: {
    draw: ({ procedure }) =>
      field({ name: 'procedure', label: '办事事项编号', value: procedure ?? '', required: false }),
    read(fields) {
      const procedure = text(fields, 'procedure', 64);
      return procedure === undefined ? undefined : { procedure };
    },
  },
  source: {
    draw: ({ source }) =>
      field({
        name: 'docNo',
        label: '上级文号',
        value: of(source, 'docNo'),
        required: false,
        hint: '例如 清政办函〔2026〕19号',
      }),
    read(fields) {
      const said = text(fields, 'docNo', 40)?.replace(/\s/g, '');
      if (said === undefined) return undefined;
      return {
        source: {
          docNo: DOC_NO.exec(said)?.[0] ?? wrong('上级文号', '例如 清政办函〔2026〕19号'),
          kind: '上级要求',
        },
      };
    },
  },
  recurrence: {
    draw: ({ recurrence }) =>
      pick({ name: 'every', label: '多久公开一次', value: of(recurrence, 'every'), options: RHYTHMS }),
    read(fields) {
      const every = text(fields, 'every', 10) ?? '';
      return PHRASES[every] ? { recurrence: { every, phrase: PHRASES[every] } } : undefined;
    },
  },
  consultation: {
    draw: ({ consultationOf, noConsultation }) =>
      field({
        name: 'consultation',
        label: '公开征求意见的草案编号,或没有征求的原因',
        value: String(consultationOf ?? noConsultation ?? ''),
        required: false,
        hint: '作出决定的要写',
      }),
    read: (fields) => readConsultation(text(fields, 'consultation', 200) ?? ''),
  },
  commentRound: {
    draw: ({ commentRound }) =>
      html`${field({
        name: 'windowDays',
        label: '征求意见多少天(阶段是 征求意见 的才填)',
        value: String(roundIn(commentRound)?.days ?? ''),
        digits: true,
        required: false,
        hint: `一般 ${WINDOW_DAYS} 天,从公开那天起算`,
      })}
      ${field({
        name: 'shortReason',
        label: `少于 ${WINDOW_DAYS} 天的原因`,
        value: roundIn(commentRound)?.shortReason ?? '',
        required: false,
        hint: '群众会看到',
      })}`,
    read(fields) {
      const said = text(fields, 'windowDays', 4)?.normalize('NFKC');
      if (said === undefined) return undefined;
      const days = Number(said);
      if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
        wrong('征求意见多少天', '只写天数,例如 30');
      const shortReason = text(fields, 'shortReason', 200);
      return { commentRound: { days, ...(shortReason ? { shortReason } : {}) }, system: '预公开' };
    },
  },
  hearing: { draw: ({ hearing }) => drawHearing(hearing), read: readHearing },
  masked: {
    draw: ({ masked }) =>
      tick({ name: 'masked', label: '名单里的身份证号、银行卡号都隐去了', checked: masked === true }),
    read: (fields) => (fields.get('masked') ? { masked: true } : undefined),
  },
  notice: {
    draw: ({ notice }) =>
      html`${field({ name: 'opens', label: '公示从', type: 'date', value: of(notice, 'opens'), required: false })}
      ${field({ name: 'closes', label: '公示到', type: 'date', value: of(notice, 'closes'), required: false })}`,
    read(fields) {
      const opens = day(fields, 'opens', '公示从');
      const closes = day(fields, 'closes', '公示到');
      if (!opens || !closes) return undefined;
      return opens <= closes
        ? { notice: { opens, closes, kind: '公示' } }
        : wrong('公示到', '要在公示从之后');
    },
  },
};

/** Classes whose matters are put before the public before they are decided. */
const DISCUSSED: ReadonlySet<string> = new Set(['G2', 'V3', 'V10']);

/** Those the class asks for; whatever is one of several is offered too. */
const namesOf = (category: Category): string[] => [
  ...new Set(
    [
      ...category.required,
      ...(DISCUSSED.has(category.code) ? ['stage', 'commentRound', 'consultation', 'hearing'] : []),
    ]
      .flatMap((name) => name.split('|'))
      .map((name) => (name === 'matter' ? 'project' : name))
      .filter((name) => name in PARTICULARS),
  ),
];

export const drawParticulars = (category: Category, held: Held): Html[] =>
  namesOf(category).map((name) => PARTICULARS[name]!.draw(held));

export const readParticulars = (category: Category, fields: Fields): Record<string, unknown> =>
  Object.assign({}, ...namesOf(category).map((name) => PARTICULARS[name]!.read(fields) ?? {})) as Record<
    string,
    unknown
  >;
