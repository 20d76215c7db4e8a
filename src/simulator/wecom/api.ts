/** The WeCom server API the product calls, with its limits and error codes (document/path/90236, 90372). */
import { z } from 'zod';
import { cutBytes, utf8Length } from '../../kit/text.ts';
import type { ShownMessage, World } from '../world.ts';
import type { CardDesk } from './cards.ts';

export interface ApiResult {
  errcode: number;
  errmsg: string;
  [name: string]: unknown;
}

export const apiError = (errcode: number, errmsg: string): ApiResult => ({ errcode, errmsg });
export const apiOk = (more: Record<string, unknown> = {}): ApiResult => ({
  errcode: 0,
  errmsg: 'ok',
  ...more,
});

const TEXT_SHOWN = 2_048;
const TEXT_REFUSED = 5_120;
const PER_MINUTE = 30;
const PER_HOUR = 1_000;

const buttonSchema = z.object({
  text: z.string().min(1),
  key: z.string().max(1_024).optional(),
  style: z.number().optional(),
});
const cardSchema = z.object({
  card_type: z.enum([
    'text_notice',
    'news_notice',
    'button_interaction',
    'vote_interaction',
    'multiple_interaction',
  ]),
  source: z.object({ desc: z.string().optional() }).optional(),
  main_title: z.object({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  sub_title_text: z.string().optional(),
  horizontal_content_list: z
    .array(z.object({ keyname: z.string(), value: z.string().optional() }))
    .max(6)
    .optional(),
  task_id: z.string().optional(),
  button_selection: z
    .object({
      question_key: z.string(),
      title: z.string().optional(),
      option_list: z.array(z.object({ id: z.string(), text: z.string() })).max(10),
    })
    .optional(),
  button_list: z.array(buttonSchema).max(6).optional(),
});
type Card = z.output<typeof cardSchema>;

const sendSchema = z.object({
  touser: z.string().optional(),
  agentid: z.number(),
  msgtype: z.string(),
  text: z.object({ content: z.string() }).optional(),
  markdown: z.object({ content: z.string() }).optional(),
  textcard: z
    .object({ title: z.string(), description: z.string(), url: z.string(), btntxt: z.string().optional() })
    .optional(),
  template_card: cardSchema.optional(),
  enable_duplicate_check: z.number().optional(),
  duplicate_check_interval: z.number().optional(),
});
type Send = z.output<typeof sendSchema>;

const updateSchema = z.object({
  userids: z.array(z.string()).optional(),
  agentid: z.number(),
  response_code: z.string(),
  button: z.object({ replace_name: z.string() }).optional(),
  template_card: cardSchema.optional(),
});

export interface WecomApi {
  send(body: unknown): Promise<ApiResult>;
  update(body: unknown): ApiResult;
}

export function createWecomApi(deps: {
  world: World;
  cards: CardDesk;
  agentId: string;
  isMember(userid: string): Promise<boolean>;
}): WecomApi {
  const { world, cards, agentId, isMember } = deps;
  /** Content sent with the duplicate check, until when it counts as a repeat. */
  const recent = new Map<string, { until: number; msgid: string }>();
  const sentTo = new Map<string, number[]>();

  /** Beyond the pace the platform says ok and shows nothing. */
  const tooFast = (userid: string): boolean => {
    const now = world.clock.now().getTime();
    const times = (sentTo.get(userid) ?? []).filter((at) => now - at < 3_600_000);
    times.push(now);
    sentTo.set(userid, times);
    return times.length > PER_HOUR || times.filter((at) => now - at < 60_000).length > PER_MINUTE;
  };

  const shownOf = (
    message: Send,
    userid: string,
    msgid: string,
  ): Omit<ShownMessage, 'id' | 'at' | 'order'> => {
    const base = { channel: 'wecom' as const, to: userid, providerId: msgid, raw: message };
    if (message.template_card) return { ...base, ...cardView(message.template_card) };
    if (message.textcard) {
      const { title, description } = message.textcard;
      return {
        ...base,
        kind: 'note',
        title: cutBytes(title, 128),
        text: cutBytes(description, 512),
        bytes: utf8Length(description),
        cut: utf8Length(description) > 512,
      };
    }
    const content = message.text?.content ?? message.markdown?.content ?? '';
    return {
      ...base,
      kind: 'text',
      text: cutBytes(content, TEXT_SHOWN),
      bytes: utf8Length(content),
      cut: utf8Length(content) > TEXT_SHOWN,
    };
  };

  const check = (message: Send): ApiResult | undefined => {
    if (String(message.agentid) !== agentId)
      return apiError(301002, 'not allow operate another agent with this accesstoken');
    const content = message.text?.content ?? message.markdown?.content;
    if (['text', 'markdown'].includes(message.msgtype)) {
      if (!content) return apiError(44004, 'empty content');
      if (utf8Length(content) > TEXT_REFUSED) return apiError(40058, 'content exceed max length');
    } else if (message.msgtype === 'textcard') {
      if (!message.textcard?.description) return apiError(41033, 'missing description');
    } else if (message.msgtype === 'template_card') {
      const task = message.template_card?.task_id ?? '';
      if (!/^[0-9A-Za-z_\-@]{1,128}$/.test(task)) return apiError(42014, 'task_id invalid');
      if (cards.taken(task)) return apiError(42014, 'task_id exists');
      const keys = (message.template_card?.button_list ?? []).map((button) => button.key);
      if (new Set(keys).size !== keys.length) return apiError(40058, 'button key repeated');
    } else return apiError(40008, 'invalid message type');
    return undefined;
  };

  return {
    async send(body) {
      const parsed = sendSchema.safeParse(body);
      if (!parsed.success)
        return apiError(40058, `invalid Request Parameter: ${parsed.error.issues[0]?.path.join('.')}`);
      const message = parsed.data;
      const wrong = check(message);
      if (wrong) return wrong;
      const wanted = (message.touser ?? '').split('|').filter(Boolean);
      const known: string[] = [];
      for (const userid of wanted) if (await isMember(userid)) known.push(userid);
      const invalid = wanted
        .filter((userid) => !known.includes(userid))
        .map((userid) => userid.toLowerCase());
      if (known.length === 0) return apiError(81013, 'user & party & tag all invalid');
      const msgid = world.nextId('wm');
      if (message.enable_duplicate_check) {
        const content = JSON.stringify([
          message.touser,
          message.msgtype,
          message.text,
          message.markdown,
          message.textcard,
          message.template_card,
        ]);
        const now = world.clock.now().getTime();
        const earlier = recent.get(content);
        if (earlier && earlier.until > now)
          return apiOk({ msgid: earlier.msgid, invaliduser: invalid.join('|') });
        recent.set(content, { until: now + (message.duplicate_check_interval ?? 1_800) * 1_000, msgid });
      }
      let code: string | undefined;
      for (const userid of known) {
        if (tooFast(userid)) {
          world.drop({
            channel: 'wecom',
            to: userid,
            reason: '同一成员超过每分钟 30 条或每小时 1000 条,平台不提示地丢弃',
            raw: message,
          });
          continue;
        }
        const shown = world.show(shownOf(message, userid, msgid));
        if (message.template_card?.task_id) code = cards.add(message.template_card.task_id, shown);
      }
      return apiOk({ msgid, invaliduser: invalid.join('|'), ...(code ? { response_code: code } : {}) });
    },
    update(body) {
      const parsed = updateSchema.safeParse(body);
      if (!parsed.success) return apiError(40058, 'invalid Request Parameter');
      const { errcode, card } = cards.useCode(parsed.data.response_code);
      if (!card) return apiError(errcode, 'response_code invalid');
      const { button, template_card: replacement } = parsed.data;
      if (replacement) Object.assign(card, cardView(replacement));
      else {
        card.settled = button?.replace_name ?? '';
        card.buttons = (card.buttons ?? []).map((one) => ({ ...one, disabled: true }));
      }
      world.show({
        channel: 'wecom',
        to: card.to,
        kind: 'card-update',
        text: button?.replace_name ?? card.text,
        ...(card.taskId ? { taskId: card.taskId } : {}),
        bytes: 0,
        cut: false,
        providerId: card.providerId,
        raw: parsed.data,
      });
      return apiOk();
    },
  };
}

function cardView(
  card: Card,
): Pick<ShownMessage, 'kind' | 'title' | 'text' | 'fields' | 'buttons' | 'bytes' | 'cut'> &
  Partial<ShownMessage> {
  const lines = [
    card.main_title?.title,
    card.main_title?.desc,
    card.sub_title_text,
    ...(card.horizontal_content_list ?? []).map(({ keyname, value }) => `${keyname}:${value ?? ''}`),
  ];
  const text = lines.filter(Boolean).join('\n');
  return {
    kind: 'card',
    title: card.main_title?.title ?? '',
    text,
    fields: (card.horizontal_content_list ?? []).map(({ keyname, value }) => ({
      name: keyname,
      value: value ?? '',
    })),
    buttons: (card.button_list ?? []).map(({ key, text: label }) => ({ key: key ?? '', label })),
    ...(card.button_selection
      ? {
          question: card.button_selection.question_key,
          options: card.button_selection.option_list.map(({ id, text: label }) => ({ id, label })),
        }
      : {}),
    ...(card.source?.desc ? { source: card.source.desc } : {}),
    ...(card.task_id ? { taskId: card.task_id } : {}),
    bytes: utf8Length(JSON.stringify(card)),
    cut: false,
  };
}
