/** What may be attached to a public item: its type by its bytes, its name made harmless, no private numbers. */
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { checkFile, MAX_FILE_BYTES } from '../../../src/disclosure/files.ts';
import type { AppError } from '../../../src/kit/errors.ts';

const ID_CARD = '110101199001011237';
const office = (parts: Record<string, string>): Buffer =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries({ '[Content_Types].xml': '<Types/>', ...parts }).map(([name, text]) => [
          name,
          strToU8(text),
        ]),
      ),
    ),
  );
const sheet = (cells: string): Buffer =>
  office({ 'xl/sharedStrings.xml': cells, 'docProps/core.xml': '<a>王芳</a>' });
const whyNot = (name: string, bytes: Buffer): string => {
  try {
    checkFile({ name, bytes });
  } catch (error) {
    return (error as AppError).tell ?? `untold: ${String(error)}`;
  }
  return 'taken';
};

test.for([
  ['公告.pdf', Buffer.from('%PDF-1.4\n%%EOF'), '公告.pdf', 'application/pdf'],
  ['扫描件', Buffer.from('%PDF-1.4\n%%EOF'), '扫描件.pdf', 'application/pdf'],
  ['run.html', Buffer.from('写给大家看的话'), 'run.html.txt', 'text/plain; charset=utf-8'],
  ['../../etc/名单.CSV', Buffer.from('姓名,金额\n王大娘,600'), '名单.CSV', 'text/csv; charset=utf-8'],
  ['a\u0000b<c>.txt', Buffer.from('好'), 'abc.txt', 'text/plain; charset=utf-8'],
  ['', Buffer.from('好'), '附件.txt', 'text/plain; charset=utf-8'],
  [
    '发放名单.xlsx',
    sheet('<si><t>王大娘</t></si>'),
    '发放名单.xlsx',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
] as const)('%s is taken as what its bytes are', ([name, bytes, told, contentType]) => {
  expect(checkFile({ name, bytes })).toMatchObject({ name: told, contentType });
});

test.for([
  ['语音.amr', Buffer.from('#!AMR\n12345'), /不能公开[\s\S]*可以发:图片、PDF/],
  ['页面.txt', Buffer.from('<script>alert(1)</script>'), /类型不对/],
  ['程序.exe', Buffer.from([0x4d, 0x5a, 0, 1, 2, 3]), /类型不对/],
  ['空.txt', Buffer.alloc(0), /空的/],
  ['大.pdf', Buffer.alloc(MAX_FILE_BYTES + 1, '%PDF-'), /最多 20 MB/],
  ['改了名.docx', sheet('<si><t>王大娘</t></si>'), /对不上/],
  ['名单.csv', Buffer.from(`王大娘,${ID_CARD}`), /没隐去的身份证号/],
  ['名单.xlsx', sheet(`<si><t>王大娘</t></si><si><t>${ID_CARD}</t></si>`), /没隐去的身份证号/],
  [
    '决定.docx',
    office({
      'word/document.xml': `<w:p><w:t>${ID_CARD.slice(0, 9)}</w:t><w:t>${ID_CARD.slice(9)}</w:t></w:p>`,
    }),
    /没隐去的身份证号/,
  ],
] as const)('%s is not taken, and it is said why', ([name, bytes, why]) => {
  expect(whyNot(name, bytes)).toMatch(why);
});

test('what tells of its author is not in it any more; two cells side by side are no number', () => {
  const half = ID_CARD.slice(0, 9);
  const { content } = checkFile({
    name: '表.xlsx',
    bytes: sheet(`<si><t>${half}</t></si><si><t>${ID_CARD.slice(9)}</t></si>`),
  });
  expect(content.includes('王芳')).toBe(false);
});
