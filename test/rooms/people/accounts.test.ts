import { describe, expect, test } from 'vitest';
import { faultOfPassword, hashPassword, isPassword } from '../../../src/people/accounts/password.ts';
import { base32, codeFor, otpauthUri, stepOfCode } from '../../../src/people/accounts/totp.ts';
import { may, type Action } from '../../../src/people/may.ts';

/** RFC 6238 appendix B, SHA-1, eight digits. */
const RFC_SECRET = Buffer.from('12345678901234567890');
const RFC_VECTORS: readonly [number, string][] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
];

describe('one-time codes', () => {
  test.each(RFC_VECTORS)('at %d seconds the code is %s, as RFC 6238 has it', (seconds, code) => {
    expect(codeFor(RFC_SECRET, Math.floor(seconds / 30), 8)).toBe(code);
  });

  test('a code is good one step either way, never again, and only when it has six digits', () => {
    const now = new Date('2026-11-24T09:20:10+08:00');
    const step = Math.floor(now.getTime() / 30_000);
    for (const drift of [-1, 0, 1])
      expect(stepOfCode(RFC_SECRET, codeFor(RFC_SECRET, step + drift), now, 0)).toBe(step + drift);
    expect(stepOfCode(RFC_SECRET, codeFor(RFC_SECRET, step - 2), now, 0)).toBeUndefined();
    expect(stepOfCode(RFC_SECRET, codeFor(RFC_SECRET, step), now, step)).toBeUndefined();
    for (const code of ['', '12345', '1234567', 'abcdef'])
      expect(stepOfCode(RFC_SECRET, code, now, 0)).toBeUndefined();
    const spaced = codeFor(RFC_SECRET, step).replace(/^(...)/, '$1 ');
    expect(stepOfCode(RFC_SECRET, spaced, now, 0)).toBe(step);
  });

  test('the secret is written in RFC 4648 letters', () => {
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
    expect(otpauthUri(RFC_SECRET, 'li.si')).toContain('secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  });
});

describe('passwords', () => {
  test('are kept as salted scrypt and compared whatever form the letters came in', async () => {
    const kept = await hashPassword('桂花开了三回 café', Buffer.alloc(16, 9));
    expect(kept).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await isPassword('桂花开了三回 cafe\u0301', kept)).toBe(true);
    expect(await isPassword('桂花开了四回 café', kept)).toBe(false);
    expect(await isPassword('桂花开了三回 café', null)).toBe(false);
  });

  test.each([
    ['short', '至少'],
    ['aaaaaaaaaaaaaaaa', '太简单'],
    ['my name is li.si!', '账号'],
    ['x'.repeat(201), '最多'],
  ])('%s is refused in words', (password, why) => {
    expect(faultOfPassword(password, 'li.si')).toContain(why);
  });
});

/** domain/roles: the console of a sysadmin is operation, without content. */
test.each<[Action, string, boolean]>([
  ['messages.see', 'sysadmin', true],
  ['messages.see', 'gov_office', false],
  ['messages.resend', 'discipline', false],
  ['service.examine', 'sysadmin', true],
  ['accounts.manage', 'unit_officer', false],
])('%s by %s: %s', (action, role, ok) => {
  const verdict = may({ roles: [role] }, action);
  expect(verdict.ok).toBe(ok);
  if (!verdict.ok) expect(verdict.why).toContain('系统管理员');
});
