/**
 * The simulator: WeCom and 微信客服 played on the loopback over their own protocol, with a clock that can be moved. The
 * product talks to it as to the platforms; no code of the product knows of it. In: what people type and press, by the
 * control API and the phones page. Out: callbacks to the product's doors, and everything the product sent.
 */
import { Router } from '@koa/router';
import { createCallbacks } from './callbacks.ts';
import { createControlRouter } from './control.ts';
import { createKf } from './kf/service.ts';
import { createPhones, PHONE_ASSETS } from './phones.ts';
import { createPlatformServer, type ApiHandler } from './platform-server.ts';
import { createTokenOffice } from './tokens.ts';
import { createWecomApi, apiOk } from './wecom/api.ts';
import { createCardDesk } from './wecom/cards.ts';
import { createWecomMembers } from './wecom/member.ts';
import type { SimulatorOptions, Stage } from './stage.ts';
import { createWorld, type World } from './world.ts';

export interface Credentials {
  wecom: {
    corpId: string;
    agentId: string;
    secret: string;
    token: string;
    aesKey: string;
    previousAesKey: undefined;
    apiBase: string;
    authorizeBase: string;
  };
  kfSecret: string;
  kfAccount: string;
}

export interface Simulator {
  /** Known after `listen`. */
  credentials(): Credentials;
  listen(): Promise<void>;
  /** Where the product listens: callbacks go there. */
  connect(productUrl: string): void;
  /** The console's check of the callback URL. */
  verifyCallback(): Promise<{ ok: boolean; why?: string }>;
  routes: Router;
  /** Files of the phones page, by name. */
  assets: ReadonlyMap<string, URL>;
  /** Ends the live streams of open pages, which would hold up the web server's stop. */
  hangUp(): void;
  world: World;
  close(): Promise<void>;
}

/** The same on every start: conversations kept from an earlier one go on. */
const corpId = 'ww5a1c0de5a1c0de01';
const agentId = '1000002';
const kfAccount = 'wkSimulated0001';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, ids, log } = options;
  const world = createWorld(clock, ids);
  const keys = { token: ids.pick(LETTERS, 24), aesKey: ids.pick(LETTERS, 43), receiveId: corpId };
  const secrets = { app: ids.pick(LETTERS, 43), kf: ids.pick(LETTERS, 43) };
  let productUrl: string | undefined;

  const callbacks = createCallbacks(
    world,
    () => (productUrl ? { url: `${productUrl}/callback/wecom`, keys, agentId } : undefined),
    log,
  );
  const tokens = createTokenOffice(world, {
    corpId,
    secrets: new Map([
      [secrets.app, 'app'],
      [secrets.kf, 'kf'],
    ]),
  });
  const cards = createCardDesk(world);
  const isMember = async (userid: string): Promise<boolean> =>
    (await options.directory()).some((member) => member.userid.toLowerCase() === userid.toLowerCase());
  const wecom = createWecomApi({ world, cards, agentId, isMember });
  const members = createWecomMembers({ world, callbacks, cards, corpId, agentId });
  const kf = createKf({ world, callbacks, corpId, account: kfAccount });

  const guard = (app: string, handle: ApiHandler) => ({ app, handle });
  const server = createPlatformServer({
    world,
    tokens,
    open: new Map<string, ApiHandler>([
      [
        '/cgi-bin/gettoken',
        (_body, query) => tokens.fetch(query.get('corpid') ?? '', query.get('corpsecret') ?? ''),
      ],
    ]),
    guarded: new Map([
      ['/cgi-bin/message/send', guard('app', (body) => wecom.send(body))],
      ['/cgi-bin/message/update_template_card', guard('app', (body) => wecom.update(body))],
      ['/cgi-bin/getcallbackip', guard('app', () => apiOk({ ip_list: ['127.0.0.1'] }))],
      ['/cgi-bin/kf/sync_msg', guard('kf', (body) => kf.sync(body))],
      ['/cgi-bin/kf/send_msg', guard('kf', (body) => kf.send(body))],
      ['/cgi-bin/kf/send_msg_on_event', guard('kf', (body) => kf.sendOnEvent(body))],
      ['/cgi-bin/kf/service_state/get', guard('kf', (body) => kf.state(body))],
      ['/cgi-bin/kf/service_state/trans', guard('kf', (body) => kf.transfer(body))],
      ['/cgi-bin/kf/customer/batchget', guard('kf', (body) => kf.customers(body))],
      [
        '/cgi-bin/kf/account/list',
        guard('kf', () => apiOk({ account_list: [{ open_kfid: kfAccount, name: '阳光政务' }] })),
      ],
    ]),
  });

  const stage: Stage = { world, kf, members, callbacks, options };
  const phones = createPhones(stage);
  const routes = new Router();
  for (const router of [createControlRouter(stage), phones.routes]) routes.use(router.routes());

  return {
    world,
    credentials: () => ({
      wecom: {
        corpId,
        agentId,
        secret: secrets.app,
        token: keys.token,
        aesKey: keys.aesKey,
        previousAesKey: undefined,
        apiBase: server.url(),
        authorizeBase: server.url(),
      },
      kfSecret: secrets.kf,
      kfAccount,
    }),
    listen: () => server.listen(),
    verifyCallback: () => callbacks.verifyUrl(),
    connect: (url) => {
      productUrl = url;
    },
    routes,
    assets: PHONE_ASSETS,
    hangUp: () => phones.close(),
    close: () => server.close(),
  };
}
