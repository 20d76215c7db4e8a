/** Words that mean one thing everywhere, in the middle of another matter too. */
import { followUpIn } from './flows/request-follow.ts';

const MATTERS = /^(查?看?我的(事项|办件|申请|投诉|意见|进度)|我的)[。!]?$/;
const PRIVACY =
  /^(我的(数据|个人信息|信息|资料)|(更正|修改|改)我的(信息|个人信息|电话|姓名|数据)|(删除|清除|注销)我的(数据|个人信息|信息|资料|账号)|隐私(说明|政策)?)[。!]?$/;
/** Of flows in which any sentence may be the answer only these break in. */
const BREAKS_IN = new Set(['matters', 'my-data']);

/** The flow that a word begins; inside another flow (`going`) only the unmistakable ones. */
export function commandIn(text: string, going: boolean): string | undefined {
  const plain = text.trim();
  const flow = MATTERS.test(plain)
    ? 'matters'
    : PRIVACY.test(plain)
      ? 'my-data'
      : followUpIn(plain)
        ? 'request-follow'
        : undefined;
  return flow && (!going || BREAKS_IN.has(flow)) ? flow : undefined;
}
