/** Signing in to the console, and all that must not let anybody in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeFor, stepAt } from '../../../src/people/accounts/totp.ts';
import { openConsole, type TestConsole } from '../../helpers/console.ts';
import { advance } from '../../helpers/house.ts';

const OFFICER = 'yang.qingman';
const SYSADMIN = 'luo.yuanyao';
const HOUR = 3_600_000;

let staff: TestConsole;
beforeAll(async () => {
  staff = await openConsole();
});
afterAll(() => staff.close());

describe('with WeCom', () => {
  test('a member comes back to the page that was asked for', async () => {
    const visitor = staff.visitor();
    const asked = await visitor.get('/console');
    expect(asked.location).toBe('/console/sign-in?next=%2Fconsole');
    expect((await visitor.get(asked.location!)).text).toContain('用企业微信登录');
    const begun = new URL((await visitor.get('/console/sign-in/wecom')).location!);
    expect(begun.searchParams.get('redirect_uri')).toBe(`${staff.url}/console/sign-in/wecom/return`);
    const inside = await staff.signIn(OFFICER);
    const home = await inside.get('/console');
    expect(home.status).toBe(200);
    expect(home.text).toContain('杨清满');
    expect(home.headers.get('cache-control')).toBe('no-store');
  });

  test('the cookie is out of reach of scripts and other sites, and Secure when the request was', async () => {
    const cookieOf = async (headers: Record<string, string>): Promise<string> => {
      const answer = await staff.visitor().get('/console/sign-in/wecom', headers);
      return answer.headers.getSetCookie().join('\n').toLowerCase();
    };
    const plain = await cookieOf({});
    expect(plain).toMatch(/httponly/);
    expect(plain).toMatch(/samesite=lax/);
    expect(plain).not.toMatch(/secure/);
    expect(await cookieOf({ 'x-forwarded-proto': 'https' })).toMatch(/secure/);
  });

  test('a code without the browser that began, with another state, or used before lets nobody in', async () => {
    const stranger = staff.visitor();
    const bare = await stranger.get('/console/sign-in/wecom/return?code=x&state=y');
    expect(bare.status).toBe(403);
    await stranger.get('/console/sign-in/wecom');
    expect((await stranger.get('/console/sign-in/wecom/return?code=x&state=y')).status).toBe(403);
    const { location } = await stranger.get('/console/sign-in/wecom');
    const state = new URL(location!).searchParams.get('state')!;
    expect((await stranger.get(`/console/sign-in/wecom/return?code=used&state=${state}`)).status).toBe(403);
    expect((await stranger.get('/console')).status).toBe(302);
  });

  test('a member who is not in the organisation file is told whom to ask', async () => {
    const outsider = await staff.signIn('nobody.at.all');
    expect((await outsider.get('/console')).status).toBe(302);
  });

  test('nobody is sent to another site after signing in', async () => {
    for (const next of [
      'https://evil.test/',
      '//evil.test',
      '/\\evil.test',
      '/console\\..',
      '/callback/wecom',
    ]) {
      const { text } = await staff.visitor().get(`/console/sign-in?next=${encodeURIComponent(next)}`);
      expect(text).toContain('name="next" value="/console"');
    }
  });
});

describe('a session', () => {
  test('ends after two idle hours, and after twelve in any case', async () => {
    const idle = await staff.signIn(OFFICER);
    advance(staff.clock, 2 * HOUR + 1);
    expect((await idle.get('/console')).status).toBe(302);

    const busy = await staff.signIn(OFFICER);
    for (let hour = 1; hour < 12; hour++) {
      advance(staff.clock, HOUR);
      expect((await busy.get('/console')).status, `hour ${hour}`).toBe(200);
    }
    advance(staff.clock, HOUR + 1);
    expect((await busy.get('/console')).status).toBe(302);
  });

  test('is gone from the server after signing out: the kept cookie opens nothing', async () => {
    const visitor = await staff.signIn(OFFICER);
    const cookie = visitor.cookies.get('yg_staff')!;
    await visitor.get('/console');
    expect((await visitor.post('/console/sign-out', {})).location).toBe('/console/sign-in');
    visitor.cookies.set('yg_staff', cookie);
    expect((await visitor.get('/console')).status).toBe(302);
  });

  test('is a new one at each sign-in: a planted cookie is not taken over', async () => {
    const attacker = await staff.signIn(OFFICER);
    const planted = attacker.cookies.get('yg_staff')!;
    const victim = await staff.signIn(SYSADMIN);
    expect(victim.cookies.get('yg_staff')).not.toBe(planted);
    const rows = await staff.database.prisma.staffSession.findMany({ where: { userid: SYSADMIN } });
    expect(rows.map(({ id }) => id)).not.toContain(planted);
  });

  test('of a person who has left, and a forged cookie, open nothing', async () => {
    const visitor = await staff.signIn('ren.lanhe');
    const active = (value: boolean) =>
      staff.database.prisma.person.update({ where: { userid: 'ren.lanhe' }, data: { active: value } });
    await active(false);
    expect((await visitor.get('/console')).status).toBe(302);
    await active(true);
    const cookie = visitor.cookies.get('yg_staff')!;
    visitor.cookies.set('yg_staff', `${cookie.slice(0, -2)}AA`);
    expect((await visitor.get('/console')).status).toBe(302);
  });
});

describe('a form', () => {
  test('of another page, another person or another site is refused', async () => {
    const [visitor, other] = [await staff.signIn(SYSADMIN), await staff.signIn(OFFICER)];
    await visitor.get('/console/accounts');
    const foreign = /name="_csrf" value="([^"]+)"/.exec((await other.get('/console')).text)![1]!;
    const post = (fields: Record<string, string>, headers = {}) =>
      visitor.post('/console/accounts/sign-out', { userid: OFFICER, ...fields }, headers);
    expect((await post({ _csrf: '' })).status).toBe(403);
    expect((await post({ _csrf: foreign })).status).toBe(403);
    await visitor.get('/console/accounts');
    expect((await post({}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await other.get('/console')).status).toBe(200);
    expect((await post({})).status).toBe(302);
    expect((await other.get('/console')).status).toBe(302);
  });

  test('sent after the session ended says so with 401, and sends htmx to the sign-in', async () => {
    const gone = await staff.visitor().post('/console/sign-out', {}, { 'hx-request': 'true' });
    expect(gone.status).toBe(401);
    expect(gone.headers.get('hx-redirect')).toBe('/console/sign-in');
    expect(gone.text).toContain('登录已过期');
  });

  test('larger than a form is, or not a form, is refused', async () => {
    const visitor = await staff.signIn(SYSADMIN);
    await visitor.get('/console/accounts');
    expect((await visitor.post('/console/accounts/invite', { userid: 'x'.repeat(300_000) })).status).toBe(
      413,
    );
    const json = await visitor.post('/console/accounts/invite', {}, { 'content-type': 'application/json' });
    expect(json.status).toBe(400);
  });
});

describe('a local account', () => {
  const PASSWORD = '清和县的桂花今年开了三回';

  /** The sysadmin gives out a link; what the person then sees. */
  const invite = async (userid: string): Promise<{ path: string; secret: Buffer }> => {
    const admin = await staff.signIn(SYSADMIN);
    await admin.get('/console/accounts');
    const { text } = await admin.post('/console/accounts/invite', { userid });
    expect(text).toContain(`${staff.url}/console/enrol/`);
    const path = /\/console\/enrol\/\w+/.exec(text)![0];
    const page = await staff.visitor().get(path);
    const letters = /class="code">([A-Z2-7 ]+)</.exec(page.text)![1]!.replaceAll(' ', '');
    return { path, secret: fromBase32(letters) };
  };
  const codeNow = (secret: Buffer): string => codeFor(secret, stepAt(staff.clock.now()));

  test('is set up with a one-time link, and then opens with password and code, each code once', async () => {
    const { path, secret } = await invite(OFFICER);
    const person = staff.visitor();
    const page = await person.get(path);
    expect(page.text).toContain('<svg');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    const enrol = (password: string, code: string) => person.post(path, { password, again: password, code });
    expect((await enrol('short', codeNow(secret))).text).toContain('至少 12 个字符');
    expect((await enrol(PASSWORD, '000000')).text).toContain('动态码不对');
    expect((await enrol(PASSWORD, codeNow(secret))).text).toContain('设置好了');
    expect((await person.get(path)).status, 'the link is used up').toBe(404);

    const signIn = async (fields: Record<string, string>) => {
      const visitor = staff.visitor();
      await visitor.get('/console/sign-in');
      return visitor.post('/console/sign-in/local', { userid: OFFICER, password: PASSWORD, ...fields });
    };
    expect((await signIn({ code: codeNow(secret) })).status, 'the code of the enrolment is used').toBe(403);
    advance(staff.clock, 30_000);
    const code = codeNow(secret);
    expect((await signIn({ code, password: 'wrong' })).status).toBe(403);
    expect((await signIn({ code })).location).toBe('/console');
    expect((await signIn({ code })).status).toBe(403);
  });

  test('that does not exist is answered like a wrong password', async () => {
    const say = async (userid: string): Promise<string> => {
      const visitor = staff.visitor();
      await visitor.get('/console/sign-in');
      const { text } = await visitor.post('/console/sign-in/local', {
        userid,
        password: 'x',
        code: '123456',
      });
      return /role="alert">([^<]+)</.exec(text)![1]!;
    };
    expect(await say('no.such.person')).toBe(await say(OFFICER));
  });

  test('is slowed down after eight wrong tries, on every instance', async () => {
    const tries: number[] = [];
    for (let i = 0; i < 10; i++) {
      const visitor = staff.visitor();
      await visitor.get('/console/sign-in');
      const given = { userid: 'guessed', password: `guess ${i}`, code: '000000' };
      tries.push((await visitor.post('/console/sign-in/local', given)).status);
    }
    expect(tries).toEqual([403, 403, 403, 403, 403, 403, 403, 403, 429, 429]);
    const second = await openSecond();
    const visitor = second.visitor();
    await visitor.get('/console/sign-in');
    const late = await visitor.post('/console/sign-in/local', {
      userid: 'GUESSED',
      password: 'x',
      code: '0',
    });
    expect(late.status).toBe(429);
    expect(late.text).toContain('分钟后再试');
    await second.close();
  });

  /** Another instance on the same database. */
  const openSecond = (): Promise<TestConsole> => openConsole({ database: staff.database });

  test('a link older than a day, and one of a later link, opens nothing', async () => {
    const first = await invite('he.guman');
    const second = await invite('he.guman');
    expect((await staff.visitor().get(first.path)).status).toBe(404);
    advance(staff.clock, 24 * HOUR + 1);
    expect((await staff.visitor().get(second.path)).status).toBe(404);
  });

  test('keeps neither password nor secret nor link readable in the database', async () => {
    const rows = await staff.database.prisma.staffAccount.findMany();
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row.passwordHash ?? 'scrypt$').toMatch(/^scrypt\$/);
      expect(row.secretSealed).toMatch(/^v1\./);
    }
  });
});

function fromBase32(letters: string): Buffer {
  const bits = [...letters]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
