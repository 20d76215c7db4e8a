/** Messages and events as XML, in the fields WeCom and the Official Account share (document/path/90239; 接收普通消息). */
import type { Content } from '../said.ts';
import type { World } from '../world.ts';
import { cdata } from './door.ts';

export interface Sender {
  to: string;
  from: string;
  /** What follows all fields, e.g. the agent id. */
  tail?: string;
}

const head = ({ to, from }: Sender, world: World): string =>
  `<ToUserName>${cdata(to)}</ToUserName><FromUserName>${cdata(from)}</FromUserName><CreateTime>${Math.floor(world.clock.now().getTime() / 1_000)}</CreateTime>`;

/** An id of 19 digits: beyond what a double holds, as the platforms' own. */
export const messageId = (world: World): string => `7${world.ids.pick('0123456789', 18)}`;

/** `menuField` names the field of a tapped menu's id, where the platform has one. */
export function messageXml(
  sender: Sender,
  id: string,
  content: Content,
  world: World,
  menuField?: string,
): string {
  return `<xml>${head(sender, world)}${bodyOf(content, menuField)}<MsgId>${id}</MsgId>${sender.tail ?? ''}</xml>`;
}

function bodyOf(content: Content, menuField: string | undefined): string {
  const type = (name: string): string => `<MsgType>${cdata(name)}</MsgType>`;
  if ('text' in content) {
    const menu = menuField && content.menuId ? `<${menuField}>${cdata(content.menuId)}</${menuField}>` : '';
    return `${type('text')}<Content>${cdata(content.text)}</Content>${menu}`;
  }
  if ('location' in content) {
    const { latitude, longitude, label } = content.location;
    return `${type('location')}<Location_X>${latitude}</Location_X><Location_Y>${longitude}</Location_Y><Scale>16</Scale><Label>${cdata(label)}</Label>`;
  }
  const { kind, mediaId } = content.media;
  const extra = {
    image: `<PicUrl>${cdata(`http://127.0.0.1/${mediaId}`)}</PicUrl>`,
    voice: '<Format><![CDATA[amr]]></Format>',
    video: `<ThumbMediaId>${cdata(mediaId)}</ThumbMediaId>`,
    file: '',
  };
  return `${type(kind)}${extra[kind]}<MediaId>${cdata(mediaId)}</MediaId>`;
}

export const eventXml = (sender: Sender, name: string, more: string, world: World): string =>
  `<xml>${head(sender, world)}<MsgType><![CDATA[event]]></MsgType><Event>${cdata(name)}</Event>${more}${sender.tail ?? ''}</xml>`;
