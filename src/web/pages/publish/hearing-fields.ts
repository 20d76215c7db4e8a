/** The notice of a hearing as form fields, and read back. What is wrong with it is said by disclosure's rules. */
import { html } from 'hono/html';
import { noticeIn, readGroups, SELECTIONS, type SeatGroup } from '../../../disclosure/hearing-notice.ts';
import { InputError } from '../../../kit/errors.ts';
import type { Fields } from '../../console/form.ts';
import type { Html } from '../layout.ts';
import { field, pick } from '../parts.ts';

const given = (fields: Fields, name: string): string => fields.get(name)?.trim().normalize('NFKC') ?? '';

export function drawHearing(held: unknown): Html {
  const notice = noticeIn(held);
  const [day = '', time = ''] = notice?.at.split('T') ?? [];
  const part = (name: string, label: string, value: string, more: object = {}): Html =>
    field({ name, label, value, required: false, ...more });
  return html`<fieldset class="part">
    <legend>听证(阶段是 听证 的才填) <span lang="en">Hearing</span></legend>
    ${part('hearingDay', '哪天开', day, { type: 'date', hint: '至少在公告 7 天以后' })}
    ${part('hearingTime', '几点开', time, { hint: '例如 09:00' })}
    ${part('hearingPlace', '地点', notice?.place ?? '')}
    ${part('hearingSeats', '名额', String(notice?.seats ?? ''), { digits: true })}
    ${part('signupFrom', '报名从', notice?.signupFrom ?? '', { type: 'date' })}
    ${part('signupTo', '报名到', notice?.signupTo ?? '', { type: 'date' })}
    ${pick({
      name: 'selection',
      label: '产生办法',
      value: notice?.selection ?? SELECTIONS[0],
      options: SELECTIONS.map((value) => ({ value, text: value })),
    })}
    ${part('groups', '各组名额(分组抽签的才填)', groupText(notice?.groups ?? []), {
      hint: '例如 消费者 10,经营者 6,专家 4',
    })}
    ${part('host', '主持人', notice?.host ?? '', { hint: '不能是承办单位的人;同名的写账号' })}
  </fieldset>`;
}

const groupText = (groups: readonly SeatGroup[]): string =>
  groups.map(({ name, seats }) => `${name} ${seats}`).join(',');

/** Undefined when no day is given. */
export function readHearing(fields: Fields): Record<string, unknown> | undefined {
  const day = given(fields, 'hearingDay');
  if (!day) return undefined;
  const time = /^(\d{1,2}):(\d{2})$/.exec(given(fields, 'hearingTime'));
  if (!time) throw new InputError('No time.', { tell: '「几点开」请写成 09:00。' });
  const groups = readGroups(given(fields, 'groups'));
  const hearing = {
    at: `${day}T${time[1]!.padStart(2, '0')}:${time[2]}`,
    place: given(fields, 'hearingPlace').slice(0, 100),
    seats: Number(given(fields, 'hearingSeats')) || 0,
    signupFrom: given(fields, 'signupFrom'),
    signupTo: given(fields, 'signupTo'),
    selection: given(fields, 'selection'),
    ...(groups.length > 0 ? { groups } : {}),
    ...(given(fields, 'host') ? { host: given(fields, 'host').slice(0, 40) } : {}),
  };
  if (!hearing.place || !noticeIn(hearing))
    throw new InputError('Not whole.', { tell: '听证的日期、时间、地点、名额、报名起止都要填。' });
  return { hearing, system: '听证' };
}
