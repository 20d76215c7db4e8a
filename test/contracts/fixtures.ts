/** The four channels as the contract sees them: how a person's words come in, how to see what goes out. */
import { mock, PuppetMock } from 'wechaty-puppet-mock';
import { createKf } from '../../src/channels/kf.ts';
import { createTokens } from '../../src/channels/tokens.ts';
import { createWechat } from '../../src/channels/wechat.ts';
import { createWechaty } from '../../src/channels/wechaty.ts';
import { createWecom } from '../../src/channels/wecom.ts';
import type { Inbox } from '../../src/inbox/inbox.ts';
import type { Clock } from '../../src/kit/clock.ts';
import type { Log } from '../../src/kit/log.ts';
import type { Channel } from '../../src/outbox/message.ts';
import type { Database } from '../../src/store/database.ts';
import { createWebApp } from '../../src/web/app.ts';
import { listen } from '../../src/web/server.ts';
import { contentKey, testIds } from '../helpers/house.ts';
import { writeLetter } from '../helpers/letters.ts';
import type { ScriptedPlatform } from '../helpers/scripted-platform.ts';

export interface Stage {
  platform: ScriptedPlatform;
  database: Database;
  inbox: Inbox;
  clock: Clock;
  log: Log;
}

export interface Told {
  person: string;
  id: string;
  text: string;
}

export interface Fixture {
  channel: Channel;
  account: string;
  /** A person as the platform names them. */
  person: string;
  /** The platform brings a message, as it would bring it again. */
  bring(told: Told): Promise<void>;
  /** Something that must not come in: forged, our own, old. */
  bringFalse(told: Told): Promise<void>;
  /** What went out last, as the platform got it. */
  sent(): Record<string, unknown>[];
  /** The API's path of a plain send; undefined where there is no API of that kind. */
  api: string | undefined;
  /** Whether the platform knows a message by our key, so that one without an answer may go again. */
  repeatable: boolean;
  close(): Promise<void>;
}

export const SECRETS = {
  wecomSecret: 'wecom-secret-9f31',
  kfSecret: 'kf-secret-77ab',
  wechatSecret: 'wechat-secret-c04d',
  token: 'callback-token-5e',
  aesKey: 'contractAesKey'.padEnd(43, 'K'),
};
const CORP = 'ww00aa11bb22cc33dd';
const keys = { token: SECRETS.token, aesKey: SECRETS.aesKey, receiveId: CORP };

const seconds = (clock: Clock): string => String(Math.floor(clock.now().getTime() / 1_000));
const textXml = ({ person, id, text }: Told, clock: Clock): string =>
  `<xml><ToUserName><![CDATA[us]]></ToUserName><FromUserName><![CDATA[${person}]]></FromUserName><CreateTime>${seconds(clock)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>${id}</MsgId></xml>`;

async function openDoor(
  stage: Stage,
  channel: { door: ReturnType<typeof createWecom>['door'] },
  path: string,
  receiveId: string,
) {
  const app = createWebApp({ routers: [], doors: [channel.door], ids: testIds(), log: stage.log });
  const server = await listen(app, '127.0.0.1', 0);
  let nonce = 0;
  const post = async (told: Told, token = keys.token): Promise<number> => {
    const letter = writeLetter(
      { path, json: nonce % 2 === 1 },
      { ...keys, receiveId },
      { timestamp: seconds(stage.clock), nonce: String(++nonce) },
      textXml(told, stage.clock),
      { keys: { token } },
    );
    const response = await fetch(`http://127.0.0.1:${server.port}${letter.path}`, {
      method: 'POST',
      body: letter.body as string,
    });
    return response.status;
  };
  return {
    bring: async (told: Told) => {
      const status = await post(told);
      if (status !== 200) throw new Error(`the door answered ${status}`);
    },
    bringFalse: async (told: Told) => {
      const status = await post(told, 'another-token');
      if (status !== 403) throw new Error(`the door answered ${status}`);
    },
    close: () => server.close(),
  };
}

const tokensOf = ({ database, clock, log }: Stage) =>
  createTokens({ database, content: contentKey(), clock, log });
const acceptOf = ({ inbox }: Stage) => inbox.accept.bind(inbox);

