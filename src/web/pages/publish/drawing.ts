/** How the items look: the list, the form, one item with what citizens see and what can be done. */
import { html } from 'hono/html';
import type { Category } from '../../../disclosure/categories.ts';
import { isPublic, type Disclosure, type ItemFile } from '../../../disclosure/disclosures.ts';
import type { Fault } from '../../../disclosure/publication.ts';
import { formatDay } from '../../../kit/day.ts';
import type { Verdict } from '../../../people/may.ts';
import { openPath } from '../../open.ts';
import type { Html } from '../layout.ts';
import { area, badge, both, field, pick, postButton, table, type Tone } from '../parts.ts';
import { correctFileFields, filePath, filesPart, PUBLISH_PATH as HERE } from './files.ts';
import { drawParticulars } from './particulars.ts';

export const MAX_SUMMARY = 200;

const TONES: Readonly<Record<string, Tone>> = {
  审核: 'warn',
  已公开: 'good',
  已更正: 'good',
  已撤回: 'bad',
};
const ENGLISH: Readonly<Record<string, string>> = {
  待形成: 'to come',
  待公开: 'to publish',
  审核: 'in review',
  已公开: 'public',
  已更正: 'corrected',
  已撤回: 'withdrawn',
  归档: 'archived',
};

export const stateBadge = (status: string): Html =>
  badge(TONES[status] ?? 'plain', `${status} ${ENGLISH[status] ?? ''}`);

export interface ListRow {
  id: string;
  code: string;
  title: string;
  unit: string;
  status: string;
  due: string | null;
  overdue: boolean;
  published: string | null;
}

export const listTable = (rows: readonly ListRow[]): Html =>
  table(
    '先到期的在前 First due first',
    [
      {
        head: '标题 Title',
        cell: (row: ListRow) => html`<a class="row" href="${HERE}/${row.code}">${row.title}</a>`,
      },
      { head: '单位 Unit', cell: ({ unit }) => unit },
      { head: '状态 State', cell: ({ status }) => stateBadge(status) },
      {
        head: '到期 Due',
        cell: ({ due, overdue }) =>
          due ? html`${formatDay(due)} ${overdue ? badge('bad', '超期 late') : ''}` : '—',
      },
      { head: '公开 Published', cell: ({ published }) => (published ? formatDay(published) : '—') },
    ],
    rows,
    '没有。None.',
  );

export const categoryForm = (categories: readonly Category[], units: readonly Named[]): Html =>
  html`<form method="get" action="${HERE}/new">
    ${pick({
      name: 'category',
      label: '属于哪一类 Class',
      options: categories.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
    })}
    ${
      units.length > 1
        ? pick({
            name: 'unit',
            label: '哪个单位 Unit',
            options: units.map(({ code, name }) => ({ value: code, text: name })),
          })
        : ''
    }
    <p>
      <button class="primary">下一步 <span lang="en">Next</span></button>
    </p>
  </form>`;

export interface Named {
  code: string;
  name: string;
}

/** The form of one item, new or known. */
export const itemForm = (one: {
  action: string;
  csrf: string;
  category: Category;
  held: Partial<Disclosure>;
  hidden?: Readonly<Record<string, string>>;
}): Html => {
  const { action, csrf, category, held, hidden = {} } = one;
  return html`<form method="post" action="${action}">
    <input type="hidden" name="_csrf" value="${csrf}" />
    ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${field({ name: 'title', label: '标题 Title', value: held.title ?? '', hint: '4 到 100 个字' })}
    ${area({
      name: 'summary',
      label: '摘要 Summary',
      value: held.summary ?? '',
      hint: `群众先看到这一段,最多 ${MAX_SUMMARY} 个字`,
    })}
    ${field({
      name: 'url',
      label: '网址 Link',
      type: 'url',
      value: held.url ?? '',
      required: false,
      hint: '网址、正文、附件至少给一样;附件保存后再加',
    })}
    ${area({ name: 'body', label: '正文 Text', value: held.body ?? '', required: false, rows: 6 })}
    ${drawParticulars(category, held)}
    <p>
      <button class="primary">保存,看预览 <span lang="en">Save and preview</span></button>
    </p>
  </form>`;
};

