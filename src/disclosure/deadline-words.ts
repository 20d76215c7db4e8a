/** What a 公开时限 was understood to mean, said back in plain words, so that whoever wrote the table can check it. */
import type { Anchor, DeadlineMeaning, Recurrence } from './deadline-meaning.ts';
import { isVague } from './reckon.ts';

const UNIT_WORDS = { workday: '个工作日', day: '日', month: '个月', year: '年', hour: '小时' } as const;
const EVERY: Readonly<Record<Recurrence, string>> = {
  per_event: '每次',
  once: '一次',
  weekly: '每周',
  monthly: '每月',
  quarterly: '每季度',
  half_yearly: '每半年',
  yearly: '每年',
  every_n_years: '每几年',
  regular: '定期',
  continuous: '一直',
  none: '',
};

/** '形成或变更后 20 个工作日内', '每季度首月 15 日前'; vague ones say what the law then sets. */
export function deadlineInWords(meaning: DeadlineMeaning): string {
  const said = sayKind(meaning);
  const alt = meaning.alt
    ? `;${meaning.alt.when}:${amountOf(meaning.alt.amount ?? null, meaning.alt.unit ?? null)}内`
    : '';
  const keep = meaning.keep ? ',公开后长期保留' : '';
  const vague = isVague(meaning) ? ';没有写明几天,按条例第二十六条最长 20 个工作日' : '';
  return `${said}${alt}${keep}${vague}`;
}

const amountOf = (amount: number | null, unit: DeadlineMeaning['unit']): string =>
  `${amount ?? 0} ${UNIT_WORDS[unit ?? 'day']}`;

function sayKind(meaning: DeadlineMeaning): string {
  const { kind, unit, recurrence } = meaning;
  const amount = amountOf(meaning.amount, unit);
  switch (kind) {
    case 'within_after':
      return meaning.amount === 0 ? '当天' : `起算日后 ${amount}内`;
    case 'immediate':
      return '随时,当天就公开';
    case 'fixed_date':
      return `${EVERY[recurrence]}${anchorInWords(meaning.anchor ?? {})}前`;
    case 'periodic':
      return recurrence === 'every_n_years' ? `每 ${meaning.amount ?? 1} 年一次` : `${EVERY[recurrence]}一次`;
    case 'periodic_after_end':
      return `${EVERY[recurrence]}结束后 ${amount}内`;
    case 'at_least_before':
      return meaning.amount === 0 ? '事前' : `事前至少 ${amount}`;
    case 'min_period':
      return `公示或征求意见至少 ${amount}`;
    case 'extension_max':
      return `最多延长 ${amount}`;
    case 'restart':
      return `从新的起算日重新算 ${amount}`;
    case 'display_period':
      return `公开后保留 ${amount}`;
    case 'permanent':
      return '长期公开';
    case 'ongoing':
      return '有变化就更新,每年查看一次';
    case 'external_rule':
      return '由别的规定来定,要有人录入日期';
    case 'refer_previous_row':
      return '同上一行';
    case 'compound':
      return (meaning.parts ?? []).map((part) => sayKind(part as DeadlineMeaning)).join(';');
  }
}

function anchorInWords(anchor: Anchor): string {
  const day = anchor.day === undefined ? '' : anchor.day === 'last' ? '最后一天' : ` ${anchor.day} 日`;
  if (anchor.date) return ` ${anchor.date} `;
  if (anchor.month) return ` ${anchor.month} 月${day}`;
  if (anchor.monthOfQuarter) return `第 ${anchor.monthOfQuarter} 个月${day}`;
  if (anchor.weekOfQuarter) return `第 ${anchor.weekOfQuarter} 周`;
  if (anchor.weekOfMonth) return `第 ${anchor.weekOfMonth} 周`;
  if (anchor.weekday) return `周${'一二三四五六日'[anchor.weekday - 1]}`;
  return day;
}
