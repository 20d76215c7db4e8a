/** The WeCom side of a member: what they type and press becomes a callback. */
import { cdata, type Callbacks } from '../callbacks.ts';
import type { World } from '../world.ts';
import type { CardDesk } from './cards.ts';

export interface WecomMembers {
  say(from: string, text: string): { eventId: string; delivered: Promise<boolean> };
  click(
    from: string,
    taskId: string,
    key: string,
    selected: Record<string, string[]>,
  ): { eventId: string; delivered: Promise<boolean> } | { error: string };
  menu(from: string, key: string): { eventId: string; delivered: Promise<boolean> };
}

export function createWecomMembers(deps: {
  world: World;
  callbacks: Callbacks;
  cards: CardDesk;
  corpId: string;
  agentId: string;
}): WecomMembers {
  const { world, callbacks, cards, corpId, agentId } = deps;
  const seconds = (): number => Math.floor(world.clock.now().getTime() / 1_000);
  const head = (from: string): string =>
    `<ToUserName>${cdata(corpId)}</ToUserName><FromUserName>${cdata(from)}</FromUserName><CreateTime>${seconds()}</CreateTime>`;
  const event = (from: string, name: string, more: string): string =>
    `<xml>${head(from)}<MsgType><![CDATA[event]]></MsgType><Event>${cdata(name)}</Event>${more}<AgentID>${agentId}</AgentID></xml>`;

  return {
    say(from, text) {
      const eventId = `7${world.ids.pick('0123456789', 18)}`;
      world.hear({ id: eventId, channel: 'wecom', from, text });
      const xml = `<xml>${head(from)}<MsgType><![CDATA[text]]></MsgType><Content>${cdata(text)}</Content><MsgId>${eventId}</MsgId><AgentID>${agentId}</AgentID></xml>`;
      return { eventId, delivered: callbacks.deliver(xml) };
    },
    click(from, taskId, key, selected) {
      const card = cards.find(from, taskId);
      if (!card) return { error: `没有这张卡片,或按钮已失效:${taskId}` };
      const button = card.buttons?.find((one) => one.key === key);
      if (!button || button.disabled) return { error: `卡片上没有这个按钮:${key}` };
      const eventId = world.nextId('e');
      world.hear({ id: eventId, channel: 'wecom', from, text: `[${button.label}]` });
      const items = Object.entries(selected)
        .map(
          ([question, options]) =>
            `<SelectedItem><QuestionKey>${cdata(question)}</QuestionKey><OptionIds>${options.map((id) => `<OptionId>${cdata(id)}</OptionId>`).join('')}</OptionIds></SelectedItem>`,
        )
        .join('');
      const more = `<EventKey>${cdata(key)}</EventKey><TaskId>${cdata(taskId)}</TaskId><CardType><![CDATA[button_interaction]]></CardType><ResponseCode>${cdata(cards.newCode(taskId, from))}</ResponseCode>${items ? `<SelectedItems>${items}</SelectedItems>` : ''}`;
      return { eventId, delivered: callbacks.deliver(event(from, 'template_card_event', more)) };
    },
    menu(from, key) {
      const eventId = world.nextId('e');
      return {
        eventId,
        delivered: callbacks.deliver(event(from, 'click', `<EventKey>${cdata(key)}</EventKey>`)),
      };
    },
  };
}
