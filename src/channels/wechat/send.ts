import { menuAsText } from '../../outbox/form.ts';
import type { Channel, Delivery, MessageBody, SendResult } from '../../outbox/message.ts';
import { cutBytes } from '../../kit/text.ts';
import { noticeOf, sendNotice, type Notices } from './notice.ts';
import { sendResultOf, settleSend, type PlatformApi } from '../platform-api.ts';

const ITEM_BYTES = 128;
/** This kind of account may not send menus. */
const NO_MENUS = 40200;
/** The follower takes no messages; in WeCom the same number means a missing permission. */
const REFUSED_BY_PERSON = 48002;

/**
 * Customer messages, message/custom/send (developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages).
 * The platform knows no key of ours: a message without an answer is not sent again.
 */
export function createSender(api: PlatformApi, notices?: Notices): Channel['send'] {
  let menus = true;

  const post = async ({ person }: Delivery, payload: Record<string, unknown>): Promise<SendResult> => {
    const answer = await api.post('/cgi-bin/message/custom/send', { touser: person, ...payload });
    if (answer.errcode === REFUSED_BY_PERSON)
      return { status: 'rejected', reason: 'the follower takes no messages', errcode: answer.errcode };
    return sendResultOf(answer);
  };

  return (delivery) =>
    settleSend(false, async () => {
      const { body } = delivery;
      if (delivery.consented)
        return notices && body.t === 'notice'
          ? sendNotice(api, noticeOf(body, delivery.person, notices))
          : { status: 'parked', reason: `no consent covers a ${body.t}` };
      if (body.t === 'menu' && menus) {
        const result = await post(delivery, menuPayload(body));
        if (result.status !== 'rejected' || result.errcode !== NO_MENUS) return result;
        menus = false;
      }
      const text = textOf(body);
      if (text === undefined) return { status: 'rejected', reason: `a ${body.t} cannot go to a follower` };
      return post(delivery, { msgtype: 'text', text: { content: text } });
    });
}

/** What the platform takes: longer texts come here in parts already. */
const TEXT_BYTES = 2_048;

function textOf(body: MessageBody): string | undefined {
  switch (body.t) {
    case 'text':
    case 'welcome':
      return cutBytes(body.text, TEXT_BYTES);
    case 'menu':
      return cutBytes(menuAsText(body), TEXT_BYTES);
    default:
      return undefined;
  }
}

const menuPayload = (body: Extract<MessageBody, { t: 'menu' }>): Record<string, unknown> => ({
  msgtype: 'msgmenu',
  msgmenu: {
    head_content: body.head,
    list: body.items.map(({ id, label }, i) => ({ id, content: cutBytes(`${i + 1} ${label}`, ITEM_BYTES) })),
    ...(body.tail ? { tail_content: body.tail } : {}),
  },
});
