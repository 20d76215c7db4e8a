/** Our cards in WeCom's form, within its limits (document/path/90372): counted in characters unless it says bytes. */
import type { Card } from '../../outbox/message.ts';
import { cutBytes } from '../../kit/text.ts';

const LIMITS = {
  source: 20,
  title: 36,
  titleText: 44,
  text: 160,
  fields: 6,
  fieldName: 5,
  fieldValue: 30,
  buttons: 6,
  button: 10,
  options: 10,
  option: 16,
  updateText: 10,
} as const;

const STYLES = { primary: 1, plain: 2, danger: 3 } as const;

const cut = (text: string, length: number): string => {
  const chars = [...text];
  return chars.length <= length ? text : `${chars.slice(0, length - 1).join('')}…`;
};

/** A card with buttons: button_interaction. */
export function templateCard(taskId: string, card: Card): Record<string, unknown> {
  return {
    card_type: 'button_interaction',
    ...(card.source ? { source: { desc: cut(card.source, LIMITS.source), desc_color: 0 } } : {}),
    main_title: { title: cut(card.title, LIMITS.title) },
    ...(card.text ? { sub_title_text: cut(card.text, LIMITS.text) } : {}),
    horizontal_content_list: (card.fields ?? []).slice(0, LIMITS.fields).map(({ name, value }) => ({
      keyname: cut(name, LIMITS.fieldName),
      value: cut(value, LIMITS.fieldValue),
    })),
    task_id: taskId,
    ...(card.url ? { card_action: { type: 1, url: card.url } } : {}),
    ...(card.select
      ? {
          button_selection: {
            question_key: card.select.key,
            title: cut(card.select.title, LIMITS.fieldName),
            option_list: card.select.options
              .slice(0, LIMITS.options)
              .map(({ id, label }) => ({ id, text: cut(label, LIMITS.option) })),
          },
        }
      : {}),
    button_list: card.buttons.slice(0, LIMITS.buttons).map(({ key, label, tone }) => ({
      text: cut(label, LIMITS.button),
      style: STYLES[tone ?? 'plain'],
      key,
    })),
  };
}

/** A titled note: textcard. It wants a link even where there is nothing to open. */
export function textCard(note: {
  title: string;
  text: string;
  url?: string;
  button?: string;
}): Record<string, unknown> {
  return {
    title: cutBytes(note.title, 128),
    description: cutBytes(note.text, 512),
    url: note.url ?? 'https://work.weixin.qq.com/',
    btntxt: cut(note.button ?? '详情', 4),
  };
}
