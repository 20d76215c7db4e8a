/** A template card as a member sees it (document/path/90372): what is too long is cut, and said to be. */
import { z } from 'zod';
import { utf8Length } from '../../kit/text.ts';
import type { ShownMessage } from '../world.ts';

const option = z.object({ id: z.string().min(1).max(128), text: z.string() });
const question = z.object({ question_key: z.string().min(1).max(1_024), title: z.string().optional() });
const action = z.object({ type: z.number(), url: z.string().optional() }).loose();

export const cardSchema = z.object({
  card_type: z.enum([
    'text_notice',
    'news_notice',
    'button_interaction',
    'vote_interaction',
    'multiple_interaction',
  ]),
  source: z.object({ desc: z.string().optional() }).optional(),
  action_menu: z
    .object({
      action_list: z
        .array(z.object({ text: z.string(), key: z.string().max(1_024) }))
        .min(1)
        .max(3),
    })
    .loose()
    .optional(),
  main_title: z.object({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  sub_title_text: z.string().optional(),
  horizontal_content_list: z
    .array(z.object({ keyname: z.string(), value: z.string().optional() }))
    .max(6)
    .optional(),
  jump_list: z
    .array(z.object({ title: z.string() }).loose())
    .max(3)
    .optional(),
  card_action: action.optional(),
  task_id: z.string().optional(),
  button_selection: question.extend({ option_list: z.array(option).min(1).max(10) }).optional(),
  button_list: z
    .array(
      z.object({
        text: z.string().min(1),
        key: z.string().max(1_024).optional(),
        type: z.number().optional(),
      }),
    )
    .max(6)
    .optional(),
  checkbox: question
    .extend({ option_list: z.array(option).min(1).max(20), mode: z.number().optional() })
    .optional(),
  select_list: z
    .array(question.extend({ option_list: z.array(option).min(1).max(10) }))
    .max(3)
    .optional(),
  submit_button: z.object({ text: z.string().min(1), key: z.string().min(1).max(1_024) }).optional(),
});
export type Card = z.output<typeof cardSchema>;

const INTERACTIVE: ReadonlySet<string> = new Set([
  'button_interaction',
  'vote_interaction',
  'multiple_interaction',
]);
export const isInteractive = ({ card_type: type }: Card): boolean => INTERACTIVE.has(type);

/** What a card of its kind must have; undefined when all is there. */
export function missingOf(card: Card): string | undefined {
  if (card.card_type === 'text_notice' && !card.card_action) return 'card_action';
  if (card.card_type === 'button_interaction' && !card.button_list?.length) return 'button_list';
  if (card.card_type === 'vote_interaction' && !card.checkbox) return 'checkbox';
  if (card.card_type === 'multiple_interaction' && !card.select_list?.length) return 'select_list';
  if (['vote_interaction', 'multiple_interaction'].includes(card.card_type) && !card.submit_button)
    return 'submit_button';
  return undefined;
}

export interface Question {
  key: string;
  title: string;
  many: boolean;
  options: { id: string; label: string }[];
}

/** What a member chooses on the card before pressing a button. */
export function questionsOf({
  button_selection: selection,
  checkbox,
  select_list: list = [],
}: Card): Question[] {
  const asked = [
    ...(selection ? [{ ...selection, many: false }] : []),
    ...(checkbox ? [{ ...checkbox, many: checkbox.mode === 1 }] : []),
    ...list.map((one) => ({ ...one, many: false })),
  ];
  return asked.map(({ question_key: key, title = '', many, option_list: options }) => ({
    key,
    title,
    many,
    options: options.map(({ id, text }) => ({ id, label: text })),
  }));
}

/** Characters shown of each part. */
const SHOWN = { source: 20, title: 36, description: 44, text: 160, name: 5, value: 30, button: 10 } as const;

export function viewCard(
  card: Card,
): Pick<ShownMessage, 'kind' | 'title' | 'text' | 'fields' | 'buttons' | 'bytes' | 'cut'> &
  Partial<ShownMessage> {
  let cut = false;
  const fit = (text: string, length: number): string => {
    const chars = [...text];
    cut ||= chars.length > length;
    return chars.length > length ? `${chars.slice(0, length - 1).join('')}…` : text;
  };
  const title = fit(card.main_title?.title ?? '', SHOWN.title);
  const fields = (card.horizontal_content_list ?? []).map(({ keyname, value = '' }) => ({
    name: fit(keyname, SHOWN.name),
    value: fit(value, SHOWN.value),
  }));
  const text = [
    title,
    fit(card.main_title?.desc ?? '', SHOWN.description),
    fit(card.sub_title_text ?? '', SHOWN.text),
    ...fields.map(({ name, value }) => `${name}:${value}`),
  ];
  const pressed = [
    ...(card.button_list ?? []).map(({ key = '', text: label }) => ({ key, label })),
    ...(card.submit_button ? [{ key: card.submit_button.key, label: card.submit_button.text }] : []),
    ...(card.action_menu?.action_list ?? []).map(({ key, text: label }) => ({ key, label })),
  ];
  const buttons = pressed.map(({ key, label }) => ({ key, label: fit(label, SHOWN.button) }));
  const [first] = questionsOf(card);
  return {
    kind: 'card',
    title,
    text: text.filter(Boolean).join('\n'),
    fields,
    buttons,
    ...(first ? { question: first.key, options: first.options } : {}),
    ...(card.source?.desc ? { source: fit(card.source.desc, SHOWN.source) } : {}),
    ...(card.task_id ? { taskId: card.task_id } : {}),
    bytes: utf8Length(JSON.stringify(card)),
    cut,
  };
}
