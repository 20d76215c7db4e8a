import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../../kit/errors.ts';
import { loadCatalogue } from '../../disclosure/catalogue.ts';
import { writeCatalogueTable } from '../../disclosure/catalogue-table.ts';
import type { RecordsCommand } from './command.ts';

export const exportFile: RecordsCommand = {
  help: `npm run -s export -- catalogue 文件.xlsx
导出公开事项目录,.xlsx、.csv 或 .json;再导入不会变。Exports the catalogue; importing it again changes nothing.`,
  async run(io, { database }) {
    const [what, file] = io.args;
    if (what !== 'catalogue' || !file || !/\.(xlsx|csv|json)$/i.test(file))
      throw new InputError(
        '要写成:catalogue 文件名.xlsx(或 .csv、.json)。Say what to export, and to which file.',
        {
          remedy: exportFile.help,
        },
      );
    const format = /\.(xlsx|csv|json)$/i.exec(file)![1]!.toLowerCase() as 'xlsx' | 'csv' | 'json';
    const rows = await loadCatalogue(database.prisma);
    const bytes = await writeCatalogueTable(rows, format);
    const path = resolve(io.directory, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    io.complain(`✔ ${file}:${rows.length} 条\n`);
    return 0;
  },
};
