/** Our cards in WeCom's form, within its limits (document/path/90372): counted in characters unless it says bytes. */
import type { Card } from '../../outbox/message.ts';
import { cutBytes, headline, utf8Length } from '../../kit/text.ts';

export const CARD_LIMITS = {
  source: 20,
  title: 36,
  text: 160,
  fields: 6,
  fieldName: 5,
  fieldValue: 30,
  buttons: 6,
  button: 10,
  keyBytes: 1_024,
  options: 10,
  option: 16,
  optionIdBytes: 128,
  urlBytes: 2_048,
} as const;

/** textcard (document/path/90236). The text leaves room for the duplicate mark. */
export const NOTE_LIMITS = { titleBytes: 128, textBytes: 490, fullTextBytes: 512, button: 4 } as const;

const TASK_ID = /^[0-9A-Za-z_\-@]{1,128}$/;
const STYLES = { primary: 1, plain: 2, danger: 3 } as const;
/** A textcard wants a link even where there is nothing to open. */
const NOWHERE = 'https://work.weixin.qq.com/';

/** At most `length` characters, the last of them … where something was cut; line ends stay. */
function cut(text: string, length: number): string {
  const chars = [...text];
  return chars.length <= length ? text : `${chars.slice(0, length - 1).join('')}…`;
}

/** Why WeCom would refuse this card whatever is cut; undefined when it would not. */
export function faultOf(taskId: string, card: Card): string | undefined {
  const { buttons, select } = card;
  if (!TASK_ID.test(taskId)) return 'its task id is not 1 to 128 of 0-9 A-Z a-z _ - @';
  if (buttons.length < 1 || buttons.length > CARD_LIMITS.buttons)
    return `it has ${buttons.length} buttons, not 1 to 6`;
  const keys = buttons.map(({ key }) => key);
  if (new Set(keys).size < keys.length) return 'two of its buttons have one key';
  if (keys.some((key) => key === '' || utf8Length(key) > CARD_LIMITS.keyBytes))
    return 'the key of a button is empty or longer than 1,024 bytes';
  const options = select?.options ?? [];
  if (select && (options.length < 1 || options.length > CARD_LIMITS.options))
    return `its choice has ${options.length} options, not 1 to 10`;
  if (options.some(({ id }) => id === '' || utf8Length(id) > CARD_LIMITS.optionIdBytes))
    return 'the id of an option is empty or longer than 128 bytes';
  return undefined;
}

/** A card with buttons: button_interaction. */
export function templateCard(taskId: string, card: Card): Record<string, unknown> {
  return {
    card_type: 'button_interaction',
    ...(card.source ? { source: { desc: cut(card.source, CARD_LIMITS.source), desc_color: 0 } } : {}),
    main_title: { title: cut(card.title, CARD_LIMITS.title) },
    ...(card.text ? { sub_title_text: cut(card.text, CARD_LIMITS.text) } : {}),
    horizontal_content_list: (card.fields ?? []).slice(0, CARD_LIMITS.fields).map(({ name, value }) => ({
      keyname: cut(name, CARD_LIMITS.fieldName),
      value: cut(value, CARD_LIMITS.fieldValue),
    })),
    task_id: taskId,
    ...(card.url && fitsUrl(card.url) ? { card_action: { type: 1, url: card.url } } : {}),
    ...(card.select
      ? {
          button_selection: {
            question_key: card.select.key,
            title: cut(card.select.title, CARD_LIMITS.fieldName),
            option_list: card.select.options.map(({ id, label }) => ({
              id,
              text: cut(label, CARD_LIMITS.option),
            })),
          },
        }
      : {}),
    button_list: card.buttons.map(({ key, label, tone }) => ({
      text: cut(label, CARD_LIMITS.button),
      style: STYLES[tone ?? 'plain'],
      key,
    })),
  };
}

const fitsUrl = (url: string): boolean => utf8Length(url) <= CARD_LIMITS.urlBytes;

/** A titled note: textcard. `mark` is kept whole at the end of the text. */
export function textCard(
  note: { title: string; text: string; url?: string; button?: string },
  mark: string,
): Record<string, unknown> {
  const room = NOTE_LIMITS.fullTextBytes - utf8Length(mark);
  return {
    title: cutBytes(note.title, NOTE_LIMITS.titleBytes),
    // An empty description is refused (41033).
    description: cutBytes(note.text || note.title, room) + mark,
    url: note.url && fitsUrl(note.url) ? note.url : NOWHERE,
    btntxt: headline(note.button ?? '详情', NOTE_LIMITS.button),
  };
}
