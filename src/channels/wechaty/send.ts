import { messageOf } from '../../kit/errors.ts';
import { cutBytes } from '../../kit/text.ts';
import type { Delivery, SendResult } from '../../outbox/message.ts';
import type { Bot } from './bot.ts';

/** Nothing is written down; what the other platforms show. Longer texts come here in parts already. */
const TEXT_BYTES = 2_048;
const LOGIN_MS = 60_000;

/** Says it. The puppet knows no key of ours: what failed on the way is not said again. */
export async function sayTo(bot: Bot | undefined, delivery: Delivery): Promise<SendResult> {
  const { account, person, body } = delivery;
  if (body.t !== 'text' && body.t !== 'welcome')
    return { status: 'rejected', reason: `a ${body.t} cannot go out by wechaty` };
  if (!bot?.isLoggedIn)
    return { status: 'later', reason: 'wechaty is not logged in here', afterMs: LOGIN_MS, alert: true };
  if (bot.currentUser.id !== account)
    return { status: 'rejected', reason: 'wechaty is logged in with another account' };
  const contact = await bot.Contact.find({ id: person });
  if (!contact) return { status: 'rejected', reason: 'wechaty does not know the person' };
  try {
    const said = await contact.say(cutBytes(body.text, TEXT_BYTES));
    return { status: 'sent', ...(said ? { providerId: said.id } : {}) };
  } catch (error) {
    return { status: 'uncertain', reason: `the puppet failed: ${nameOf(error)}`, alert: true };
  }
}

/** A puppet's own words may quote the text. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : messageOf(typeof error));
