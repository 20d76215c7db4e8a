import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { InputError, messageOf } from '../../kit/errors.ts';
import { importFile, KIND_NAMES, MAX_FILE_BYTES, type ImportReport } from '../../disclosure/import-file.ts';
import type { CommandIo, RecordsCommand } from './command.ts';

const SHOWN = 20;

export const importFiles: RecordsCommand = {
  help: `npm run -s import -- 文件… [--json] [--dry-run] [--partial]
导入:公开事项目录(.xlsx、.csv)、机构、办事事项、公开信息、法规(.json、.jsonl)、放假安排。是什么文件,看内容就知道。
Imports catalogue tables and the county files; the kind is told from the content.
  --json     每个文件输出一行 JSON。One JSON object a file.
  --dry-run  只检查,不写入;列出会新增和改动什么。Writes nothing; lists what would change.
  --partial  有错的行跳过,其余导入;不加这个,有一行错就整个文件不导入。Takes what can be taken.
重复导入同一文件,什么都不会变。Importing twice changes nothing.`,
  bringsOwnCounty: (io) => filesOf(io).some((file) => isOrganisation(resolve(io.directory, file))),
  async run(io, { database, clock }) {
    const { values } = parse(io);
    const files = filesOf(io);
    if (files.length === 0)
      throw new InputError('没有写要导入的文件。No file is named.', { remedy: importFiles.help });
    // Units first: the other files name them.
    const ordered = files.toSorted(
      (a, b) =>
        Number(isOrganisation(resolve(io.directory, b))) - Number(isOrganisation(resolve(io.directory, a))),
    );
    let status = 0;
    for (const file of ordered) {
      const report = await importFile(database, readWhole(resolve(io.directory, file), file), file, {
        now: clock.now(),
        partial: values.partial ?? false,
        dryRun: values['dry-run'] ?? false,
        onProgress: progress(io, file),
      });
      if (report.rejected.length > 0) status = 1;
      io.write(
        values.json ? `${JSON.stringify(asLine(report))}\n` : inWords(report, values['dry-run'] ?? false),
      );
    }
    return status;
  },
};

/** A line every so many rows of a large table, to the person and not into the output. */
const EVERY = 5_000;

function progress(io: CommandIo, file: string): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    if (total < EVERY || (done < total && done - told < EVERY) || told === total) return;
    told = done;
    const filled = Math.round((done / total) * 20);
    io.complain(
      `${file} [${'█'.repeat(filled)}${'·'.repeat(20 - filled)}] ${Math.floor((done / total) * 100)}% ${done}/${total}\n`,
    );
  };
}

const parse = ({ args }: CommandIo) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        partial: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new InputError(messageOf(error), { remedy: importFiles.help });
  }
};

const filesOf = (io: CommandIo): string[] => parse(io).positionals;

function readWhole(path: string, file: string): Buffer {
  try {
    if (statSync(path).size > MAX_FILE_BYTES)
      throw new InputError(
        `${file}:文件太大,最多 ${MAX_FILE_BYTES / 1024 / 1024} MB。The file is too large.`,
      );
    return readFileSync(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`文件读不了:${file} (${messageOf(error)}). The file cannot be read.`, {
      remedy: 'Check the name; it is taken from the directory you are in.',
    });
  }
}

/** An organisation file brings the county's units, so that the sample county is not wanted. */
function isOrganisation(path: string): boolean {
  if (!/\.json$/i.test(path)) return false;
  try {
    const value = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, '')) as unknown;
    return typeof value === 'object' && value !== null && 'units' in value;
  } catch {
    return false;
  }
}

const asLine = ({
  kind,
  file,
  read,
  created,
  updated,
  unchanged,
  rejected,
  warnings,
  written,
  changes,
}: ImportReport) => ({
  kind,
  file,
  read,
  created,
  updated,
  unchanged,
  rejected,
  warnings,
  written,
  ...(written ? {} : { changes }),
});

function inWords(report: ImportReport, dryRun: boolean): string {
  const { kind, file, read, created, updated, unchanged, rejected, warnings, written, changes } = report;
  const head = `${written || (dryRun && rejected.length === 0) ? '✔' : '✖'} ${file}:${KIND_NAMES[kind] ?? kind},读到 ${read} 条`;
  const counts = `新增 ${created},更新 ${updated},没有变化 ${unchanged}`;
  const state = dryRun ? '(只检查,没有写入)' : written ? '' : '。整个文件没有导入';
  const lines = [
    `${head}。${[
      ...(rejected.length > 0 && !written ? [`${rejected.length} 处有错`] : []),
      ...(rejected.length === 0 || written || created + updated > 0 ? [counts] : []),
    ].join(';')}${state}`,
    ...rejected
      .slice(0, SHOWN)
      .map(
        ({ sheet, row, column, reason }) =>
          `  ${[sheet, row === null ? '' : `第 ${row} 行`, column].filter(Boolean).join(' ')}:${reason}`,
      ),
    ...(rejected.length > SHOWN ? [`  还有 ${rejected.length - SHOWN} 处,用 --json 看全部`] : []),
    ...(dryRun ? changesInWords(changes, created + updated) : []),
    ...warnings.slice(0, SHOWN).map((warning) => `  提醒:${warning}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** What a dry run found would change: the first of it, each field as it stands and as it would. */
const changesInWords = (changes: ImportReport['changes'], total: number): string[] => [
  ...changes
    .slice(0, SHOWN)
    .map(({ what, record, fields }) =>
      what === 'created'
        ? `  + ${record}`
        : `  ~ ${record}:${fields.map(({ field, from, to }) => `${field}「${from}」→「${to}」`).join(';')}`,
    ),
  ...(total > Math.min(SHOWN, changes.length) && changes.length > 0
    ? [`  还有 ${total - Math.min(SHOWN, changes.length)} 条会变`]
    : []),
];
