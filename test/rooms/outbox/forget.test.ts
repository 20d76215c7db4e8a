/** Words that were sent are forgotten in a quarter; what waits to be sent is not touched. */
import { expect, test } from 'vitest';
import { instantOf } from '../../../src/kit/day.ts';
import { createMessageData } from '../../../src/outbox/personal-data.ts';
import { forgetInTime } from '../../../src/schedule/retention.ts';
import { useTestDatabase } from '../../helpers/database.ts';
import { contentKey } from '../../helpers/house.ts';

test('words sent ninety days ago are forgotten, the record that something was sent stays; what is owed keeps its words', async () => {
  const database = await useTestDatabase();
  const content = contentKey();
  const row = (id: string, state: string, day: string) => ({
    id,
    key: id,
    lane: 'citizen',
    channel: 'kf',
    account: 'a',
    recipient: 'r',
    toSealed: 'v1.x',
    kind: 'text',
    bodySealed: content.seal(JSON.stringify({ t: 'text', text: `给您的答复 ${id}` }), id),
    providerId: `p-${id}`,
    state,
    createdAt: instantOf(day),
  });
  await database.prisma.outboxMessage.createMany({
    data: [
      row('old', 'sent', '2026-08-01'),
      row('owed', 'parked', '2026-08-01'),
      row('new', 'sent', '2026-11-01'),
    ],
  });
  const data = createMessageData({ content, lanesOf: () => Promise.resolve(['citizen']) });
  const words = async (id: string): Promise<string> => {
    const { bodySealed } = await database.prisma.outboxMessage.findUniqueOrThrow({ where: { id } });
    return content.open(bodySealed, id);
  };
  await forgetInTime(database, [data], instantOf('2026-11-25'));
  expect(await words('old')).not.toContain('答复');
  expect(await words('owed')).toContain('给您的答复');
  expect(await words('new')).toContain('给您的答复');
  expect(await database.prisma.outboxMessage.findUnique({ where: { id: 'old' } })).toMatchObject({
    state: 'sent',
    kind: 'forgotten',
    providerId: null,
  });
  expect(await data.copy(database.prisma, 'c')).toEqual([expect.stringContaining('2 条')]);

  expect(await database.transaction((tx) => data.erase(tx, 'c'))).toEqual({
    erased: ['1 条发给您的消息的内容'],
    kept: [],
  });
  expect(await words('new')).not.toContain('答复');
  expect(await words('owed')).toContain('给您的答复');
});