export interface ItemView {
  item: Disclosure;
  unit: string;
  category: Category | undefined;
  preview: string;
  faults: readonly Fault[];
  csrf: string;
  /** Why each may not be done; undefined: it may. */
  may: Readonly<Record<'submit' | 'review' | 'correct' | 'withdraw' | 'restrict', Verdict>>;
  reported: boolean;
  reviewedBy: string | undefined;
  versions: readonly {
    version: number;
    reason: string;
    changedBy: string;
    day: string;
    summary: string;
    files: readonly ItemFile[];
  }[];
}

export const itemBody = (view: ItemView): Html => {
  const { item, preview, faults } = view;
  const back = item.returned as { reason?: string } | undefined;
  return html`<h1>${item.title}</h1>
    <p>
      ${stateBadge(item.status)} ${item.mode === '主动' ? '' : badge('warn', item.mode)}
      <span class="code">${item.code}</span>
      ${view.unit}${item.due ? html`,${formatDay(item.due)} 前公开` : ''}
    </p>
    ${view.category ? html`<p class="soft">${view.category.code} ${view.category.name}</p>` : ''}
    ${back ? html`<p class="note bad">被退回:${back.reason}。Sent back.</p>` : ''}
    ${view.reported ? html`<p class="note warn">单位已自行公开,等第二人补做审查。Reported as published; to be reviewed.</p>` : ''}
    ${view.reviewedBy ? html`<p class="soft">内容审查和保密审查:${view.reviewedBy}</p>` : ''}
    <h2>${both(item.regime === '内部' ? '本单位干部会看到' : '群众会看到', 'As it will be seen')}</h2>
    <p class="seen">${preview}</p>
    ${
      isPublic(item)
        ? html`<p>
            <a class="button" href="${openPath(item.code)}"
              >群众打开的网页 <span lang="en">Public page</span></a
            >
          </p>`
        : ''
    }
    ${filesPart(item, view.csrf, isOpen(item))} ${faultList(faults)} ${actions(view)}
    ${versionTable(item.code, view.versions)}`;
};

const faultList = (faults: readonly Fault[]): Html =>
  faults.length === 0
    ? html``
    : html`<h2>${both('还差什么', 'What is missing')}</h2>
        <ul>
          ${faults.map(({ reason, blocks }) => html`<li>${reason} ${blocks ? badge('bad', '必须 required') : badge('warn', '要补 to follow')}</li>`)}
        </ul>`;

const isOpen = ({ status }: Disclosure): boolean => ['待形成', '待公开', '审核'].includes(status);

function actions({ item, csrf, may, reported }: ItemView): Html {
  const at = `${HERE}/${item.code}`;
  const open = isOpen(item);
  const shown = item.status === '已公开' || item.status === '已更正';
  return html`<h2>${both('办理', 'What to do')}</h2>
    ${
      open
        ? html`<p>
            <a class="button" href="${at}/edit">改内容 <span lang="en">Edit</span></a>
            ${
              item.status === '审核'
                ? ''
                : postButton({
                    action: `${at}/submit`,
                    label: '送审查',
                    csrf,
                    verdict: may.submit,
                    tone: 'primary',
                  })
            }
          </p>`
        : ''
    }
    ${item.status === '审核' || reported ? reviewForms(at, csrf, may.review, reported) : ''}
    ${shown ? correctForm(at, csrf, item, may.correct) : ''}
    ${shown ? reasonForm(`${at}/withdraw`, csrf, '撤回', 'Withdraw', '群众会看到这个原因', may.withdraw) : ''}
    ${item.regime !== '内部' && item.status !== '已撤回' ? restrictForm(at, csrf, item, may.restrict) : ''}`;
}

const reviewForms = (at: string, csrf: string, verdict: Verdict, reported: boolean): Html =>
  html`${postButton({
    action: `${at}/approve`,
    label: reported ? '审查过了,没有问题' : '审查通过,公开',
    csrf,
    verdict,
    tone: 'primary',
  })}
  ${reasonForm(`${at}/return`, csrf, '退回', 'Send back', '写的人会看到这个原因', verdict)}`;

const whyNot = (label: string, english: string, why: string): Html =>
  html`<details>
    <summary>${label} <span lang="en">${english}</span></summary>
    <p class="why">${why}</p>
  </details>`;

