import { describe, expect, it, onTestFinished } from 'vitest';
import type { InboundEvent } from '../../../src/inbox/event.ts';
import { createInbox } from '../../../src/inbox/inbox.ts';
import { createMediaKeeper, type FetchMedia } from '../../../src/inbox/media.ts';
import { AppError } from '../../../src/kit/errors.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import { silentLog } from '../../../src/kit/log.ts';
import { useTestDatabase } from '../../helpers/database.ts';
import { advance, contentKey, testClock } from '../../helpers/house.ts';
import { until, useQueue } from '../../helpers/queue.ts';

const picture = (n: number): InboundEvent => ({
  key: `kf|wk1|li|${n}`,
  channel: 'kf',
  account: 'wk1',
  person: 'li',
  at: '2026-11-24T01:20:00.000Z',
  origin: 'person',
  body: { t: 'media', kind: 'image', mediaId: `media-${n}` },
});

async function useMedia(fetchMedia: FetchMedia) {
  const database = await useTestDatabase();
  const { queue, signals } = await useQueue(database);
  const clock = testClock();
  const stores = {
    database,
    queue,
    signals,
    content: contentKey(),
    clock,
    ids: systemIds,
    log: silentLog,
    retryDelaySeconds: 0,
  };
  const media = await createMediaKeeper(stores);
  const inbox = await createInbox({ ...stores, media });
  media.start(fetchMedia);
  inbox.start(async () => undefined);
  onTestFinished(async () => {
    await inbox.stop();
    await media.stop();
  });
  const settled = (): Promise<void> =>
    until('fetched', async () => (await inbox.countPending()) + (await media.countPending()) === 0);
  return { database, clock, media, inbox, settled };
}

describe('media that people send', () => {
  it('are fetched once, kept sealed, and read by the key of their event', async () => {
    const bytes = Buffer.from('a photograph of the notice board');
    const asked: string[] = [];
    const { database, media, inbox, settled } = await useMedia(async (_channel, mediaId) => {
      asked.push(mediaId);
      return { bytes, contentType: 'image/jpeg' };
    });
    await inbox.accept([picture(1)]);
    await inbox.accept([picture(1)]);
    await settled();
    expect(asked).toEqual(['media-1']);
    expect(await media.look(database.prisma, picture(1).key)).toEqual({
      kind: 'image',
      bytes,
      contentType: 'text/plain; charset=utf-8',
    });
    const row = JSON.stringify(await database.prisma.inboundMedia.findFirst());
    expect(row).not.toContain('photograph');
    expect(row).not.toContain(bytes.toString('base64'));
    expect(row).not.toContain('media-1');
  });

  it('are asked for again after a failure', async () => {
    let tries = 0;
    const { database, media, inbox, settled } = await useMedia(async () => {
      if (++tries < 3) throw new AppError('channel', 'busy', { retry: 'later' });
      return { bytes: Buffer.from('x'), contentType: 'image/png' };
    });
    await inbox.accept([picture(1)]);
    await settled();
    expect(tries).toBe(3);
    expect(await media.look(database.prisma, picture(1).key)).toMatchObject({ bytes: Buffer.from('x') });
  });

  it('that the platform has no more, or that are too large, end in a list and can be tried again', async () => {
    let size = 21 * 1024 * 1024;
    const { database, media, inbox, settled } = await useMedia(async (_channel, mediaId) => {
      if (mediaId === 'media-1') throw new AppError('media-gone', 'gone');
      return { bytes: Buffer.alloc(size, 'a'), contentType: 'video/mp4' };
    });
    await inbox.accept([picture(1), picture(2)]);
    await settled();
    const failed = await media.listFailed();
    expect(failed.map(({ reason }) => reason).sort()).toEqual(['More than 20971520 bytes.', 'gone']);
    size = 20 * 1024 * 1024;
    await media.retry(failed.find(({ reason }) => reason !== 'gone')!.id);
    await settled();
    expect(await media.look(database.prisma, picture(2).key)).toHaveProperty('bytes.length', size);
  });

  it('are not asked for any more once the platform has forgotten them', async () => {
    const { clock, media, inbox, settled } = await useMedia(async () => {
      throw new AppError('channel', 'busy', { retry: 'later' });
    });
    await inbox.accept([picture(1)]);
    advance(clock, 3 * 86_400_000);
    await settled();
    expect(await media.listFailed()).toHaveLength(1);
  });
});
