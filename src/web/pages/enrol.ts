/** The page behind a one-time link: a password of one's own, and the authenticator app. */
import { Router } from '@koa/router';
import { html, raw } from 'hono/html';
import type { Context } from 'koa';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import { InputError, NotFoundError } from '../../kit/errors.ts';
import type { Accounts, Invitation } from '../../people/accounts.ts';
import { checkFields } from '../console/form.ts';
import type { Gate } from '../console/gate.ts';
import type { Sessions } from '../console/session.ts';
import type { Throttle } from '../sign-in/throttle.ts';
import { showPage, type Html } from './layout.ts';
import { both, field } from './parts.ts';

export interface EnrolDeps {
  accounts: Accounts;
  sessions: Sessions;
  gate: Gate;
  throttle: Throttle;
}

const enrolFields = z.object({
  password: z.string().max(300),
  again: z.string().max(300),
  code: z.string().max(20),
});

export function createEnrolPage({ accounts, sessions, gate, throttle }: EnrolDeps): Router {
  const router = new Router();

  const invitationOf = async (ctx: Context, token: string): Promise<Invitation> => {
    // Leads nowhere else: the address holds the token.
    ctx.set('referrer-policy', 'no-referrer');
    const found = await accounts.findInvitation(token);
    if (!found)
      throw new NotFoundError('The link is used up or too old.', {
        tell: '这个链接已经用过或过期,请向系统管理员再要一个。',
      });
    return found;
  };

  router.get('/console/enrol/:token', async (ctx) => {
    const invitation = await invitationOf(ctx, ctx.params.token!);
    await showPage(ctx, '设置登录', enrolBody(invitation, gate.guestToken(ctx), ctx.path));
  });

  router.post('/console/enrol/:token', async (ctx) => {
    const fields = await gate.guestFields(ctx);
    const token = ctx.params.token!;
    const invitation = await invitationOf(ctx, token);
    try {
      await throttle.take(`enrol:${invitation.userid}`, ctx.ip);
      const { password, again, code } = checkFields(fields, enrolFields);
      if (password !== again)
        throw new InputError('Two passwords.', { tell: '两次密码不一样。The two passwords differ.' });
      const userid = await accounts.enrol(token, password, code);
      await sessions.endAll(userid);
    } catch (error) {
      if (!(error instanceof InputError) || !error.tell) throw error;
      ctx.status = 400;
      return showPage(ctx, '设置登录', enrolBody(invitation, gate.guestToken(ctx), ctx.path, error.tell));
    }
    await showPage(ctx, '设置好了', DONE);
  });
  return router;
}

const DONE = html`<div class="narrow">
  <h1>${both('设置好了', 'Done')}</h1>
  <p class="note good" role="status">以后用账号、密码和动态码登录。等动态码换一个,再登录。</p>
  <p>
    <a class="button primary" href="/console/sign-in">去登录 <span lang="en">Sign in</span></a>
  </p>
</div>`;

const enrolBody = (invitation: Invitation, csrf: string, action: string, fault?: string): Html =>
  html`<div class="narrow">
    <h1>${both('设置登录', 'Set up your sign-in')}</h1>
    <p>${invitation.name}(${invitation.userid}),分两步:</p>
    ${fault ? html`<p class="note bad" role="alert">${fault}</p>` : ''}
    <h2>1. ${both('用手机验证器扫码', 'Scan with an authenticator app')}</h2>
    <div class="qr" role="img" aria-label="验证器二维码 QR code">
      ${raw(renderSVG(invitation.uri, { border: 2 }))}
    </div>
    <p>
      扫不了就手工输入 Or type:
      <strong class="code">${invitation.secret.replace(/(.{4})(?=.)/g, '$1 ')}</strong>
    </p>
    <h2>2. ${both('写密码和现在的动态码', 'Password and the present code')}</h2>
    <form method="post" action="${action}">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${field({
        name: 'password',
        label: '新密码 New password',
        type: 'password',
        hint: '至少 12 个字符,可以是一句话',
        autocomplete: 'new-password',
      })}
      ${field({ name: 'again', label: '再写一遍 Again', type: 'password', autocomplete: 'new-password' })}
      ${field({ name: 'code', label: '动态码 Code', hint: '验证器上的 6 位数字', digits: true, autocomplete: 'one-time-code' })}
      <p>
        <button class="primary">保存 <span lang="en">Save</span></button>
      </p>
    </form>
  </div>`;
