/** The followers of the Official Account: what they do becomes a callback, and opens the window for answers. */
import type { ApiResult } from '../api.ts';
import type { Callbacks } from '../callbacks.ts';
import { cdata } from '../callbacks/door.ts';
import { eventXml, messageId, messageXml, type Sender } from '../callbacks/message.ts';
import { textOf, type Content, type Done } from '../said.ts';
import type { World } from '../world.ts';
import { createQuota } from './quota.ts';

export interface Followers {
  say(from: string, content: Content): Done;
  /** A button of the account's fixed menu. */
  menu(from: string, key: string): Done;
  follow(from: string, scene?: string): Done;
  leave(from: string): Done;
  scan(from: string, scene: string): Done;
  /** Consents to `count` notices of a template. */
  consent(from: string, templateId: string, count: number): void;
  useConsent(openid: string, templateId: string): boolean;
  has(openid: string): boolean;
  /** Takes one message from the quota; or the errcode that forbids it. */
  take(openid: string): ApiResult | undefined;
  quotaLeft(openid: string): number;
  /** An event of the platform about a follower. */
  event(openid: string, name: string, more: string): Done;
}

export function createFollowers(deps: { world: World; callbacks: Callbacks; original: string }): Followers {
  const { world, callbacks, original } = deps;
  const quota = createQuota(world);
  const following = new Set<string>();
  const consents = new Map<string, number>();
  const sender = (from: string): Sender => ({ to: original, from });
  const tell = (from: string, name: string, more: string): Done => ({
    eventId: world.nextId('e'),
    delivered: callbacks.deliver('wechat', eventXml(sender(from), name, more, world)),
  });
  const key = (text: string): string => `<EventKey>${cdata(text)}</EventKey>`;

  return {
    say(from, content) {
      following.add(from);
      quota.opened(from, 'message');
      const eventId = messageId(world);
      world.hear({ id: eventId, channel: 'wechat', from, text: textOf(content) });
      const xml = messageXml(sender(from), eventId, content, world, 'bizmsgmenuid');
      return { eventId, delivered: callbacks.deliver('wechat', xml) };
    },
    menu(from, id) {
      following.add(from);
      quota.opened(from, 'menu');
      return tell(from, 'CLICK', key(id));
    },
    follow(from, scene) {
      following.add(from);
      quota.opened(from, 'follow');
      return tell(
        from,
        'subscribe',
        scene ? `${key(`qrscene_${scene}`)}<Ticket><![CDATA[simulated]]></Ticket>` : key(''),
      );
    },
    leave(from) {
      following.delete(from);
      quota.forget(from);
      return tell(from, 'unsubscribe', key(''));
    },
    scan(from, scene) {
      if (!following.has(from)) return this.follow(from, scene);
      quota.opened(from, 'scan');
      return tell(from, 'SCAN', `${key(scene)}<Ticket><![CDATA[simulated]]></Ticket>`);
    },
    consent(from, templateId, count) {
      const name = `${from}|${templateId}`;
      consents.set(name, (consents.get(name) ?? 0) + count);
    },
    useConsent(openid, templateId) {
      const name = `${openid}|${templateId}`;
      const left = consents.get(name) ?? 0;
      if (left > 0) consents.set(name, left - 1);
      return left > 0;
    },
    has: (openid) => following.has(openid),
    take: (openid) => quota.take(openid),
    quotaLeft: (openid) => quota.left(openid),
    event: tell,
  };
}
