/**
 * 消息: what came in and was given up, what is owed and how far it is. Metadata only: what was said stays sealed, and
 * what it was about is not shown, since even that a matter exists may be secret.
 */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import { dayOf, timeOf } from '../../kit/day.ts';
import type { DeadEvent, Inbox } from '../../inbox/inbox.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { may, type Verdict } from '../../people/may.ts';
import type { Official } from '../../people/officials.ts';
import type { Database } from '../../store/database.ts';
import { mayVisitor, requireAction, visitOf } from '../console/visit.ts';
import type { Waiting } from './home.ts';
import { showPage, type Html } from './layout.ts';
import { afterOf, badge, both, choices, cutPage, pager, postButton, table, type Tone } from './parts.ts';

export interface MessagesDeps {
  database: Database;
  inbox: Pick<Inbox, 'listDead' | 'countDead' | 'replay'>;
  outbox: Pick<Outbox, 'countByState' | 'resend'>;
}

const PAGE_SIZE = 50;
/** 发送状态: the word, its colour, and whether it may be sent again. */
const STATES: Readonly<Record<string, { zh: string; en: string; tone: Tone; again?: true }>> = {
  failed: { zh: '没发出去', en: 'failed', tone: 'bad', again: true },
  uncertain: { zh: '不确定是否送达', en: 'may have arrived', tone: 'bad', again: true },
  parked: { zh: '等对方再说话', en: 'parked', tone: 'warn', again: true },
  expired: { zh: '过期未发', en: 'expired', tone: 'warn', again: true },
  queued: { zh: '排队', en: 'queued', tone: 'plain' },
  waiting: { zh: '等时间', en: 'waiting', tone: 'plain' },
  sending: { zh: '正在发', en: 'sending', tone: 'plain' },
  sent: { zh: '已发出', en: 'sent', tone: 'good' },
  replaced: { zh: '已被新消息代替', en: 'replaced', tone: 'plain' },
};
const CHANNELS: Readonly<Record<string, string>> = {
  wecom: '企业微信',
  kf: '微信客服',
  wechat: '公众号',
  wechaty: '个人微信',
};
/** What came in, in a word. */
const KINDS: Readonly<Record<string, string>> = {
  text: '文字',
  media: '图片、语音或文件',
  location: '位置',
  link: '链接',
  action: '点了卡片',
  menu: '点了菜单',
  enter: '打开对话',
  subscribe: '关注',
  unsubscribe: '取消关注',
  poke: '有新消息',
  session: '人工接待',
  directory: '通讯录变动',
  'delivery-failed': '送达失败通知',
  arrivals: '一批来信,还没拆开',
};
/** What goes out, in a word. */
const FORMS: Readonly<Record<string, string>> = {
  text: '文字',
  menu: '带选项',
  notice: '通知',
  card: '卡片',
  'card-update': '更新卡片',
  welcome: '欢迎语',
};
const COLUMNS = {
  id: true,
  channel: true,
  kind: true,
  state: true,
  reason: true,
  errcode: true,
  attempts: true,
  createdAt: true,
  sentAt: true,
} as const;

export function createMessagesPage({ database, inbox, outbox }: MessagesDeps): Router {
  const router = new Router({ prefix: '/console/messages' });
  router.use(async (ctx, next) => {
    requireAction(ctx, 'messages.see');
    await next();
  });

  router.get('/', async (ctx) => {
    const state = Object.hasOwn(STATES, String(ctx.query.state)) ? String(ctx.query.state) : 'failed';
    const after = afterOf(ctx);
    const [dead, counts, found] = await Promise.all([
      inbox.listDead(),
      outbox.countByState(),
      database.prisma.outboxMessage.findMany({
        where: { state, ...(after ? { id: { lt: after } } : {}) },
        orderBy: { id: 'desc' },
        take: PAGE_SIZE + 1,
        select: COLUMNS,
      }),
    ]);
    const { csrf } = visitOf(ctx);
    const allowed = mayVisitor(ctx, 'messages.resend');
    const { rows, next } = cutPage(found, PAGE_SIZE);
    const base = `/console/messages?state=${state}`;
    await showPage(
      ctx,
      '消息',
      html`<h1>${both('消息', 'Messages')}</h1>
        <p>只看得到收发状态,看不到内容。Delivery only; what was said stays sealed.</p>
        <h2>${both('没处理成的来信', 'Incoming, given up')}</h2>
        ${deadTable(dead, csrf, allowed)}
        <h2>${both('发出的消息', 'Outgoing')}</h2>
        ${choices(
          '按状态看 By state',
          Object.entries(STATES).map(([name, { zh, en }]) => ({
            href: `/console/messages?state=${name}`,
            text: `${zh} ${en} (${counts[name] ?? 0})`,
            chosen: name === state,
          })),
        )}
        ${state === 'uncertain' ? UNCERTAIN : ''} ${outgoingTable(rows, csrf, allowed)}
        ${pager(base, { next, after })}`,
    );
  });

  router.post('/replay', async (ctx) => {
    requireAction(ctx, 'messages.resend');
    await inbox.replay(visitOf(ctx).fields.get('id') ?? '');
    visitOf(ctx).say('已放回去重办。It will be worked again.');
    ctx.redirect('/console/messages');
  });

  router.post('/resend', async (ctx) => {
    requireAction(ctx, 'messages.resend');
    const { fields, say } = visitOf(ctx);
    await outbox.resend(fields.get('id') ?? '');
    say('已放进队列重发。It is queued again.');
    ctx.redirect(`/console/messages?state=${encodeURIComponent(fields.get('state') ?? '')}`);
  });
  return router;
}

