import type { EventBody, InboundEvent } from '../../inbox/event.ts';
import { sha256 } from '../../kit/seal.ts';
import { instantField, recordsField, requiredField, textField, textsField, type Fields } from '../fields.ts';
import { readMessageBody } from '../message-body.ts';

/** The platform itself as sender. */
const SYSTEM = 'sys';

/**
 * A decrypted WeCom message or event (developer.work.weixin.qq.com/document/path/90239, 90240) as inbound event; none
 * for one that nobody needs. Messages are told apart by sender and MsgId; events have none and are told apart by their
 * whole content. UNCONFIRMED that a retry repeats the content byte for byte: if not, one click counts as two, which the
 * handlers bear; the narrower reading, sender and second alone, is known to lose real events.
 */
export function readWecomEvents(fields: Fields, plain: string, agentId: string): InboundEvent[] {
  const type = requiredField(fields, 'MsgType');
  const at = instantField(fields, 'CreateTime');
  const base = { channel: 'wecom', account: agentId, at };
  if (type === 'event') {
    const event = readEvent(fields, textField(fields, 'FromUserName')?.trim() || SYSTEM);
    return event
      ? [{ ...base, key: `${event.channel}|${agentId}|${sha256(plain).toString('hex')}`, ...event }]
      : [];
  }
  const person = requiredField(fields, 'FromUserName');
  const key = `wecom|${agentId}|${person}|${requiredField(fields, 'MsgId')}`;
  return [{ ...base, key, person, origin: 'person', body: readMessageBody(type, fields, at) }];
}

type Told = Pick<InboundEvent, 'channel' | 'person' | 'origin' | 'body'> & Partial<InboundEvent>;

function readEvent(fields: Fields, sender: string): Told | undefined {
  const name = requiredField(fields, 'Event');
  // Where a member is, told every few seconds: nobody asked for it, so it is not kept.
  if (name === 'LOCATION') return undefined;
  if (name === 'kf_msg_or_event')
    return {
      channel: 'kf',
      account: requiredField(fields, 'OpenKfId'),
      person: SYSTEM,
      origin: 'platform',
      body: { t: 'poke', token: textField(fields, 'Token') ?? '' },
    };
  const body = readEventBody(name, fields);
  const fromPlatform = sender === SYSTEM || body.t === 'directory' || body.t === 'notice';
  return {
    channel: 'wecom',
    person: fromPlatform ? SYSTEM : sender,
    origin: fromPlatform ? 'platform' : 'person',
    body,
  };
}

function readEventBody(name: string, fields: Fields): EventBody {
  switch (name) {
    case 'subscribe':
    case 'unsubscribe':
      return { t: name };
    case 'enter_agent':
      return { t: 'enter' };
    case 'click':
      return { t: 'menu', key: textField(fields, 'EventKey') ?? '' };
    case 'template_card_event':
    case 'template_card_menu_event':
      return readAction(fields);
    case 'change_contact':
      return readDirectoryChange(fields);
    case 'batch_job_result':
    case 'close_inactive_agent':
    case 'reopen_inactive_agent':
    case 'kf_account_auth_change':
      return { t: 'notice', name };
    default:
      return { t: 'unknown', type: `event:${name}` };
  }
}

function readDirectoryChange(fields: Fields): EventBody {
  const first = (...names: string[]): string | undefined =>
    names.map((name) => textField(fields, name)).find(Boolean);
  const renamed = first('NewUserID');
  return {
    t: 'directory',
    change: first('ChangeType') ?? '',
    id: first('UserID', 'Id', 'TagId') ?? '',
    ...(renamed ? { newId: renamed } : {}),
  };
}

function readAction(fields: Fields): EventBody {
  const [items] = recordsField(fields, 'SelectedItems');
  const selected = (items ? recordsField(items, 'SelectedItem') : []).map((item) => {
    const [options] = recordsField(item, 'OptionIds');
    return [requiredField(item, 'QuestionKey'), options ? textsField(options, 'OptionId') : []];
  });
  const responseCode = textField(fields, 'ResponseCode');
  return {
    t: 'action',
    taskId: requiredField(fields, 'TaskId'),
    key: textField(fields, 'EventKey') ?? '',
    selected: Object.fromEntries(selected) as Record<string, string[]>,
    ...(responseCode ? { responseCode } : {}),
  };
}
