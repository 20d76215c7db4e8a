/** One question to a platform's API, and what its error codes mean to whoever sets the service up. */
import { systemClock } from '../../../kit/clock.ts';
import { fault, fine, warning, type Finding } from '../../../kit/finding.ts';

export interface ApiAnswer {
  errcode: number;
  errmsg: string;
  /** How far our clock is ahead of the platform's, by the Date of its answer. */
  aheadMs?: number | undefined;
  [name: string]: unknown;
}

const TIMEOUT_MS = 5_000;
/** Our own mark for "no answer". */
const SILENT = -2;

/** Never throws: no answer is an answer here. */
export async function ask(url: string, body?: unknown): Promise<ApiAnswer> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const theirs = Date.parse(response.headers.get('date') ?? '');
    const aheadMs = Number.isNaN(theirs) ? undefined : systemClock.now().getTime() - theirs;
    const answer = (await response.json()) as Partial<ApiAnswer>;
    return { ...answer, errcode: Number(answer.errcode ?? 0), errmsg: String(answer.errmsg ?? ''), aheadMs };
  } catch {
    return { errcode: SILENT, errmsg: '' };
  }
}

/** Why, and what to do; `{ip}` stands for the address the platform saw. */
const MEANINGS: Readonly<Record<number, readonly [why: string, remedy: string]>> = {
  [-1]: ['平台忙。The platform is busy.', '过几分钟再查。Look again in some minutes.'],
  [SILENT]: [
    '平台接口连不上。The platform’s API cannot be reached.',
    '检查本机网络、DNS、代理和 _API_BASE。Check network, DNS, proxy and the _API_BASE variable.',
  ],
  40001: [
    '密钥不对。The secret is wrong.',
    '在这个应用的页面重新复制 Secret,多一个字母少一个字母都不行。Copy the secret of this very app again.',
  ],
  40013: [
    '企业 ID 或 AppID 不对。The corp id or app id is wrong.',
    '重新复制,注意首尾空格。Copy it again; look for blanks at its ends.',
  ],
  40056: ['AgentId 不对。The AgentId is wrong.', '在应用页面重新复制 AgentId。Copy it again.'],
  40091: [
    '密钥不属于这个企业。The secret is not of this corp.',
    '企业 ID 和 Secret 从同一个管理后台复制。Take both from the same console.',
  ],
  40125: ['AppSecret 不对。The AppSecret is wrong.', '在公众平台重置后再复制。Reset it and copy it again.'],
  40164: [
    '本机 IP 不在公众号白名单。This IP is not on the white list.',
    '把 {ip} 填到 公众平台 → 基本配置 → IP白名单。Paste {ip} there.',
  ],
  41001: [
    '请求里没有 access_token。No token.',
    '检查 _API_BASE 前面的代理有没有改地址。See what a proxy changes.',
  ],
  42009: ['访问太频繁。Too many requests.', '等几分钟。Wait a few minutes.'],
  45009: [
    '接口调用超过限额,密钥连错多次也会这样。The quota is used up, or the secret was wrong too often.',
    '改对以后等一小时。Mend it and wait an hour.',
  ],
  48001: [
    '公众号没有这个接口的权限,多半是没有认证。The account may not use this API; it is probably not verified.',
    '在公众平台完成微信认证,再看 接口权限。Get the account verified.',
  ],
  48002: [
    '这个应用没有调用该接口的权限。The app may not use this API.',
    '在 微信客服 → 可调用接口的应用 里加上这个应用。List the app under 可调用接口的应用.',
  ],
  50001: [
    '回调域名不是可信域名。The redirect host is not the trusted domain.',
    '在应用页面把 可信域名 设成外网地址的域名。Set 可信域名 to the host of PUBLIC_URL.',
  ],
  50003: ['应用已停用。The app is disabled.', '在管理后台的应用页面启用它。Enable it in the console.'],
  60011: [
    '不在应用的可见范围里。Outside the app’s visible range.',
    '在应用页面把干部所在部门加进 可见范围。Add the officials’ departments to 可见范围.',
  ],
  60020: [
    '本机 IP 不在企业可信 IP。This IP is not trusted.',
    '先设好 可信域名 或 接收消息URL,再把 {ip} 填到 企业可信IP,等一分钟。Paste {ip} under 企业可信IP and wait a minute.',
  ],
  60031: ['应用已停用。The app is disabled.', '在管理后台的应用页面启用它。Enable it in the console.'],
  95003: ['企业没有认证,微信客服用不了。The corp is not verified.', '先完成企业认证。Get it verified.'],
  301002: [
    '密钥不是这个应用的。The secret is of another app.',
    'AgentId 和 Secret 从同一个应用页面复制。Take both from the same page.',
  ],
};

/** The finding for an answer that is not 0. Holds the code and the address, never the secret. */
export function explain(what: string, { errcode, errmsg }: ApiAnswer): Finding {
  const [why, remedy] = MEANINGS[errcode] ?? [
    `平台返回 ${errcode}。The platform answers ${errcode}.`,
    `到 https://open.work.weixin.qq.com/devtool/query?e=${errcode} 查这个代码。Look the code up there.`,
  ];
  const ip = /(?:from ip:|invalid ip)\s*([0-9a-f.:]*[0-9a-f])/i.exec(errmsg)?.[1];
  return fault(
    what,
    `${why}(errcode ${errcode}${ip ? `,IP ${ip}` : ''})`,
    remedy.replaceAll('{ip}', ip ?? '平台看到的本机出口 IP this machine’s outgoing IP'),
  );
}

export async function tokenFrom(
  what: string,
  url: string,
  body?: unknown,
): Promise<{ token?: string; findings: Finding[] }> {
  const answer = await ask(url, body);
  const clock = answer.aheadMs === undefined ? [] : [clockFinding(answer.aheadMs)];
  if (typeof answer.access_token === 'string' && answer.access_token !== '')
    return {
      token: answer.access_token,
      findings: [fine(what, '取到了 access_token。A token is given.'), ...clock],
    };
  return { findings: [explain(what, answer), ...clock] };
}

const NOTICEABLE_MS = 60_000;
/** Our door refuses what is five minutes old. */
const REFUSED_MS = 240_000;

function clockFinding(aheadMs: number): Finding {
  const off = Math.abs(aheadMs);
  if (off < NOTICEABLE_MS) return fine('clock', '本机时钟和平台一致。Our clock and the platform’s agree.');
  const why = `本机时钟${aheadMs > 0 ? '快' : '慢'} ${Math.round(off / 60_000)} 分钟。Our clock is off by minutes.`;
  const remedy =
    '打开时间同步 (timedatectl set-ntp true)。差五分钟,回调会被当作过期拒收。Run an NTP client: callbacks are refused at five minutes.';
  return off < REFUSED_MS ? warning('clock', why, remedy) : fault('clock', why, remedy);
}
