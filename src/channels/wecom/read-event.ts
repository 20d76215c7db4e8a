import type { EventBody, InboundEvent } from '../../inbox/event.ts';
import { AppError } from '../../kit/errors.ts';
import { sha256 } from '../../kit/seal.ts';
import { recordsField, requiredField, textField, textsField, type Fields } from '../fields.ts';

/** The platform itself as sender. */
const SYSTEM = 'sys';

/**
 * A decrypted WeCom message or event (developer.work.weixin.qq.com/document/path/90239, 90240) as inbound event.
 * Messages are told apart by sender and MsgId; events have none and are told apart by their whole content, which is
 * the same in every retry.
 */
export function readWecomEvent(fields: Fields, plain: string, agentId: string): InboundEvent {
  const type = requiredField(fields, 'MsgType');
  const sender = requiredField(fields, 'FromUserName');
  const at = readInstant(requiredField(fields, 'CreateTime'));
  if (type === 'event') return readSystemOrPersonEvent(fields, plain, { agentId, sender, at });
  const id = requiredField(fields, 'MsgId');
  return {
    key: `wecom|${agentId}|${sender}|${id}`,
    channel: 'wecom',
    account: agentId,
    person: sender,
    at,
    origin: 'person',
    body: readMessageBody(type, fields),
  };
}

function readInstant(seconds: string): string {
  if (!/^\d{1,11}$/.test(seconds))
    throw new AppError('malformed', 'The body is malformed: CreateTime is not a number.');
  return new Date(Number(seconds) * 1_000).toISOString();
}

function readMessageBody(type: string, fields: Fields): EventBody {
  switch (type) {
    case 'text':
      return { t: 'text', text: textField(fields, 'Content') ?? '' };
    case 'image':
    case 'voice':
    case 'video': {
      const format = textField(fields, 'Format');
      return {
        t: 'media',
        kind: type,
        mediaId: requiredField(fields, 'MediaId'),
        ...(format ? { format } : {}),
      };
    }
    case 'location':
      return readLocation(fields);
    case 'link':
      return {
        t: 'link',
        title: textField(fields, 'Title') ?? '',
        url: textField(fields, 'Url') ?? '',
        description: textField(fields, 'Description') ?? '',
      };
    default:
      return { t: 'unknown', type };
  }
}

function readLocation(fields: Fields): EventBody {
  const [lat, lon] = [Number(textField(fields, 'Location_X')), Number(textField(fields, 'Location_Y'))];
  if (!Number.isFinite(lat) || !Number.isFinite(lon)) return { t: 'unknown', type: 'location' };
  return { t: 'location', lat, lon, label: textField(fields, 'Label') ?? '' };
}

interface EventHead {
  agentId: string;
  sender: string;
  at: string;
}

function readSystemOrPersonEvent(
  fields: Fields,
  plain: string,
  { agentId, sender, at }: EventHead,
): InboundEvent {
  const name = requiredField(fields, 'Event');
  const key = `${agentId}|${sha256(plain).toString('hex')}`;
  if (name === 'kf_msg_or_event') {
    const account = requiredField(fields, 'OpenKfId');
    return {
      key: `kf|${key}`,
      channel: 'kf',
      account,
      person: SYSTEM,
      at,
      origin: 'platform',
      body: { t: 'poke', token: textField(fields, 'Token') ?? '' },
    };
  }
  const body = readEventBody(name, fields);
  const fromPlatform = sender === SYSTEM || body.t === 'directory' || body.t === 'notice';
  return {
    key: `wecom|${key}`,
    channel: 'wecom',
    account: agentId,
    person: fromPlatform ? SYSTEM : sender,
    at,
    origin: fromPlatform ? 'platform' : 'person',
    body,
  };
}

function readEventBody(name: string, fields: Fields): EventBody {
  switch (name) {
    case 'subscribe':
      return { t: 'subscribe' };
    case 'unsubscribe':
      return { t: 'unsubscribe' };
    case 'enter_agent':
      return { t: 'enter' };
    case 'click':
      return { t: 'menu', key: requiredField(fields, 'EventKey') };
    case 'template_card_event':
    case 'template_card_menu_event':
      return readAction(fields);
    case 'change_contact':
      return {
        t: 'directory',
        change: textField(fields, 'ChangeType') ?? '',
        id: textField(fields, 'UserID') ?? textField(fields, 'Id') ?? '',
      };
    case 'batch_job_result':
    case 'close_inactive_agent':
    case 'reopen_inactive_agent':
    case 'kf_account_auth_change':
      return { t: 'notice', name };
    default:
      return { t: 'unknown', type: `event:${name}` };
  }
}

function readAction(fields: Fields): EventBody {
  const [items] = recordsField(fields, 'SelectedItems');
  const selected: Record<string, string[]> = {};
  for (const item of items ? recordsField(items, 'SelectedItem') : []) {
    const [options] = recordsField(item, 'OptionIds');
    selected[requiredField(item, 'QuestionKey')] = options ? textsField(options, 'OptionId') : [];
  }
  const responseCode = textField(fields, 'ResponseCode');
  return {
    t: 'action',
    taskId: requiredField(fields, 'TaskId'),
    key: requiredField(fields, 'EventKey'),
    selected,
    ...(responseCode ? { responseCode } : {}),
  };
}
