/** What may be said of an item of the disclosure database, by its state. */
import { formatDay } from '../../kit/day.ts';
import type { Disclosure } from '../../disclosure/disclosures.ts';
import { isPublic } from '../../disclosure/disclosures.ts';
import type { Unit } from '../../store/generated/client.ts';
import { fill } from './procedure.ts';

export function composeDisclosure(item: Disclosure, unit: Unit | undefined): string {
  const more = [
    unit ? `公开单位:${unit.name}${unit.phone ? `,电话:${unit.phone}` : ''}` : undefined,
    unit?.supervisionPhone ? `监督电话:${unit.supervisionPhone}` : undefined,
  ].filter((line) => line !== undefined);
  return fill([`【${item.title}】`, ...stateLines(item)], more);
}

function stateLines(item: Disclosure): string[] {
  if (item.status === '已撤回')
    return [
      `这条信息已撤回。原因:${(item.withdrawn as { reason?: string } | undefined)?.reason ?? '未注明'}`,
    ];
  if (item.mode === '不公开') return [`这条信息不公开。原因:${item.reason ?? '未注明'}`];
  if (item.mode === '依申请')
    return [`这条信息要申请才能看。原因:${item.reason ?? '未注明'}`, '回复 申请公开 可以马上申请,不收费。'];
  if (isPublic(item)) return publicLines(item);
  if (item.status === '待形成') return [`还没有形成。${expected(item)}`];
  return [
    `还没有公开。${item.due ? `应在 ${formatDay(item.due)} 前公开${item.provisional ? '(暂定)' : ''}。` : ''}`,
  ];
}

const expected = (item: Disclosure): string =>
  item.expected ? `计划 ${formatDay(item.expected)} 形成。` : '';

function publicLines(item: Disclosure): string[] {
  const correction = item.correction as { at?: string; reason?: string } | undefined;
  return [
    item.summary,
    ...(item.amount !== undefined ? [`金额:${formatAmount(item.amount)}`] : []),
    ...(correction?.reason ? [`已更正:${correction.reason}`] : []),
    ...(item.published ? [`公开日期:${formatDay(item.published)}`] : []),
    ...(item.url ? [`看全文:${item.url}`] : []),
  ];
}

/** 元, with 万元 where it is round. */
export function formatAmount(amount: number): string {
  if (amount >= 10_000 && amount % 100 === 0) return `${amount / 10_000}万元`;
  return `${amount}元`;
}
