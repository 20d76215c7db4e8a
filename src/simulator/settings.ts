/** How the offices have set their platforms up: what a console switches, and what goes wrong there. */
import { z } from 'zod';

const userids = z.array(z.string().min(1).max(64)).max(5_000);

/** Everything optional: what is not named stays as it is. */
export const settingsSchema = z.strictObject({
  /** 企业可信IP: false answers 60020 to every call. */
  trustedIp: z.boolean().optional(),
  /** False: the app is switched off, 50003. */
  appEnabled: z.boolean().optional(),
  /** Members outside the app's 可见范围: 60011 when asked for, invalid as receivers. */
  hidden: userids.optional(),
  /** Members without a licence for the platform's APIs. */
  unlicensed: userids.optional(),
  /** 可信域名, host with port; empty: where the product listens. */
  trustedHosts: z.array(z.string().min(1).max(255)).max(20).optional(),
  /** How callbacks are written. 设置接收消息的格式 */
  envelope: z.enum(['xml', 'json']).optional(),
  /** The next so many sync_msg come back empty with has_more 1. */
  kfEmptyPages: z.number().int().min(0).max(1_000).optional(),
  /** Routing 人工优先: sessions begin with a person. */
  kfHumanFirst: z.boolean().optional(),
  /** Customers whom nothing reaches although errcode is 0, by the fail_type told later. */
  kfFailLater: z.record(z.string(), z.number().int().min(0).max(20)).optional(),
  /** 接待人员 and whether they are 接待中. */
  servicers: z.record(z.string(), z.boolean()).optional(),
  /** 消息加解密方式 of the Official Account. */
  wechatMode: z.enum(['plain', 'compatible', 'safe']).optional(),
  /** False: this kind of account may not send menus, 40200. */
  wechatMenus: z.boolean().optional(),
  /** Status of TEMPLATESENDJOBFINISH. */
  wechatTemplateStatus: z.string().min(1).max(64).optional(),
  /** IP 白名单 of the Official Account: false answers 40164 to token calls. */
  wechatIpAllowed: z.boolean().optional(),
});

export type Settings = Required<z.output<typeof settingsSchema>>;

export const createSettings = (): Settings => ({
  trustedIp: true,
  appEnabled: true,
  hidden: [],
  unlicensed: [],
  trustedHosts: [],
  envelope: 'xml',
  kfEmptyPages: 0,
  kfHumanFirst: false,
  kfFailLater: {},
  servicers: {},
  wechatMode: 'safe',
  wechatMenus: true,
  wechatTemplateStatus: 'success',
  wechatIpAllowed: true,
});

export const listed = (list: readonly string[], userid: string): boolean =>
  list.some((one) => one.toLowerCase() === userid.toLowerCase());
