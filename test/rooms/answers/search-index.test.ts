/** Packed postings in the database: whatever was changed in whatever order, every instance finds and ranks the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnswers } from '../../../src/answers/answers.ts';
import { libraryOf, READER, type Corpus, type Indexed } from '../../../src/answers/library.ts';
import { pack, unpack } from '../../../src/answers/ranking/packing.ts';
import { buildIndex, scoreAll } from '../../../src/answers/ranking/postings.ts';
import {
  merge,
  place,
  segmentsOf,
  toMerge,
  type Document,
  type StoredSegment,
} from '../../../src/answers/ranking/segments.ts';
import { loadRecords, type Records } from '../../../src/answers/records.ts';
import { createSearchIndex, type SearchIndex } from '../../../src/answers/search-index.ts';
import { saveDisclosure } from '../../../src/disclosure/disclosures.ts';
import { silentLog } from '../../../src/kit/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { recordsChanged, recordsGeneration } from '../../../src/store/generation.ts';
import { useCounty } from '../../helpers/database.ts';
import { contentKey, testClock } from '../../helpers/house.ts';

const breathe = async (): Promise<void> => undefined;
const WORDS = ['甲', '乙', '丙丁', '戊', '己庚辛', '📜', 'a1'];

test('after any changes the segments score as if all were packed at once', async () => {
  const texts = fc.array(fc.constantFrom(...WORDS), { maxLength: 30 });
  const change = fc.record({
    key: fc.integer({ min: 0, max: 12 }),
    terms: fc.option(texts, { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 14 }), async (history) => {
      const now = new Map<string, string[]>();
      let segments: StoredSegment[] = [];
      let documents: Document[] = [];
      let number = 1;
      for (const changes of history) {
        for (const { key, terms } of changes)
          if (terms) now.set(`k${key}`, terms);
          else now.delete(`k${key}`);
        documents = [...now].map(([key, terms]) => ({ key, mark: terms.join(' '), terms: () => terms }));
        const made = await segmentsOf(place(documents, segments).missing, { number, breathe });
        number += made.length;
        // As another process would read them.
        segments.push(...made.map((one) => ({ number: one.number, ...unpack(pack(one)) })));
        const { merged, alive } = toMerge(documents, segments);
        const one = await merge(merged, alive, { number, breathe });
        number += one.length;
        segments = [...segments.filter((segment) => !merged.includes(segment)), ...one];
        expect(segments.length).toBeLessThanOrEqual(9);
      }
      const { index, missing } = place(documents, segments);
      expect(missing).toEqual([]);
      const whole = buildIndex(documents.map((one) => one.terms()));
      const all = toMerge(documents, segments).alive;
      const merged = place(documents, await merge(segments, all, { number, breathe })).index;
      const asked = new Map(WORDS.map((word, n) => [word, 1 + n]));
      const built = scoreAll(whole, asked);
      for (const ours of [scoreAll(index, asked), scoreAll(merged, asked)])
        for (const [n, score] of built.entries()) expect(ours[n]).toBeCloseTo(score, 4);
    }),
    { numRuns: 60 },
  );
});

const instance = (database: Database): SearchIndex =>
  createSearchIndex({ database, clock: testClock(), log: silentLog, content: contentKey() });

async function read(database: Database): Promise<{ records: Records; generation: number }> {
  const generation = await recordsGeneration(database.prisma);
  return { generation, records: await loadRecords(database.prisma, contentKey()) };
}

async function over(database: Database, index: SearchIndex): Promise<Indexed> {
  const { records, generation } = await read(database);
  return index.over(records, generation);
}

/** Everything that is ranked for some questions, with its scores. */
function ranking(library: Indexed, records: Records): unknown {
  const { matcher } = createAnswers(records, library);
  return ['低保怎么申请', '去年三公经费', '建房要批多久', '信息公开多少天答复', '谁管噪音'].map((text) => [
    matcher.procedures(text).map(({ record, score }) => [record.code, score]),
    matcher.disclosures(text, ['qh-mzj']).map(({ record, score }) => [record.code, score]),
    matcher.lawsAbout(text).map(({ id }) => id),
    matcher.unitByDuty(text)?.code,
  ]);
}

const rowsOf = (database: Database) => database.prisma.indexSegment.findMany({ orderBy: { number: 'asc' } });