const reasonForm = (
  action: string,
  csrf: string,
  label: string,
  english: string,
  hint: string,
  verdict: Verdict,
): Html =>
  verdict.ok
    ? html`<details>
        <summary>${label} <span lang="en">${english}</span></summary>
        <form method="post" action="${action}">
          <input type="hidden" name="_csrf" value="${csrf}" />
          ${area({ name: 'reason', id: `${english.toLowerCase().replaceAll(' ', '-')}-reason`, label: '原因 Reason', hint, rows: 2 })}
          <p><button class="danger">${label}</button></p>
        </form>
      </details>`
    : whyNot(label, english, verdict.why);

const correctForm = (at: string, csrf: string, item: Disclosure, verdict: Verdict): Html =>
  verdict.ok
    ? html`<details>
        <summary>更正 <span lang="en">Correct</span></summary>
        <p>旧的内容留着备查,群众会看到已更正和原因。The old version is kept.</p>
        <form method="post" action="${at}/correct" enctype="multipart/form-data">
          <input type="hidden" name="_csrf" value="${csrf}" />
          ${area({ name: 'summary', id: 'new-summary', label: '新的摘要 Summary', value: item.summary, hint: `最多 ${MAX_SUMMARY} 个字` })}
          ${field({ name: 'url', id: 'new-url', label: '网址 Link', type: 'url', value: item.url ?? '', required: false })}
          ${
            item.amount === undefined
              ? ''
              : field({
                  name: 'amount',
                  id: 'new-amount',
                  label: '金额(元) Amount',
                  value: String(item.amount),
                  required: false,
                })
          }
          ${correctFileFields(item)}
          ${area({ name: 'reason', id: 'correct-reason', label: '更正的原因 Reason', hint: '群众会看到', rows: 2 })}
          <p><button>更正</button></p>
        </form>
      </details>`
    : whyNot('更正', 'Correct', verdict.why);

/** 政府信息公开条例第十四条至第十六条: the only grounds. */
const GROUNDS = [
  { value: '政府信息公开条例第十四条', text: '第十四条:国家秘密、危及安全和稳定' },
  { value: '政府信息公开条例第十五条', text: '第十五条:商业秘密、个人隐私' },
  { value: '政府信息公开条例第十六条', text: '第十六条:内部事务、过程性信息、执法案卷' },
];

const restrictForm = (at: string, csrf: string, item: Disclosure, verdict: Verdict): Html =>
  verdict.ok
    ? html`<details>
        <summary>改为不公开或依申请公开 <span lang="en">Keep back</span></summary>
        <p>该公开的一律公开。要写明原因和法律依据,您是批准人。Reason, ground and approver go on record.</p>
        ${item.mustDisclose ? html`<p class="note warn">这一项和群众利益密切相关,只有县政府办负责人能批准。</p>` : ''}
        <form method="post" action="${at}/restrict">
          <input type="hidden" name="_csrf" value="${csrf}" />
          ${pick({
            name: 'mode',
            label: '怎么处理 How',
            options: [
              { value: '依申请', text: '依申请公开 on request' },
              { value: '不公开', text: '不公开 not public' },
            ],
          })}
          ${pick({ name: 'ground', label: '法律依据 Ground', options: GROUNDS })}
          ${area({ name: 'reason', id: 'restrict-reason', label: '原因 Reason', hint: '群众会看到', rows: 2 })}
          <p><button class="danger">批准</button></p>
        </form>
      </details>`
    : whyNot('改为不公开或依申请公开', 'Keep back', verdict.why);

const versionTable = (code: string, versions: ItemView['versions']): Html =>
  versions.length === 0
    ? html``
    : html`<h2>${both('以前的内容', 'Earlier versions')}</h2>
        ${table(
          '新的在前 Newest first',
          [
            { head: '日期 Day', cell: ({ day }) => formatDay(day) },
            { head: '原来的摘要 Summary', cell: ({ summary }) => summary },
            { head: '原来的附件 Files', cell: ({ files }) => oldFiles(code, files) },
            { head: '原因 Why', cell: ({ reason }) => reason },
            { head: '谁改的 Who', cell: ({ changedBy }) => changedBy },
          ],
          versions,
        )}`;

const oldFiles = (code: string, files: readonly ItemFile[]): Html =>
  files.length === 0
    ? html`—`
    : html`${files.map(({ id, name }) => html`<a href="${filePath(code, id)}" download>${name}</a> `)}`;
