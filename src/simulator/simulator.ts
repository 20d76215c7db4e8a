/**
 * The simulator: WeCom, 微信客服 and the Official Account played on the loopback over their own protocol, with a clock that
 * can be moved. The product talks to it as to the platforms; no code of the product knows of it. In: what people type and
 * press, by the control API and the phones page. Out: callbacks to the product's doors, and everything the product sent.
 */
import { Router } from '@koa/router';
import { apiOk, type Api } from './api.ts';
import { createCallbacks } from './callbacks.ts';
import type { Door } from './callbacks/door.ts';
import type { EchoCheck } from './callbacks/echo.ts';
import { createControlRouter } from './control.ts';
import { createKf } from './kf/service.ts';
import { createMediaRoom } from './media.ts';
import { createPhones, PHONE_ASSETS } from './phones.ts';
import { createPlatformServer } from './platform-server.ts';
import type { SimulatorOptions, Stage } from './stage.ts';
import { createTokenOffice, type TokenOffice } from './tokens.ts';
import { createAccount } from './wechat/account.ts';
import { createCardDesk } from './wecom/cards.ts';
import { createDepartments, createDirectoryApis } from './wecom/directory.ts';
import { createWecomMembers } from './wecom/member.ts';
import { createSendApis } from './wecom/send.ts';
import { createSignIn } from './wecom/sign-in.ts';
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
    /** Where members sign in with a browser. */
    authorizeBase: string;
  };
  kfSecret: string;
  kfAccount: string;
  /** Undefined where no Official Account is played. */
  wechat:
    | {
        appId: string;
        secret: string;
        token: string;
        aesKey: string;
        allowPlain: false;
        apiBase: string;
        notice: { id: string; fields: Readonly<Record<string, 'title' | 'text' | 'time'>> };
      }
    | undefined;
}

export interface Simulator {
  /** Known after `listen`. */
  credentials(): Credentials;
  listen(): Promise<void>;
  /** Where the product listens: callbacks go there. */
  connect(productUrl: string): void;
  /** The console's check of a callback URL. */
  verifyCallback(door?: Door['name']): Promise<EchoCheck>;
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
const appId = 'wx5a1c0de5a1c0de01';
const original = 'gh_5a1c0de5a1c0';
/** What followers consent to: /simulator/api/consent. */
export const NOTICE_TEMPLATE = 'tplSimulated0001';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, ids, log } = options;
  const world = createWorld(clock, ids);
  const keysFor = (receiveId: string): Door['keys'] => ({
    token: ids.pick(LETTERS, 24),
    aesKey: ids.pick(LETTERS, 43),
    receiveId,
  });
  const keys = { wecom: keysFor(corpId), wechat: keysFor(appId) };
  const secrets = { app: ids.pick(LETTERS, 43), kf: ids.pick(LETTERS, 43), wechat: ids.pick(LETTERS, 32) };
  let productUrl: string | undefined;

  const door = (name: Door['name']): Door | undefined =>
    productUrl
      ? {
          name,
          url: `${productUrl}/callback/${name}`,
          keys: keys[name],
          account: name === 'wecom' ? agentId : original,
        }
      : undefined;
  const callbacks = createCallbacks(world, door, log);
  const media = createMediaRoom(world);
  const tokens = createTokenOffice(world, {
    corpId,
    secrets: new Map([
      [secrets.app, 'app'],
      [secrets.kf, 'kf'],
    ]),
    wechat: options.wechat ? { appId, secret: secrets.wechat } : undefined,
  });
  const cards = createCardDesk(world, agentId);
  const departments = createDepartments(() => options.directory());
  const members = createWecomMembers({ world, callbacks, cards, corpId, agentId });
  const kf = createKf({ world, callbacks, media, corpId, account: kfAccount });
  const account = options.wechat ? createAccount({ world, callbacks, media, tokens, original }) : undefined;
  const signIn = createSignIn({
    world,
    corpId,
    directory: () => options.directory(),
    productHost: () => (productUrl ? new URL(productUrl).host : undefined),
  });
  const apis: Api[] = [
    ...corpApis(tokens),
    ...media.apis,
    ...createSendApis({ world, cards, media, agentId, departments }),
    ...createDirectoryApis(world, departments),
    ...signIn.apis,
    ...kf.apis,
    ...(account?.apis ?? []),
  ];
  const server = createPlatformServer({ world, tokens, apis, page: signIn.page });

  const apiPaths = [...new Set(apis.map(({ path }) => path))].sort();
  const stage: Stage = { world, kf, members, account, callbacks, media, tokens, apiPaths, door, options };
  const phones = createPhones(stage);
  const routes = new Router();
  for (const router of [createControlRouter(stage), phones.routes]) routes.use(router.routes());

  return {
    world,
    credentials: () => {
      const apiBase = server.url();
      const { token, aesKey } = keys.wecom;
      return {
        wecom: {
          corpId,
          agentId,
          secret: secrets.app,
          token,
          aesKey,
          previousAesKey: undefined,
          apiBase,
          authorizeBase: apiBase,
        },
        kfSecret: secrets.kf,
        kfAccount,
        wechat: options.wechat
          ? {
              appId,
              secret: secrets.wechat,
              token: keys.wechat.token,
              aesKey: keys.wechat.aesKey,
              allowPlain: false,
              apiBase,
              notice: {
                id: NOTICE_TEMPLATE,
                fields: { thing1: 'title', time2: 'time', thing3: 'text' } as const,
              },
            }
          : undefined,
      };
    },
    listen: () => server.listen(),
    verifyCallback: (name = 'wecom') => callbacks.verifyUrl(name),
    connect: (url) => {
      productUrl = url;
    },
    routes,
    assets: PHONE_ASSETS,
    hangUp: () => phones.close(),
    close: () => server.close(),
  };
}

/** What opens a corp's APIs, and the addresses its callbacks come from. */
function corpApis(tokens: TokenOffice): Api[] {
  return [
    {
      path: '/cgi-bin/gettoken',
      apps: [],
      handle: ({ query }) => tokens.fetch(query.get('corpid') ?? '', query.get('corpsecret') ?? ''),
    },
    {
      path: '/cgi-bin/getcallbackip',
      apps: ['app', 'kf'],
      handle: () => apiOk({ ip_list: ['127.0.0.1'] }),
    },
  ];
}
