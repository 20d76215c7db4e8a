/** The WeCom side of a member: what they type and press becomes a callback (document/path/90239, 90240). */
import type { Callbacks } from '../callbacks.ts';
import { cdata } from '../callbacks/door.ts';
import { eventXml, messageId, messageXml, type Sender } from '../callbacks/message.ts';
import { textOf, type Content, type Done } from '../said.ts';
import type { World } from '../world.ts';
import { pressRefusal, type CardDesk } from './cards.ts';

export interface WecomMembers {
  say(from: string, content: Content): Done;
  /** Presses a card's button with what was chosen on it. */
  click(
    from: string,
    taskId: string,
    key: string,
    selected: Record<string, string[]>,
  ): Done | { error: string };
  /** Taps the app's menu. */
  menu(from: string, key: string): Done;
  /** Opens the app. */
  enter(from: string): Done;
  /** Any other event of the app, by name and fields. */
  event(from: string, name: string, fields: Record<string, string>): Done;
}

export function createWecomMembers(deps: {
  world: World;
  callbacks: Callbacks;
  cards: CardDesk;
  corpId: string;
  agentId: string;
}): WecomMembers {
  const { world, callbacks, cards, corpId, agentId } = deps;
  const sender = (from: string): Sender => ({ to: corpId, from, tail: `<AgentID>${agentId}</AgentID>` });
  const tell = (from: string, name: string, more: string): Done => ({
    eventId: world.nextId('e'),
    delivered: callbacks.deliver('wecom', eventXml(sender(from), name, more, world)),
  });
  const heard = (from: string, text: string): void =>
    world.hear({ id: world.nextId('s'), channel: 'wecom', from, text });

  return {
    say(from, content) {
      const eventId = messageId(world);
      world.hear({ id: eventId, channel: 'wecom', from, text: textOf(content) });
      return {
        eventId,
        delivered: callbacks.deliver('wecom', messageXml(sender(from), eventId, content, world)),
      };
    },
    click(from, taskId, key, selected) {
      const found = cards.find(from, taskId);
      if (!found) return { error: `没有这张卡片:${taskId}` };
      const { card, copy } = found;
      const error = pressRefusal(card, copy, key, selected);
      if (error) return { error };
      heard(from, `[${copy.buttons!.find((one) => one.key === key)!.label}]`);
      const items = Object.entries(selected)
        .map(
          ([question, options]) =>
            `<SelectedItem><QuestionKey>${cdata(question)}</QuestionKey><OptionIds>${options.map((id) => `<OptionId>${cdata(id)}</OptionId>`).join('')}</OptionIds></SelectedItem>`,
        )
        .join('');
      const inMenu = card.action_menu?.action_list.some((action) => action.key === key);
      const more = `<EventKey>${cdata(key)}</EventKey><TaskId>${cdata(taskId)}</TaskId><CardType>${cdata(card.card_type)}</CardType><ResponseCode>${cdata(cards.newCode(taskId))}</ResponseCode>${items ? `<SelectedItems>${items}</SelectedItems>` : ''}`;
      return tell(from, inMenu ? 'template_card_menu_event' : 'template_card_event', more);
    },
    menu: (from, key) => tell(from, 'click', `<EventKey>${cdata(key)}</EventKey>`),
    enter: (from) => tell(from, 'enter_agent', '<EventKey></EventKey>'),
    event: (from, name, fields) =>
      tell(
        from,
        name,
        Object.entries(fields)
          .map(([field, value]) => `<${field}>${cdata(value)}</${field}>`)
          .join(''),
      ),
  };
}
