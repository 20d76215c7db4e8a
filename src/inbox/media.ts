/**
 * In: events that bring a picture, voice, video or file. Out: its bytes, fetched from the platform before it forgets
 * them, cleaned of what they tell of the sender, kept sealed. The event itself does not wait for that.
 */
import type { JobWithMetadata } from 'pg-boss';
import type { Clock } from '../kit/clock.ts';
import { AppError, messageOf, NotFoundError } from '../kit/errors.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Sealer } from '../kit/seal.ts';
import type { Database, Db, Tx } from '../store/database.ts';
import { startDispatcher, type Dispatcher } from '../store/dispatcher.ts';
import { announce, bossDb, ensureQueue, type JobQueue, type Signals } from '../store/queue.ts';
import type { EventBody, InboundEvent } from './event.ts';
import { cleanMedia } from '../kit/clean-media.ts';

export type MediaKind = Extract<EventBody, { t: 'media' }>['kind'];

/** A picture, a voice or a file that a person sent. */
export interface FetchedMedia {
  bytes: Buffer;
  /** As the platform says, without parameters. */
  contentType: string;
}

/** Fetches from the channel. An AppError with `retry: 'never'` means that the platform has it no more. */
export type FetchMedia = (channel: string, mediaId: string, kind: MediaKind) => Promise<FetchedMedia>;

export interface KeptMedia extends FetchedMedia {
  kind: string;
}

export interface MediaState {
  id: string;
  channel: string;
  kind: string;
  state: 'owed' | 'kept' | 'failed';
  reason: string | null;
  at: Date;
}

export interface MediaKeeper {
  /** Owes the fetching within the transaction that keeps the events. */
  owe(tx: Tx, events: readonly InboundEvent[]): Promise<void>;
  start(fetchMedia: FetchMedia): void;
  stop(): Promise<void>;
  /** What came with the event of that key, once it is fetched; `failed`: it was not taken, or the platform has it no more. */
  look(db: Db, eventKey: string): Promise<KeptMedia | 'owed' | 'failed'>;
  listFailed(): Promise<MediaState[]>;
  /** Tries one again that failed. */
  retry(id: string): Promise<void>;
  countPending(): Promise<number>;
}

const QUEUE = 'media';
/** Files are held in memory while they are sealed. */
const SLOTS = 2;
const MAX_BYTES = 20 * 1024 * 1024;
/** WeCom and 微信客服 keep a file for three days (document/path/90254). */
const KEPT_BY_PLATFORM_MS = 3 * 86_400_000;
const MAX_LISTED = 200;

