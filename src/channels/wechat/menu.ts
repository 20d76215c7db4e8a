import { ChannelError, InputError } from '../../kit/errors.ts';
import { utf8Length } from '../../kit/text.ts';
import type { PlatformApi } from '../platform-api.ts';

/** A button of the account's fixed menu: sends a key, opens a page, or unfolds. */
export type MenuButton =
  { name: string; key: string } | { name: string; url: string } | { name: string; buttons: MenuButton[] };

/** menu/create (自定义菜单). UNCONFIRMED whether its limits are WeCom's, which are the narrower ones: those are kept. */
const LIMITS = { buttons: 3, inner: 5, nameBytes: 16, innerNameBytes: 40, keyBytes: 128, urlBytes: 1_024 };

/** Replaces the menu. Throws InputError naming the button that does not fit, before anything is sent. */
export async function createMenu(api: PlatformApi, buttons: readonly MenuButton[]): Promise<void> {
  if (buttons.length < 1 || buttons.length > LIMITS.buttons)
    throw new InputError(`A menu has 1 to ${LIMITS.buttons} buttons, this one ${buttons.length}.`);
  const answer = await api.post('/cgi-bin/menu/create', {
    button: buttons.map((button) => payloadOf(button, LIMITS.nameBytes)),
  });
  if (answer.errcode !== 0)
    throw new ChannelError(`menu/create failed, errcode ${answer.errcode}.`, { errcode: answer.errcode });
}

function payloadOf(button: MenuButton, nameBytes: number): Record<string, unknown> {
  const { name } = button;
  const fits = (what: string, text: string, bytes: number): string => {
    if (text === '' || utf8Length(text) > bytes)
      throw new InputError(`Menu button 「${name}」: its ${what} is empty or longer than ${bytes} bytes.`);
    return text;
  };
  fits('name', name, nameBytes);
  if ('key' in button) return { type: 'click', name, key: fits('key', button.key, LIMITS.keyBytes) };
  if ('url' in button) return { type: 'view', name, url: fits('address', button.url, LIMITS.urlBytes) };
  if (nameBytes !== LIMITS.nameBytes || button.buttons.length < 1 || button.buttons.length > LIMITS.inner)
    throw new InputError(`Menu button 「${name}」 unfolds into 1 to ${LIMITS.inner} plain buttons.`);
  return { name, sub_button: button.buttons.map((inner) => payloadOf(inner, LIMITS.innerNameBytes)) };
}
