/** One matter: what was said, the talk with its author, how the day is counted, what may be done, what has happened. */
import { html } from 'hono/html';
import { dayOf, formatInstant, type Day } from '../../../kit/day.ts';
import type { Html } from '../layout.ts';
import { badge, both } from '../parts.ts';
import { actionsPart, talkForms, type ActionFacts } from './actions.ts';
import { BASE } from './filter.ts';
import { keysDialog } from './keys.ts';
import { undoPart } from './many.ts';
import { openingsPart, type OpeningsFacts } from './openings.ts';
import {
  actorOf,
  CLASSES,
  daysOf,
  detailWords,
  factWord,
  paceBadge,
  shortDay,
  SOURCES,
  type Entry,
  type Names,
} from './words.ts';

export interface DetailFacts extends ActionFacts {
  names: Names;
  today: Day;
  /** Of those who may open identities. */
  openings: OpeningsFacts | undefined;
  recallable: Parameters<typeof undoPart>[0];
  now: Date;
}

export const detailBody = (facts: DetailFacts): Html =>
  html`<p class="crumbs">
      <a class="button" href="${BASE}" data-back>← 返回队列 <span lang="en">Back</span></a>
      <button type="button" data-open="keys" hidden>键盘 <span class="key">?</span></button>
      <span class="soft" id="place" role="status"></span>
    </p>
    ${undoPart(facts.recallable, facts.csrf, facts.now)} ${headPart(facts)}
    <div class="split" data-matter="${facts.sheet.row.number}">
      <section class="words">${wordsPart(facts)}</section>
      <aside class="side">
        ${clockPart(facts)} ${actionsPart(facts)} ${facts.openings ? openingsPart(facts.openings, facts) : ''}
      </aside>
      <section class="rest">${talkPart(facts)} ${timelinePart(facts)}</section>
    </div>
    ${keysDialog}
    <p class="fresh" role="status"></p>`;

function headPart({ sheet: { row }, today }: DetailFacts): Html {
  return html`<h1>${row.category} <span class="code soft">${row.number}</span></h1>
    <p class="badges">
      ${badge('plain', row.status)} ${paceBadge(row, today)} ${row.urgent ? badge('bad', '紧急') : ''}
      ${row.sealed ? badge('warn', '密封件:只有纪检能看,每次查看都有记录') : ''}
      ${row.urged > 0 ? badge('warn', `督办 ${row.urged} 次`) : ''}
      ${row.satisfaction ? badge('plain', `反映人:${row.satisfaction}`) : ''}
    </p>`;
}

function wordsPart({ sheet, names }: DetailFacts): Html {
  const { row, text, summary } = sheet;
  return html`<h2>${both('反映的事', 'What is said')}</h2>
    ${
      text === undefined
        ? html`<p class="said">${summary}</p>
            <p class="hint">这是摘要。原话和反映人都密封,不要打听是谁反映的。</p>`
        : html`<p class="said">${text}</p>
            ${row.access === 'full' ? '' : html`<p class="hint">姓名、电话、住址已经遮住。</p>`}
            <details>
              <summary>${both('承办单位看到的摘要', 'What the unit reads')}</summary>
              <p>${summary}</p>
            </details>`
    }
    ${evidencePart(sheet)}
    <dl class="pairs">
      ${pair('类别', `${row.class} ${CLASSES[row.class] ?? ''}`)}
      ${pair('来源', `${SOURCES[sheet.source] ?? sheet.source},${formatInstant(row.receivedAt)}`)}
      ${text === undefined ? '' : pair('反映人', sheet.anonymous ? '匿名' : '留了姓名,密封保存')}
      ${pair('什么时候', sheet.occurred)} ${pair('反映的单位', row.aboutUnit && names.unit(row.aboutUnit))}
      ${pair('在谁那里', names.unit(row.queueUnit))}
      ${pair('承办单位', row.handlingUnit && names.unit(row.handlingUnit))}
      ${pair('经办', row.assigneeUserid && names.person(row.assigneeUserid))}
      ${sheet.joined.length > 0 ? pair('并入的', links(sheet.joined)) : ''}
      ${sheet.mergedInto ? pair('并入', links([sheet.mergedInto])) : ''}
    </dl>`;
}

const pair = (term: string, value: string | Html | null | undefined): Html | string =>
  value
    ? html`<div>
        <dt>${term}</dt>
        <dd>${value}</dd>
      </div>`
    : '';

const links = (numbers: readonly string[]): Html =>
  html`${numbers.map((number) => html`<a href="${BASE}/${number}">${number}</a> `)}`;

const STATES = {
  kept: '',
  owed: '正在取,过一会儿再看',
  failed: '没有收下:类型不能收,或平台已经不保存',
} as const;

