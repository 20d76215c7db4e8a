/** How a comment stands, in words. Pure. */
import { formatDay, type Day } from '../kit/day.ts';
import type { Comment, CommentCluster, Consultation } from '../store/generated/client.ts';

/** 采纳情况, in words. */
export const ADOPTIONS = { adopted: '采纳', partly: '部分采纳', declined: '不采纳' } as const;
export type Adoption = keyof typeof ADOPTIONS;

export type WholeComment = Comment & { consultation: Consultation; cluster: CommentCluster };

/** State and next step of a comment. What was decided is told once it is public, not before. */
export function standing(
  { withdrawnOn, consultation: { closes, toldOn }, cluster: { adoption, reason } }: WholeComment,
  today: Day,
): { state: string; next: string } {
  if (withdrawnOn) return { state: '已撤回', next: '' };
  if (toldOn && adoption)
    return {
      state: ADOPTIONS[adoption as Adoption],
      next: reason ? `理由:${reason.replace(/。$/, '')}。` : '',
    };
  return today <= closes
    ? { state: '已收到', next: `征求意见到 ${formatDay(closes)} 截止,之后公布采纳情况和理由。` }
    : { state: '正在研究', next: '采纳没采纳、为什么,会公布,也会告诉您。' };
}
