/** One hearing: its notice, its list of people and what is to be done next. */
import { html } from 'hono/html';
import { dayOf, formatDay, formatInstant, timeOf } from '../../../kit/day.ts';
import {
  MAX_FEEDBACK,
  MAX_MINUTES,
  type HearingRow,
  type Listed,
  type Signature,
} from '../../../participation/hearing-desk.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, field, postButton, table, type Tone } from '../parts.ts';
import { HEARINGS } from './list.ts';

export interface HearingView {
  row: HearingRow;
  signups: readonly Listed[];
  minutes: string | undefined;
  host: string | undefined;
  /** The visitor presides. */
  isHost: boolean;
  now: Date;
  csrf: string;
}

export const hearingBody = (view: HearingView): Html => {
  const { row, host } = view;
  return html`<h1>${row.title}</h1>
    <dl>
      <dt>时间 When</dt>
      <dd>${formatDay(dayOf(row.heldAt))} ${timeOf(row.heldAt)}</dd>
      <dt>地点 Where</dt>
      <dd>${row.place}</dd>
      <dt>主持人 Host</dt>
      <dd>${host ?? '没有写'}</dd>
      <dt>名额 Seats</dt>
      <dd>
        ${row.seats}
        个,${row.selection}${
          row.groups.length > 0
            ? `(${row.groups.map(({ name, seats }) => `${name} ${seats}`).join(',')})`
            : ''
        };报名
        ${row.signupFrom} 到 ${row.signupTo}
      </dd>
    </dl>
    <p>
      ${badge('plain', `报名 ${row.signups}`)} ${badge('good', `有席位 ${row.taken}`)}
      ${badge('plain', `候补 ${row.waiting}`)} ${badge('plain', `到会 ${row.attended}`)}
    </p>
    <p>
      <a class="button" href="/console/publish/${row.code}">看公告本身 <span lang="en">The notice</span></a>
    </p>
    ${drawPart(view)} ${doorPart(view)} ${peoplePart(view)} ${minutesPart(view)} ${answerPart(view)}`;
};

const deed = ({ row, csrf }: HearingView, name: string, fields: Html, label: string): Html =>
  html`<form method="post" action="${HEARINGS}/${row.code}/${name}">
    <input type="hidden" name="_csrf" value="${csrf}" />
    ${fields}
    <p><button class="primary">${label}</button></p>
  </form>`;

function drawPart({ row, csrf, now }: HearingView): Html | string {
  if (row.selection === '先到先得') return '';
  const { record } = row;
  if (record?.drawnOn)
    return html`<p class="soft">
      ${record.drawnOn} 抽签。抽签的种子 <span class="code">${record.drawSeed}</span>:按「种子|编号」的
      SHA-256 从小到大排,谁都可以重算。
      <span lang="en">Anybody can draw again from the seed.</span>
    </p>`;
  const why =
    dayOf(now) <= row.signupTo ? `报名到 ${row.signupTo} 截止以后抽签。After sign-up has ended.` : undefined;
  return postButton({
    action: `${HEARINGS}/${row.code}/draw`,
    label: '抽签',
    csrf,
    tone: 'primary',
    ...(why ? { verdict: { ok: false, why } } : {}),
  });
}

const doorPart = (view: HearingView): Html | string =>
  dayOf(view.now) === dayOf(view.row.heldAt)
    ? html`<h2>${both('签到', 'At the door')}</h2>
        ${deed(view, 'check-in', field({ name: 'digits', label: '四位签到码 Code', digits: true }), '签到')}`
    : '';

const STATES: Readonly<Record<string, { tone: Tone; word: string }>> = {
  entered: { tone: 'plain', word: '等抽签 entered' },
  seated: { tone: 'good', word: '有席位 seated' },
  waiting: { tone: 'warn', word: '候补 waiting' },
  cancelled: { tone: 'plain', word: '已取消 cancelled' },
  attended: { tone: 'good', word: '到会 attended' },
};

const peoplePart = ({ row, signups }: HearingView): Html =>
  html`<h2>${both('报名的人', 'Who has signed up')}</h2>
    ${table(
      '按席位次序 In the order of seats',
      [
        {
          head: '次序 Order',
          number: true,
          cell: ({ rank }: Listed) => (rank === null ? '—' : String(rank)),
        },
        { head: '姓名 Name', cell: ({ name }) => name },
        ...(row.groups.length > 0 ? [{ head: '类别 Group', cell: ({ group }: Listed) => group ?? '—' }] : []),
        { head: '编号 Number', cell: ({ number }) => number },
        {
          head: '状态 State',
          cell: ({ status }) => badge(STATES[status]?.tone ?? 'plain', STATES[status]?.word ?? status),
        },
        { head: '笔录签字 Signed', cell: ({ signedAt }) => (signedAt ? formatInstant(signedAt) : '—') },
      ],
      signups,
      '还没有人报名。Nobody yet.',
    )}`;

function minutesPart(view: HearingView): Html | string {
  const { row, minutes, isHost, now, csrf } = view;
  if (now < row.heldAt) return '';
  const signatures = (row.record?.signatures ?? []) as unknown as Signature[];
  const signed = signatures.some((one) => one.as === '主持人');
  const why = !minutes
    ? '还没有笔录。No minutes yet.'
    : signed
      ? '主持人已经签字。Signed.'
      : isHost
        ? undefined
        : '由主持人签字。The host signs.';
  return html`<h2>${both('笔录', 'Minutes')}</h2>
    ${minutes ? html`<p class="said">${minutes}</p>` : ''}
    <ul>
      ${signatures.map((one) => html`<li>${one.as} ${one.name},${formatInstant(new Date(one.at))}</li>`)}
    </ul>
    ${postButton({
      action: `${HEARINGS}/${row.code}/sign`,
      label: '主持人签字',
      csrf,
      ...(why ? { verdict: { ok: false, why } } : {}),
    })}
    <details ${minutes ? '' : html`open`}>
      <summary>${both(minutes ? '改笔录' : '写笔录', 'Write')}</summary>
      ${deed(
        view,
        'minutes',
        area({
          name: 'minutes',
          label: '听证笔录 Minutes',
          hint: `发给到会的人核对签字;改了要重新签。最多 ${MAX_MINUTES} 个字`,
          value: minutes ?? '',
          rows: 8,
        }),
        '记下,请到会的人核对',
      )}
    </details>`;
}

function answerPart(view: HearingView): Html | string {
  const { row, now } = view;
  if (now < row.heldAt) return '';
  return html`<h2>${both('意见采纳情况', 'What was adopted')}</h2>
    <p>写明听证提了哪些意见、采纳没采纳和理由。由第二个人审查后公布;公布以前,正式决定不能公开。</p>
    ${
      row.record?.toldOn
        ? html`<p>${badge('good', '已公布 published')}</p>`
        : deed(
            view,
            'answer',
            area({
              name: 'text',
              label: '意见、采纳情况、理由 Points, verdicts, reasons',
              hint: `会公布,不写是谁提的。最多 ${MAX_FEEDBACK} 个字`,
              rows: 8,
            }),
            '写成采纳情况,送审查',
          )
    }`;
}
