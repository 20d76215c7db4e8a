/**
 * A letter in the form of Chinese official documents 公文 (GB/T 9704): A4, its margins, 仿宋 at sixteen points, twenty-eight
 * points a line. The fonts are named, not embedded. The library is loaded when the first letter is asked for.
 */

export interface OfficialLetter {
  title: string;
  /** 文号 or number of the case, under the title. */
  number?: string;
  /** 主送, e.g. 王建国: */
  to?: string;
  paragraphs: readonly string[];
  /** Rows of a table after the text; the first is its head. */
  table?: readonly (readonly string[])[];
  /** 一、二、三、: what a report has under headings of their own, after the text. */
  parts?: readonly OfficialPart[];
  /** 附件, under the text. */
  attachments?: readonly string[];
  /** 落款: who signs. */
  from: string;
  /** As it stands under the letter, e.g. 2026年11月25日. */
  date: string;
}

export interface OfficialPart {
  heading: string;
  paragraphs?: readonly string[];
  table?: readonly (readonly string[])[];
}

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Twentieths of a point. */
const POINT = 20;
/** Millimetres in twentieths of a point. */
const mm = (n: number): number => Math.round((n / 25.4) * 72 * POINT);
const LINE = 28 * POINT;
const CHARACTER = 16 * POINT;
const BODY = '仿宋_GB2312';
const TITLE = '方正小标宋简体';
const HEADING = '黑体';
/** Points of text and line in a table of this many columns or more, so that it fits the page. */
const WIDE = { columns: 5, size: 10, line: 14 };

/** The letter as a .docx file. */
export async function officialDocx(letter: OfficialLetter): Promise<Buffer> {
  const docx = await import('docx');
  const {
    AlignmentType,
    Document,
    LineRuleType,
    Packer,
    Paragraph,
    Table,
    TableCell,
    TableRow,
    TextRun,
    WidthType,
  } = docx;
  const fontOf = (name: string) => ({ ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: name });
  const line = (
    text: string,
    more: {
      align?: 'center' | 'right' | 'both';
      indent?: boolean;
      right?: number;
      title?: boolean;
      heading?: boolean;
      small?: boolean;
    } = {},
  ) =>
    new Paragraph({
      alignment: { center: AlignmentType.CENTER, right: AlignmentType.RIGHT, both: AlignmentType.BOTH }[
        more.align ?? 'both'
      ],
      spacing: more.title
        ? { before: LINE, after: LINE / 2 }
        : { line: more.small ? WIDE.line * POINT : LINE, lineRule: LineRuleType.EXACT },
      ...(more.indent || more.right
        ? {
            indent: {
              ...(more.indent ? { firstLine: 2 * CHARACTER } : {}),
              ...(more.right ? { right: more.right * CHARACTER } : {}),
            },
          }
        : {}),
      children: [
        new TextRun({
          text,
          font: fontOf(more.title ? TITLE : more.heading ? HEADING : BODY),
          size: more.title ? 44 : more.small ? 2 * WIDE.size : 32,
        }),
      ],
    });
  const children: (InstanceType<typeof Paragraph> | InstanceType<typeof Table>)[] = [
    line(letter.title, { align: 'center', title: true }),
    ...(letter.number ? [line(letter.number, { align: 'center' })] : []),
    line(''),
    ...(letter.to ? [line(`${letter.to}:`)] : []),
    ...letter.paragraphs.flatMap((text) => text.split('\n')).map((text) => line(text, { indent: true })),
  ];
  const addTable = (rows: readonly (readonly string[])[]): void => {
    const small = (rows[0]?.length ?? 0) >= WIDE.columns;
    const cell = (text: string) => new TableCell({ children: [line(text, { align: 'center', small })] });
    children.push(
      line('', { small: true }),
      new Table({
        width: { size: 100, type: WidthType.PERCENTAGE },
        rows: rows.map((cells, i) => new TableRow({ children: cells.map(cell), tableHeader: i === 0 })),
      }),
    );
  };
  if (letter.table) addTable(letter.table);
  for (const { heading, paragraphs = [], table } of letter.parts ?? []) {
    children.push(line(heading, { indent: true, heading: true }));
    for (const text of paragraphs.flatMap((one) => one.split('\n')))
      children.push(line(text, { indent: true }));
    if (table) addTable(table);
  }
  for (const [i, text] of (letter.attachments ?? []).entries())
    children.push(line(`${i === 0 ? '附件:' : '   '}${i + 1}. ${text}`, { indent: true }));
  children.push(
    line(''),
    line(letter.from, { align: 'right', right: 2 }),
    line(letter.date, { align: 'right', right: 2 }),
  );
  const document = new Document({
    title: letter.title,
    creator: letter.from,
    sections: [
      {
        properties: {
          page: {
            size: { width: mm(210), height: mm(297) },
            margin: { top: mm(37), bottom: mm(35), left: mm(28), right: mm(26) },
          },
        },
        children,
      },
    ],
  });
  return Packer.toBuffer(document);
}
