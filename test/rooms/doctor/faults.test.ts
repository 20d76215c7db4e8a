/** Faults of real set-ups, seeded one by one: the doctor names the setting, why, and what to do, and tells no secret. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openEnvelope, singleParameter } from '../../../src/channels/envelope.ts';
import type { Finding } from '../../../src/kit/finding.ts';
import { runFromShell } from '../../../src/main/shell.ts';
import { doctor } from '../../../src/main/commands/doctor.ts';
import { loadConfig } from '../../../src/config.ts';
import {
  json,
  openPlatform,
  serve,
  type Answers,
  type Platform,
  type Served,
} from '../../helpers/platform.ts';

const AGENT = {
  errcode: 0,
  errmsg: 'ok',
  close: 0,
  allow_userinfos: { user: [{ userid: 'luo.yuanyao' }] },
  allow_partys: { partyid: [1] },
  allow_tags: { tagid: [] },
};
const refusing = (errcode: number, errmsg = 'refused') => json({ errcode, errmsg });
const MINUTE = 60_000;

let platform: Platform;
/** Our own door, as it stands behind PUBLIC_URL when all is well. */
let door: Served;
let dir: string;
const servers: Served[] = [];

beforeAll(async () => {
  platform = await openPlatform();
  door = await serveDoor();
  dir = mkdtempSync(join(tmpdir(), 'yangguang-doctor-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) await server.close();
});
afterAll(async () => {
  await platform.close();
  await door.close();
  rmSync(dir, { recursive: true, force: true });
});

function serveDoor(corpId = platform.env.WECOM_CORP_ID!, after?: (echo: string) => string, delayMs = 0) {
  const { WECOM_TOKEN: token, WECOM_AES_KEY: aesKey } = platform.env as {
    WECOM_TOKEN: string;
    WECOM_AES_KEY: string;
  };
  return serve((req, res) => {
    const query = Object.fromEntries(new URL(req.url!, 'http://x').searchParams);
    try {
      const encrypted = singleParameter(query, 'echostr');
      const { message } = openEnvelope(query, encrypted, { token, aesKey, receiveId: corpId }, new Date());
      setTimeout(() => res.end(after ? after(message) : message), delayMs);
    } catch {
      res.writeHead(403).end();
    }
  });
}

/** Runs the real command on these settings; the records are looked at in another test. */
async function examine(env: Record<string, string>, answers: Answers = {}) {
  platform.answers = { '/cgi-bin/agent/get': json(AGENT), ...answers };
  const all = { DATA_DIR: dir, PORT: '', PUBLIC_URL: door.url, ...platform.env, ...env };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  const lines: string[] = [];
  const io = {
    args: ['--json'],
    directory: dir,
    input: (async function* () {})(),
    write: (text: string) => void lines.push(text),
    complain: () => {},
  };
  const status = await doctor.runAlone(io, { config: () => loadConfig(), run: async () => 0 });
  const text = lines.join('');
  for (const secret of ['WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_AES_KEY', 'WECOM_KF_SECRET'] as const)
    expect(text, `${secret} is told`).not.toContain(platform.env[secret]);
  const findings = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Finding);
  return { status, findings };
}

test('a set-up that is right has no fault but what a test machine cannot have', async () => {
  const { findings, status } = await examine({});
  const ours = findings.filter(({ level }) => level !== 'fine').map(({ what }) => what);
  // The address is of this machine, without TLS, and the database is the embedded one.
  expect(ours.sort()).toEqual(['DATABASE_URL', 'PUBLIC_URL', 'PUBLIC_URL']);
  expect(findings.filter(({ level }) => level === 'fine').map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      'WECOM_SECRET',
      'WECOM_AGENT_ID',
      'kf',
      'clock',
      'callback addresses',
      `${door.url}/callback/wecom`,
    ]),
  );
  expect(status).toBe(1);
});

