/** 本地账号: who may sign in without WeCom; one-time links given out, sign-ins ended. */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import type { Context } from 'koa';
import { dayOf, timeOf } from '../../kit/day.ts';
import type { Accounts } from '../../people/accounts.ts';
import { ourAddress } from '../console/address.ts';
import type { Sessions } from '../console/session.ts';
import { requireAction, visitOf } from '../console/visit.ts';
import { showPage, type Html } from './layout.ts';
import { badge, both, field, postButton, table } from './parts.ts';

export interface AccountsDeps {
  accounts: Accounts;
  sessions: Sessions;
  publicUrl: string | undefined;
}

type Row = Awaited<ReturnType<Accounts['list']>>[number];

export function createAccountsPage({ accounts, sessions, publicUrl }: AccountsDeps): Router {
  const router = new Router({ prefix: '/console/accounts' });
  router.use(async (ctx, next) => {
    requireAction(ctx, 'accounts.manage');
    await next();
  });
  const target = (ctx: Context): string => visitOf(ctx).fields.get('userid')?.trim() ?? '';

  router.get('/', async (ctx) =>
    showPage(ctx, '本地账号', accountsBody(await accounts.list(), visitOf(ctx).csrf)),
  );
  router.post('/invite', async (ctx) => {
    const userid = target(ctx);
    const { token, until } = await accounts.invite(userid, visitOf(ctx).staff.userid);
    await sessions.endAll(userid);
    const link = `${ourAddress(ctx, publicUrl)}/console/enrol/${token}`;
    await showPage(ctx, '一次性链接', linkBody(userid, link, until));
  });
  router.post('/remove', async (ctx) => {
    await accounts.remove(target(ctx));
    await sessions.endAll(target(ctx));
    visitOf(ctx).say('已停用,并退出了这个人的全部登录。Removed and signed out.');
    ctx.redirect('/console/accounts');
  });
  router.post('/sign-out', async (ctx) => {
    const ended = await sessions.endAll(target(ctx));
    visitOf(ctx).say(`已退出 ${ended} 处登录。${ended} sign-ins ended.`);
    ctx.redirect('/console/accounts');
  });
  return router;
}

const accountsBody = (rows: readonly Row[], csrf: string): Html =>
  html`<h1>${both('本地账号', 'Local accounts')}</h1>
    <p>给不用企业微信的人:密码加手机验证器。一次性链接当面给,24 小时有效。</p>
    <form method="post" action="/console/accounts/invite">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${field({ name: 'userid', label: '账号 Userid', hint: 'organisation.json 里的 userid' })}
      <p>
        <button class="primary">发一次性链接 <span lang="en">Give a link</span></button>
      </p>
    </form>
    ${table(
      '已发的账号 Accounts',
      [
        { head: '账号', cell: ({ userid }: Row) => userid },
        { head: '状态', cell: stateOf },
        {
          head: '操作',
          cell: ({ userid }) =>
            html`${postButton({ action: '/console/accounts/sign-out', label: '退出登录', csrf, fields: { userid } })}
            ${postButton({ action: '/console/accounts/remove', label: '停用', csrf, fields: { userid }, tone: 'danger' })}`,
        },
      ],
      rows,
      '还没有本地账号。None yet.',
    )}`;

const stateOf = ({ ready, inviteUntil }: Row): Html =>
  ready
    ? badge('good', '可以登录 ready')
    : badge('warn', `等设置,链接到 ${inviteUntil ? `${dayOf(inviteUntil)} ${timeOf(inviteUntil)}` : '—'}`);

const linkBody = (userid: string, link: string, until: Date): Html =>
  html`<h1>${both('一次性链接', 'One-time link')}</h1>
    <p>给 ${userid},${dayOf(until)} ${timeOf(until)} 前有效,用一次就作废。只显示这一次。</p>
    <p><strong class="code">${link}</strong></p>
    <p>
      <a class="button" href="/console/accounts">返回 <span lang="en">Back</span></a>
    </p>`;