export async function createMediaKeeper(deps: {
  database: Database;
  queue: JobQueue;
  signals: Signals;
  content: Sealer;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Seconds before the second attempt; doubles each time, up to an hour. */
  retryDelaySeconds?: number;
}): Promise<MediaKeeper> {
  const { database, queue, signals, content, clock, ids, log, retryDelaySeconds = 5 } = deps;
  await ensureQueue(queue, {
    name: QUEUE,
    heartbeatSeconds: 15,
    retryLimit: 1_000,
    retryDelay: retryDelaySeconds,
    ...(retryDelaySeconds > 0 ? { retryBackoff: true, retryDelayMax: 3_600 } : {}),
    deleteAfterSeconds: 3_600,
  });
  let dispatcher: Dispatcher | undefined;

  const enqueue = async (tx: Tx, media: readonly string[]): Promise<void> => {
    await queue.insert(
      QUEUE,
      media.map((id) => ({ id: ids.next(), data: { id } })),
      { db: bossDb(tx) },
    );
    await announce(tx, QUEUE);
  };

  const fail = async (id: string, reason: string): Promise<void> => {
    log.error({ media: id, reason }, 'media given up');
    await database.prisma.inboundMedia.update({ where: { id }, data: { state: 'failed', reason } });
  };

  const work = async (
    { data: { id }, retryCount }: JobWithMetadata<{ id: string }>,
    fetchMedia: FetchMedia,
  ): Promise<void> => {
    const row = await database.prisma.inboundMedia.findUnique({ where: { id } });
    if (row?.state !== 'owed') return;
    if (row.expiresAt <= clock.now()) return fail(id, row.reason ?? 'the platform has forgotten it');
    const event = JSON.parse(content.open(row.eventSealed, id)) as InboundEvent;
    if (event.body.t !== 'media') return;
    try {
      const fetched = await fetchMedia(event.channel, event.body.mediaId, event.body.kind);
      if (fetched.bytes.length > MAX_BYTES) throw new AppError('too-large', `More than ${MAX_BYTES} bytes.`);
      const { bytes, contentType } = cleanMedia(fetched.bytes);
      const sealed = content.seal(bytes.toString('base64'), id);
      await database.prisma.inboundMedia.update({
        where: { id },
        data: { state: 'kept', sealed, contentType, bytes: bytes.length, reason: null, keptAt: clock.now() },
      });
    } catch (error) {
      const reason = messageOf(error).slice(0, 300);
      if (error instanceof AppError && error.retry === 'never') return fail(id, reason);
      log.warn({ media: id, attempt: retryCount + 1, err: error }, 'media not fetched yet');
      await database.prisma.inboundMedia.update({ where: { id }, data: { reason } });
      throw error;
    }
  };

  return {
    async owe(tx, events) {
      const rows = events.flatMap((event) => (event.body.t === 'media' ? [rowOf(event, content)] : []));
      if (rows.length === 0) return;
      const created = await tx.inboundMedia.createManyAndReturn({
        data: rows,
        skipDuplicates: true,
        select: { id: true },
      });
      if (created.length > 0)
        await enqueue(
          tx,
          created.map(({ id }) => id),
        );
    },
    start(fetchMedia) {
      dispatcher = startDispatcher<{ id: string }>({
        queue,
        signals,
        name: QUEUE,
        slots: SLOTS,
        most: SLOTS,
        run: (job) => work(job, fetchMedia),
        log,
      });
    },
    async stop() {
      await dispatcher?.stop();
    },
    async look(db, eventKey) {
      const id = content.hash(eventKey);
      const row = await db.inboundMedia.findUnique({ where: { id } });
      if (!row?.sealed) return row?.state === 'failed' ? 'failed' : 'owed';
      const bytes = Buffer.from(content.open(row.sealed, id), 'base64');
      return { kind: row.kind, bytes, contentType: row.contentType ?? 'application/octet-stream' };
    },
    async listFailed() {
      const rows = await database.prisma.inboundMedia.findMany({
        where: { state: 'failed' },
        orderBy: { at: 'desc' },
        take: MAX_LISTED,
        select: { id: true, channel: true, kind: true, state: true, reason: true, at: true },
      });
      return rows.map((row) => ({ ...row, state: row.state as MediaState['state'] }));
    },
    retry: (id) =>
      database.transaction(async (tx) => {
        const { count } = await tx.inboundMedia.updateMany({
          where: { id, state: 'failed' },
          data: { state: 'owed', reason: null },
        });
        if (count === 0) throw new NotFoundError(`No failed media ${id}.`);
        await enqueue(tx, [id]);
      }),
    countPending: () => database.prisma.inboundMedia.count({ where: { state: 'owed' } }),
  };
}

function rowOf(event: InboundEvent, content: Sealer) {
  const id = content.hash(event.key);
  const at = new Date(event.at);
  // A channel may know better when the platform forgets it.
  const { expiresAt } = event.body as { expiresAt?: string };
  return {
    id,
    channel: event.channel,
    kind: event.body.t === 'media' ? event.body.kind : event.body.t,
    state: 'owed',
    eventSealed: content.seal(JSON.stringify(event), id),
    at,
    expiresAt: expiresAt ? new Date(expiresAt) : new Date(at.getTime() + KEPT_BY_PLATFORM_MS),
  };
}
