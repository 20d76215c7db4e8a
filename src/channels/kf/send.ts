import { sha256 } from '../../kit/seal.ts';
import { cutBytes } from '../../kit/text.ts';
import type { Delivery, MessageBody, SendResult } from '../../outbox/message.ts';
import { sendResultOf, type PlatformApi } from '../platform-api.ts';

/** Limits of kf/send_msg in bytes (document/path/94677). */
const HEAD_BYTES = 1_024;
const ITEM_BYTES = 128;
const MAX_ITEMS = 10;

/** Sends to a customer; our msgid makes a repeat harmless. */
export async function sendToCustomer(api: PlatformApi, delivery: Delivery): Promise<SendResult> {
  const { account, person, body } = delivery;
  const msgid = messageId(delivery.id);
  if (body.t === 'welcome') {
    const answer = await api.post('/cgi-bin/kf/send_msg_on_event', {
      code: body.code,
      msgid,
      msgtype: 'text',
      text: { content: body.text },
    });
    return sendResultOf(answer, { providerId: msgid });
  }
  const payload = payloadOf(body);
  if (!payload) return { status: 'rejected', reason: `a ${body.t} cannot go to a 微信客服 customer` };
  const answer = await api.post('/cgi-bin/kf/send_msg', {
    touser: person,
    open_kfid: account,
    msgid,
    ...payload,
  });
  // The documents name no code for a msgid seen before; its message names the parameter. On a repeat it can only be
  // our own, from an attempt whose answer was lost.
  if (delivery.attempt > 1 && answer.errcode !== 0 && /msgid/i.test(answer.errmsg))
    return { status: 'sent', providerId: msgid };
  return sendResultOf(answer, { providerId: msgid });
}

/** At most 32 characters of [0-9a-zA-Z_-]. */
const messageId = (id: string): string => sha256(id).toString('hex').slice(0, 32);

function payloadOf(body: MessageBody): Record<string, unknown> | undefined {
  if (body.t === 'text') return { msgtype: 'text', text: { content: body.text } };
  if (body.t !== 'menu') return undefined;
  return {
    msgtype: 'msgmenu',
    msgmenu: {
      head_content: cutBytes(body.head, HEAD_BYTES),
      list: body.items.slice(0, MAX_ITEMS).map(({ id, label }, i) => ({
        type: 'click',
        click: { id, content: cutBytes(`${i + 1} ${label}`, ITEM_BYTES) },
      })),
      ...(body.tail ? { tail_content: cutBytes(body.tail, HEAD_BYTES) } : {}),
    },
  };
}
