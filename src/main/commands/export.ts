import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../../kit/errors.ts';
import { exportFile as writeExport, EXPORTS } from '../../disclosure/export-file.ts';
import type { RecordsCommand } from './command.ts';

const kinds = Object.entries(EXPORTS)
  .map(([what, { formats }]) => `  ${what.padEnd(13)}${formats.map((format) => `.${format}`).join(' ')}`)
  .join('\n');

export const exportFile: RecordsCommand = {
  help: `npm run -s export -- 什么 文件
导出公开事项目录和县里的其他文件;再导入不会变。Exports the county's files; importing them again changes nothing.
${kinds}
例 e.g. npm run -s export -- catalogue 目录.xlsx`,
  async run(io, { database }) {
    const [what, file] = io.args;
    if (!what || !file)
      throw new InputError(
        '要写成:catalogue 文件名.xlsx(或 .csv、.json)。Say what to export, and to which file.',
        { remedy: exportFile.help },
      );
    const { bytes, count } = await writeExport(database.prisma, what, file);
    const path = resolve(io.directory, file);
    mkdirSync(dirname(path), { recursive: true });
    // Whole or not at all: a reader never finds half of it.
    writeFileSync(`${path}.part`, bytes);
    renameSync(`${path}.part`, path);
    io.complain(`✔ ${file}:${count} 条\n`);
    return 0;
  },
};
