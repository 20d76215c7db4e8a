/** The assessment on paper and in sheets: a notice of results, and what other offices take over. */
import { formatDay, type Day } from '../../../kit/day.ts';
import type { OfficialLetter } from '../../../kit/official-docx.ts';
import type { Sheet } from '../../../kit/workbook.ts';
import type { Assessed } from '../../../supervision/assessment.ts';
import { GRADES, PARTS, type Weights } from '../../../supervision/assessment-criteria.ts';
import { isRate, textOf } from '../../../supervision/report-content.ts';

export function noticeOf(year: number, rows: readonly Assessed[], from: string, today: Day): OfficialLetter {
  const fixed = rows.every(({ fixedAt }) => fixedAt !== null);
  const counts = GRADES.map((grade) => `${grade} ${rows.filter((one) => one.grade === grade).length} 个`);
  return {
    title: `关于${year}年度政务公开考核结果的通报`,
    ...(fixed ? {} : { number: '(草稿,未定档)' }),
    paragraphs: [
      `现将${year}年度政务公开考核结果通报如下。考核 ${rows.length} 个单位:${counts.join(',')}。`,
      '考核结果作为领导干部年度考核和奖惩的依据。',
    ],
    table: [['单位', '总分', '等次'], ...rows.map(({ name, total, grade }) => [name, String(total), grade])],
    from,
    date: formatDay(today),
  };
}

/** 组织部门 takes the leaders, 文明单位 evaluation the units. */
export function sheetsOf(year: number, rows: readonly Assessed[], weights: Weights): Sheet[] {
  return [
    {
      name: '各单位得分',
      head: [
        '单位',
        ...PARTS.map(({ key, zh }) => `${zh}(${weights[key]})`),
        '扣分',
        '加减分',
        '总分',
        '等次',
      ],
      rows: rows.map(({ name, points, deducted, entry, total, grade }) => [
        name,
        ...PARTS.map(({ key }) => points[key] ?? '不计'),
        -(deducted.late + deducted.falsified + deducted.refused),
        entry.bonus,
        total,
        grade,
      ]),
    },
    {
      name: '领导干部(组织部门)',
      head: ['姓名', '职务', '单位', '年度', '总分', '等次'],
      rows: rows.flatMap(({ leaders, name: unit, total, grade }) =>
        leaders.map(({ name, title }) => [name, title ?? '', unit, year, total, grade]),
      ),
    },
    {
      name: '文明单位评选',
      head: ['单位', '年度', '政务公开得分', '等次', '透明度', '投诉按期办结率', '群众满意率'],
      rows: rows.map(({ name, total, grade, transparency, facts }) => [
        name,
        year,
        total,
        grade,
        transparency ?? '—',
        rateIn(facts.shown.closedInTime),
        rateIn(facts.shown.satisfaction),
      ]),
    },
  ];
}

const rateIn = (cell: Assessed['facts']['shown']['closedInTime']): string =>
  cell === undefined ? '—' : isRate(cell) && cell.whole.n === 0 ? '—' : textOf(cell);
