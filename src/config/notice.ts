/** The template of subscription notices 订阅通知 of the Official Account: which one, and what goes into each of its fields. */
import { z } from 'zod';
import { rule } from './rule.ts';

/** What a notice can tell: 标题, 内容, 时间. */
const WHAT = { 标题: 'title', 内容: 'text', 时间: 'time' } as const;

export interface NoticeTemplate {
  id: string;
  /** Field of the template (thing1, time2 …) to what goes into it. */
  fields: Readonly<Record<string, 'title' | 'text' | 'time'>>;
}

const FIELD = /^([a-z_]{1,24}\d{1,2})=(标题|内容|时间)$/;

const template = z
  .string()
  .transform((text) => text.split(/\s+/))
  .refine(
    ([id = '', ...fields]) =>
      /^[\w-]{10,64}$/.test(id) && fields.length > 0 && fields.every((field) => FIELD.test(field)),
  )
  .transform(([id, ...fields]): NoticeTemplate => ({
    id: id!,
    fields: Object.fromEntries(
      fields.map((field) => {
        const [, name, what] = FIELD.exec(field)!;
        return [name!, WHAT[what as keyof typeof WHAT]];
      }),
    ),
  }));

export const NOTICE_RULE = rule(
  template,
  'is not a template with its fields',
  'write the template id, then each field with 标题, 内容 or 时间, e.g. WECHAT_NOTICE_TEMPLATE="Tm1qX… thing1=标题 time2=时间"',
);
