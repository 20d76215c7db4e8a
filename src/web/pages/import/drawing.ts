/** What the import page shows: the form, and what a file would change. */
import { html } from 'hono/html';
import { KIND_NAMES, type ImportReport } from '../../../disclosure/import-file.ts';
import type { Change, Rejection } from '../../../kit/import-report.ts';
import type { Html } from '../layout.ts';
import { badge, both, postButton, table } from '../parts.ts';

const HERE = '/console/import';
const SHOWN = 100;

const EXPORT_LINKS: readonly (readonly [string, string])[] = [
  ['catalogue.xlsx', '公开事项目录 Excel'],
  ['catalogue.csv', '公开事项目录 CSV'],
  ['procedures.json', '办事事项'],
  ['laws.jsonl', '法规'],
  ['calendar.json', '放假安排'],
];

/** While the file is read. */
export const checking = (fileName: string): Html =>
  html`<p>
    正在检查 ${fileName},还没有写入。请不要关掉网页。<span lang="en">Checking, nothing is written yet.</span>
  </p>`;

export const uploadBody = (csrf: string): Html =>
  html`<h1>${both('导入导出', 'Import and export')}</h1>
    <form method="post" action="${HERE}" enctype="multipart/form-data">
      <input type="hidden" name="_csrf" value="${csrf}" />
      <p class="field">
        <label for="f-file">${both('选一个文件', 'Choose a file')}</label>
        <span class="hint" id="h-file"
          >公开事项目录(.xlsx、.csv)、办事事项、法规、放假安排。几万行要等十几秒,有进度。
          <span lang="en">A large table takes some seconds.</span></span
        >
        <input
          id="f-file"
          name="file"
          type="file"
          accept=".xlsx,.csv,.json,.jsonl"
          aria-describedby="h-file"
          required
        />
      </p>
      <p>
        <button class="primary">先检查,不写入 <span lang="en">Check first</span></button>
      </p>
    </form>
    <p>机构和人员、公开信息不从这里导入:人员要在服务器上导入,公开信息要经过审查。</p>
    <h2>${both('导出', 'Export')}</h2>
    <p>导出的文件再导入,什么都不会变。<span lang="en">Imported again it changes nothing.</span></p>
    <nav class="choices" aria-label="导出 Export">
      ${EXPORT_LINKS.map(([file, name]) => html`<a href="${HERE}/export/${file}" download>${name}</a>`)}
    </nav>`;

export function reportBody(id: string, report: ImportReport, csrf: string): Html {
  const { kind, file, read, created, updated, unchanged, rejected, warnings, changes } = report;
  const whole = rejected.some(({ row }) => row === null);
  const changed = created + updated;
  return html`<h1>${both('检查结果', 'What would change')}</h1>
    <p>
      <strong>${file}</strong>:${KIND_NAMES[kind] ?? kind},读到 ${read} 条。
      ${rejected.length > 0 ? badge('bad', `${rejected.length} 处有错 faults`) : badge('good', '没有错 no faults')}
    </p>
    <p>
      ${rejected.length > 0 ? '跳过有错的,其余会' : ''}新增 ${created},更新 ${updated},没有变化
      ${unchanged}。现在还没有写入。
      <span lang="en">Nothing is written yet.</span>
    </p>
    ${rejected.length > 0 ? faultTable(rejected) : ''} ${changeTable(changes, changed)}
    ${
      warnings.length > 0
        ? html`<h2>${both('提醒', 'Notes')}</h2>
            <ul>
              ${warnings.slice(0, SHOWN).map((warning) => html`<li>${warning}</li>`)}
            </ul>`
        : ''
    }
    <p class="actions">
      ${takeButton(id, csrf, { whole, faults: rejected.length, changed })}
      ${postButton({ action: `${HERE}/draft/${id}/drop`, label: '不导入', csrf })}
    </p>`;
}

function takeButton(
  id: string,
  csrf: string,
  { whole, faults, changed }: { whole: boolean; faults: number; changed: number },
): Html {
  const action = `${HERE}/draft/${id}/take`;
  const button = { action, csrf, tone: 'primary' } as const;
  if (whole)
    return postButton({
      ...button,
      label: '导入',
      verdict: { ok: false, why: '整个文件读不了,先改好再传。The file cannot be read.' },
    });
  if (faults > 0 && changed > 0)
    return postButton({
      ...button,
      label: '跳过有错的行,导入其余',
      fields: { partial: '1' },
      tone: 'danger',
    });
  return postButton({
    ...button,
    label: '导入',
    ...(changed === 0
      ? { verdict: { ok: false, why: '和现有的一样,不用导入。Nothing would change.' } as const }
      : {}),
  });
}

const faultTable = (rejected: readonly Rejection[]): Html =>
  html`${table(
    `有错的地方 Faults${rejected.length > SHOWN ? `(只列前 ${SHOWN} 处)` : ''}`,
    [
      { head: '工作表 Sheet', cell: ({ sheet }: Rejection) => sheet ?? '—' },
      { head: '行 Row', number: true, cell: ({ row }) => (row === null ? '—' : String(row)) },
      { head: '列 Column', cell: ({ column }) => column ?? '—' },
      { head: '错在哪 Why', cell: ({ reason }) => reason },
    ],
    rejected.slice(0, SHOWN),
  )}`;

const changeTable = (changes: readonly Change[], total: number): Html =>
  changes.length === 0
    ? html``
    : table(
        `会变的 Changes${total > changes.length ? `(共 ${total} 条,只列前 ${changes.length} 条)` : ''}`,
        [
          {
            head: '怎么变 What',
            cell: ({ what }: Change) =>
              what === 'created' ? badge('good', '新增 new') : badge('warn', '更新 changed'),
          },
          { head: '哪一条 Record', cell: ({ record }) => record },
          { head: '改动 Fields', cell: fieldsOf },
        ],
        changes,
      );

const fieldsOf = ({ fields }: Change): Html | string =>
  fields.length === 0
    ? '—'
    : html`<ul class="fields">
        ${fields.map(
          ({ field, from, to }) =>
            html`<li>${field}:<del>${from || '空'}</del> → <ins>${to || '空'}</ins></li>`,
        )}
      </ul>`;
