/** message/send and message/recall, with their receivers, repeats and limits (document/path/90236, 94867). */
import { z } from 'zod';
import { apiError, apiOk, checked, type Api } from '../api.ts';
import type { MediaRoom } from '../media.ts';
import { listed } from '../settings.ts';
import type { ShownMessage, World } from '../world.ts';
import { isInteractive } from './card-view.ts';
import type { CardDesk } from './cards.ts';
import type { Departments } from './directory.ts';
import { refusalOf, sendSchema, viewMessage, type Send } from './message.ts';
import { createPace } from './pace.ts';

const RECALL_MS = 24 * 3_600_000;
const MAX_RECEIVERS = 1_000;
const MAX_REPEAT_S = 4 * 3_600;
const REPEAT_S = 1_800;

export function createSendApis(deps: {
  world: World;
  cards: CardDesk;
  media: MediaRoom;
  agentId: string;
  departments: Departments;
}): Api[] {
  const { world, cards, media, agentId, departments } = deps;
  const repeats = createRepeats(world);
  const tooFast = createPace(world);
  const sent = new Map<string, { at: number; copies: ShownMessage[] }>();
  const now = (): number => world.clock.now().getTime();

  const deliver = (message: Send, userids: readonly string[], msgid: string): ShownMessage[] =>
    userids.flatMap((to) => {
      const view = viewMessage(message, media);
      const reason = tooFast(to);
      if (reason === undefined)
        return [world.show({ ...view, channel: 'wecom', to, providerId: msgid, raw: message })];
      world.drop({ channel: 'wecom', to, reason, text: view.text, raw: message });
      return [];
    });

  const send = checked(sendSchema, async (message) => {
    if (String(message.agentid) !== agentId)
      return apiError(301002, 'not allow operate another agent with this accesstoken');
    const wrong = refusalOf(message, media, cards.taken);
    if (wrong) return wrong;
    const { good, lists, tooMany } = await receiversOf(message, world, departments);
    if (tooMany) return apiError(40031, 'too many users');
    if (good.length === 0) return { ...apiError(81013, 'user & party & tag all invalid'), ...lists };
    const msgid = world.nextId('wm');
    const earlier = message.enable_duplicate_check ? repeats(message, msgid) : undefined;
    if (earlier) return apiOk({ msgid: earlier, ...lists });
    const copies = deliver(message, good, msgid);
    sent.set(msgid, { at: now(), copies });
    const card = message.template_card;
    if (!card?.task_id) return apiOk({ msgid, ...lists });
    const code = cards.add(card.task_id, card, copies);
    return apiOk({ msgid, ...lists, ...(isInteractive(card) ? { response_code: code } : {}) });
  });

  const recall = checked(z.object({ msgid: z.string() }), ({ msgid }) => {
    const known = sent.get(msgid);
    // UNCONFIRMED which code the platform gives for a message it does not know or no longer takes back.
    if (!known || now() - known.at > RECALL_MS)
      return apiError(40058, 'msgid unknown or older than 24 hours');
    for (const copy of known.copies) Object.assign(copy, { kind: 'note', text: '[已撤回]', buttons: [] });
    world.touch();
    return apiOk();
  });

  return [
    { path: '/cgi-bin/message/send', apps: ['app'], handle: send },
    { path: '/cgi-bin/message/recall', apps: ['app'], handle: recall },
    { path: '/cgi-bin/message/update_template_card', apps: ['app'], handle: cards.update },
  ];
}

/** Whom it reaches, and the lists of those it does not, in lower case as the platform writes them. */
async function receiversOf(
  { touser = '', toparty = '', totag = '' }: Send,
  { settings }: World,
  departments: Departments,
): Promise<{ good: string[]; lists: Record<string, string>; tooMany: boolean }> {
  const members = await departments.members();
  const split = (list: string): string[] => list.split('|').filter(Boolean);
  const wanted = split(touser);
  const parties = split(toparty);
  const visible = members.filter(({ userid }) => !listed(settings.hidden, userid));
  const all = wanted.includes('@all') ? visible.map(({ userid }) => userid) : [];
  const inParties = visible.filter(({ department }) => parties.includes(String(department)));
  const named = wanted.filter((one) => one !== '@all');
  const known = named.flatMap(
    (one) => visible.find(({ userid }) => userid.toLowerCase() === one.toLowerCase())?.userid ?? [],
  );
  const reached = [...new Set([...all, ...known, ...inParties.map(({ userid }) => userid)])];
  const low = (list: readonly string[]): string => list.map((one) => one.toLowerCase()).join('|');
  const knownParties = new Set((await departments.list()).map(({ id }) => String(id)));
  return {
    tooMany: named.length > MAX_RECEIVERS,
    good: reached.filter((userid) => !listed(settings.unlicensed, userid)),
    lists: {
      invaliduser: low(named.filter((one) => !listed(known, one))),
      invalidparty: parties.filter((id) => !knownParties.has(id)).join('|'),
      invalidtag: totag,
      unlicenseduser: low(reached.filter((userid) => listed(settings.unlicensed, userid))),
    },
  };
}

/** The same request within the interval is said ok to and not shown again: the msgid of the first, or undefined. */
function createRepeats(world: World): (message: Send, msgid: string) => string | undefined {
  const recent = new Map<string, { until: number; msgid: string }>();
  return (message, msgid) => {
    const now = world.clock.now().getTime();
    const content = JSON.stringify(message);
    const earlier = recent.get(content);
    if (earlier && earlier.until > now) return earlier.msgid;
    const seconds = Math.min(message.duplicate_check_interval ?? REPEAT_S, MAX_REPEAT_S);
    recent.set(content, { until: now + seconds * 1_000, msgid });
    return undefined;
  };
}
