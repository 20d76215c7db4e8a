/** What a file is, told from its bytes. */
import { InputError } from '../../kit/errors.ts';

export type TableKind = 'xlsx' | 'csv';

const starts = (bytes: Buffer, ...head: number[]): boolean => head.every((byte, i) => bytes[i] === byte);

/** Throws InputError that says what the file is and what to do, when it is no table we read. */
export function tableKind(bytes: Buffer): TableKind {
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04)) return 'xlsx';
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    throw new InputError(
      '这是加密的文件或旧版 .xls 工作簿,不能导入。请在 Excel 或 WPS 里去掉密码,另存为 .xlsx 再导入',
    );
  if (starts(bytes, 0x25, 0x50, 0x44, 0x46))
    throw new InputError('这是 PDF 文件,不是表格。请用原来的 Excel 表格导入');
  const head = bytes.subarray(0, 512).toString('latin1').trimStart().toLowerCase();
  if (
    head.startsWith('<!doctype') ||
    head.startsWith('<html') ||
    head.startsWith('<?xml') ||
    head.startsWith('<table')
  )
    throw new InputError('这是网页文件,不是 Excel 工作簿。请在 Excel 或 WPS 里打开,另存为 .xlsx 再导入');
  if (bytes.subarray(0, 8_192).includes(0))
    throw new InputError('无法识别的文件格式,不是 .xlsx,也不是 CSV 文本');
  return 'csv';
}
