/** Probes of WeCom and the Official Account: the token, the app, the callback address. */
import { randomBytes } from 'node:crypto';
import { sealEnvelope } from '../../../channels/envelope.ts';
import type { Config, WecomConfig } from '../../../config.ts';
import { systemClock } from '../../../kit/clock.ts';
import { systemIds } from '../../../kit/ids.ts';
import { fault, fine, warning, type Finding } from './finding.ts';

interface ApiAnswer {
  errcode?: number;
  errmsg?: string;
  access_token?: string;
  [name: string]: unknown;
}

const TIMEOUT_MS = 5_000;
/** The console's own check waits a second. */
const VERIFY_MS = 1_000;

export async function examinePlatforms(config: Config): Promise<Finding[]> {
  if (!config.wecom && !config.wechat)
    return [fine('platforms', '没有平台账号:模拟模式。No credentials: simulation mode.')];
  const found: Finding[] = [];
  if (config.wecom) found.push(...(await examineWecom(config, config.wecom)));
  if (config.wechat) {
    const { appId, secret, apiBase } = config.wechat;
    const { findings } = await tokenOf('WECHAT_SECRET', `${apiBase}/cgi-bin/stable_token`, {
      grant_type: 'client_credential',
      appid: appId,
      secret,
    });
    found.push(...findings);
  }
  return [...found, ...(await examineCallback(config))];
}

async function examineWecom(
  config: Config,
  { corpId, secret, agentId, apiBase }: WecomConfig,
): Promise<Finding[]> {
  const tokenUrl = (corpsecret: string): string =>
    `${apiBase}/cgi-bin/gettoken?${new URLSearchParams({ corpid: corpId, corpsecret }).toString()}`;
  const { token, findings } = await tokenOf('WECOM_SECRET', tokenUrl(secret));
  if (token) {
    const agent = await call(`${apiBase}/cgi-bin/agent/get?access_token=${token}&agentid=${agentId}`);
    if (agent.errcode !== 0 && agent.errcode !== 40066) findings.push(explain('WECOM_AGENT_ID', agent));
    else if (Number(agent.isreportenter) === 1 || agent.close === 1)
      findings.push(
        warning('WECOM_AGENT_ID', '应用已停用或设置特殊。The app is disabled.', 'Enable it in the console.'),
      );
    else findings.push(fine('WECOM_AGENT_ID', `应用 ${agentId} 可用。The app answers.`));
  }
  if (config.kfSecret) {
    const kf = await tokenOf('WECOM_KF_SECRET', tokenUrl(config.kfSecret));
    findings.push(...kf.findings);
    if (kf.token) {
      const accounts = await call(`${apiBase}/cgi-bin/kf/account/list?access_token=${kf.token}`, {});
      const list = Array.isArray(accounts.account_list) ? accounts.account_list : [];
      if (accounts.errcode !== 0) findings.push(explain('WECOM_KF_SECRET', accounts));
      else if (list.length === 0)
        findings.push(
          fault(
            'kf',
            '没有客服账号。There is no 微信客服 account.',
            'Create one in the console under 微信客服.',
          ),
        );
      else findings.push(fine('kf', `${list.length} 个客服账号。${list.length} accounts.`));
    }
  } else
    findings.push(
      warning(
        'WECOM_KF_SECRET',
        '没有微信客服,群众用不了微信来问。Without 微信客服 citizens cannot write.',
        'Open 微信客服 in the console and copy its Secret.',
      ),
    );
  return findings;
}

async function tokenOf(
  what: string,
  url: string,
  body?: unknown,
): Promise<{ token?: string; findings: Finding[] }> {
  const answer = await call(url, body);
  if (typeof answer.access_token === 'string')
    return { token: answer.access_token, findings: [fine(what, '取到了 access_token。A token is given.')] };
  return { findings: [explain(what, answer)] };
}