interface Case {
  name: string;
  env?: Record<string, string>;
  answers?: Answers;
  /** The setting that is named, a word of the reason, a word of the remedy. */
  finds: [what: string, why: RegExp, remedy: RegExp];
  level?: Finding['level'];
}

const account = (more: object) =>
  json({ errcode: 0, account_list: [{ open_kfid: 'wk1', name: '政务', ...more }] });

const PLATFORM_FAULTS: Case[] = [
  {
    name: 'a wrong secret',
    env: { WECOM_SECRET: 'not-the-secret-of-this-app' },
    finds: ['WECOM_SECRET', /密钥不对.*40001/, /重新复制/],
  },
  {
    name: 'a wrong corp id',
    env: { WECOM_CORP_ID: 'ww0000000000000000' },
    finds: ['WECOM_SECRET', /企业 ID.*40013/, /空格/],
  },
  {
    name: 'an address that is not trusted, with the very IP to paste',
    answers: {
      '/cgi-bin/agent/get': refusing(
        60_020,
        'not allow to access from your ip, hint: [17], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60020',
      ),
    },
    finds: ['WECOM_AGENT_ID', /203\.0\.113\.7/, /把 203\.0\.113\.7 填到 企业可信IP/],
  },
  {
    name: 'an app that nobody sees',
    answers: {
      '/cgi-bin/agent/get': json({ ...AGENT, allow_userinfos: { user: [] }, allow_partys: { partyid: [] } }),
    },
    finds: ['visible range', /可见范围是空的/, /加进 可见范围/],
  },
  {
    name: 'officials outside the visible range',
    answers: { '/cgi-bin/agent/get': refusing(60_011) },
    finds: ['WECOM_AGENT_ID', /可见范围.*60011/, /可见范围/],
  },
  {
    name: 'a disabled app, by its code',
    answers: { '/cgi-bin/agent/get': refusing(50_003) },
    finds: ['WECOM_AGENT_ID', /停用.*50003/, /启用/],
  },
  {
    name: 'a disabled app, by its state',
    answers: { '/cgi-bin/agent/get': json({ ...AGENT, close: 1 }) },
    finds: ['WECOM_AGENT_ID', /停用/, /启用/],
  },
  {
    name: 'the secret of another app',
    answers: { '/cgi-bin/agent/get': refusing(301_002) },
    finds: ['WECOM_AGENT_ID', /不是这个应用的/, /同一个应用页面/],
  },
  {
    name: 'a trusted domain that is not ours',
    answers: { '/cgi-bin/agent/get': json({ ...AGENT, redirect_domain: 'old.example.gov.cn' }) },
    finds: ['trusted domain', /old\.example\.gov\.cn/, /127\.0\.0\.1/],
  },
  {
    name: 'a workbench home page that may shorten messages to 20 bytes',
    answers: { '/cgi-bin/agent/get': json({ ...AGENT, home_url: 'https://x.gov.cn' }) },
    finds: ['workbench home', /20 字节/, /始终进入主页/],
    level: 'warning',
  },
  {
    name: '微信客服 that this app may not call',
    answers: { '/cgi-bin/kf/account/list': refusing(48_002) },
    finds: ['WECOM_KF_SECRET', /没有调用该接口的权限/, /可调用接口的应用/],
  },
  {
    name: 'a corp that is not verified',
    answers: { '/cgi-bin/kf/account/list': refusing(95_003) },
    finds: ['WECOM_KF_SECRET', /没有认证/, /企业认证/],
  },
  {
    name: 'no account of 微信客服',
    answers: { '/cgi-bin/kf/account/list': json({ errcode: 0, account_list: [] }) },
    finds: ['kf', /没有客服账号/, /新建/],
  },
  {
    name: 'an account not managed by API',
    answers: { '/cgi-bin/kf/account/list': account({ manage_privilege: false }) },
    finds: ['kf', /没有交给 API/, /通过API管理/],
  },
  {
    name: 'an account that people attend, perhaps human first',
    answers: {
      '/cgi-bin/kf/account/list': account({ manage_privilege: true }),
      '/cgi-bin/kf/servicer/list': json({ errcode: 0, servicer_list: [{ userid: 'a', status: 0 }] }),
    },
    finds: ['kf', /人工优先/, /智能助手优先/],
    level: 'warning',
  },
  {
    name: 'no 微信客服 at all',
    env: { WECOM_KF_SECRET: '' },
    finds: ['WECOM_KF_SECRET', /没有微信客服/, /开通/],
    level: 'warning',
  },
  {
    name: 'a platform that cannot be reached',
    env: { WECOM_API_BASE: 'http://127.0.0.1:9' },
    finds: ['WECOM_SECRET', /连不上/, /DNS/],
  },
  {
    name: 'a clock seven minutes slow',
    answers: {
      '/cgi-bin/gettoken': json(
        { errcode: 0, access_token: 't' },
        { date: new Date(Date.now() + 7 * MINUTE).toUTCString() },
      ),
    },
    finds: ['clock', /慢 7 分钟/, /时间同步/],
  },
];

