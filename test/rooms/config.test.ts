import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig, SECRET_VARIABLES, VARIABLES } from '../../src/config.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const AES = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ';
const WECOM = {
  WECOM_CORP_ID: 'ww0123456789abcdef',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's3cr3t-of-the-app',
  WECOM_TOKEN: 'tok',
  WECOM_AES_KEY: AES,
};
const faultOf = (env: Record<string, string>): string => {
  try {
    loadConfig(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the configuration', () => {
  test('needs nothing: embedded database, simulation, sample county, every role', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      databaseUrl: undefined,
      wecom: undefined,
      sampleCounty: true,
      port: undefined,
    });
    expect(config.roles).toEqual(['web', 'inbox', 'outbox', 'schedule']);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('does not load an invented county beside real platforms, unless asked to', () => {
    expect(loadConfig(WECOM).sampleCounty).toBe(false);
    expect(loadConfig({ ...WECOM, SAMPLE_COUNTY: '1' }).sampleCounty).toBe(true);
    expect(loadConfig({ SAMPLE_COUNTY: '0' }).sampleCounty).toBe(false);
  });

  test('tells all faults at once, each with its remedy, and no secret', () => {
    const said = faultOf({
      PORT: 'eighty',
      ROLES: 'web,cook',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      WECOM_CORP_ID: 'ww0123456789abcdef',
      WECOM_SECRET: 's3cr3t-of-the-app',
      WECOM_AES_KEY: 'too-short',
      OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1',
      CONTENT_KEY: 'bm90IGxvbmcgZW5vdWdo',
    });
    for (const name of [
      'PORT',
      'ROLES',
      'DATABASE_URL',
      'WECOM_AGENT_ID',
      'WECOM_TOKEN',
      'WECOM_AES_KEY',
      'OPENAI_MODEL',
      'CONTENT_KEY',
    ])
      expect(said).toContain(`✖ ${name} `);
    expect(
      said
        .split('\n')
        .slice(1)
        .every((line) => line.includes('→')),
    ).toBe(true);
    expect(said).not.toMatch(/hunter2|s3cr3t|too-short|bm90/);
  });

  test('reads the template of subscription notices, or says how it is written', () => {
    const account = { WECHAT_APP_ID: 'wx1', WECHAT_SECRET: 's', WECHAT_TOKEN: 't', WECHAT_ALLOW_PLAIN: '1' };
    const template = (text: string) => ({ ...account, WECHAT_NOTICE_TEMPLATE: text });
    expect(loadConfig(account).wechat?.notice).toBeUndefined();
    expect(loadConfig(template('Tm1qX_ab-cd12 thing1=标题  time2=时间')).wechat?.notice).toEqual({
      id: 'Tm1qX_ab-cd12',
      fields: { thing1: 'title', time2: 'time' },
    });
    for (const wrong of ['Tm1qX_ab-cd12', 'x thing1=标题', 'Tm1qX_ab-cd12 thing1=别的'])
      expect(faultOf(template(wrong))).toMatch(/✖ WECHAT_NOTICE_TEMPLATE .*→ .*thing1=标题/);
  });

  test('asks for the keys on PostgreSQL, where instances must share them', () => {
    const url = { DATABASE_URL: 'postgresql://a@b/c' };
    expect(faultOf(url)).toMatch(/IDENTITY_KEY[\s\S]*CONTENT_KEY[\s\S]*SESSION_KEY/);
    expect(faultOf({ ...url, IDENTITY_KEY: KEY, CONTENT_KEY: KEY, SESSION_KEY: KEY })).toBe('');
  });

  test('reads a secret from the file that NAME_FILE points to, not from both', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'yangguang-')), 'secret');
    writeFileSync(file, ' s3cr3t \n');
    chmodSync(file, 0o600);
    const { WECOM_SECRET: _secret, ...others } = WECOM;
    expect(loadConfig({ ...others, WECOM_SECRET_FILE: file }).wecom?.secret).toBe('s3cr3t');
    expect(faultOf({ ...WECOM, WECOM_SECRET_FILE: file })).toContain('WECOM_SECRET');
    expect(faultOf({ ...others, WECOM_SECRET_FILE: '/nowhere/at-all' })).toContain('does not exist');
  });

  test('is described whole in .env.example, and nothing else is', () => {
    const named = [
      ...readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').matchAll(
        /^#? ?([A-Z][A-Z_]+)=/gm,
      ),
    ].map((match) => match[1]!);
    expect(named.toSorted()).toEqual([...VARIABLES].toSorted());
    expect(SECRET_VARIABLES.every((name) => VARIABLES.includes(name))).toBe(true);
  });
});
