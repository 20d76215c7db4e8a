/** What stands between an item and the public: pure checks, each fault with the field and what to do. */
import { addDays, daysBetween, weekdayOf } from '../../kit/day.ts';
import type { Category } from '../categories.ts';
import { PARTICULARS } from '../categories.ts';
import type { Disclosure } from '../disclosures.ts';

export interface Fault {
  field: string;
  /** What is missing, as the officer reads it. */
  reason: string;
  /** False: it may follow after publication, and is asked for until it does. */
  blocks: boolean;
}

/** 简洁明了: what a citizen reads first. */
export const MAX_SUMMARY = 200;
/** 政府信息公开条例第十四条至第十六条: the only grounds for keeping back. */
const GROUND = /第(十四|十五|十六|14|15|16)条/;

const fault = (field: string, reason: string, blocks = true): Fault => ({ field, reason, blocks });

/** Everything that is wrong with publishing the item as it is; empty when it may go out. */
export function faultsOf(item: Disclosure, category: Category | undefined): Fault[] {
  return [
    ...classFaults(item, category),
    ...textFaults(item),
    ...sourceFaults(item),
    ...particularFaults(item, category),
    ...noticeFaults(item),
    ...modeFaults(item),
    ...approvalFaults(item),
  ];
}

function classFaults(item: Disclosure, category: Category | undefined): Fault[] {
  if (!category) return [fault('category', `没有这个公开类别:${item.category}`)];
  return category.regime === item.regime
    ? []
    : [fault('regime', `「${category.name}」属于${category.regime}公开,不是${item.regime}公开`)];
}

function textFaults({ title, summary, body }: Disclosure): Fault[] {
  const length = [...summary.trim()].length;
  return [
    ...(title.trim() === '' ? [fault('title', '没有标题')] : []),
    ...(length === 0 ? [fault('summary', '没有摘要')] : []),
    ...(length > MAX_SUMMARY ? [fault('summary', `摘要 ${length} 个字,最多 ${MAX_SUMMARY} 个字`)] : []),
    ...(holdsPrivateNumber([title, summary, body].join('\n'))
      ? [fault('body', '文中有没隐去的身份证号或银行卡号,请先隐去')]
      : []),
  ];
}

/** An identity card number or a bank account in full. 身份证号、银行卡号 */
export const holdsPrivateNumber = (text: string): boolean =>
  /(?<!\d)\d{6}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx](?!\d)|(?<!\d)62\d{14,17}(?!\d)/.test(
    text,
  );

const sourceFaults = ({ basis, mode, regime, url, body, files = [] }: Disclosure): Fault[] => [
  ...(basis.length === 0 ? [fault('basis', '没有公开依据(法律、法规或文件)')] : []),
  ...(mode === '主动' && regime !== '内部' && !url && !body && files.length === 0
    ? [fault('url', '没有全文:请给网址、附件或正文', false)]
    : []),
];

/** `a|b`: one of them is enough. */
function particularFaults(item: Disclosure, category: Category | undefined): Fault[] {
  // A list may come as a file: 明细 in an attached table.
  const held: Record<string, unknown> = item.files?.length ? { body: '', url: '', ...item } : item;
  return (category?.required ?? [])
    .filter((name) => !name.split('|').some((one) => held[one] !== undefined && held[one] !== null))
    .map((name) => {
      const words = name.split('|').map((one) => PARTICULARS[one as keyof typeof PARTICULARS]);
      return fault(name.split('|')[0]!, `没有${words.join('或')}`, false);
    });
}

/** 公示期 that a class must have at least. */
const LEAST_NOTICE: Readonly<Record<string, { n: number; unit: '工作日' | '天' }>> = {
  I4a: { n: 5, unit: '工作日' },
  V3: { n: 30, unit: '天' },
  V9: { n: 7, unit: '天' },
};

/** The days of the posting, both ends counted; working days are Monday to Friday. */
function noticeFaults({ category, notice }: Disclosure): Fault[] {
  const least = LEAST_NOTICE[category];
  const { opens, closes, days: told } = (notice ?? {}) as { opens?: string; closes?: string; days?: number };
  if (!least || ((!opens || !closes) && told === undefined)) return [];
  if (!opens || !closes) return short(told!, least);
  const days = Array.from({ length: Math.max(0, daysBetween(opens, closes) + 1) }, (_, i) =>
    addDays(opens, i),
  );
  return short(least.unit === '天' ? days.length : days.filter((day) => weekdayOf(day) <= 5).length, least);
}

const short = (held: number, { n, unit }: { n: number; unit: string }): Fault[] =>
  held >= n ? [] : [fault('notice', `公示期 ${held} ${unit},至少要 ${n} ${unit}`)];

/** 该公开的一律公开: keeping back is the exception that must be reasoned, grounded and approved. Within the organ it is the rule. */
function modeFaults(item: Disclosure): Fault[] {
  if (item.mode === '主动' || item.regime === '内部') return [];
  const grounded =
    GROUND.test(item.ground ?? '') || item.basis.some(({ article }) => GROUND.test(article ?? ''));
  const approver = item.approvedBy ?? (item.review as { by?: string } | undefined)?.by;
  return [
    ...(item.reason ? [] : [fault('reason', `${item.mode}要写明原因`)]),
    ...(grounded
      ? []
      : [fault('ground', `${item.mode}要有法律依据:政府信息公开条例第十四条、第十五条或第十六条`)]),
    ...(approver ? [] : [fault('approvedBy', `${item.mode}要经县政府办批准`)]),
  ];
}

/** What the people's congress has not approved is not public yet (the speech, 4.2; 预算法第十四条). */
const approvalFaults = (item: Disclosure): Fault[] => [
  ...(item.needsNpcApproval === true && !item.npcApproval
    ? [fault('npcApproval', '要先经人代会审议通过,再公开')]
    : []),
  ...(item.review ? [] : [fault('review', '还没有做内容审查和保密审查')]),
];
