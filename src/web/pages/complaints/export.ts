/** 导出: the filter's matters as a sheet. Neither what was said nor who said it is in it. */
import { dayOf } from '../../../kit/day.ts';
import type { Sheet } from '../../../kit/workbook.ts';
import type { Day } from '../../../kit/day.ts';
import type { Queue } from '../../../supervision/queue.ts';
import { CLASSES, paceWords, type Names } from './words.ts';

type ExportRow = Awaited<ReturnType<Queue['exportRows']>>[number];

const HEAD = [
  '编号',
  '类别',
  '事项',
  '紧急',
  '状态',
  '反映的单位',
  '承办单位',
  '经办',
  '收到',
  '目标',
  '法定期限',
  '与期限比',
  '督办次数',
  '结果',
  '满意度',
  '办结日',
] as const;

export const sheetOf = (rows: readonly ExportRow[], names: Names, today: Day): Sheet => ({
  name: '投诉办理',
  head: HEAD,
  rows: rows.map((row) => [
    row.number,
    CLASSES[row.class] ?? row.class,
    row.category,
    row.urgent ? '紧急' : '',
    row.status,
    names.unit(row.aboutUnit),
    names.unit(row.handlingUnit),
    names.person(row.assigneeUserid),
    dayOf(row.receivedAt),
    row.target ?? '',
    row.due ? `${row.due}${row.provisional ? '(暂定)' : ''}` : '',
    paceWords(row, today).text,
    row.urged,
    row.outcome ?? '',
    row.satisfaction ?? '',
    row.closedAt ? dayOf(row.closedAt) : '',
  ]),
});
