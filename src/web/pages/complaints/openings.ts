/** 启封身份: asked with a reason, approved by a second person, read once within a day; each step in the audit log. */
import { html } from 'hono/html';
import { formatInstant } from '../../../kit/day.ts';
import type { OpenedIdentity, Openings } from '../../../supervision/openings.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, postButton } from '../parts.ts';
import { BASE } from './filter.ts';
import type { Names } from './words.ts';

export interface OpeningsFacts {
  list: Awaited<ReturnType<Openings['list']>>;
  number: string;
  anonymous: boolean;
  /** Who looks. */
  userid: string;
}

type Opening = OpeningsFacts['list'][number];

export const openingsPart = (facts: OpeningsFacts, { csrf, names }: { csrf: string; names: Names }): Html =>
  html`<h2 id="identity">${both('反映人身份', 'Identity')}</h2>
    <p class="hint">身份密封。要看,先写原因,再由纪检另一个人同意;看过会告诉反映人。</p>
    ${facts.list.map((opening) => openingLine(opening, facts, csrf, names))}
    ${
      facts.anonymous
        ? html`<p class="denied">
            <button disabled aria-describedby="why-identity">申请启封</button>
            <span class="why" id="why-identity"
              >这一件是匿名的,没有姓名可以启封。要联系反映人,用「回复」。</span
            >
          </p>`
        : html`<details class="deed">
            <summary>${both('申请启封', 'Ask to open')}</summary>
            <form method="post" action="${BASE}/${facts.number}/identity">
              <input type="hidden" name="_csrf" value="${csrf}" />
              ${area({ name: 'text', id: 'identity-text', label: '为什么必须知道是谁(6 到 500 个字)' })}
              <p><button class="danger">申请启封</button></p>
            </form>
          </details>`
    }`;

function openingLine(opening: Opening, { number, userid }: OpeningsFacts, csrf: string, names: Names): Html {
  const path = `${BASE}/${number}/identity/${opening.id}`;
  const own = opening.askedBy === userid;
  const no = { ok: false as const, why: '自己申请的,要由纪检另一个人同意。' };
  const yes = { ok: true as const };
  return html`<div class="opening">
    <p>
      ${names.person(opening.askedBy)} ${formatInstant(opening.askedAt)} 申请:${opening.reason}
      ${stateOf(opening, names)}
    </p>
    ${
      opening.approvedAt || opening.refusedAt
        ? ''
        : html`${postButton({ action: `${path}/approve`, label: '同意', csrf, verdict: own ? no : yes, tone: 'danger' })}
          ${own ? '' : postButton({ action: `${path}/refuse`, label: '不同意', csrf })}`
    }
    ${
      opening.approvedAt && !opening.openedAt && own
        ? postButton({ action: `${path}/read`, label: '看一次', csrf, tone: 'danger' })
        : ''
    }
  </div>`;
}

function stateOf({ approvedAt, approvedBy, refusedAt, openedAt }: Opening, names: Names): Html {
  if (refusedAt) return badge('plain', '没有同意');
  if (openedAt) return badge('plain', `${formatInstant(openedAt)} 看过`);
  if (approvedAt) return badge('good', `${names.person(approvedBy)}已同意,24 小时内有效`);
  return badge('warn', '等第二个人同意');
}

/** Shown once; going back or reloading does not bring it again. */
export const identityBody = (number: string, identity: OpenedIdentity): Html =>
  html`<h1>${both('反映人身份', 'Identity')} <span class="code soft">${number}</span></h1>
    <p class="note warn">只显示这一次,刷新就没有了。不要抄进别的系统,不要转告。已告诉反映人。</p>
    <dl class="pairs">
      <div>
        <dt>姓名</dt>
        <dd>${identity.name ?? '没有留'}</dd>
      </div>
      <div>
        <dt>联系方式</dt>
        <dd>${identity.contact ?? (identity.person ? '只有平台账号,用「回复」联系' : '没有留')}</dd>
      </div>
    </dl>
    <p><a class="button" href="${BASE}/${number}">返回这一件</a></p>`;
