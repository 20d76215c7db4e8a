/** The Official Account 公众号: the token, and whether it may write to those who wrote. */
import type { WechatConfig } from '../../../config.ts';
import { fine, type Finding } from '../../../kit/finding.ts';
import { ask, explain, tokenFrom } from './ask.ts';

export async function examineWechat({ appId, secret, apiBase }: WechatConfig): Promise<Finding[]> {
  const { token, findings } = await tokenFrom('WECHAT_SECRET', `${apiBase}/cgi-bin/stable_token`, {
    grant_type: 'client_credential',
    appid: appId,
    secret,
  });
  if (!token) return findings;
  // Of the same permission as customer messages, and changes nothing.
  const permission = await ask(`${apiBase}/cgi-bin/customservice/getkflist?access_token=${token}`);
  return [
    ...findings,
    permission.errcode === 0
      ? fine('WECHAT_APP_ID', '可以发客服消息。Customer messages are allowed.')
      : explain('WECHAT_APP_ID', permission),
  ];
}
