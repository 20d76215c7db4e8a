/** A report on paper and in sheets: an official letter, a workbook. Pure. */
import { dayOf, formatDay } from '../../kit/day.ts';
import type { OfficialLetter } from '../../kit/official-docx.ts';
import type { Sheet } from '../../kit/workbook.ts';
import { isCount, textOf, type Section } from '../report-content.ts';
import type { Notes } from '../report-keeping.ts';

export interface Printed {
  title: string;
  body: string;
  /** The day the figures are of. */
  today: string;
  sections: readonly Section[];
  notes: Notes;
  /** Undefined: a draft, and says so. */
  signed: { by: string; at: Date } | undefined;
  /** 主送 */
  to?: string | undefined;
}

const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
const numeral = (n: number): string =>
  n < NUMERALS.length ? NUMERALS[n]! : `十${NUMERALS[n - NUMERALS.length] ?? ''}`;

export function letterOf({ title, body, today, sections, notes, signed, to }: Printed): OfficialLetter {
  const words = Object.entries(notes).filter(([, text]) => text.trim());
  return {
    title,
    ...(signed ? {} : { number: '(草稿,未签发)' }),
    ...(to ? { to } : {}),
    paragraphs: [`现将有关情况报告如下。数字由办件和公开记录算出,截至${formatDay(today)}。`],
    parts: [
      ...sections.map((section, i) => ({
        heading: `${numeral(i)}、${section.zh}`,
        paragraphs: [
          ...(section.rows.length === 0 ? ['本期没有。'] : []),
          ...(section.note ? [section.note] : []),
        ],
        ...(section.rows.length > 0
          ? { table: [section.head, ...section.rows.map((row) => row.map(textOf))] }
          : {}),
      })),
      ...words.map(([heading, text], i) => ({
        heading: `${numeral(sections.length + i)}、${heading}`,
        paragraphs: text.split('\n'),
      })),
    ],
    from: signed ? `${body}\n签发:${signed.by}` : body,
    date: formatDay(signed ? dayOf(signed.at) : today),
  };
}

/** One sheet for each section; numbers are numbers. */
export function sheetsOf({ title, today, sections, notes }: Printed): Sheet[] {
  return [
    {
      name: '说明',
      head: [title],
      rows: [
        [`数字由办件和公开记录算出,截至${formatDay(today)}。`],
        ...Object.entries(notes).map(([heading, text]) => [`${heading}:${text}`]),
      ],
    },
    ...sections.map(({ zh, head, rows }) => ({
      name: zh,
      head,
      rows: rows.map((row) => row.map((cell) => (isCount(cell) ? cell.n : textOf(cell)))),
    })),
  ];
}
