/** 网页授权登录: the page where a member of the directory signs in, and the code it gives (document/path/91335, 91023). */
import { html } from 'hono/html';
import { apiError, apiOk, type Api } from '../api.ts';
import type { Member } from '../member.ts';
import type { Page } from '../platform-server.ts';
import { listed } from '../settings.ts';
import type { World } from '../world.ts';

const PATH = '/connect/oauth2/authorize';
const CODE_MS = 5 * 60_000;
const STATE = /^[a-zA-Z0-9]{0,128}$/;

export interface SignIn {
  page: Page;
  apis: Api[];
}

export function createSignIn(deps: {
  world: World;
  corpId: string;
  directory(): Promise<Member[]>;
  /** 可信域名 when none is set: where the product listens. */
  productHost(): string | undefined;
}): SignIn {
  const { world, corpId, directory, productHost } = deps;
  const codes = new Map<string, { userid: string; expires: number; used: boolean }>();

  const trusted = (host: string): boolean => {
    const { trustedHosts } = world.settings;
    const own = productHost();
    if (trustedHosts.length > 0) return listed(trustedHosts, host);
    return own !== undefined && (host === own || host === own.replace(/^127\.0\.0\.1/, 'localhost'));
  };

  /** Why the page refuses to open; undefined when it opens. */
  const refusal = (query: URLSearchParams): string | undefined => {
    if (query.get('appid') !== corpId) return '40013 appid 不是这家企业的';
    if (query.get('response_type') !== 'code') return '40035 response_type 应是 code';
    if (!['snsapi_base', 'snsapi_privateinfo'].includes(query.get('scope') ?? '')) return '40035 scope 不对';
    if (!STATE.test(query.get('state') ?? '')) return '40035 state 只能是字母和数字,最多 128 个';
    const back = URL.parse(query.get('redirect_uri') ?? '');
    if (!back) return '40035 redirect_uri 不是网址';
    return trusted(back.host) ? undefined : `50001 redirect_uri 的域名不是可信域名:${back.host}`;
  };

  const page: Page = async (url) => {
    if (url.pathname !== PATH) return undefined;
    const why = refusal(url.searchParams);
    if (why) return { status: 400, html: String(await refusedPage(why)) };
    const members = await directory();
    const userid = url.searchParams.get('userid');
    if (!userid) return { status: 200, html: String(await choicePage(url, members)) };
    const member = members.find((one) => one.userid === userid);
    if (!member) return { status: 404, html: String(await refusedPage(`企业里没有这个人:${userid}`)) };
    const code = `code-${world.ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 32)}`;
    codes.set(code, { userid: member.userid, expires: world.clock.now().getTime() + CODE_MS, used: false });
    const back = new URL(url.searchParams.get('redirect_uri')!);
    back.searchParams.set('code', code);
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    return { status: 302, location: back.href };
  };

  return {
    page,
    apis: [
      {
        path: '/cgi-bin/auth/getuserinfo',
        apps: ['app'],
        handle: ({ query }) => {
          const known = codes.get(query.get('code') ?? '');
          if (!known) return apiError(40029, 'invalid code');
          if (known.used) return apiError(42022, 'code has been used');
          known.used = true;
          if (known.expires <= world.clock.now().getTime()) return apiError(40029, 'code expired');
          return apiOk({ userid: known.userid });
        },
      },
    ],
  };
}

const frame = (body: ReturnType<typeof html>) =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>企业微信登录(模拟)</title>
        <style>
          body {
            max-width: 32rem;
            margin: 2rem auto;
            padding: 0 1rem;
            font:
              1rem/1.6 'PingFang SC',
              'Microsoft YaHei',
              'Noto Sans CJK SC',
              sans-serif;
            color: #1a1d21;
          }
          select,
          button {
            font: inherit;
            min-height: 2.75rem;
            max-width: 100%;
          }
          button {
            background: #0b4fb3;
            color: #fff;
            border: 0;
            border-radius: 0.5rem;
            padding: 0 1.5rem;
          }
          .ribbon {
            background: #fff1d6;
            color: #6b3d00;
            padding: 0.1rem 0.6rem;
          }
        </style>
      </head>
      <body>
        <p class="ribbon">模拟的企业微信 <span lang="en">Simulated WeCom</span></p>
        <main>${body}</main>
      </body>
    </html>`;

const choicePage = (url: URL, members: readonly Member[]) =>
  frame(
    html`<h1>以谁的身份登录?</h1>
      <form method="get" action="${PATH}">
        ${[...url.searchParams].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <p>
          <label for="userid">成员 <span lang="en">Member</span></label
          ><br />
          <select id="userid" name="userid">
            ${members.map(({ userid, name, unit = '', title = '' }) => html`<option value="${userid}">${[name, unit, title].filter(Boolean).join(' · ')}</option>`)}
          </select>
        </p>
        <button>登录 <span lang="en">Sign in</span></button>
      </form>`,
  );

const refusedPage = (why: string) =>
  frame(
    html`<h1>不能登录</h1>
      <p>${why}</p>`,
  );
