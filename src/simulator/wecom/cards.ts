/** Template cards as members have them, and the one-time codes by which they change (document/path/94888). */
import { z } from 'zod';
import { apiError, apiOk, checked, type ApiHandler } from '../api.ts';
import type { ShownMessage, World } from '../world.ts';
import { cardSchema, questionsOf, viewCard, type Card } from './card-view.ts';

const CODE_MS = 72 * 3_600_000;

interface Dealt {
  card: Card;
  copies: ShownMessage[];
}

export interface CardDesk {
  /** Task ids taken so far. */
  taken(taskId: string): boolean;
  /** Notes the copies of a card; the code by which they can be changed before anybody presses. */
  add(taskId: string, card: Card, copies: ShownMessage[]): string;
  find(userid: string, taskId: string): { card: Card; copy: ShownMessage } | undefined;
  newCode(taskId: string): string;
  update: ApiHandler;
}

const updateSchema = z.object({
  userids: z.array(z.string()).max(1_000).optional(),
  atall: z.number().optional(),
  agentid: z.number(),
  response_code: z.string(),
  button: z.object({ replace_name: z.string() }).optional(),
  template_card: cardSchema.optional(),
});

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export function createCardDesk(world: World, agentId: string): CardDesk {
  const dealt = new Map<string, Dealt>();
  const codes = new Map<string, { taskId: string; expires: number }>();

  const change = (
    copy: ShownMessage,
    { button, template_card: card }: z.output<typeof updateSchema>,
  ): void => {
    if (card) Object.assign(copy, viewCard(card));
    else {
      copy.settled = button?.replace_name ?? '';
      copy.buttons = (copy.buttons ?? []).map((one) => ({ ...one, disabled: true }));
    }
  };

  const desk: CardDesk = {
    taken: (taskId) => dealt.has(taskId),
    add(taskId, card, copies) {
      dealt.set(taskId, { card, copies });
      return desk.newCode(taskId);
    },
    find(userid, taskId) {
      const known = dealt.get(taskId);
      const copy = known?.copies.find(({ to }) => same(to, userid));
      return known && copy ? { card: known.card, copy } : undefined;
    },
    newCode(taskId) {
      const code = `rc-${world.ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 24)}`;
      codes.set(code, { taskId, expires: world.clock.now().getTime() + CODE_MS });
      return code;
    },
    update: checked(updateSchema, (wish) => {
      const { userids = [], atall, agentid, response_code: code, button, template_card: card } = wish;
      if (String(agentid) !== agentId) return apiError(301002, 'not allow operate another agent');
      if (!button && !card) return apiError(40058, 'invalid Request Parameter: button');
      const known = codes.get(code);
      const hand = known && dealt.get(known.taskId);
      if (!known || !hand || known.expires < world.clock.now().getTime())
        return apiError(42016, 'response_code invalid, used or expired');
      codes.delete(code);
      const copies = hand.copies.filter(({ to }) => atall === 1 || userids.some((one) => same(one, to)));
      for (const copy of copies) {
        change(copy, wish);
        world.show({
          channel: 'wecom',
          to: copy.to,
          kind: 'card-update',
          text: button?.replace_name ?? copy.text,
          ...(copy.taskId ? { taskId: copy.taskId } : {}),
          bytes: 0,
          cut: false,
          providerId: copy.providerId,
          raw: wish,
        });
      }
      if (card) hand.card = card;
      return apiOk({ invaliduser: userids.filter((one) => !copies.some(({ to }) => same(one, to))) });
    }),
  };
  return desk;
}

/** Why a press with these choices is none; undefined when the card allows it. */
export function pressRefusal(
  card: Card,
  copy: ShownMessage,
  key: string,
  selected: Readonly<Record<string, string[]>>,
): string | undefined {
  const button = copy.buttons?.find((one) => one.key === key);
  if (!button || button.disabled) return `卡片上没有这个按钮,或按钮已失效:${key}`;
  const questions = new Map(questionsOf(card).map((question) => [question.key, question]));
  for (const [name, ids] of Object.entries(selected)) {
    const question = questions.get(name);
    if (!question) return `卡片上没有这个选择:${name}`;
    const unknown = ids.find((id) => !question.options.some((option) => option.id === id));
    if (unknown !== undefined) return `${name} 里没有这一项:${unknown}`;
    if (!question.many && ids.length > 1) return `${name} 只能选一项`;
  }
  return undefined;
}
