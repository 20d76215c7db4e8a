import type { EventBody, InboundEvent } from '../../inbox/event.ts';
import { sha256 } from '../../kit/seal.ts';
import { instantField, recordsField, requiredField, textField, type Fields } from '../fields.ts';
import { readMessageBody } from '../message-body.ts';

/** Where a follower is, which page they opened: nobody needs it, so it is not kept. */
const NOT_KEPT: ReadonlySet<string> = new Set(['LOCATION', 'VIEW', 'view_miniprogram']);
/** 拒收, in the numbers of 微信客服's msg_send_fail: 10 the person refuses, 0 unknown. */
const [REFUSED, UNKNOWN] = [10, 0];

/**
 * A decrypted message or event of the Official Account (developers.weixin.qq.com/doc/offiaccount, 接收普通消息, 接收事件推送)
 * as inbound events. Told apart like WeCom's: messages by MsgId, events by their whole content.
 */
export function readWechatEvents(fields: Fields, plain: string, appId: string): InboundEvent[] {
  const type = requiredField(fields, 'MsgType');
  const at = instantField(fields, 'CreateTime');
  const person = requiredField(fields, 'FromUserName');
  const base = { channel: 'wechat', account: appId, person, at };
  if (type !== 'event') {
    const key = `wechat|${appId}|${person}|${requiredField(fields, 'MsgId')}`;
    return [{ ...base, key, origin: 'person', body: readMessageBody(type, fields, at) }];
  }
  const key = `wechat|${appId}|${person}|${sha256(plain).toString('hex')}`;
  return readEventBodies(requiredField(fields, 'Event'), fields).map((body, i) => ({
    ...base,
    key: i === 0 ? key : `${key}|${i}`,
    origin: body.t === 'delivery-failed' ? ('platform' as const) : ('person' as const),
    body,
  }));
}

function readEventBodies(name: string, fields: Fields): EventBody[] {
  const eventKey = textField(fields, 'EventKey') ?? '';
  switch (name) {
    case 'subscribe': {
      const scene = eventKey.replace(/^qrscene_/, '');
      return [{ t: 'subscribe', ...(scene ? { scene } : {}) }];
    }
    case 'unsubscribe':
      return [{ t: 'unsubscribe' }];
    case 'SCAN':
      // A follower scans the code of a counter: they come in by that door.
      return [{ t: 'enter', ...(eventKey ? { scene: eventKey } : {}) }];
    case 'CLICK':
      return [{ t: 'menu', key: eventKey }];
    case 'TEMPLATESENDJOBFINISH':
      return failureOf(textField(fields, 'MsgID'), textField(fields, 'Status'));
    case 'subscribe_msg_sent_event':
      return recordsField(fields, 'SubscribeMsgSentEvent')
        .flatMap((outer) => recordsField(outer, 'List'))
        .flatMap((item) => failureOf(textField(item, 'MsgID'), textField(item, 'ErrorStatus')));
    default:
      return NOT_KEPT.has(name) ? [] : [{ t: 'unknown', type: `event:${name}` }];
  }
}

/**
 * `success` needs no word. Of the failures `failed:user block` and `failed: system failed` are told of; their exact
 * spelling is UNCONFIRMED, so anything but success is a failure.
 */
function failureOf(messageId: string | undefined, status: string | undefined): EventBody[] {
  if (!messageId || /^success$/i.test(status ?? '')) return [];
  return [{ t: 'delivery-failed', messageId, reason: /block/i.test(status ?? '') ? REFUSED : UNKNOWN }];
}
