/** Reads one clause: the rules from the most particular to the most general. */
import { meaning, type DeadlineMeaning, type Recurrence } from '../deadline-meaning.ts';
import { findAmount, type Found } from './amount.ts';
import { fixedDate } from './fixed-date.ts';
import { findTrigger } from './triggers.ts';

const EACH: readonly (readonly [RegExp, Recurrence])[] = [
  [/每周|按周|每星期|一周一次|1周1次/, 'weekly'],
  [/每个?月|按月|逐月|月度|1月1次|1个月1次|每月度/, 'monthly'],
  [/每个?季度|按季度|逐季度|每3个月|3个月1次|1季度1次|季度性/, 'quarterly'],
  [
    /每个?半年|按半年|半年度?1次|半年一次|每6个月|6个月1次|1年(?:公布|公开|更新|张榜|上墙)?(?:不少于|至少)?2次|每年(?:公布|公开|更新|至少|不少于)*2次|上、?下半年各/,
    'half_yearly',
  ],
  [/每年|每1年|按年|逐年|年度|1年1次|每个年度|一年一次/, 'yearly'],
];

/** '3个月更新1次', '一季度一公布', '三年调整一次' */
const ONCE_IN =
  /(?<![\d第年])(半|\d{1,2}|[一二三四五六])(个月|周|季度?|年)度?(?:[^\d,]{0,6}?(?:不少于|至少)?(?:一|1)次|(?:一|1)(?:公布|公开|公示|更新|清|报|结|评|调整|轮))|^(1|一)(月)(?:一|1)(?:公布|公开|公示|更新|清|报|结)/;

function onceIn(text: string): DeadlineMeaning | undefined {
  const match = ONCE_IN.exec(text);
  if (!match) return undefined;
  const [count, unit] = [match[1] ?? '一', match[2] ?? '月'];
  const n = count === '半' ? 0.5 : Number(count) || '一二三四五六'.indexOf(count) + 1;
  if (unit === '周') return n === 1 ? meaning('periodic', 'weekly') : undefined;
  return inMonths(n * (unit.startsWith('季') ? 3 : unit === '年' ? 12 : 1));
}

/** The rhythm of so many months. */
function inMonths(months: number): DeadlineMeaning | undefined {
  const recurrence = ({ 1: 'monthly', 3: 'quarterly', 6: 'half_yearly', 12: 'yearly' } as const)[months as 1];
  if (recurrence) return meaning('periodic', recurrence);
  return months > 12 && months % 12 === 0
    ? meaning('periodic', 'every_n_years', { amount: months / 12, unit: 'year' })
    : undefined;
}

type Rule = (text: string, law: string | undefined) => DeadlineMeaning | undefined;

const previousRow: Rule = (text) =>
  /^(同上|同前|〃|″)$|^(同|与)(上|前)(一|1)?(行|栏|列|条|项|款|述)?(相?同|一致)?$/.test(text)
    ? meaning('refer_previous_row', 'none')
    : undefined;

const extension: Rule = (text, law) => {
  if (!/延(长|期|迟)/.test(text)) return undefined;
  const found = findAmount(text, law);
  return (
    found &&
    meaning('extension_max', 'none', { trigger: 'original_due', amount: found.amount, unit: found.unit })
  );
};

const restart: Rule = (text, law) => {
  if (!/(重新)?(起算|计算|计)$|重新计/.test(text) || !/期限|时限|时间/.test(text)) return undefined;
  const found = findAmount(text, law);
  return meaning('restart', 'none', {
    trigger: findTrigger(text) ?? 'supplement_received',
    amount: found?.amount ?? 20,
    unit: found?.unit ?? 'workday',
  });
};

const display: Rule = (text, law) => {
  if (
    !/(公开|展示|保留|保存|留存|发布|存续|挂网|上网|公布|张贴)(的)?(期限|时限|时长|期|有效期|时间)|保留|保存|留存|展示|有效期/.test(
      text,
    )
  )
    return undefined;
  if (/之日起|征求意见|公示期|公告期|(期限|时限|时间)(为|是)?(自|从|在)/.test(text)) return undefined;
  const found = findAmount(text, law);
  if (!found || /内$|以内/.test(found.after.slice(0, 2))) return undefined;
  return meaning('display_period', 'none', { trigger: 'published', amount: found.amount, unit: found.unit });
};

