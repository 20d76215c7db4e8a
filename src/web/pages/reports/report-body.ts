/** One report on a page: as it stands now, and as it was made. */
import { html } from 'hono/html';
import { formatDay, formatInstant } from '../../../kit/day.ts';
import { KINDS } from '../../../supervision/report-bodies.ts';
import { periodAfter, periodBefore, periodOf, type Rhythm } from '../../../supervision/report-period.ts';
import type { Version } from '../../../supervision/report-keeping.ts';
import type { Shown } from '../../../supervision/reports.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, choices, postButton } from '../parts.ts';
import { sectionOf } from './drawing.ts';
import { versionsTable } from './index-body.ts';

const RHYTHMS: Readonly<Record<Rhythm, string>> = { month: '月', quarter: '季', year: '年' };

const downloads = (address: string): Html =>
  html`<p>
    <a class="button" href="${address}?form=docx">下载公文 <span lang="en">.docx</span></a>
    <a class="button" href="${address}?form=xlsx">下载表格 <span lang="en">.xlsx</span></a>
  </p>`;

export interface LiveBody {
  shown: Shown;
  address: string;
  addressOf(period: string): string;
  csrf: string;
  versions: readonly Version[];
  heads: readonly string[];
}

export function liveBody({ shown, address, addressOf, csrf, versions, heads }: LiveBody): Html {
  const { title, body, period, today, sections, rights } = shown;
  const rhythms = KINDS[body.kind].rhythms as readonly Rhythm[];
  const [before, after] = [periodBefore(period), periodAfter(period)];
  return html`<h1>${title}</h1>
    <p>
      ${badge('plain', '现在算的 live')} 截至${formatDay(today)},只算您可以知道的。
      <span lang="en">Computed for you, as of today.</span>
    </p>
    ${choices('报告期 Period', [
      { href: addressOf(before.text), text: `← ${before.name}`, chosen: false },
      { href: addressOf(period.text), text: period.name, chosen: true },
      ...(after.from <= today
        ? [{ href: addressOf(after.text), text: `${after.name} →`, chosen: false }]
        : []),
    ])}
    ${
      rhythms.length > 1
        ? choices(
            '按月、季、年 By',
            rhythms.map((rhythm) => ({
              href: addressOf(periodOf(rhythm, period.to < today ? period.to : today).text),
              text: `按${RHYTHMS[rhythm]}`,
              chosen: rhythm === period.rhythm,
            })),
          )
        : ''
    }
    ${downloads(address)} ${sections.map((section) => sectionOf(address, section))}
    <h2>${both('保存的版本', 'Versions')}</h2>
    ${versionsTable(versions)} ${rights.make ? makeForm(address, csrf, heads) : ''}`;
}

const makeForm = (address: string, csrf: string, heads: readonly string[]): Html =>
  html`<h2>${both('保存一版', 'Keep a version')}</h2>
    <p>保存后数字不再变,看报告的人看到的是同一份;他们中有人不该知道的件,不计在内。</p>
    <form method="post" action="${address}/make">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${heads.map((label, at) => area({ name: `note${at}`, label, required: false, rows: 3 }))}
      <p>
        <button class="primary">保存一版 <span lang="en">Keep</span></button>
      </p>
    </form>`;

export function keptBody({
  shown,
  address,
  csrf,
  live,
}: {
  shown: Shown;
  address: string;
  csrf: string;
  live: string;
}): Html {
  const { title, today, sections, notes, rights } = shown;
  const kept = shown.kept!;
  return html`<h1>${title}</h1>
    <p>
      ${kept.signedAt ? badge('good', '已签发 signed') : badge('plain', '草稿 draft')} 第 ${kept.version} 版,
      ${kept.makerName},${formatInstant(kept.createdAt)}。数字截至${formatDay(today)}。
      ${kept.signedAt ? html`签发:${kept.signerName},${formatInstant(kept.signedAt)}。` : ''}
      <span lang="en">As it was made.</span>
    </p>
    ${downloads(address)}
    <p>
      <a class="button" href="${live}">看现在的数 <span lang="en">Live figures</span></a>
    </p>
    ${sections.map((section) => sectionOf(address, section))}
    ${Object.entries(notes).map(
      ([head, text]) =>
        html`<h2>${head}</h2>
          <p class="seen">${text}</p>`,
    )}
    ${commentsPart(shown)}
    ${
      kept.signedAt
        ? ''
        : postButton({
            action: `${address}/sign`,
            label: '签发 Sign',
            csrf,
            tone: 'primary',
            verdict: rights.sign ? { ok: true } : { ok: false, why: '由组长或政府负责人签发。' },
          })
    }
    ${
      rights.comment && kept.signedAt
        ? html`<form method="post" action="${address}/comment">
            <input type="hidden" name="_csrf" value="${csrf}" />
            ${area({ name: 'text', label: '审议意见 Your comment' })}
            <p>
              <button class="primary">提出 <span lang="en">Send</span></button>
            </p>
          </form>`
        : ''
    }`;
}

const commentsPart = ({ kept }: Shown): Html | string =>
  kept && kept.comments.length > 0
    ? html`<h2>${both('审议意见', "The congress's comments")}</h2>
        <ul class="findings">
          ${kept.comments.map(
            ({ name, text, at }) =>
              html`<li>
                ${text}
                <p class="soft">${name} ${formatInstant(at)}</p>
              </li>`,
          )}
        </ul>`
    : '';
