/** The one card a day about what an official owes, and the note to those who watch over others. */
import { formatDay, timeOf } from '../kit/day.ts';
import type { Card, MessageBody } from '../outbox/message.ts';

export interface DigestLine {
  id: string;
  title: string;
  due: string;
  provisional: boolean;
  level?: string;
  /** Another unit leads. */
  helps?: boolean;
}

const SHOWN = 5;

/** 剩几天、超期几天, in working days as the ladder counts them. */
const LEVELS: Readonly<Record<string, string>> = {
  'T-5': '还有 5 个工作日',
  'T-2': '还有 2 个工作日',
  'T-0': '今天到期',
  'T+1': '已超期',
  'T+3': '已超期 3 个工作日',
  'T+10': '已超期 10 个工作日',
};

const nameOf = ({ title, helps }: DigestLine): string => (helps ? `配合:${title}` : title);

/** Items by due day; with more than one, a list to choose from stands beside the buttons. */
export function digestCard(
  lines: readonly DigestLine[],
  { total = lines.length, watched = 0 }: { total?: number; watched?: number } = {},
): Card {
  const [first] = lines;
  const rest = total - Math.min(SHOWN, lines.length);
  const when = first!.level ? `,${LEVELS[first!.level] ?? ''}` : '';
  const more = [rest > 0 ? `${rest} 项` : '', watched > 0 ? `别的单位超期 ${watched} 项` : ''].filter(
    Boolean,
  );
  return {
    source: '阳光·应公开提醒',
    title: total === 1 ? nameOf(first!) : `有 ${total} 项信息该公开`,
    text: `最早 ${formatDay(first!.due)} 到期${first!.provisional ? '(暂定)' : ''}${when}。公开后点「已公开」。`,
    fields: [
      ...lines.slice(0, SHOWN).map((line) => ({ name: line.due.slice(5), value: nameOf(line) })),
      ...(more.length > 0 ? [{ name: '还有', value: more.join(',') }] : []),
    ],
    ...(lines.length > 1
      ? {
          select: {
            key: 'item',
            title: '哪一项',
            options: lines.slice(0, 10).map((line) => ({ id: line.id, label: nameOf(line) })),
          },
        }
      : {}),
    buttons: [
      { key: 'acknowledge', label: '收到' },
      { key: 'published', label: '已公开', tone: 'primary' },
      { key: 'extend', label: '申请延期' },
      { key: 'transfer', label: '转交' },
      { key: 'dispute', label: '不属于我单位' },
    ],
  };
}

export interface WatchedLine {
  title: string;
  due: string;
}

const LISTED = 8;

/** To a supervision group, the government office, the leading group, discipline: what others owe past its day. */
export const watchNotice = (lines: readonly WatchedLine[], total = lines.length): MessageBody => ({
  t: 'notice',
  title: `超期未公开 ${total} 项`,
  text: [
    ...lines.slice(0, LISTED).map((line) => `· ${line.title}(${formatDay(line.due)}到期)`),
    ...(total > LISTED ? [`还有 ${total - LISTED} 项,见监督台`] : []),
  ].join('\n'),
});

/** '已公开 李主任 14:32' */
export const settledDigest = (what: string, by: { name: string }, at: Date): string =>
  `${what} ${by.name} ${timeOf(at)}`;
