import { expect, test } from 'vitest';
import { importFile } from '../../../src/disclosure/import-file.ts';
import { testClock } from '../../helpers/house.ts';
import { useTestDatabase } from '../../helpers/database.ts';

const file = (...rows: object[]): Buffer => Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
const now = testClock().now();

test('articles with a chapter left blank are taken, and a second import changes nothing', async () => {
  const database = await useTestDatabase();
  const bytes = file(
    { law: '某某条例', version: '2024', chapter: '', article: '第一条', text: '条文一。' },
    { law: '某某条例', version: '2024', chapter: null, article: '第二条', text: '条文二。' },
    { law: '某某条例', version: '2024', chapter: '第二章 附则', article: '第三条', text: '条文三。' },
  );
  expect(await importFile(database, bytes, 'laws.jsonl', { now })).toMatchObject({
    created: 3,
    rejected: [],
  });
  expect(await importFile(database, bytes, 'laws.jsonl', { now })).toMatchObject({
    created: 0,
    unchanged: 3,
  });
  const first = await database.prisma.lawArticle.findUniqueOrThrow({ where: { id: '某某条例/第一条' } });
  expect(first).toMatchObject({ chapter: null, verified: true });
});

test('what is wrong with a row is said in plain words, and nothing is taken', async () => {
  const database = await useTestDatabase();
  const report = await importFile(
    database,
    file(
      { law: '', article: '第一条', text: '条文。' },
      { article: '第二条', text: '条文。' },
      { law: '某法' },
    ),
    'laws.jsonl',
    { now },
  );
  expect(report.rejected).toEqual([
    { row: 1, column: 'law', reason: '不能空着' },
    { row: 2, column: 'law', reason: '缺少这一项' },
    { row: 3, column: null, reason: '既没有条文也没有要点' },
  ]);
  expect(await database.prisma.lawArticle.count()).toBe(0);
});
