/** One draft before the public: its clauses, its clusters and what may be done. */
import { html } from 'hono/html';
import { dayOf, formatDay } from '../../../kit/day.ts';
import {
  MAX_GIST,
  MAX_REASON,
  type ReadCluster,
  type RoundRow,
} from '../../../participation/comment-desk.ts';
import { ADOPTIONS, type Adoption } from '../../../participation/comment-standing.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, pick, postButton, type Tone } from '../parts.ts';
import { DRAFTS, stateOf } from './list.ts';

const TONES: Readonly<Record<Adoption, Tone>> = { adopted: 'good', partly: 'warn', declined: 'plain' };
const ENGLISH: Readonly<Record<Adoption, string>> = {
  adopted: 'adopted',
  partly: 'in part',
  declined: 'declined',
};

interface DraftView {
  round: RoundRow;
  clusters: readonly ReadCluster[];
  csrf: string;
}

export const draftBody = (view: DraftView): Html => {
  const { round, clusters } = view;
  return html`<h1>${round.title}</h1>
    <p>${stateOf(round)} ${formatDay(round.opens)} 到 ${formatDay(round.closes)}</p>
    ${
      round.shortReason
        ? html`<p>期限短于 30 天的原因:${round.shortReason} <span lang="en">Why it is short</span></p>`
        : ''
    }
    ${
      round.hearingAsked > 0
        ? html`<p class="note warn">
            有 ${round.hearingAsked}
            人要求听证。多数被征地的集体成员认为不合法的,应当组织听证(土地管理法第四十七条)。
            <span lang="en">Some ask for a hearing.</span>
          </p>`
        : ''
    }
    <p>
      <a class="button" href="/console/publish/${round.code}">看草案本身 <span lang="en">The item</span></a>
    </p>
    ${clausePart(round)}
    <h2>${both(`意见 ${round.comments} 条,${clusters.length} 类`, 'Comments')}</h2>
    <p class="soft">相近的意见自动归为一类,一起答复。这里看不到是谁提的。</p>
    ${
      clusters.length === 0
        ? html`<p class="empty">还没有收到意见。No comments yet.</p>`
        : html`<ul class="findings">
            ${clusters.map((cluster, i) => clusterPart(view, cluster, i))}
          </ul>`
    }
    ${answerPart(view)}`;
};

const clausePart = ({ clauses }: RoundRow): Html =>
  clauses.length === 0
    ? html``
    : html`<details>
        <summary>${both(`草案 ${clauses.length} 条`, 'Clauses')}</summary>
        <dl>
          ${clauses.map(
            ({ label, text }) =>
              html`<dt>${label}</dt>
                <dd class="said">${text}</dd>`,
          )}
        </dl>
      </details>`;

function clusterPart(view: DraftView, cluster: ReadCluster, i: number): Html {
  const { round } = view;
  const adoption = cluster.adoption as Adoption | null;
  return html`<li>
    <h3>
      ${i + 1}. ${cluster.clause ?? '对整体'} · ${cluster.comments.length} 条
      ${adoption ? badge(TONES[adoption], `${ADOPTIONS[adoption]} ${ENGLISH[adoption]}`) : badge('warn', '没答复 open')}
    </h3>
    ${adoption ? html`<p>${cluster.gist}。理由:${cluster.reason}</p>` : ''}
    ${cluster.comments.map(
      ({ number, at, text, asksHearing }) =>
        html`<p class="said">${text}</p>
          <div class="soft">
            ${number} · ${dayOf(at)} ${asksHearing ? badge('warn', '要求听证') : ''}
            ${
              cluster.comments.length > 1 && round.state !== 'answered'
                ? postButton({
                    action: `${DRAFTS}/${round.code}/split`,
                    label: '单独答复',
                    csrf: view.csrf,
                    fields: { number },
                  })
                : ''
            }
          </div>`,
    )}
    ${round.state === 'answered' ? '' : decideForms(view, cluster)}
  </li>`;
}

function decideForms({ round, clusters, csrf }: DraftView, cluster: ReadCluster): Html {
  const others = clusters.filter(({ id }) => id !== cluster.id);
  const number = (id: string): number => clusters.findIndex((one) => one.id === id) + 1;
  return html`<details>
      <summary>${both(cluster.adoption ? '改答复' : '写答复', 'Answer')}</summary>
      <form method="post" action="${DRAFTS}/${round.code}/decide">
        <input type="hidden" name="_csrf" value="${csrf}" />
        <input type="hidden" name="cluster" value="${cluster.id}" />
        ${pick({
          name: 'adoption',
          id: `adoption-${cluster.id}`,
          label: '采纳没采纳 Verdict',
          value: cluster.adoption ?? 'adopted',
          options: (Object.keys(ADOPTIONS) as Adoption[]).map((value) => ({
            value,
            text: `${ADOPTIONS[value]} ${ENGLISH[value]}`,
          })),
        })}
        ${area({
          name: 'gist',
          id: `gist-${cluster.id}`,
          label: '意见概述 Gist',
          hint: `用您的话写,会公布。不写是谁提的。最多 ${MAX_GIST} 个字`,
          value: cluster.gist ?? '',
          rows: 2,
        })}
        ${area({
          name: 'reason',
          id: `reason-${cluster.id}`,
          label: '理由 Reason',
          hint: `会公布,也会告诉提意见的人。最多 ${MAX_REASON} 个字`,
          value: cluster.reason ?? '',
          rows: 3,
        })}
        <p><button class="primary">记下答复</button></p>
      </form>
    </details>
    ${
      others.length === 0
        ? ''
        : html`<details>
            <summary>${both('归并到另一类', 'Merge')}</summary>
            <form method="post" action="${DRAFTS}/${round.code}/merge">
              <input type="hidden" name="_csrf" value="${csrf}" />
              <input type="hidden" name="cluster" value="${cluster.id}" />
              ${pick({
                name: 'into',
                id: `into-${cluster.id}`,
                label: '归到 Into',
                options: others.slice(0, 100).map(({ id, clause, gist, comments }) => ({
                  value: id,
                  text: `${number(id)}. ${clause ?? '对整体'} ${gist ?? comments[0]?.text.slice(0, 30) ?? ''}`,
                })),
              })}
              <p><button>归并</button></p>
            </form>
          </details>`
    }`;
}

function answerPart({ round, csrf }: DraftView): Html {
  const why =
    round.state === 'open' || round.state === 'coming'
      ? `征求意见到 ${formatDay(round.closes)} 截止以后才能公布。After the window.`
      : round.state === 'answered'
        ? '已经公布了。Published.'
        : round.open > 0
          ? `还有 ${round.open} 类没有答复。Some are open.`
          : undefined;
  return html`<h2>${both('公布采纳情况', 'Tell what was adopted')}</h2>
    <p>按上面的概述、采纳情况和理由写成一条公开信息,由第二个人审查。公布以前,正式决定不能公开。</p>
    ${postButton({
      action: `${DRAFTS}/${round.code}/answer`,
      label: '写成采纳情况,送审查',
      csrf,
      tone: 'primary',
      ...(why ? { verdict: { ok: false, why } } : {}),
    })}`;
}
