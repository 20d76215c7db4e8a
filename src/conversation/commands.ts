/** Words that mean one thing everywhere, in the middle of another matter too. */
import { readsAsCorrection } from '../participation/request-form.ts';
import { COMMENT_FLOW, isCommentFollowUp } from './flows/comment.ts';
import { HEARING_FLOW, isHearingFollowUp } from './flows/hearing.ts';
import { followUpIn } from './flows/request-follow.ts';

const MATTERS = /^(查?看?我的(事项|办件|申请|投诉|意见|进度)|我的)[。!]?$/;
const PRIVACY =
  /^(我的(数据|个人信息|信息|资料)|(更正|修改|改)我的(信息|个人信息|电话|姓名|数据)|(删除|清除|注销)我的(数据|个人信息|信息|资料|账号)|撤回(我的)?同意|隐私(说明|政策)?)[。!]?$/;
/** 要求更正政府信息 (条例第四十一条) */
const CORRECTION = /^(我?(要|想)?(申请|要求)?更正(政府)?(信息|记录)|更正申请)[。!]?$/;
/** Of flows in which any sentence may be the answer only these break in. */
const BREAKS_IN = new Set(['matters', 'my-data']);

/** The flow that a word begins; inside another flow (`going`) only the unmistakable ones. */
export function commandIn(text: string, going: boolean): string | undefined {
  const plain = text.trim();
  const flow = MATTERS.test(plain)
    ? 'matters'
    : PRIVACY.test(plain)
      ? 'my-data'
      : isCommentFollowUp(plain)
        ? COMMENT_FLOW
        : isHearingFollowUp(plain)
          ? HEARING_FLOW
          : followUpIn(plain)
            ? 'request-follow'
            : CORRECTION.test(plain) || (/我|本人/.test(plain) && readsAsCorrection(plain))
              ? 'request'
              : undefined;
  return flow && (!going || BREAKS_IN.has(flow)) ? flow : undefined;
}