const WECHAT = {
  WECHAT_APP_ID: 'wx0123456789abcdef',
  WECHAT_SECRET: 'oa-secret',
  WECHAT_TOKEN: 'oa-token',
  WECHAT_AES_KEY: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ',
};
const ACCOUNT_FAULTS: Case[] = [
  {
    name: 'an Official Account whose white list lacks us, with the very IP',
    answers: {
      '/cgi-bin/stable_token': refusing(
        40_164,
        'invalid ip 198.51.100.4 ipv6 ::ffff:198.51.100.4, not in whitelist rid: 1',
      ),
    },
    finds: ['WECHAT_SECRET', /白名单.*198\.51\.100\.4/, /把 198\.51\.100\.4 填到/],
  },
  {
    name: 'an Official Account that is not verified',
    answers: {
      '/cgi-bin/stable_token': json({ access_token: 't', expires_in: 7_200 }),
      '/cgi-bin/customservice/getkflist': refusing(48_001, 'api unauthorized'),
    },
    finds: ['WECHAT_APP_ID', /没有认证.*48001/, /微信认证/],
  },
  {
    name: 'a wrong AppSecret',
    answers: { '/cgi-bin/stable_token': refusing(40_125) },
    finds: ['WECHAT_SECRET', /AppSecret 不对/, /重置/],
  },
];

const SETTING_FAULTS: Case[] = [
  {
    name: 'an AES key of 42 characters',
    env: { WECOM_AES_KEY: 'a'.repeat(42) },
    finds: ['WECOM_AES_KEY', /not 43 letters.*42 characters/, /all 43 characters/],
  },
  {
    name: 'a corp id that is something else',
    env: { WECOM_CORP_ID: '1000002' },
    finds: ['WECOM_CORP_ID', /corp id/, /企业ID/],
  },
  {
    name: 'a SESSION_KEY that is short',
    env: { SESSION_KEY: 'c2hvcnQ=' },
    finds: ['SESSION_KEY', /8 characters, not 44/, /openssl rand/],
  },
  {
    name: 'an address that is meant for listening',
    env: { PUBLIC_URL: 'https://0.0.0.0:3000' },
    finds: ['PUBLIC_URL', /监听地址/, /HOST/],
  },
  {
    name: 'a public address that does not resolve',
    env: { PUBLIC_URL: 'https://zwgk.invalid' },
    finds: ['PUBLIC_URL', /解析不出/, /DNS/],
  },
  {
    name: 'a public address without TLS',
    finds: ['PUBLIC_URL', /不是 https/, /证书/],
    level: 'warning',
  },
  {
    name: 'a public address of the inner network',
    finds: ['PUBLIC_URL', /内网地址/, /外网/],
  },
  {
    name: 'no public address',
    env: { PUBLIC_URL: '' },
    finds: ['PUBLIC_URL', /没有填/, /填/],
    level: 'warning',
  },
  {
    name: 'quotes that Docker keeps',
    env: { WECOM_TOKEN: '"tok"' },
    finds: ['WECOM_TOKEN', /引号/, /Docker/],
    level: 'warning',
  },
  {
    name: 'real citizens beside an invented county',
    env: { SAMPLE_COUNTY: '1' },
    finds: ['SAMPLE_COUNTY', /虚构/, /导入自己的县/],
    level: 'warning',
  },
];

