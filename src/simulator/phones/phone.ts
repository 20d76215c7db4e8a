/** One phone: whose it is, the conversation, the line to write in. Head and log are also sent alone, when they change. */
import { html } from 'hono/html';
import type { ChannelName, World } from '../world.ts';
import type { Html } from './html.ts';
import { droppedItem, saidItem, shownItem } from './message.ts';
import type { Owner, Phone, PhoneKind } from './people.ts';

const TITLES: Readonly<Record<PhoneKind, string>> = {
  citizen: '群众 · 微信',
  official: '干部 · 企业微信',
  supervisor: '监督组 · 企业微信',
};
const HINTS: Readonly<Record<PhoneKind, string>> = {
  citizen: '想问什么,直接写',
  official: '例如:我的事项',
  supervisor: '例如:受理',
};
const CHANNELS: Readonly<Record<ChannelName, string>> = {
  kf: '微信客服',
  wechat: '公众号',
  wecom: '企业微信',
};
const MAX_SHOWN = 60;

export const SAMPLES: readonly { label: string; text: string }[] = [
  { label: '低保怎么办', text: '低保怎么申请?要多久?要多少钱?哪条法律规定的?' },
  { label: '办身份证多少钱', text: '补办身份证要多少钱' },
  { label: '今年预算', text: '县里今年的预算在哪里看' },
  { label: '我要投诉', text: '我要投诉' },
  { label: '申请公开', text: '我要申请信息公开' },
  { label: '对草案提意见', text: '我想对草案提意见' },
];

export const phoneSection = (phone: Phone, world: World): Html =>
  html`<section class="phone ${phone.kind}" aria-labelledby="title-${phone.kind}">
    <h2 id="title-${phone.kind}">${TITLES[phone.kind]}</h2>
    <div class="head" id="head-${phone.kind}">${phoneHead(phone)}</div>
    <div class="log" role="log" tabindex="0" aria-label="${TITLES[phone.kind]}的消息">
      <ol id="log-${phone.kind}">
        ${phoneLog(phone, world)}
      </ol>
    </div>
    ${phone.kind === 'citizen' ? samples() : ''} ${composer(phone)}
  </section>`;

/** The form's `from` is here and not in the composer: it changes with the owner while somebody writes. */
export const phoneHead = ({ kind, channel, channels, menu, owner, owners, waiting }: Phone): Html =>
  html`<p class="owner">${owner.name}${owner.from ? html`<small>${owner.from}</small>` : ''}</p>
    ${hidden(`say-${kind}`, { from: owner.id, channel })}
    ${kind === 'citizen' ? hidden('samples', { from: owner.id, channel }) : ''}
    ${channels.length > 1 ? choiceOfChannel(channels, channel, owner.id) : ''}
    ${menu.length > 0 ? fixedMenu(menu, owner.id) : ''}
    ${
      waiting.length > 0
        ? html`<p class="waiting">
            还有消息:${waiting.map((other) => html`<a href="${addressOf({ [kind]: other.id, channel })}">${other.name}</a> `)}
          </p>`
        : ''
    }
    <details>
      <summary>换人</summary>
      <form method="get" action="/simulator">
        ${kind === 'citizen' ? html`<input type="hidden" name="channel" value="${channel}" />` : ''}
        <label for="choose-${kind}">换成谁</label>
        <select id="choose-${kind}" name="${kind}">
          ${owners.map((one) => optionOf(one, owner.id))}
        </select>
        <button>换人</button>
      </form>
    </details>`;

/** With ids, so that a change of the page never takes one away while a form is being sent. */
const hidden = (form: string, fields: Readonly<Record<string, string>>): Html[] =>
  Object.entries(fields).map(
    ([name, value]) =>
      html`<input type="hidden" id="${form}-${name}" name="${name}" value="${value}" form="${form}" />`,
  );

const addressOf = (chosen: Readonly<Record<string, string>>): string =>
  `/simulator?${new URLSearchParams(chosen).toString()}`;

const choiceOfChannel = (channels: readonly ChannelName[], current: ChannelName, citizen: string): Html =>
  html`<nav class="channels" aria-label="群众用哪个渠道">
    ${channels.map((channel) => html`<a href="${addressOf({ citizen, channel })}" ${channel === current ? 'aria-current=true' : ''}>${CHANNELS[channel]}</a> `)}
  </nav>`;

const fixedMenu = (menu: Phone['menu'], owner: string): Html =>
  html`<form
    class="fixed-menu"
    method="post"
    action="/simulator/menu"
    hx-post="/simulator/menu"
    hx-target="#notice"
    hx-swap="innerHTML"
    aria-label="公众号菜单"
  >
    <input type="hidden" name="from" value="${owner}" />
    <input type="hidden" name="channel" value="wechat" />
    ${menu.map(({ key, name }) => html`<button name="id" value="${key}">${name}</button>`)}
  </form>`;

const optionOf = ({ id, name, from }: Owner, current: string): Html =>
  html`<option value="${id}" ${id === current ? 'selected' : ''}>${name}${from ? ` · ${from}` : ''}</option>`;

/** The latest messages, oldest first. A card stands where it was sent and changes there. */
export function phoneLog({ channel, owner }: Phone, world: World): Html {
  const said = world.said.filter((one) => one.channel === channel && one.from === owner.id);
  const shown = world.shown.filter(
    (one) => one.channel === channel && one.to === owner.id && one.kind !== 'card-update',
  );
  const dropped = world.dropped.filter((one) => one.channel === channel && one.to === owner.id);
  const items = [
    ...dropped.map((one) => ({ order: one.order, item: () => droppedItem(one) })),
    ...said.map((one) => ({ order: one.order, item: () => saidItem(one) })),
    ...shown.map((one) => ({ order: one.order, item: () => shownItem(one) })),
  ]
    .sort((a, b) => a.order - b.order)
    .slice(-MAX_SHOWN);
  return html`${items.length === 0 ? html`<li class="empty">还没有消息</li>` : items.map(({ item }) => item())}`;
}

const samples = (): Html =>
  html`<form
    id="samples"
    class="samples"
    method="post"
    action="/simulator/say"
    hx-post="/simulator/say"
    hx-target="#notice"
    hx-swap="innerHTML"
    aria-label="点一句试试,或按数字键 1 到 6"
  >
    ${SAMPLES.map(
      ({ label, text }, i) =>
        html`<button name="text" value="${text}" data-key="${i + 1}"><kbd>${i + 1}</kbd> ${label}</button>`,
    )}
    <button name="text" value="人工">转人工</button>
  </form>`;

const composer = ({ kind }: Phone): Html =>
  html`<form
    id="say-${kind}"
    class="composer"
    method="post"
    action="/simulator/say"
    hx-post="/simulator/say"
    hx-target="#notice"
    hx-swap="innerHTML"
    enctype="multipart/form-data"
  >
    <label class="hidden" for="text-${kind}">${TITLES[kind]}:写一条消息</label>
    <input id="text-${kind}" name="text" maxlength="2000" autocomplete="off" placeholder="${HINTS[kind]}" />
    <label class="attach" title="发图片、语音或文件">
      <span aria-hidden="true">＋</span><span class="hidden">发图片、语音或文件</span>
      <input type="file" name="file" />
    </label>
    <button>发送</button>
  </form>`;
