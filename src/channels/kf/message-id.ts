import { sha256 } from '../../kit/seal.ts';

const UUID = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\.(\d{1,3}))?$/;
/** 22 characters name the message, four at most the part. */
const OURS = /^([\w-]{22})-p\d{1,3}$/;

/**
 * The msgid we give to 微信客服: at most 32 of [0-9a-zA-Z_-]. The same for every attempt, another for every part of a long
 * text; `message` is what all its parts share, so that a late msg_send_fail of any of them finds the message.
 */
export function messageIdOf(deliveryId: string): { msgid: string; message: string } {
  const [, uuid, part] = UUID.exec(deliveryId) ?? [];
  const bytes = uuid ? Buffer.from(uuid.replaceAll('-', ''), 'hex') : sha256(deliveryId).subarray(0, 16);
  const message = bytes.toString('base64url');
  return { message, msgid: part === undefined ? message : `${message}-p${part}` };
}

/** What the parts of the message share. */
export const messageOfPart = (msgid: string): string => OURS.exec(msgid)?.[1] ?? msgid;