const UNCERTAIN = html`<p>
  平台没有回话,对方可能已经收到。先打电话或在平台上看一眼,没收到再重发;系统不会自己重发。The platform did not
  answer: it may have arrived. Look or ask before sending it again; it is never sent again by itself.
</p>`;

/** For the home page. */
export const waitingMessages =
  ({ inbox, outbox }: Pick<MessagesDeps, 'inbox' | 'outbox'>) =>
  async (staff: Official): Promise<Waiting[]> => {
    if (!may(staff, 'messages.see').ok) return [];
    const [{ failed = 0, uncertain = 0 }, dead] = await Promise.all([
      outbox.countByState(),
      inbox.countDead(),
    ]);
    const count = failed + uncertain + dead;
    return count === 0
      ? []
      : [
          {
            zh: '条消息没有收发成功',
            en: 'messages given up',
            count,
            tone: 'bad',
            word: '要处理',
            href: '/console/messages',
          },
        ];
  };

const at = (date: Date): Html =>
  html`<time datetime="${date.toISOString()}">${dayOf(date)} ${timeOf(date)}</time>`;
/** Short enough to stand on one line. */
const together = (words: string) => html`<span class="together">${words}</span>`;
const channelName = (name: string): string => CHANNELS[name] ?? name;

const deadTable = (rows: readonly DeadEvent[], csrf: string, allowed: Verdict): Html =>
  table(
    '每条都可以放回去重办 Each can be worked again',
    [
      { head: '时间 At', cell: (row) => at(new Date(row.at)) },
      { head: '来自 From', cell: (row) => together(channelName(row.channel) || '—') },
      { head: '种类 Kind', cell: (row) => KINDS[row.kind] ?? row.kind },
      { head: '原因 Why', cell: (row) => row.reason },
      {
        head: '操作 Do',
        cell: (row) =>
          postButton({
            action: '/console/messages/replay',
            label: '重办',
            csrf,
            verdict: allowed,
            fields: { id: row.id },
          }),
      },
    ],
    rows,
    '没有。来信都处理了。None.',
  );

interface OutgoingRow {
  id: string;
  channel: string;
  kind: string;
  state: string;
  reason: string | null;
  errcode: number | null;
  attempts: number;
  createdAt: Date;
  sentAt: Date | null;
}

const outgoingTable = (rows: readonly OutgoingRow[], csrf: string, allowed: Verdict): Html =>
  table(
    '新的在前 Newest first',
    [
      { head: '写于 Written', cell: (row) => at(row.createdAt) },
      {
        head: '渠道 By',
        cell: (row) => together(`${channelName(row.channel)} · ${FORMS[row.kind] ?? row.kind}`),
      },
      { head: '状态 State', cell: (row) => stateBadge(row) },
      { head: '试过 Tries', number: true, cell: (row) => String(row.attempts) },
      { head: '原因 Why', cell: (row) => row.reason ?? '—' },
      { head: '操作 Do', cell: (row) => resendButton(row, csrf, allowed) },
    ],
    rows,
    '这个状态下没有消息。None in this state.',
  );

/** The words of the state stand above the table; here the colour, and when it went. */
function stateBadge({ state, sentAt }: OutgoingRow): Html {
  const known = STATES[state];
  const word = badge(known?.tone ?? 'plain', known?.zh ?? state);
  return sentAt ? html`${word} ${at(sentAt)}` : word;
}

function resendButton({ id, state }: OutgoingRow, csrf: string, allowed: Verdict): Html {
  const verdict: Verdict = STATES[state]?.again
    ? allowed
    : { ok: false, why: state === 'sent' ? '已经发出。Already sent.' : '还在路上。Still on its way.' };
  return postButton({
    action: '/console/messages/resend',
    label: '重发',
    csrf,
    verdict,
    fields: { id, state },
  });
}
