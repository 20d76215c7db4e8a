/** Knocks at our own doors from outside, as the platforms' consoles do when the URL is saved. */
import { createHash, randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { sealEnvelope } from '../../../channels/envelope.ts';
import type { Config, WechatConfig, WecomConfig } from '../../../config.ts';
import { systemClock } from '../../../kit/clock.ts';
import { fault, fine, warning, type Finding } from '../../../kit/finding.ts';
import { systemIds } from '../../../kit/ids.ts';

/** The console's own check waits a second; we wait on, to tell late from never. */
const VERIFY_MS = 1_000;
const PATIENCE_MS = 6_000;

export async function examineCallback({ publicUrl, wecom, wechat }: Config): Promise<Finding[]> {
  if (!publicUrl)
    return [
      warning(
        'PUBLIC_URL',
        '没有填外网地址,没法检查回调。Not set: the callback cannot be checked.',
        '填平台访问本服务的地址。Set it to the address the platforms reach this service at.',
      ),
    ];
  const { findings, reachable } = await examineAddress(new URL(publicUrl));
  if (!reachable) return findings;
  return [
    ...findings,
    ...(wecom ? [await knock(wecomKnock(publicUrl, wecom))] : []),
    ...(wechat ? [await knock(wechatKnock(publicUrl, wechat))] : []),
  ];
}

/** `reachable`: from here, so that knocking makes sense. */
async function examineAddress({
  protocol,
  hostname,
}: URL): Promise<{ findings: Finding[]; reachable: boolean }> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const findings: Finding[] = [];
  if (protocol !== 'https:')
    findings.push(
      warning(
        'PUBLIC_URL',
        '不是 https。Not https.',
        '前面放一个带证书的反向代理。Put a reverse proxy with a certificate in front.',
      ),
    );
  if (host === '0.0.0.0' || host === '::') {
    findings.push(
      fault(
        'PUBLIC_URL',
        `${host} 是监听地址,不是访问地址。That is an address to listen on, not to be reached at.`,
        '它写在 HOST 里;PUBLIC_URL 写域名。It belongs in HOST.',
      ),
    );
    return { findings, reachable: false };
  }
  if (isInner(host))
    findings.push(
      fault(
        'PUBLIC_URL',
        '是本机或内网地址,平台访问不到。It is an address of this machine or network.',
        '写外网能访问的域名。Write the name seen from the internet.',
      ),
    );
  const reachable = isIP(host) !== 0 || (await resolves(host));
  if (!reachable)
    findings.push(
      fault(
        'PUBLIC_URL',
        `域名 ${host} 解析不出地址。The name does not resolve.`,
        '检查拼写和 DNS 记录。Check spelling and DNS.',
      ),
    );
  return { findings, reachable };
}

const isInner = (host: string): boolean =>
  /^(localhost$|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i.test(
    host,
  );

const resolves = (host: string): Promise<boolean> =>
  lookup(host).then(
    () => true,
    () => false,
  );

interface Knock {
  what: string;
  url: URL;
  echo: string;
  /** Settings that a refusal may come from. */
  settings: string;
}

function wecomKnock(publicUrl: string, { token, aesKey, corpId }: WecomConfig): Knock {
  const echo = systemIds.pick('0123456789', 19);
  const stamp = { ...freshStamp(), random: randomBytes(16) };
  const { encrypt, signature } = sealEnvelope(echo, { token, aesKey, receiveId: corpId }, stamp);
  return knockAt(publicUrl, '/callback/wecom', {
    echo,
    settings: 'WECOM_TOKEN、WECOM_AES_KEY、WECOM_CORP_ID',
    query: { msg_signature: signature, timestamp: stamp.timestamp, nonce: stamp.nonce, echostr: encrypt },
  });
}

function wechatKnock(publicUrl: string, { token }: WechatConfig): Knock {
  const echo = systemIds.pick('0123456789', 19);
  const { timestamp, nonce } = freshStamp();
  const signature = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex');
  return knockAt(publicUrl, '/callback/wechat', {
    echo,
    settings: 'WECHAT_TOKEN',
    query: { signature, timestamp, nonce, echostr: echo },
  });
}

const freshStamp = (): { timestamp: string; nonce: string } => ({
  timestamp: String(Math.floor(systemClock.now().getTime() / 1_000)),
  nonce: systemIds.pick('0123456789', 10),
});

function knockAt(
  publicUrl: string,
  path: string,
  { echo, settings, query }: { echo: string; settings: string; query: Record<string, string> },
): Knock {
  const url = new URL(path, publicUrl);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { what: `${url.origin}${path}`, url, echo, settings };
}

async function knock({ what, url, echo, settings }: Knock): Promise<Finding> {
  const start = performance.now();
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' });
    const body = await response.text();
    if (response.status !== 200) return refused(what, response.status, settings);
    if (body !== echo) return otherBody(what, body, echo);
    const took = performance.now() - start;
    return took <= VERIFY_MS
      ? fine(what, `回调地址验证通过,${Math.round(took)} 毫秒。The callback answers.`)
      : fault(
          what,
          `回答对,但用了 ${(took / 1_000).toFixed(1)} 秒,平台只等 1 秒。Right, but later than the second that the platform waits.`,
          '检查反向代理、DNS 和机器负载。Look at the proxy, DNS and the load.',
        );
  } catch (error) {
    return unreachable(what, error);
  }
}

function refused(what: string, status: number, settings: string): Finding {
  if (status === 403 || status === 400)
    return fault(
      what,
      `回调拒绝了验证,HTTP ${status}。The door refuses.`,
      `正在运行的服务用的是别的 ${settings},或时钟不准:改好后重启。The running service has other settings, or its clock is off; restart it with these.`,
    );
  if (status >= 300 && status < 400)
    return fault(
      what,
      `被重定向,HTTP ${status},平台不会跟过去。It is redirected; the platform does not follow.`,
      '让反向代理直接转发 /callback/,不要跳转。Let the proxy pass /callback/ itself.',
    );
  return fault(
    what,
    `HTTP ${status}。`,
    '检查反向代理有没有把 /callback/ 转给本服务的端口。Check that the proxy passes /callback/ to this service.',
  );
}

/** What a proxy or another program made of the echo. */
function otherBody(what: string, body: string, echo: string): Finding {
  const why = /^\s*<(!doctype|html)/i.test(body)
    ? '返回的是网页,不是明文。It answers with a page.'
    : body.includes(echo)
      ? '明文外面多了引号、空行或 BOM。The echo has quotes, a line end or a BOM around it.'
      : '返回的不是明文 echostr。It answers with something else.';
  return fault(
    what,
    `回调${why}`,
    '这个地址前面有别的程序:让代理把 /callback/ 原样转发。Another program answers: let the proxy pass /callback/ unchanged.',
  );
}

function unreachable(what: string, error: unknown): Finding {
  const code = String(((error as { cause?: { code?: unknown } }).cause?.code ?? (error as Error).name) || '');
  if (/CERT|SELF_SIGNED|ALTNAME|LEAF_SIGNATURE|ISSUER/.test(code))
    return fault(
      what,
      `证书有问题 (${code})。The certificate is not good.`,
      '换一张有效的证书,证书链要完整,域名要对。Use a valid one with its whole chain.',
    );
  return fault(
    what,
    code === 'TimeoutError'
      ? '一直没有回答。No answer.'
      : `连不上${/^[A-Z_]+$/.test(code) ? ` (${code})` : ''}。It cannot be reached.`,
    '先启动服务,再从外面检查防火墙、端口和反向代理。Start the service, then check firewall, port and proxy from outside.',
  );
}
