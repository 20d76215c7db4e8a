/** The Official Account 公众号/服务号 played: tokens by both doors, menu, followers and what they are sent. */
import { z } from 'zod';
import { apiError, apiOk, checked, type Api, type ApiRequest, type ApiResult } from '../api.ts';
import type { Callbacks } from '../callbacks.ts';
import type { MediaRoom } from '../media.ts';
import type { TokenOffice } from '../tokens.ts';
import type { World } from '../world.ts';
import { createFollowers, type Followers } from './followers.ts';
import { createAccountSendApis } from './send.ts';

export interface Account {
  followers: Followers;
  /** The fixed menu's buttons that send a key. */
  menuKeys(): { key: string; name: string }[];
  apis: Api[];
}

const KEY_BYTES = 128;
const inner = z.object({
  type: z.enum(['click', 'view', 'scancode_push', 'miniprogram']),
  name: z.string().min(1),
  key: z.string().max(KEY_BYTES).optional(),
  url: z.string().max(1_024).optional(),
});
const menuSchema = z.object({
  button: z
    .array(inner.partial({ type: true }).extend({ sub_button: z.array(inner).min(1).max(5).optional() }))
    .min(1)
    .max(3),
});
type Menu = z.output<typeof menuSchema>;
type Button = Pick<Menu['button'][number], 'type' | 'name' | 'key' | 'url'>;

export function createAccount(deps: {
  world: World;
  callbacks: Callbacks;
  media: MediaRoom;
  tokens: TokenOffice;
  original: string;
}): Account {
  const { world, tokens } = deps;
  const followers = createFollowers(deps);
  let menu: Menu | undefined;

  const createMenu = (request: ApiRequest): ApiResult => {
    const parsed = menuSchema.safeParse(request.body);
    if (!parsed.success)
      return apiError(40016, `invalid button size: ${parsed.error.issues[0]?.path.join('.')}`);
    if (
      buttonsOf(parsed.data).some(
        ({ type, key, url }) => (type === 'click' && !key) || (type === 'view' && !url),
      )
    )
      return apiError(40019, 'invalid button key size');
    menu = parsed.data;
    world.touch();
    return apiOk();
  };
  const userInfo = ({ query }: ApiRequest): ApiResult => {
    const openid = query.get('openid') ?? '';
    // No nickname and no picture since 2021-12-27.
    return openid === ''
      ? apiError(40003, 'invalid openid')
      : { ...apiOk(), openid, subscribe: followers.has(openid) ? 1 : 0, language: 'zh_CN' };
  };
  const stable = checked(
    z.object({
      grant_type: z.literal('client_credential'),
      appid: z.string(),
      secret: z.string(),
      force_refresh: z.boolean().default(false),
    }),
    ({ appid, secret, force_refresh: force }) => tokens.stable(appid, secret, force),
  );

  return {
    followers,
    menuKeys: () =>
      menu
        ? buttonsOf(menu).flatMap(({ type, key, name }) => (type === 'click' && key ? [{ key, name }] : []))
        : [],
    apis: [
      {
        path: '/cgi-bin/token',
        apps: [],
        handle: ({ query }) => tokens.legacy(query.get('appid') ?? '', query.get('secret') ?? ''),
      },
      { path: '/cgi-bin/stable_token', apps: [], handle: stable },
      { path: '/cgi-bin/menu/create', apps: ['wechat'], handle: createMenu },
      {
        path: '/cgi-bin/menu/get',
        apps: ['wechat'],
        handle: () => (menu ? apiOk({ menu }) : apiError(46003, 'menu no exist')),
      },
      { path: '/cgi-bin/user/info', apps: ['wechat'], handle: userInfo },
      {
        path: '/cgi-bin/getcallbackip',
        apps: ['wechat'],
        handle: () => apiOk({ ip_list: ['127.0.0.1'] }),
      },
      ...createAccountSendApis({ ...deps, followers }),
    ],
  };
}

/** What can be tapped: the buttons themselves, or what they unfold into. */
const buttonsOf = ({ button }: Menu): Button[] => button.flatMap((one): Button[] => one.sub_button ?? [one]);