const minimum: Rule = (text, law) => {
  const bare = /^(?:不得?少于|至少)(?=\d)/.test(text) ? findAmount(text, law) : undefined;
  if (bare?.after === '')
    return meaning('min_period', 'per_event', {
      trigger: 'notice_start',
      amount: bare.amount,
      unit: bare.unit,
      ambiguous: true,
    });
  if (!/公示|公告|征求意见|征集意见|听取意见|意见征集|张贴|张榜/.test(text)) return undefined;
  const found = findAmount(text, law);
  if (!found || /^(以|之)?内/.test(found.after) || found.after.startsWith('前')) return undefined;
  const posted =
    /(不少于|不得少于|不低于|不得低于|不短于|不得短于|至少|达到|满|期限?为?|时间为?|时限为?|期限?是|公示|公告|意见)(一般|通常|原则上)?为?$/.test(
      found.before.replace(/[:,]$/, ''),
    );
  if (!posted || /(之日起|后|起)$/.test(found.before)) return undefined;
  const paid = /(发放|兑付|拨付|兑现|打卡)(之)?前/.test(found.before);
  return meaning('min_period', 'per_event', {
    trigger: /意见/.test(found.before) ? 'comment_start' : 'notice_start',
    amount: found.amount,
    unit: found.unit,
    ...(paid ? { beforeEvent: 'subsidy_payment' } : {}),
  });
};

/** '听证会7日前', '开学前15日', '选举之前'. A date before 前 is another matter. */
const before: Rule = (text, law) => {
  if (/长期|永久|常年/.test(text)) return undefined;
  if (
    /\d月(\d+日|底|份)?(之|以)?前|\d日(之|以)?前(?=.*(每|次)月)|月底(之|以)?前|年底(之|以)?前|季度末|周[一二三四五六日]/.test(
      text,
    )
  )
    return undefined;
  const found = findAmount(text, law);
  if (/每|逢/.test(text) && !/开学|学期|选举|会议|听证/.test(text)) return undefined;
  if (found && /^(之|以)?前/.test(found.after)) return beforeEvent(text, found);
  if (found && /(前|提前|之前)(至少|不少于|不晚于)?$/.test(found.before)) return beforeEvent(text, found);
  if (found) return undefined;
  return /(之前|以前|前)(公开|公布|公示|发布|完成|进行|告知|公告|予以|须|应|必须|$)|事前|提前(公开|公布|公示|告知)/.test(
    text,
  )
    ? beforeEvent(text, undefined)
    : undefined;
};

function beforeEvent(text: string, found: Found | undefined): DeadlineMeaning {
  const trigger = findTrigger(text.replace(/(之|以)?前[^前]*$/, '前')) ?? 'event';
  const named = trigger !== 'published' && trigger !== 'event' && !/事前|提前/.test(text);
  return meaning('at_least_before', trigger === 'semester_start' ? 'half_yearly' : 'per_event', {
    trigger: trigger === 'published' ? 'event' : trigger,
    amount: found?.amount ?? 0,
    unit: found?.unit ?? 'day',
    ...(named ? {} : { ambiguous: true }),
  });
}

/** '每季度结束后10个工作日内', '年度终了后3个月内' */
const afterPeriod: Rule = (text, law) => {
  const match =
    /^(季度|月|年)后(?=\d)/.exec(text) ??
    /(每|本|各)?(个)?(季度|月份?|半年度?|年度?|学期|学年|周)(度)?(?:(终了|结束|完结|过后|期满|末|底)?(之|以)?后|(终了|结束)(?=\d|的))/.exec(
      text,
    );
  const found = match && findAmount(text.slice(match.index + match[0].length), law);
  if (!match || !found || !(match[5] || match[7] || match[1])) return undefined;
  const recurrence = periodName(match[3] ?? match[1]!);
  return meaning('periodic_after_end', recurrence, { amount: found.amount, unit: found.unit });
};

