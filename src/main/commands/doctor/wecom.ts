/** WeCom: the token, the app, who sees it, and 微信客服. */
import type { Config, WecomConfig } from '../../../config.ts';
import { fault, fine, warning, type Finding } from '../../../kit/finding.ts';
import { ask, explain, tokenFrom, type ApiAnswer } from './ask.ts';

export async function examineWecom(config: Config, wecom: WecomConfig): Promise<Finding[]> {
  const [app, kf] = await Promise.all([examineApp(config, wecom), examineKf(config, wecom)]);
  return [...app, ...kf];
}

const tokenUrl = ({ apiBase, corpId }: WecomConfig, secret: string): string =>
  `${apiBase}/cgi-bin/gettoken?${new URLSearchParams({ corpid: corpId, corpsecret: secret }).toString()}`;

async function examineApp({ publicUrl }: Config, wecom: WecomConfig): Promise<Finding[]> {
  const { agentId, apiBase } = wecom;
  const { token, findings } = await tokenFrom('WECOM_SECRET', tokenUrl(wecom, wecom.secret));
  if (!token) return findings;
  const agent = await ask(`${apiBase}/cgi-bin/agent/get?access_token=${token}&agentid=${agentId}`);
  if (agent.errcode !== 0) return [...findings, explain('WECOM_AGENT_ID', agent)];
  return [
    ...findings,
    ...appFindings(agentId, agent),
    ...trustedDomain(agent, publicUrl),
    ...(await callbackAddresses(apiBase, token)),
  ];
}

function appFindings(agentId: string, agent: ApiAnswer): Finding[] {
  if (Number(agent.close) === 1)
    return [
      fault('WECOM_AGENT_ID', '应用已停用。The app is disabled.', '在管理后台的应用页面启用它。Enable it.'),
    ];
  const findings = [
    seesNobody(agent)
      ? fault(
          'visible range',
          '应用的可见范围是空的,谁也收不到提醒。Nobody is in the app’s visible range.',
          '在应用页面把干部所在部门加进 可见范围。Add the officials’ departments to 可见范围.',
        )
      : fine('WECOM_AGENT_ID', `应用 ${agentId} 可用。The app answers.`),
  ];
  if (agent.home_url)
    findings.push(
      warning(
        'workbench home',
        '应用设了工作台主页。若勾选「在微工作台中始终进入主页」,微信里只收得到 20 字节的文字。With that box ticked, the WeChat side shows 20 bytes only.',
        '取消勾选「在微工作台中始终进入主页」。Untick it.',
      ),
    );
  return findings;
}

/** The answer lists people, departments and tags that see the app (document/path/90227). */
function seesNobody(agent: ApiAnswer): boolean {
  const lists = [
    (agent.allow_userinfos as { user?: unknown[] } | undefined)?.user,
    (agent.allow_partys as { partyid?: unknown[] } | undefined)?.partyid,
    (agent.allow_tags as { tagid?: unknown[] } | undefined)?.tagid,
  ];
  return lists.some(Array.isArray) && lists.every((list) => (list ?? []).length === 0);
}

/** Staff sign in to the console with WeCom only when the host is exactly the trusted domain. */
function trustedDomain({ redirect_domain: trusted }: ApiAnswer, publicUrl: string | undefined): Finding[] {
  if (typeof trusted !== 'string' || !publicUrl || trusted === new URL(publicUrl).host) return [];
  return [
    fault(
      'trusted domain',
      `可信域名是「${trusted || '空'}」,不是外网地址的域名,干部登录监督台会失败。Sign-in to the console fails.`,
      `在应用页面把 可信域名 设成 ${new URL(publicUrl).host}。Set 可信域名 to it.`,
    ),
  ];
}

/** Advice, never a wall: real callbacks have come from addresses outside the list. */
async function callbackAddresses(apiBase: string, token: string): Promise<Finding[]> {
  const { errcode, ip_list: list } = await ask(`${apiBase}/cgi-bin/getcallbackip?access_token=${token}`);
  if (errcode !== 0 || !Array.isArray(list)) return [];
  return [
    fine(
      'callback addresses',
      `平台的回调来自 ${list.length} 个地址段,如 ${list.slice(0, 3).join('、')}。只作参考,防火墙不要只放行这些。For reference, do not wall off the rest.`,
    ),
  ];
}

async function examineKf({ kfSecret }: Config, wecom: WecomConfig): Promise<Finding[]> {
  if (!kfSecret)
    return [
      warning(
        'WECOM_KF_SECRET',
        '没有微信客服,群众用不了微信来问。Without 微信客服 citizens cannot write.',
        '在管理后台开通 微信客服,复制它的 Secret。Open 微信客服 and copy its Secret.',
      ),
    ];
  const { token, findings } = await tokenFrom('WECOM_KF_SECRET', tokenUrl(wecom, kfSecret));
  if (!token) return findings;
  const found = findings.filter(({ what }) => what !== 'clock');
  const answer = await ask(`${wecom.apiBase}/cgi-bin/kf/account/list?access_token=${token}`, {});
  if (answer.errcode !== 0) return [...found, explain('WECOM_KF_SECRET', answer)];
  const accounts = (answer.account_list ?? []) as KfAccount[];
  if (accounts.length === 0)
    return [
      ...found,
      fault('kf', '没有客服账号。There is no 微信客服 account.', '在 微信客服 里新建一个。Create one.'),
    ];
  const asked = await Promise.all(accounts.map((account) => examineAccount(wecom.apiBase, token, account)));
  return [
    ...found,
    fine('kf', `${accounts.length} 个客服账号。${accounts.length} accounts.`),
    ...asked.flat(),
  ];
}

interface KfAccount {
  open_kfid?: string;
  name?: string;
  manage_privilege?: boolean;
}

async function examineAccount(apiBase: string, token: string, account: KfAccount): Promise<Finding[]> {
  const name = account.name ?? account.open_kfid ?? '?';
  if (account.manage_privilege === false)
    return [
      fault(
        'kf',
        `客服账号「${name}」没有交给 API 管理,我们收发不了它的消息。The account is not managed by API.`,
        '在 微信客服 → 通过API管理 里把它交给这个应用。Put it under 通过API管理.',
      ),
    ];
  const query = new URLSearchParams({ access_token: token, open_kfid: account.open_kfid ?? '' });
  const { servicer_list: list } = await ask(`${apiBase}/cgi-bin/kf/servicer/list?${query.toString()}`);
  const receiving = Array.isArray(list)
    ? list.filter(({ status }: { status?: number }) => status === 0).length
    : 0;
  if (receiving === 0) return [];
  return [
    warning(
      'kf',
      `「${name}」有 ${receiving} 个人在接待。若接待方式是「人工优先」,会话一开始就归人,机器人答不了 (95018)。In human-first mode the service cannot answer.`,
      '把接待方式改成「智能助手优先」,或让接待人员停止接待。Choose assistant first.',
    ),
  ];
}