function evidencePart({ row, attachments }: DetailFacts['sheet']): Html | string {
  if (attachments.length === 0) return '';
  const address = (id: string): string => `${BASE}/${row.number}/files/${encodeURIComponent(id)}`;
  return html`<h3>${both('材料', 'Evidence')}</h3>
    <ul class="evidence">
      ${attachments.map(
        ({ id, kind, name, at, state }) =>
          html`<li>
            ${
              state === 'kept'
                ? html`<a href="${address(id)}" target="_blank" rel="noreferrer"
                    >${
                      kind === 'image'
                        ? html`<img
                            src="${address(id)}"
                            alt="${name}"
                            loading="lazy"
                            width="160"
                            height="120"
                          />`
                        : name
                    }</a
                  >`
                : html`${name} ${badge(state === 'failed' ? 'bad' : 'plain', STATES[state])}`
            }
            <span class="soft">${formatInstant(at)}</span>
          </li>`,
      )}
    </ul>`;
}

function clockPart({ sheet, today }: DetailFacts): Html {
  const { row, dueSteps, feedbackDue, objectionDue, suspendedOn, extendedDays } = sheet;
  return html`<h2>${both('期限', 'Clock')}</h2>
    <p>${paceBadge(row, today)} <span class="soft">${daysOf(row)}</span></p>
    ${suspendedOn ? html`<p>${shortDay(suspendedOn)}起挂起,停表,恢复后顺延。</p>` : ''}
    ${extendedDays > 0 ? html`<p>已延期 ${extendedDays} 天,不能再延。</p>` : ''}
    ${feedbackDue ? html`<p>承办单位 ${shortDay(feedbackDue)} 前反馈。</p>` : ''}
    ${
      objectionDue && row.handlingUnit && ['转办', '交办', '办理中'].includes(row.status)
        ? html`<p>不归承办单位管的,${shortDay(objectionDue)} 前退回。</p>`
        : ''
    }
    ${
      dueSteps.length === 0
        ? ''
        : html`<details>
            <summary>${both('怎么算的', 'Step by step')}</summary>
            <ol class="steps">
              ${dueSteps.map(({ text }) => html`<li>${text}</li>`)}
            </ol>
          </details>`
    }`;
}

/** What author and staff wrote to each other, as in a chat. */
const SAID: Readonly<Record<string, 'author' | 'us'>> = {
  'complaint.supplemented': 'author',
  'complaint.reopened': 'author',
  'complaint.asked': 'us',
  'complaint.replied': 'us',
  'complaint.closed': 'us',
  'complaint.declined': 'us',
};

function talkPart(facts: DetailFacts): Html | string {
  const { sheet, names } = facts;
  if (sheet.text === undefined) return '';
  const said = sheet.timeline.filter(({ fact, note }) => note && SAID[fact]);
  return html`<h2 id="talk">${both('和反映人的对话', 'Talk with the author')}</h2>
    ${
      said.length === 0
        ? html`<p class="empty">还没有来往。<span lang="en">Nothing yet.</span></p>`
        : html`<ol class="talk">
            ${said.map(
              (entry) =>
                html`<li class="${SAID[entry.fact]}">
                  <span class="soft"
                    >${SAID[entry.fact] === 'author' ? '反映人' : actorOf(entry.actor, names)} ·
                    ${factWord(entry.fact)} · ${formatInstant(entry.at)}</span
                  >
                  <p class="said">${entry.note}</p>
                </li>`,
            )}
          </ol>`
    }
    <p class="hint">
      推送只说「有新的回复」,内容要凭查询码或本人账号来看。<span lang="en"
        >A push never carries the words.</span
      >
    </p>
    ${talkForms(facts)}`;
}

function timelinePart({ sheet, names }: DetailFacts): Html {
  return html`<h2>${both('办理经过', 'Timeline')}</h2>
    <ol class="timeline">
      ${sheet.timeline.map((entry) => stepOf(entry, names))}
    </ol>
    ${surveyLine(sheet)}
    ${
      sheet.text === undefined
        ? ''
        : html`<p>
            <a class="button" href="${BASE}/${sheet.row.number}/audit"
              >谁看过、谁办过 <span lang="en">Audit</span></a
            >
          </p>`
    }`;
}

function stepOf(entry: Entry, names: Names): Html {
  const more = detailWords(entry, names);
  return html`<li>
    <span class="soft">${formatInstant(entry.at)}</span>
    <strong>${factWord(entry.fact)}</strong>${more ? ` ${more}` : ''}
    <span class="soft">${actorOf(entry.actor, names)}</span>
    ${entry.note && !SAID[entry.fact] ? html`<p class="said">${entry.note}</p>` : ''}
  </li>`;
}

/** 回访: asked by the machine after closing, and four weeks later; then it is archived. */
function surveyLine({ row, surveys }: DetailFacts['sheet']): Html | string {
  if (row.status !== '办结' && surveys.length === 0) return '';
  const said = surveys.map(
    ({ round, askedAt, answer }) => `第 ${round} 次 ${shortDay(dayOf(askedAt))}:${answer ?? '还没有回'}`,
  );
  return html`<p class="soft">
    回访:${said.length > 0 ? said.join(';') : '办结第二天自动问一次'}。四周后再问一次,六周后自动归档;不满意又有新理由的,重办一次。
  </p>`;
}