async function openWecom(stage: Stage): Promise<Fixture> {
  const wecom = createWecom({
    settings: {
      corpId: CORP,
      agentId: '1000002',
      secret: SECRETS.wecomSecret,
      token: keys.token,
      aesKey: keys.aesKey,
      apiBase: stage.platform.url,
    },
    tokens: tokensOf(stage),
    accept: acceptOf(stage),
    clock: stage.clock,
    log: stage.log,
  });
  const api = '/cgi-bin/message/send';
  return {
    ...(await openDoor(stage, wecom, '/callback/wecom', CORP)),
    channel: wecom.channel,
    account: '1000002',
    person: 'Zhang.San-01',
    api,
    repeatable: true,
    sent: () => stage.platform.callsTo(api).map(({ body }) => body),
  };
}

async function openWechat(stage: Stage): Promise<Fixture> {
  const wechat = createWechat({
    settings: {
      appId: 'wx99ee88dd77cc66bb',
      secret: SECRETS.wechatSecret,
      token: keys.token,
      aesKey: keys.aesKey,
      allowPlain: false,
      apiBase: stage.platform.url,
    },
    tokens: tokensOf(stage),
    accept: acceptOf(stage),
    clock: stage.clock,
    log: stage.log,
  });
  const api = '/cgi-bin/message/custom/send';
  return {
    ...(await openDoor(stage, wechat, '/callback/wechat', 'wx99ee88dd77cc66bb')),
    channel: wechat.channel,
    account: 'wx99ee88dd77cc66bb',
    person: 'oAbC_dEf-123456',
    api,
    repeatable: false,
    sent: () => stage.platform.callsTo(api).map(({ body }) => body),
  };
}

async function openKf(stage: Stage): Promise<Fixture> {
  const { platform, database, inbox, clock, log } = stage;
  const kf = createKf({
    settings: { corpId: CORP, secret: SECRETS.kfSecret, apiBase: platform.url },
    tokens: tokensOf(stage),
    database,
    acceptWithin: inbox.acceptWithin.bind(inbox),
    clock,
    log,
  });
  const account = 'wkContract01';
  const at = (): number => Number(seconds(clock));
  let cursor = 0;
  const pull = (item: Record<string, unknown>): Promise<void> => {
    platform.script('/cgi-bin/kf/sync_msg', {
      errcode: 0,
      next_cursor: `c${++cursor}`,
      has_more: 0,
      msg_list: [item],
    });
    const poke = { key: 'poke', channel: 'kf', account, person: 'sys', at: '', origin: 'platform' as const };
    return kf.pull(
      { ...poke, body: { t: 'poke', token: 'poke-token' } },
      { number: 1, settle: async () => undefined, alike: async () => [] },
    );
  };
  const api = '/cgi-bin/kf/send_msg';
  const itemOf = ({ person, id, text }: Told) => ({
    msgid: id,
    open_kfid: account,
    external_userid: person,
    send_time: at(),
    origin: 3,
    msgtype: 'text',
    text: { content: text },
  });
  return {
    channel: kf.channel,
    account,
    person: 'wmAAbbCC_dd-01',
    bring: (told) => pull(itemOf(told)),
    // Nobody's words: without a customer they belong to no conversation.
    bringFalse: (told) => pull({ ...itemOf(told), external_userid: undefined }),
    api,
    repeatable: true,
    sent: () => platform.callsTo(api).map(({ body }) => body),
    close: async () => undefined,
  };
}

async function openWechaty(stage: Stage): Promise<Fixture> {
  const mocker = new mock.Mocker();
  const puppet = new PuppetMock({ mocker });
  const wechaty = createWechaty({ puppet, accept: acceptOf(stage), log: stage.log });
  await wechaty.start();
  const us = mocker.createContact({ name: 'us' });
  mocker.login(us);
  const contact = mocker.createContact({ name: 'a citizen' });
  const said: Record<string, unknown>[] = [];
  puppet.on('message', ({ messageId }) => {
    void puppet.messagePayload(messageId).then((payload) => {
      if (payload.talkerId === us.id)
        said.push({ touser: payload.listenerId, text: { content: payload.text } });
    });
  });
  const brought = new Set<string>();
  return {
    channel: wechaty.channel,
    account: us.id,
    person: contact.id,
    // The puppet itself brings nothing twice but after a restart, and then it is old.
    bring: async ({ id, text }) => {
      if (!brought.has(id)) contact.say(text).to(us);
      brought.add(id);
    },
    bringFalse: async ({ text }) => {
      us.say(text).to(contact);
    },
    api: undefined,
    repeatable: false,
    sent: () => said,
    close: () => wechaty.stop(),
  };
}

export const FIXTURES: readonly (readonly [string, (stage: Stage) => Promise<Fixture>])[] = [
  ['wecom', openWecom],
  ['kf', openKf],
  ['wechat', openWechat],
  ['wechaty', openWechaty],
];
