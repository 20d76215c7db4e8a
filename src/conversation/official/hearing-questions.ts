/** What an officer is asked for the notice of a hearing, part by part, each read from plain words. Pure. */
import { MOST_SEATS, readGroups, type HearingNotice } from '../../disclosure/hearing-notice.ts';
import type { Day } from '../../kit/day.ts';
import { daysIn } from './said.ts';

type Notice = Partial<HearingNotice>;

interface Part {
  name: string;
  isThere(notice: Notice): boolean;
  ask: string;
  read(text: string, today: Day): Notice | undefined;
}

const TIME = /(上午|下午|晚上)?\s*(\d{1,2})\s*(?:[::点时])\s*(\d{1,2}|半)?/;

/** 上午9:00, 下午2点半, 14:30: the time of day as HH:MM. */
export function timeIn(text: string): string | undefined {
  const match = TIME.exec(text.normalize('NFKC'));
  if (!match) return undefined;
  const hour = Number(match[2]) + (/下午|晚上/.test(match[1] ?? '') && Number(match[2]) < 12 ? 12 : 0);
  const minute = match[3] === '半' ? 30 : Number(match[3] ?? 0);
  if (hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

const PARTS: readonly Part[] = [
  {
    name: 'hearing-at',
    isThere: ({ at }) => at !== undefined,
    ask: '听证会哪天几点开?至少在公告 7 天以后。例如:12月20日上午9:00。',
    read(text, today) {
      const [day] = daysIn(text, today);
      const time = timeIn(text.replace(/\d{1,2}[月.\-/]\d{1,2}[日号]?/, ' '));
      return day && time ? { at: `${day}T${time}` } : undefined;
    },
  },
  {
    name: 'hearing-place',
    isThere: ({ place }) => place !== undefined,
    ask: '在哪里开?写清楚楼层和房间。',
    read: (text) => (text.length >= 2 && text.length <= 100 ? { place: text } : undefined),
  },
  {
    name: 'hearing-seats',
    isThere: ({ seats }) => seats !== undefined,
    ask: '参加名额多少个?写数字。',
    read(text) {
      const seats = Number(/\d{1,4}/.exec(text.normalize('NFKC'))?.[0] ?? 0);
      return seats >= 1 && seats <= MOST_SEATS ? { seats } : undefined;
    },
  },
  {
    name: 'hearing-signup',
    isThere: ({ signupTo }) => signupTo !== undefined,
    ask: '报名到哪天截止?从公开那天开始报名。例如:12月10日。',
    read(text, today) {
      const [signupTo] = daysIn(text, today);
      return signupTo ? { signupFrom: today, signupTo } : undefined;
    },
  },
  {
    name: 'hearing-selection',
    isThere: ({ selection }) => selection !== undefined,
    ask: '参加人怎么产生?回复 先到先得,或 抽签;分组抽签的写各组名额,例如:分组抽签,消费者 10,经营者 6,专家 4。',
    read(text) {
      if (/先到|^1/.test(text)) return { selection: '先到先得' };
      if (/分组/.test(text)) {
        const groups = readGroups(text.replace(/分组抽签|分组/, ''));
        return groups.length > 1 ? { selection: '分组抽签', groups } : undefined;
      }
      return /抽签|^2/.test(text) ? { selection: '抽签' } : undefined;
    },
  },
  {
    name: 'hearing-host',
    isThere: ({ host }) => host !== undefined,
    ask: '谁主持?主持人不能是承办单位的人。写姓名,同名的写账号。',
    read: (text) => (text.length >= 2 && text.length <= 40 ? { host: text } : undefined),
  },
];

/** The first part of the notice that is still missing. */
export function nextHearingQuestion(held: unknown): { name: string; ask: string } | undefined {
  const notice = (held ?? {}) as Notice;
  return PARTS.find(({ isThere }) => !isThere(notice));
}

/** The notice with what was answered; undefined when it is not understood, or `name` is no part of it. */
export function readHearingPart(
  name: string,
  text: string,
  today: Day,
  held: unknown,
): Record<string, unknown> | undefined {
  const read = PARTS.find((part) => part.name === name)?.read(text, today);
  return read && { hearing: { ...(held as Notice | undefined), ...read }, system: '听证' };
}
