/** Case files drawn: the list, one file, retention. */
import { html } from 'hono/html';
import { dayOf, formatDay, timeOf } from '../../../kit/day.ts';
import type { CaseFile, CaseFilter, OpenedCase } from '../../../participation/case-files.ts';
import type { ListedFiles } from '../../../participation/case-retention.ts';
import {
  CASE_KINDS,
  RETENTIONS,
  type CaseKind,
  type CatalogueLine,
  type RetentionRules,
} from '../../../participation/case-rules.ts';
import type { Verdict } from '../../../people/may.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, field, pager, pick, postButton, table } from '../parts.ts';

const BASE = '/console/files';
const kindWord = (kind: string): string => CASE_KINDS[kind as CaseKind] ?? kind;
const kinds = Object.entries(CASE_KINDS).map(([value, text]) => ({ value, text }));

const stateBadge = ({ status, keepUntil, retention }: CaseFile): Html => {
  if (status === 'destroyed') return badge('bad', '已销毁 destroyed');
  if (status === 'listed') return badge('warn', '到期,等鉴定 expired');
  return badge('plain', keepUntil ? `${retention},到 ${keepUntil}` : retention);
};

export function listBody(facts: {
  rows: readonly CaseFile[];
  next: string | undefined;
  after: string;
  filter: CaseFilter;
  units: ReadonlyMap<string, string>;
  keeps: boolean;
}): Html {
  const { rows, filter, units } = facts;
  const query = new URLSearchParams(
    Object.entries(filter).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  ).toString();
  return html`<h1>${both('案卷', 'Case files')}</h1>
    <form method="get" action="${BASE}" role="search">
      ${field({
        name: 'words',
        label: '题名或编号',
        type: 'search',
        value: filter.words ?? '',
        required: false,
      })}
      ${pick({
        name: 'kind',
        label: '类别',
        value: filter.kind ?? '',
        options: [{ value: '', text: '全部' }, ...kinds],
      })}
      ${field({ name: 'year', label: '年度', value: filter.year ?? '', digits: true, required: false })}
      <p>
        <button class="primary">查 <span lang="en">Search</span></button>
        ${facts.keeps ? html`<a class="button" href="${BASE}/retention">保管和销毁 <span lang="en">Retention</span></a>` : ''}
      </p>
    </form>
    ${table(
      '办结的自动归档,最近的在前 Filed by themselves, newest first',
      [
        {
          head: '题名 Title',
          cell: ({ id, title }: CaseFile) => html`<a href="${BASE}/${id}">${title}</a>`,
        },
        { head: '案卷号 Number', cell: ({ number }) => number },
        { head: '类别 Kind', cell: ({ subjectType }) => kindWord(subjectType) },
        { head: '单位 Unit', cell: ({ unitCode }) => units.get(unitCode) ?? unitCode },
        { head: '办结 Closed', cell: ({ closedOn }) => closedOn },
        { head: '保管 Kept', cell: stateBadge },
      ],
      rows,
    )}
    ${pager(query ? `${BASE}?${query}` : BASE, facts)}`;
}

export function fileBody(facts: {
  opened: OpenedCase;
  openings: readonly { actor: string; purpose: string; at: Date }[];
  units: ReadonlyMap<string, string>;
  names: ReadonlyMap<string, string>;
}): Html {
  const { file, catalogue, papers, faults } = facts.opened;
  const destroyed = file.status === 'destroyed';
  return html`<h1>${file.title}</h1>
    <p>
      ${badge('plain', kindWord(file.subjectType))} ${stateBadge(file)}
      ${file.isPublic ? badge('good', '群众可查 public') : ''}
      ${destroyed ? '' : faults.length === 0 ? badge('good', '与归档时一致 unchanged') : badge('bad', `不一致:${faults.join(';')}`)}
    </p>
    <dl>
      <dt>案卷号 Number</dt>
      <dd>${file.number}</dd>
      <dt>立卷单位 Unit</dt>
      <dd>${facts.units.get(file.unitCode) ?? file.unitCode}</dd>
      <dt>办结、归档 Closed, filed</dt>
      <dd>${formatDay(file.closedOn)}、${formatDay(file.filedOn)}</dd>
      <dt>校验值 Hash</dt>
      <dd><code class="code">${file.hash}</code></dd>
    </dl>
    <p>
      <a class="button" href="${BASE}">返回 <span lang="en">Back</span></a>
      ${destroyed ? '' : html`<a class="button" href="${BASE}/${file.id}/archive">整卷导出 <span lang="en">Export as .zip</span></a>`}
    </p>
    <h2>${both('卷内目录', 'Papers')}</h2>
    ${table(
      '按先后 In order',
      [
        { head: '序号 No.', number: true, cell: ({ position }: CatalogueLine) => String(position) },
        { head: '题名 Title', cell: ({ title }) => title },
        { head: '日期 Day', cell: ({ on }) => on },
        { head: '字节 Bytes', number: true, cell: ({ bytes }) => String(bytes) },
      ],
      catalogue,
    )}
    ${papers.map(
      ({ position, title, text }) =>
        html`<details>
          <summary>${position}. ${title}</summary>
          <p class="said">${text}</p>
        </details>`,
    )}
    <h2>${both('查阅记录', 'Who opened it')}</h2>
    ${table(
      '最近的在前 Newest first',
      [
        {
          head: '时间 At',
          cell: ({ at }: (typeof facts.openings)[number]) => `${dayOf(at)} ${timeOf(at)}`,
        },
        {
          head: '谁 Who',
          cell: ({ actor }) => (actor === 'citizen' ? '群众' : (facts.names.get(actor) ?? actor)),
        },
        { head: '做什么 What', cell: ({ purpose }) => purpose },
      ],
      facts.openings,
    )}`;
}