function periodName(word: string): Recurrence {
  if (word.startsWith('周')) return 'weekly';
  if (word.startsWith('月')) return 'monthly';
  if (word.startsWith('季')) return 'quarterly';
  if (word.startsWith('半年') || word.startsWith('学期')) return 'half_yearly';
  return 'yearly';
}

const bareCycle: Rule = (text) => {
  const match =
    /^(?:更新周期:?|周期:?)?(\d{1,2})个?(月|年|周|日|季度)$|^(?:更新周期:?)?(半年|季度|年度|月度|1季度)$/.exec(
      text,
    );
  if (!match) return undefined;
  const months = match[3]
    ? { 半年: 6, 季度: 3, '1季度': 3, 年度: 12, 月度: 1 }[match[3]]!
    : Number(match[1]) * ({ 月: 1, 年: 12, 季度: 3 }[match[2]!] ?? 0);
  const rhythm = inMonths(months);
  if (rhythm) return { ...rhythm, role: 'update_cycle' };
  return match[1] === '7' && match[2] === '日'
    ? meaning('periodic', 'weekly', { role: 'update_cycle' })
    : undefined;
};

const EMPTY_WORDS = /应当?|自|从|在|于|其|收到|接到|之日|次日|当日|起算?|之?后|的|,/g;

/** 'N之日起M日内' and its kin. */
const within: Rule = (text, law) => {
  if (/(当日|当天|即日)(内)?/.test(text) && !/\d/.test(text)) {
    const trigger = findTrigger(text.replace(/(公开|公布|公示|发布)/g, ''));
    return meaning('within_after', 'per_event', {
      trigger: trigger ?? 'event',
      amount: 0,
      unit: 'day',
      sameDay: true,
    });
  }
  const nextDay = /(次日|第2日|第2个?工作日|次1?个?工作日|下1?个?工作日)/.exec(text);
  const found = findAmount(text, law) ?? (nextDay ? nextDayAmount(text, nextDay) : undefined);
  if (!found || found.unit === 'year') return undefined;
  const inside =
    /^(以|之)?内|^,|^$|^(公开|公布|公示|答复|回复|反馈|上报|更新|完成|录入|发布|办结|回退|告知|予以|向)/.test(
      found.after,
    );
  const capped = /(不超过|不得超过|最(迟|晚|长)(不超过)?|不晚于|限时?|时限:?)$/.test(found.before);
  if (!inside && !capped && !nextDay) return undefined;
  // '超过20个工作日' is no promise.
  if (/(?<!不|不得|不能)超过$|不得?少于$/.test(found.before)) return undefined;
  const lead = found.before.replace(/(公开|公布|公示|发布)?(时限|期限|时间)[:为]?/, '');
  // A lead that names its event is not explained by what comes after the number.
  const names = /(后|起|之日)$/.test(lead) && lead.replace(EMPTY_WORDS, '').length > 1;
  const trigger =
    findTrigger(lead) ??
    (lead === '' || names
      ? undefined
      : findTrigger(text.replace(/(予以|向社会|主动)?(公开|公布|公示|发布)/g, '')));
  const bare =
    lead.replace(/(应当|应|须|在|于|自|最迟|最晚|不超过|不得超过|限|一般|原则上|承诺|办理|,|:)/g, '') === '';
  return meaning('within_after', 'per_event', {
    trigger: trigger ?? (bare ? 'info_formed_or_changed' : 'event'),
    amount: found.amount,
    unit: found.unit,
    ...(trigger === undefined && bare ? { assumedTrigger: true } : {}),
    ...(found.range ? { range: found.range } : {}),
  });
};

const nextDayAmount = (text: string, match: RegExpExecArray): Found => ({
  amount: 1,
  unit: match[0].includes('工作日') ? 'workday' : 'day',
  before: text.slice(0, match.index),
  after: text.slice(match.index + match[0].length),
});

