import { sha256 } from '../../kit/seal.ts';
import { cutBytes, headline } from '../../kit/text.ts';
import type { Delivery, SendResult } from '../../outbox/message.ts';
import { sendResultOf, settleSend, type ApiAnswer, type PlatformApi } from '../platform-api.ts';
import { faultOf, templateCard, textCard } from './cards.ts';

/** The task id is taken. */
const TASK_TAKEN = 42014;

/** message/send and update_template_card (document/path/90236, 94888). */
export const sendToMember = (api: PlatformApi, agentId: string, delivery: Delivery): Promise<SendResult> =>
  settleSend(true, async () => {
    const { body, person, attempt } = delivery;
    if (body.t === 'card-update') return updateCard(api, agentId, delivery);
    const fault = body.t === 'card' ? faultOf(body.taskId, body.card) : undefined;
    if (fault) return { status: 'rejected', reason: `the card cannot be sent: ${fault}` };
    const payload = payloadOf(delivery);
    if (!payload) return { status: 'rejected', reason: `a ${body.t} cannot go to a WeCom member` };
    const answer = await api.post('/cgi-bin/message/send', {
      touser: person,
      agentid: Number(agentId),
      ...payload,
      enable_duplicate_check: 1,
      duplicate_check_interval: 1_800,
    });
    // Taken by an earlier attempt of this very card; before the first there was none.
    if (answer.errcode === TASK_TAKEN && attempt === 1)
      return { status: 'rejected', reason: 'another card has this task id', errcode: TASK_TAKEN };
    return memberResult(answer, person);
  });

/** errcode 0 with our one receiver among the invalid ones is a refusal all the same. */
function memberResult(answer: ApiAnswer, person: string): SendResult {
  const refused = [answer.invaliduser, answer.unlicenseduser]
    .flatMap((list) => (typeof list === 'string' ? list.split('|') : []))
    .some((userid) => userid.toLowerCase() === person.toLowerCase());
  if (answer.errcode === 0 && refused)
    return { status: 'rejected', reason: 'the member is unknown, invisible to the app or unlicensed' };
  return sendResultOf(answer, {
    ...(typeof answer.msgid === 'string' ? { providerId: answer.msgid } : {}),
    ...(typeof answer.response_code === 'string' ? { responseCode: answer.response_code } : {}),
  });
}

function payloadOf({ id, body }: Delivery): Record<string, unknown> | undefined {
  switch (body.t) {
    case 'text':
      return {
        msgtype: 'text',
        text: {
          content: cutBytes(body.text, TEXT_BYTES - SIGN_BYTES * TEXT_MARK) + duplicateMark(id, TEXT_MARK),
        },
      };
    case 'notice':
      return {
        msgtype: 'textcard',
        textcard: textCard(body, duplicateMark(id, NOTICE_MARK)),
      };
    case 'card':
      return { msgtype: 'template_card', template_card: templateCard(body.taskId, body.card) };
    default:
      return undefined;
  }
}

async function updateCard(
  api: PlatformApi,
  agentId: string,
  { person, body, responseCode }: Delivery,
): Promise<SendResult> {
  if (body.t !== 'card-update') return { status: 'rejected', reason: 'not an update' };
  const fault = body.card && faultOf(body.taskId, body.card);
  if (fault) return { status: 'rejected', reason: `the card cannot be updated: ${fault}` };
  if (!responseCode) return { status: 'rejected', reason: 'the card has no code to update it with' };
  const answer = await api.post('/cgi-bin/message/update_template_card', {
    userids: [person],
    agentid: Number(agentId),
    response_code: responseCode,
    ...(body.card
      ? { template_card: templateCard(body.taskId, body.card) }
      : { button: { replace_name: headline(body.text, REPLACE_LENGTH) } }),
  });
  return sendResultOf(answer);
}

/** Signs nobody sees: ignorable by default in Unicode. */
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060', '\u2061', '\u2062', '\u2063', '\u2064'];
/** Each of them takes three bytes. */
const SIGN_BYTES = 3;
/** 48 bytes: what a text of the greatest length leaves. */
const TEXT_MARK = 16;
/** 21 bytes: what a description of the greatest length leaves. */
const NOTICE_MARK = 7;
/** A longer text is cut by the platform, in the middle of a character too. */
const TEXT_BYTES = 2_048;
/** UNCONFIRMED: no length is written down for replace_name; a card shows about as much as in its title. */
const REPLACE_LENGTH = 36;

/**
 * WeCom's duplicate check compares contents and swallows the second. Invisible signs made of the message's id keep two
 * messages of the same words apart (two texts meet once in 2^48, two notices once in 2^21), while repeats of one
 * message stay the same.
 */
function duplicateMark(id: string, length: number): string {
  const bytes = sha256(id);
  return Array.from({ length }, (_, i) => INVISIBLE[bytes[i]! & 7]).join('');
}