export function retentionBody(facts: {
  lists: readonly ListedFiles[];
  rules: RetentionRules;
  names: ReadonlyMap<string, string>;
  keep: Verdict;
  destroy: Verdict;
  csrf: string;
}): Html {
  const { lists, rules, keep, csrf } = facts;
  return html`<h1>${both('保管和销毁', 'Retention')}</h1>
    <p>
      <a class="button" href="${BASE}">返回 <span lang="en">Back</span></a>
    </p>
    <h2>${both('销毁清册', 'Lists of expired files')}</h2>
    <p>到期的自动列出;档案员鉴定,政务公开科批准,批准以前什么也不删。</p>
    ${lists.length === 0 ? html`<p class="empty">没有到期的。None.</p>` : lists.map((list) => listPart(list, facts))}
    <h2>${both('保管期限', 'How long')}</h2>
    ${
      keep.ok
        ? html`<form method="post" action="${BASE}/retention/rules">
            <input type="hidden" name="_csrf" value="${csrf}" />
            ${kinds.map(({ value, text }) =>
              pick({
                name: value,
                label: text,
                value: rules[value as CaseKind],
                options: RETENTIONS.map((one) => ({ value: one, text: one })),
              }),
            )}
            <p>
              <button class="primary">保存 <span lang="en">Save</span></button>
            </p>
          </form>`
        : html`<ul>
              ${kinds.map(({ value, text }) => html`<li>${text}:${rules[value as CaseKind]}</li>`)}
            </ul>
            <p class="why">${keep.why}</p>`
    }`;
}

function listPart(
  list: ListedFiles,
  { names, keep, destroy, csrf }: Parameters<typeof retentionBody>[0],
): Html {
  const action = `${BASE}/retention/${list.id}`;
  const byNow = (userid: string | null): string => (userid ? (names.get(userid) ?? userid) : '');
  const state = list.decision
    ? `${list.decision === 'destroyed' ? '已销毁' : '继续保存'} ${list.decidedOn ?? ''} ${byNow(list.decidedBy)}`
    : list.appraisedBy
      ? `已鉴定,等批准 ${byNow(list.appraisedBy)}`
      : '等鉴定';
  const verdict: Verdict = list.appraisedBy
    ? destroy
    : { ok: false, why: '档案员还没有鉴定。Not appraised.' };
  const button = (decision: string, label: string, tone: 'danger' | 'plain'): Html =>
    postButton({ action: `${action}/decide`, label, csrf, verdict, fields: { decision }, tone });
  return html`<h3>${formatDay(list.madeOn)}:${list.files.length} 份</h3>
    <p>${badge(list.decision ? 'plain' : 'warn', state)} ${list.opinion ?? ''}</p>
    <ul>
      ${list.files.map(({ number, title, keepUntil }) => html`<li>${number} ${title}(到 ${keepUntil ?? ''})</li>`)}
    </ul>
    ${
      !list.decision && !list.appraisedBy && keep.ok
        ? html`<form method="post" action="${action}/appraise">
            <input type="hidden" name="_csrf" value="${csrf}" />
            ${area({ name: 'opinion', id: `opinion-${list.id}`, label: '鉴定意见:为什么可以销毁', rows: 2 })}
            <p>
              <button class="primary">鉴定 <span lang="en">Appraise</span></button>
            </p>
          </form>`
        : ''
    }
    ${list.decision ? '' : html`<p>${button('destroyed', '批准销毁', 'danger')} ${button('kept', '继续保存', 'plain')}</p>`}`;
}
