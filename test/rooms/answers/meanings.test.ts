/** Embeddings, where they are configured: one sign more. Asked in batches, kept as bytes, never needed. */
import { expect, test } from 'vitest';
import { createMeanings, type Meanings } from '../../../src/answers/meanings.ts';
import type { Matcher } from '../../../src/answers/matcher.ts';
import type { Records } from '../../../src/answers/records.ts';
import { createHardReader } from '../../../src/conversation/read-hard.ts';
import type { EndpointReply, EndpointRequest } from '../../../src/main/commands/bench/model-endpoint.ts';
import type { Database } from '../../../src/store/database.ts';
import { useTestDatabase } from '../../helpers/database.ts';
import { testClock } from '../../helpers/house.ts';
import { useModel, type TestModel } from '../../helpers/model-endpoint.ts';

const item = (code: string, title: string, more: object = {}): object => ({
  code,
  title,
  summary: `${title}的摘要`,
  regime: '政务',
  mode: '主动',
  status: '已公开',
  ...more,
});
const recordsOf = (procedures: number): Records =>
  ({
    procedures: [
      { code: 'P-DOG', name: '养犬登记', aliases: ['狗证'] },
      ...Array.from({ length: procedures - 1 }, (_, n) => ({
        code: `P-${n}`,
        name: `许可${n}`,
        aliases: [],
      })),
    ],
    disclosures: [
      item('D-1', '犬只疫苗点名单'),
      item('D-2', '会议纪要', { regime: '内部', summary: '内部鹦鹉' }),
      item('D-3', '撤了的名单', { status: '已撤回', summary: '撤回鹦鹉' }),
    ],
  }) as unknown as Records;

/** Dogs lie in one direction, everything else in another. */
const vectorOf = (text: string): number[] => [
  /[犬狗]|毛孩子/.test(text) ? 1 : 0.02,
  /许可/.test(text) ? 1 : 0,
  0.1,
];
const inputOf = ({ body }: EndpointRequest): string[] => body.input as string[];
const isEmbedding = ({ path }: EndpointRequest): boolean => path.endsWith('/embeddings');
const script = (request: EndpointRequest): EndpointReply =>
  isEmbedding(request)
    ? { say: inputOf(request).map(vectorOf) }
    : { say: { intent: null, matter: /1 养犬登记/.test(request.user) ? '1' : null } };

interface Stand extends TestModel {
  database: Database;
  meanings: Meanings;
  embeddings(): EndpointRequest[];
  records: Records;
}

async function stand(count = 3): Promise<Stand> {
  const database = await useTestDatabase();
  const model = await useModel(script, { embeddingModel: 'vectors' });
  const own: Stand = {
    ...model,
    database,
    records: recordsOf(count),
    embeddings: () => model.endpoint.requests.filter(isEmbedding),
    meanings: createMeanings({
      database,
      clock: testClock(),
      model: model.model,
      records: () => own.records,
    }),
  };
  return own;
}

const nothing = { procedures: () => [] } as unknown as Matcher;

test('vectors are asked for in batches, once; then only of what has changed', async () => {
  const own = await stand(70);
  expect(await own.meanings.learn()).toBe(71);
  expect(own.embeddings().map((request) => inputOf(request).length)).toEqual([32, 32, 7]);
  expect(
    own
      .embeddings()
      .map(({ raw }) => raw)
      .join(),
  ).not.toContain('鹦鹉');
  expect(await own.meanings.learn()).toBe(0);
  const rows = await own.database.prisma.recordVector.findMany();
  expect(rows).toHaveLength(71);
  expect(rows.every(({ vector }) => Buffer.from(vector, 'base64').length === 3)).toBe(true);

  own.records = { ...own.records, procedures: own.records.procedures.slice(0, 69) };
  own.records.procedures[0] = { ...own.records.procedures[0]!, aliases: ['犬证'] };
  expect(await own.meanings.learn()).toBe(1);
  expect(await own.database.prisma.recordVector.count()).toBe(70);
});

test('a question in words no record has finds what is meant; a model then may offer it', async () => {
  const own = await stand();
  const reader = createHardReader(own.model, own.meanings);
  const read = () => reader.read('毛孩子出门挂的牌牌,电话13800001234', nothing, AbortSignal.timeout(5_000));
  expect(await own.meanings.near('毛孩子出门挂的牌牌')).toEqual([]);
  expect((await read()).choices).toEqual([]);
  await own.meanings.learn();
  expect((await own.meanings.near('毛孩子出门挂的牌牌')).map(({ id }) => id)).toEqual(['P-DOG', 'D-1']);
  expect((await read()).choices).toEqual([{ id: 'ask:养犬登记', label: '您想问的是“养犬登记”?' }]);
  expect(own.endpoint.requests.map(({ raw }) => raw).join()).not.toContain('13800001234');
});

test.each<[string, EndpointReply]>([
  ['an error', { status: 500 }],
  ['no vectors', { say: 'x' }],
  ['too few', { say: [] }],
  ['of several lengths', { say: [[1, 2], [1]] }],
  ['no numbers', { say: [['a', 'b', 'c']] }],
  ['cut off', { cut: '{"data":[' }],
])('%s: as if there were none', async (_, reply) => {
  const own = await stand();
  await own.meanings.learn();
  own.endpoint.script((request) => (isEmbedding(request) ? reply : script(request)));
  expect(await own.meanings.near('毛孩子')).toEqual([]);
  own.records = {
    ...own.records,
    procedures: [...own.records.procedures, { code: 'N', name: '新的', aliases: [] } as never],
  };
  expect(await own.meanings.learn()).toBe(0);
});

test('without an embedding model nothing is asked', async () => {
  const database = await useTestDatabase();
  const { model, endpoint } = await useModel(script);
  const meanings = createMeanings({ database, clock: testClock(), model, records: () => recordsOf(3) });
  expect(await meanings.learn()).toBe(0);
  expect(await meanings.near('狗')).toEqual([]);
  expect(endpoint.requests).toEqual([]);
});
