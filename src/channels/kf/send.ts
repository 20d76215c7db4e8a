import { cutBytes, utf8Length } from '../../kit/text.ts';
import type { Delivery, MessageBody, SendResult } from '../../outbox/message.ts';
import { sendResultOf, settleSend, type PlatformApi } from '../platform-api.ts';
import { messageIdOf } from './message-id.ts';

/** Limits of kf/send_msg in bytes (document/path/94677). */
const TEXT_BYTES = 2_048;
const HEAD_BYTES = 1_024;
const ITEM_BYTES = 128;
const ITEM_ID_BYTES = 64;
const MAX_ITEMS = 10;

/** Sends to a customer; our msgid makes a repeat harmless. */
export const sendToCustomer = (api: PlatformApi, delivery: Delivery): Promise<SendResult> =>
  settleSend(true, async () => {
    const { account, person, body } = delivery;
    const { msgid, message } = messageIdOf(delivery.id);
    const payload = payloadOf(body);
    if (!payload) return { status: 'rejected', reason: `a ${body.t} cannot go to a 微信客服 customer` };
    const answer =
      body.t === 'welcome'
        ? await api.post('/cgi-bin/kf/send_msg_on_event', { code: body.code, msgid, ...payload })
        : await api.post('/cgi-bin/kf/send_msg', { touser: person, open_kfid: account, msgid, ...payload });
    // UNCONFIRMED: the documents name no code for a msgid seen before; its message names the parameter. It can only be
    // our own, from an attempt whose answer was lost, or from an instance that was thought dead.
    if (answer.errcode !== 0 && /msgid/i.test(answer.errmsg)) return { status: 'sent', providerId: message };
    return sendResultOf(answer, { providerId: message });
  });

function payloadOf(body: MessageBody): Record<string, unknown> | undefined {
  if (body.t === 'text' || body.t === 'welcome')
    return { msgtype: 'text', text: { content: cutBytes(body.text, TEXT_BYTES) } };
  if (body.t !== 'menu' || body.items.some(({ id }) => id === '' || utf8Length(id) > ITEM_ID_BYTES))
    return undefined;
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