describe.each([
  ['the platform', PLATFORM_FAULTS],
  ['the Official Account', ACCOUNT_FAULTS],
  ['the settings', SETTING_FAULTS],
])('%s', (group, cases) => {
  test.each(cases)('$name', async ({ env = {}, answers = {}, finds, level = 'fault' }) => {
    const more = group === 'the Official Account' ? { ...WECHAT, WECHAT_API_BASE: platform.url } : {};
    const { findings, status } = await examine({ ...more, ...env }, answers);
    expectFinding(findings, finds, level);
    expect(status).toBe(findings.some((one) => one.level === 'fault') ? 1 : 2);
  });
});

function expectFinding(
  findings: Finding[],
  [what, why, remedy]: Case['finds'],
  level: Finding['level'],
): void {
  const found = findings.filter((one) => one.what === what && one.level === level && why.test(one.why));
  expect(found, JSON.stringify(findings.filter((one) => one.level !== 'fine'))).toHaveLength(1);
  expect(found[0]!.remedy).toMatch(remedy);
}

test('blanks around the AES key are left out, and said', async () => {
  const { findings } = await examine({ WECOM_AES_KEY: `${platform.env.WECOM_AES_KEY} ` });
  expectFinding(findings, ['WECOM_AES_KEY', /空格/, /删掉/], 'warning');
  expect(findings.find(({ what }) => what.endsWith('/callback/wecom'))?.level).toBe('fine');
});

describe('the callback', () => {
  const knockAt = async (server: Promise<Served>) => {
    servers.push(await server);
    const { findings } = await examine({ PUBLIC_URL: servers[0]!.url });
    return findings.find(({ what }) => what.endsWith('/callback/wecom'))!;
  };
  test.each<[string, () => Promise<Served>, RegExp, RegExp]>([
    ['answered with quotes', () => serveDoor(undefined, (echo) => JSON.stringify(echo)), /引号/, /原样转发/],
    ['answered with a line end', () => serveDoor(undefined, (echo) => `${echo}\n`), /空行/, /原样转发/],
    ['answered with a page', () => serve((_req, res) => res.end('<!doctype html><p>hi')), /网页/, /原样转发/],
    ['answered late', () => serveDoor(undefined, undefined, 1_200), /只等 1 秒/, /反向代理/],
    ['in an envelope of another corp id', () => serveDoor('ww9999999999999999'), /HTTP 403/, /WECOM_CORP_ID/],
    ['passed to no service', () => serve((_req, res) => res.writeHead(502).end()), /502/, /反向代理/],
    [
      'redirected',
      () => serve((_req, res) => res.writeHead(301, { location: '/' }).end()),
      /重定向/,
      /不要跳转/,
    ],
  ])('%s', async (_name, server, why, remedy) => {
    const finding = await knockAt(server());
    expect(finding.level).toBe('fault');
    expect(finding.why).toMatch(why);
    expect(finding.remedy).toMatch(remedy);
  });

  test('with nobody behind the address', async () => {
    const { findings } = await examine({ PUBLIC_URL: 'http://127.0.0.1:9' });
    expectFinding(findings, ['http://127.0.0.1:9/callback/wecom', /连不上/, /启动服务/], 'fault');
  });
});

