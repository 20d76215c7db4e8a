/** WeCom OAuth: who is the member that opened the page (developer.work.weixin.qq.com/document/path/91022, 91023). */
import { ChannelError } from '../kit/errors.ts';
import type { PlatformApi } from './platform-api.ts';

export interface WecomSignIn {
  /** Where the browser goes to be recognised; it comes back to `redirectUri` with `code` and `state`. */
  authorizeUrl(redirectUri: string, state: string): string;
  /** The member's userid; undefined for an outsider, and for a code that is bad, used or older than five minutes. */
  memberOf(code: string): Promise<string | undefined>;
}

export interface WecomSignInOptions {
  corpId: string;
  agentId: string;
  authorizeBase: string;
  api: PlatformApi;
}

/** The code is not one, or was used: the person begins anew. */
const BAD_CODES = new Set([40029, 42003, 42022]);

export function createWecomSignIn({ corpId, agentId, authorizeBase, api }: WecomSignInOptions): WecomSignIn {
  return {
    authorizeUrl(redirectUri, state) {
      const url = new URL('/connect/oauth2/authorize', authorizeBase);
      for (const [name, value] of Object.entries({
        appid: corpId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'snsapi_base',
        state,
        agentid: agentId,
      }))
        url.searchParams.set(name, value);
      return `${url.href}#wechat_redirect`;
    },
    async memberOf(code) {
      const answer = await api.get('/cgi-bin/auth/getuserinfo', { code });
      if (BAD_CODES.has(answer.errcode)) return undefined;
      if (answer.errcode !== 0)
        throw new ChannelError(`getuserinfo: errcode ${answer.errcode}.`, { errcode: answer.errcode });
      const userid = answer.userid ?? answer.UserId;
      return typeof userid === 'string' && userid !== '' ? userid : undefined;
    },
  };
}
