/** How a sign-up stands, and what its receipt says. Pure. */
import { formatDay } from '../kit/day.ts';
import { whenAndWhere, type HearingFacts } from './hearing-facts.ts';
import type { Hearing, HearingSignup } from './hearing-seats.ts';

export type WholeSignup = HearingSignup & { hearing: Hearing };
/** As it was just made. */
export type Receipt = HearingSignup & { hearing: HearingFacts; ahead: number };

/** Held, and this person was not there. */
export const isOver = ({ status, hearing }: WholeSignup, now: Date): boolean =>
  status !== 'attended' && now.getTime() > hearing.heldAt.getTime() + 86_400_000;

/** State and next step of a sign-up. */
export function standing(row: WholeSignup, ahead: number, now: Date): { state: string; next: string } {
  const { hearing } = row;
  const where = whenAndWhere(hearing);
  if (isOver(row, now) && row.status !== 'cancelled') return { state: '听证会已经开过', next: '' };
  switch (row.status) {
    case 'entered':
      return { state: '已报名,等抽签', next: `${formatDay(hearing.signupTo)} 报名截止后抽签,结果会告诉您。` };
    case 'seated':
      return { state: '已有席位', next: `${where}签到码 ${row.code}。` };
    case 'waiting':
      return { state: `候补第 ${ahead + 1} 位`, next: '有人退出,马上按顺序递补,会告诉您。' };
    case 'attended':
      return {
        state: '已参加',
        next: hearing.toldOn
          ? '采纳情况已经公布。'
          : row.signedAt
            ? '笔录已签字,采纳情况会公布。'
            : hearing.minutesSealed
              ? '请核对笔录并签字。'
              : '笔录整理好后请您核对签字。',
      };
    default:
      return { state: '已取消', next: '' };
  }
}

/** What the receipt says. */
export function receiptOf(row: Receipt): string {
  const { number, hearing, code, status, ahead } = row;
  const where = whenAndWhere(hearing);
  const cancel = `去不了,回复 取消 ${number}。`;
  if (status === 'entered')
    return `报名成功,编号 ${number}。《${hearing.title}》报名人里抽签,${formatDay(hearing.signupTo)} 截止后抽,结果会告诉您。${where}${cancel}`;
  if (status === 'waiting')
    return `名额满了,您是候补第 ${ahead + 1} 位,编号 ${number}。有人退出,马上按顺序递补,会告诉您。${where}${cancel}`;
  return `报名成功,您有席位,编号 ${number}。《${hearing.title}》${where}签到码 ${code},到场时报给工作人员。${cancel}`;
}