describe('the model', () => {
  const withModel = async (answer: Parameters<typeof serve>[0]): Promise<Finding[]> => {
    servers.push(await serve(answer));
    const env = {
      OPENAI_BASE_URL: `${servers[0]!.url}/v1`,
      OPENAI_API_KEY: 'sk-secret',
      OPENAI_MODEL: 'qwen',
    };
    const { findings } = await examine(env);
    expect(JSON.stringify(findings)).not.toContain('sk-secret');
    return findings;
  };
  test('a wrong key', async () => {
    const findings = await withModel((_req, res) => res.writeHead(401).end('{}'));
    expectFinding(findings, ['OPENAI_API_KEY', /不接受/, /重新复制/], 'fault');
  });
  test('an unknown model, with those that are there', async () => {
    const findings = await withModel((req, res) => {
      if (req.url!.endsWith('/models')) res.end(JSON.stringify({ data: [{ id: 'glm' }] }));
      else res.writeHead(404).end('{}');
    });
    expectFinding(findings, ['OPENAI_MODEL', /没有 qwen/, /glm/], 'fault');
  });
  test('a slow one', async () => {
    const findings = await withModel((_req, res) => void setTimeout(() => res.end('{}'), 4_300));
    expectFinding(findings, ['OPENAI_MODEL', /太慢/, /小一点/], 'warning');
  });
  test('a model for voices that is not there', async () => {
    servers.push(await serve((_req, res) => res.end(JSON.stringify({ data: [{ id: 'whisper' }] }))));
    const env = { OPENAI_BASE_URL: `${servers[0]!.url}/v1`, OPENAI_TRANSCRIPTION_MODEL: 'paraformer' };
    const { findings } = await examine(env);
    expectFinding(findings, ['OPENAI_TRANSCRIPTION_MODEL', /没有 paraformer/, /whisper/], 'fault');
  });
  test('an address in clear on the open network', async () => {
    const { findings } = await examine({
      OPENAI_BASE_URL: 'http://model.invalid:9/v1',
      OPENAI_TRANSCRIPTION_MODEL: 'x',
    });
    expectFinding(findings, ['OPENAI_BASE_URL', /不是 https/, /https/], 'warning');
  });
  test('none at the address', async () => {
    const { findings } = await examine({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_MODEL: 'qwen' });
    expectFinding(findings, ['OPENAI_BASE_URL', /连不上/, /去掉 OPENAI_MODEL/], 'fault');
  });
});

describe('the machine', () => {
  test('a data directory that cannot be written', async () => {
    const file = join(dir, 'a-file');
    writeFileSync(file, '');
    const { findings } = await examine({ DATA_DIR: join(file, 'data') });
    expectFinding(findings, ['DATA_DIR', /不能写/, /换一个 DATA_DIR/], 'fault');
  });
  test('a port that another program holds', async () => {
    servers.push(await serve((_req, res) => res.end('another program')));
    const { findings } = await examine({ PORT: new URL(servers[0]!.url).port, HOST: '127.0.0.1' });
    expectFinding(findings, ['PORT', /占用/, /换一个 PORT/], 'fault');
  });
  test('a database that is away, in words, by the whole command', async () => {
    const key = Buffer.alloc(32, 1).toString('base64');
    const env = {
      DATABASE_URL: 'postgresql://who:hunter2@127.0.0.1:9/x',
      ...Object.fromEntries(['IDENTITY_KEY', 'CONTENT_KEY', 'SESSION_KEY'].map((name) => [name, key])),
    };
    for (const [name, value] of Object.entries({ ...env, DATA_DIR: dir })) vi.stubEnv(name, value);
    const said: string[] = [];
    const io = {
      args: [],
      directory: dir,
      input: (async function* () {})(),
      write: (text: string) => void said.push(text),
      complain: () => {},
    };
    expect(await runFromShell('doctor', io, () => loadConfig())).toBe(1);
    const text = said.join('');
    expect(text).toMatch(/✖ database: 数据库连不上[^\n]*\n {4}→ .*DATABASE_URL/);
    expect(text).toMatch(/1 个问题/);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(key);
  });
});
