import type { Clock } from '../../kit/clock.ts';
import { dayOf, formatDay, timeOf } from '../../kit/day.ts';
import type { MessageBody, SendResult } from '../../outbox/message.ts';
import { sendResultOf, settleSend, type PlatformApi } from '../platform-api.ts';

/** A subscription notice 订阅通知: the template's fields, filled. */
export interface Notice {
  person: string;
  templateId: string;
  /** Field name of the template (thing1, date2 …) to text. */
  fields: Readonly<Record<string, string>>;
  url?: string;
}

/** The office's template, and the time that stands in it. */
export interface Notices {
  template: { id: string; fields: Readonly<Record<string, 'title' | 'text' | 'time'>> };
  clock: Clock;
}

type Note = Extract<MessageBody, { t: 'notice' }>;

/** What we would say in the fields of the template. */
export function noticeOf(note: Note, person: string, { template, clock }: Notices): Notice {
  const now = clock.now();
  const said = {
    title: note.short ?? note.title,
    text: note.text,
    time: `${formatDay(dayOf(now))} ${timeOf(now)}`,
  };
  return {
    person,
    templateId: template.id,
    fields: Object.fromEntries(Object.entries(template.fields).map(([name, what]) => [name, said[what]])),
    ...(note.url ? { url: note.url } : {}),
  };
}

/** Characters a field of that kind takes (订阅消息参数值内容限制说明); a kind not listed passes as it is. */
const FIELD_LENGTH: Readonly<Record<string, number>> = {
  thing: 20,
  short_thing: 5,
  number: 32,
  letter: 32,
  symbol: 5,
  character_string: 32,
  name: 10,
  phrase: 5,
  phone_number: 17,
  car_number: 8,
  const: 20,
};

/** message/subscribe/bizsend. Without consent (43101) it waits; one without an answer is not repeated. */
export const sendNotice = (api: PlatformApi, notice: Notice): Promise<SendResult> =>
  settleSend(false, async () => {
    const { person, templateId, fields, url } = notice;
    const answer = await api.post('/cgi-bin/message/subscribe/bizsend', {
      touser: person,
      template_id: templateId,
      ...(url ? { page: url } : {}),
      data: Object.fromEntries(
        Object.entries(fields).map(([name, text]) => [name, { value: shorten(name, text) }]),
      ),
    });
    const id = answer.msgid;
    return sendResultOf(
      answer,
      typeof id === 'string' || typeof id === 'number' ? { providerId: String(id) } : {},
    );
  });

function shorten(name: string, text: string): string {
  const length = FIELD_LENGTH[name.replace(/\d+$/, '')];
  const chars = [...text.replace(/\s+/g, ' ')];
  if (length === undefined || chars.length <= length) return chars.join('');
  return `${chars.slice(0, length - 1).join('')}…`;
}