test('several instances at once write each document once, rank alike, and an update is one small segment', async () => {
  const database = await useCounty();
  const [a, b] = [instance(database), instance(database)];
  const { records, generation } = await read(database);
  const [first, second] = await Promise.all([a.over(records, generation), b.over(records, generation)]);
  expect(ranking(second, records)).toEqual(ranking(first, records));
  const { documents } = libraryOf(records);
  const before = await rowsOf(database);
  for (const corpus of Object.keys(documents) as Corpus[])
    expect(before.filter((row) => row.corpus === corpus).reduce((sum, row) => sum + row.documents, 0)).toBe(
      documents[corpus].length,
    );

  const [item] = first.open;
  await database.transaction(async (tx) => {
    await saveDisclosure(tx, { ...item!, title: '榨菜厂旁边的公厕修缮' }, testClock().now());
    await recordsChanged(tx, testClock().now());
  });
  const changed = await read(database);
  const [third, fourth] = [await over(database, b), await over(database, a)];
  expect(ranking(fourth, changed.records)).toEqual(ranking(third, changed.records));
  expect(createAnswers(changed.records, fourth).matcher.disclosures('榨菜厂', [])[0]?.record.code).toBe(
    item!.code,
  );
  const added = (await rowsOf(database)).filter(({ number }) => !before.some((row) => row.number === number));
  expect(added.map(({ documents: count }) => count)).toEqual([1]);

  // Withdrawn, it stands with those of which only the state is told, and nowhere else.
  await database.transaction(async (tx) => {
    await saveDisclosure(
      tx,
      { ...item!, title: '榨菜厂旁边的公厕修缮', status: '已撤回' },
      testClock().now(),
    );
    await recordsChanged(tx, testClock().now());
  });
  const withdrawn = await over(database, a);
  expect(withdrawn.documents.disclosure.map(({ key }) => key)).not.toContain(item!.code);
  expect(
    createAnswers((await read(database)).records, withdrawn).matcher.disclosures('榨菜厂', [])[0]?.record
      .status,
  ).toBe('已撤回');
  expect((await rowsOf(database)).at(-1)).toMatchObject({ corpus: 'listed', documents: 1 });

  // One that comes later reads and writes nothing.
  const settled = await rowsOf(database);
  await over(database, instance(database));
  expect(await rowsOf(database)).toEqual(settled);
  // One that still has the former records does not put them back.
  await b.over(records, generation);
  expect(await rowsOf(database)).toEqual(settled);
});

test('changed again and again, the index stays small, and a segment that cannot be read is packed anew', async () => {
  const database = await useCounty();
  const index = instance(database);
  const library = await over(database, index);
  const [item] = library.open;
  for (let n = 0; n < 12; n++) {
    await database.transaction(async (tx) => {
      await saveDisclosure(
        tx,
        { ...item!, title: `第${'零一二三四五六七八九十百'[n]}次修缮` },
        testClock().now(),
      );
      await recordsChanged(tx, testClock().now());
    });
    await over(database, index);
  }
  const rows = await rowsOf(database);
  expect(rows.filter(({ corpus }) => corpus === rows.at(-1)!.corpus).length).toBeLessThanOrEqual(9);
  await database.prisma.indexSegment.updateMany({ where: { corpus: 'law' }, data: { content: 'broken' } });
  const again = await over(database, instance(database));
  const { records } = await read(database);
  expect(createAnswers(records, again).matcher.lawsAbout('政府信息公开有什么法')).not.toEqual([]);
  expect((await rowsOf(database)).map(({ content }) => content)).not.toContain('broken');
});

test('what a citizen’s question is held against holds only what is public, else the title; what people asked is sealed', async () => {
  const database = await useCounty();
  const { records } = await read(database);
  const key = contentKey();
  const now = testClock().now();
  await database.transaction(async (tx) => {
    const like = records.disclosures[0]!;
    const secret = { summary: '鹦鹉摘要', body: '鹦鹉正文' };
    for (const [n, state] of (
      [
        { status: '已公开', regime: '内部' },
        { status: '已撤回', regime: '政务' },
        { status: '审核', regime: '政务' },
        { status: '已公开', regime: '政务', mode: '不公开' },
      ] as const
    ).entries())
      await saveDisclosure(
        tx,
        { ...like, mode: '主动', ...state, ...secret, code: `ZZ-${n}`, title: `暗号鹧鸪${n}` },
        now,
      );
    await tx.confirmedAnswer.create({
      data: {
        id: 'c1',
        question: key.seal('鹧鸪哪里领', 'c1'),
        recordType: 'procedure',
        recordId: records.procedures[0]!.code,
        recordVersion: 'x',
        fields: [],
        confirmedBy: 'x',
        confirmedAt: now,
      },
    });
    await recordsChanged(tx, now);
  });
  await over(database, instance(database));
  const rows = (await rowsOf(database)).filter(({ reader }) => reader === READER);
  const holding = (corpus: string): { keys: string[]; terms: string } => {
    const own = rows.filter((row) => row.corpus === corpus).map(({ content }) => unpack(content));
    return {
      keys: own.flatMap(({ keys }) => [...keys]),
      terms: own.map(({ segment }) => segment.terms).join(''),
    };
  };
  expect(holding('internal').keys).toContain('ZZ-0');
  expect(holding('listed').keys).toEqual(expect.arrayContaining(['ZZ-1', 'ZZ-2', 'ZZ-3']));
  const open = holding('disclosure');
  const isOpen = new Set(records.disclosures.filter((one) => one.regime !== '内部').map(({ code }) => code));
  expect(open.keys.filter((code) => !isOpen.has(code))).toEqual([]);
  expect(open.terms).not.toContain('鹧鸪');
  for (const corpus of ['law', 'procedure', 'unit', 'disclosure', 'listed', 'internal'])
    expect(holding(corpus).terms).not.toMatch(/鹦鹉/);
  const asked = rows.filter(({ corpus }) => corpus === 'question');
  expect(asked).toHaveLength(1);
  expect(() => unpack(asked[0]!.content)).toThrow();
  expect(unpack(key.open(asked[0]!.content, `index:${READER}:${asked[0]!.number}`)).segment.terms).toContain(
    '鹧鸪',
  );
});