const MEANINGS: Readonly<Record<number, readonly [string, string]>> = {
  40001: [
    '密钥不对。The secret is wrong.',
    'Copy the secret of this very app again; one letter too many is enough.',
  ],
  40013: [
    '企业 ID 或 AppID 不对。The corp id or app id is wrong.',
    'Copy it again; look for blanks at its ends.',
  ],
  40125: ['AppSecret 不对。The AppSecret is wrong.', 'Reset it in the console and copy it again.'],
  40091: [
    '密钥不属于这个企业。The secret is not of this corp.',
    'Take corp id and secret from the same console.',
  ],
  40164: [
    '本机 IP 不在公众号白名单。This IP is not on the white list.',
    'Add the address above under 基本配置 → IP白名单.',
  ],
  42009: ['访问太频繁。Too many requests.', 'Wait a few minutes.'],
  45009: ['接口调用超过限额。The quota is used up.', 'Wait until tomorrow, and see what calls so often.'],
  48002: ['这个应用没有调用该接口的权限。The app may not use this API.', 'Grant it under 可调用接口的应用.'],
  60020: [
    '本机 IP 不在企业可信 IP。This IP is not trusted.',
    'Set 可信域名 or the callback URL first, then add the address above under 企业可信IP, and wait a minute.',
  ],
  301002: [
    '密钥不是这个应用的。The secret is of another app.',
    'Take AgentId and Secret from the same page.',
  ],
  [-2]: [
    '平台接口连不上。The platform’s API cannot be reached.',
    'Check the network, DNS and proxy of this machine, and the _API_BASE variable.',
  ],
};

function explain(what: string, { errcode = -1, errmsg = '' }: ApiAnswer): Finding {
  const [why, remedy] = MEANINGS[errcode] ?? [
    `平台返回 ${errcode}。The platform answers ${errcode}.`,
    'Look the code up in the platform’s table of error codes.',
  ];
  const ip = /from ip:\s*([0-9a-f.:]+)/i.exec(errmsg)?.[1];
  return fault(what, `${why} (errcode ${errcode}${ip ? `, IP ${ip}` : ''})`, remedy);
}

async function call(url: string, body?: unknown): Promise<ApiAnswer> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return (await response.json()) as ApiAnswer;
  } catch {
    return { errcode: -2 };
  }
}

/** Knocks at our own door from outside, as the console does when the URL is saved. */
async function examineCallback({ publicUrl, wecom }: Config): Promise<Finding[]> {
  if (!publicUrl)
    return [
      warning(
        'PUBLIC_URL',
        '没有填外网地址,没法检查回调。Not set: the callback cannot be checked.',
        'Set it to the address the platforms reach this service at.',
      ),
    ];
  const found: Finding[] = [];
  if (!publicUrl.startsWith('https:'))
    found.push(
      warning('PUBLIC_URL', '不是 https。Not https.', 'Put a reverse proxy with a certificate in front.'),
    );
  if (/^https?:\/\/(localhost|127\.|0\.0\.0\.0|\[::)/.test(publicUrl))
    found.push(
      fault(
        'PUBLIC_URL',
        '是本机地址,平台访问不到。It is this machine’s own address.',
        'Write the address seen from the internet.',
      ),
    );
  if (wecom) found.push(await knock(publicUrl, wecom));
  return found;
}

async function knock(publicUrl: string, { token, aesKey, corpId }: WecomConfig): Promise<Finding> {
  const echo = systemIds.pick('0123456789', 19);
  const stamp = {
    timestamp: String(Math.floor(systemClock.now().getTime() / 1_000)),
    nonce: systemIds.pick('0123456789', 10),
    random: randomBytes(16),
  };
  const { encrypt, signature } = sealEnvelope(echo, { token, aesKey, receiveId: corpId }, stamp);
  const url = new URL('/callback/wecom', publicUrl);
  for (const [name, value] of Object.entries({
    msg_signature: signature,
    timestamp: stamp.timestamp,
    nonce: stamp.nonce,
    echostr: encrypt,
  }))
    url.searchParams.set(name, value);
  const what = `${publicUrl}/callback/wecom`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(VERIFY_MS) });
    const body = await response.text();
    if (response.status === 200 && body === echo)
      return fine(what, '回调地址验证通过。The callback answers.');
    if (response.status === 200)
      return fault(
        what,
        '回调返回的不是明文 echostr。The answer is not the plain echo.',
        'Another program answers at this address; let the proxy pass /callback/ unchanged.',
      );
    if (response.status === 403 || response.status === 400)
      return fault(
        what,
        `回调拒绝了验证,HTTP ${response.status}。The door refuses.`,
        'The running service has another WECOM_TOKEN, WECOM_AES_KEY or WECOM_CORP_ID, or its clock is off; restart it with these settings.',
      );
    return fault(
      what,
      `HTTP ${response.status}。`,
      'Check that the reverse proxy passes /callback/ to this service.',
    );
  } catch {
    return fault(
      what,
      '一秒内没有回答。No answer within a second.',
      'Start the service, then check DNS, firewall, certificate and reverse proxy from outside.',
    );
  }
}