const periodic: Rule = (text) => {
  const years = /(?:每隔?|至少每隔?|1次\/)(\d+)年|(\d+)年1次|(\d+)年(?:1|一)?(?:轮|届)/.exec(text);
  const n = years ? Number(years[1] ?? years[2] ?? years[3]) : 1;
  if (n > 1) return meaning('periodic', 'every_n_years', { amount: n, unit: 'year' });
  const each = EACH.find(([words]) => words.test(text));
  if (!each && /每个?学期/.test(text)) return meaning('periodic', 'half_yearly');
  if (each) {
    const quota = /(\d+)(条|篇|期|件|次)/.exec(text.replace(/(\d+)年\d次|1次/, ''));
    return meaning('periodic', each[1], quota && quota[2] !== '次' ? { quota: Number(quota[1]) } : {});
  }
  return /(?<!不)定期|周期性|经常性/.test(text)
    ? meaning('periodic', 'regular', { ambiguous: true })
    : undefined;
};

const immediate: Rule = (text) => {
  const stage = /逐段|(每|各|分|按).{0,4}(阶段|节点)|阶段性/.test(text);
  const vague =
    /随时|及时|适时公|尽快|尽早|第一时间|进展|进度|(时|后)[,]?(在.{0,8})?(公开|公布|公示)$|(?<![小日月年周])[时后]$|按需|(视|根据|结合).{0,6}(需要|情况|实际)/.test(
      text,
    );
  const now = /实时|即时|立即|立刻|马上|即刻|即公开|同步|同时|当场|即来即|即办|即收即/.test(text);
  if (!stage && !vague && !now) return undefined;
  if (/实时/.test(text))
    return meaning('immediate', 'continuous', { trigger: 'event', amount: 0, unit: 'day' });
  const named =
    findTrigger(
      text.replace(/(随时|及时|即时|立即)?(向社会)?(公开|公布|公示|发布|公告|更新)(栏|屏)?.*$/, ''),
    ) ?? (/同步|同时/.test(text) ? findTrigger(text) : undefined);
  const trigger = stage && named !== 'progress_stage' ? 'stage_completed' : (named ?? 'event');
  const sure = now && !/及时/.test(text);
  return meaning('immediate', 'per_event', {
    trigger: trigger === 'published' ? 'event' : trigger,
    amount: 0,
    unit: 'day',
    ...(sure ? {} : { ambiguous: true }),
  });
};

const permanent: Rule = (text) =>
  /长期|永久|常年|始终|全年/.test(text)
    ? meaning('permanent', 'continuous')
    : /(有效|存续)期?内|(公开|公布|公示|保留)至.{0,8}(失效|废止|终止|届满|结束|完成)/.test(text)
      ? meaning('permanent', 'continuous', { ambiguous: true })
      : undefined;
const ongoing: Rule = (text) =>
  /动态|持续更新|滚动|适时更新|不定期|常态化/.test(text)
    ? meaning('ongoing', 'continuous', { ambiguous: true })
    : undefined;
const external: Rule = (text) =>
  /(按|依|遵|参|根据)照?.{0,14}(规定|要求|办法|通知|文件|条例|部署|安排|法定.{0,2}(时限|期限))|(规定|要求|法定)(的)?(时限|时间|期限)|依法(依规)?(主动)?(公开|公布|公示|执行|办理)/.test(
    text,
  )
    ? meaning('external_rule', 'none', { ambiguous: true })
    : undefined;

const RULES: readonly Rule[] = [
  previousRow,
  extension,
  restart,
  bareCycle,
  display,
  minimum,
  afterPeriod,
  onceIn,
  fixedDate,
  before,
  within,
  periodic,
  permanent,
  immediate,
  ongoing,
  external,
];

/** A place of posting named in the clause. 公示栏 */
function channelOf(text: string): { channel?: string } {
  const place = /(村|居|社区|政务|公开)?(务)?公示栏/.exec(text)?.[0];
  if (place) return { channel: place };
  return /上墙|张榜|公开栏|张贴/.test(text) ? { channel: '公示栏' } : {};
}

/** The meaning of one clause in normal form; undefined when no rule fits. */
export function readClause(text: string, law: string | undefined): DeadlineMeaning | undefined {
  for (const rule of RULES) {
    const read = rule(text, law);
    if (read) return { ...read, ...(read.kind === 'compound' ? {} : channelOf(text)) };
  }
  return undefined;
}
