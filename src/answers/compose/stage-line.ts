/** 到哪一步了: the stages of a project or decision in their order, each with the day it was public and where to read it. */
import { formatDay } from '../../kit/day.ts';
import { isPublic, type Disclosure } from '../../disclosure/disclosures.ts';

const PROGRESS =
  /到(了)?哪|哪(一)?步|哪个阶段|什么(阶段|程度|进度)|进度|进展|[建修做干]到|(什么时候|啥时候|几时|多久|哪天).{0,6}(完工|竣工|开工|动工|建[好成]|修[好通])|(完工|竣工|开工|动工|建[好成]|修[好通])(了)?(没|吗|么)/;

export const asksProgress = (text: string): boolean => PROGRESS.test(text);

/** Nothing where the matter has no other stage. What is not public is named by its stage and day alone. */
export function stageLine(
  { matter, regime }: Disclosure,
  all: readonly Disclosure[],
): { lines: string[]; items: Disclosure[] } {
  const items = matter
    ? all
        .filter(
          (item) =>
            item.matter === matter &&
            item.stage !== undefined &&
            item.regime === regime &&
            item.mode === '主动' &&
            item.status !== '已撤回',
        )
        .sort((a, b) => ((dayOf(a) || a.code) < (dayOf(b) || b.code) ? -1 : 1))
    : [];
  return items.length < 2 || regime === '内部'
    ? { lines: [], items: [] }
    : { lines: items.map(lineOf), items };
}

const dayOf = ({ formed, expected, due }: Disclosure): string => formed ?? expected ?? due ?? '';

function lineOf(item: Disclosure): string {
  const { stage, published, url, due, status } = item;
  if (isPublic(item))
    return `· ${stage}:${published ? `${formatDay(published)}公开` : '已公开'}${url ? ` ${url}` : ''}`;
  if (status === '待形成') return `· ${stage}:还没到`;
  return `· ${stage}:还没有公开${due ? `,应在${formatDay(due)}前` : ''}`;
}
