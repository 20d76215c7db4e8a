import { describe, expect, it, onTestFinished } from 'vitest';
import { laneOf, type InboundEvent } from '../../../src/inbox/event.ts';
import { createInbox, type EventHandler, type Inbox, type InboxOptions } from '../../../src/inbox/inbox.ts';
import { systemIds } from '../../../src/kit/ids.ts';
import { silentLog } from '../../../src/kit/log.ts';
import { createSealer } from '../../../src/kit/seal.ts';
import type { Database } from '../../../src/store/database.ts';
import { useTestDatabase } from '../../helpers/database.ts';
import { contentKey, testClock } from '../../helpers/house.ts';
import { until, useQueue } from '../../helpers/queue.ts';

const text = (person: string, n: number): InboundEvent => ({
  key: `kf|wk1|${person}|${n}`,
  channel: 'kf',
  account: 'wk1',
  person,
  at: '2026-11-24T01:20:00.000Z',
  origin: 'person',
  body: { t: 'text', text: `${person} ${n}` },
});
const said = (event: InboundEvent): string => (event.body.t === 'text' ? event.body.text : '');

async function useInbox(more: Partial<InboxOptions> = {}): Promise<{ inbox: Inbox; database: Database }> {
  const database = more.database ?? (await useTestDatabase());
  const { queue, signals } = await useQueue(database);
  const inbox = await createInbox({
    database,
    queue,
    signals,
    content: contentKey(),
    clock: testClock(),
    ids: systemIds,
    log: silentLog,
    retryDelaySeconds: 0,
    ...more,
  });
  return { inbox, database };
}

async function work(inbox: Inbox, handler: EventHandler): Promise<void> {
  inbox.start(handler);
  onTestFinished(() => inbox.stop());
}

describe('the inbox', () => {
  it('keeps an event once, however often the platform brings it', async () => {
    const { inbox, database } = await useInbox();
    const seen: string[] = [];
    await Promise.all(Array.from({ length: 5 }, () => inbox.accept([text('li', 1)])));
    await work(inbox, async (event, attempt) => {
      seen.push(said(event));
      await database.transaction((tx) => attempt.settle(tx));
    });
    await inbox.accept([text('li', 1)]);
    await until('all done', async () => (await inbox.countPending()) === 0);
    await inbox.accept([text('li', 1)]);
    await until('seen to be known', async () => (await inbox.countPending()) === 0);
    expect(seen).toEqual(['li 1']);
  });

  it('lets one poke stand for all that wait beside it, and leaves what is not alike', async () => {
    const { inbox, database } = await useInbox();
    const of = (n: number, t: 'poke' | 'unsubscribe'): InboundEvent => ({
      ...text('sys', n),
      key: `${t} ${n}`,
      body: t === 'poke' ? { t, token: String(n) } : { t },
    });
    await inbox.accept([of(1, 'poke'), of(2, 'poke'), of(3, 'unsubscribe'), of(4, 'poke')]);
    const worked: string[] = [];
    await work(inbox, async (event, attempt) => {
      worked.push(event.key);
      const alike = event.body.t === 'poke' ? await attempt.alike() : [];
      // Came after we looked: it is worked on its own.
      if (event.key === 'poke 1') await inbox.accept([of(5, 'poke')]);
      await database.transaction((tx) => attempt.settle(tx, alike));
    });
    await until('all done', async () => (await inbox.countPending()) === 0);
    expect(worked).toEqual(['poke 1', 'unsubscribe 3', 'poke 5']);
  });

  it('refuses a request that was let in before, and does not keep what it brings', async () => {
    const { inbox } = await useInbox();
    expect(await inbox.accept([text('li', 1)], 'signature-1')).toBe(true);
    expect(await inbox.accept([text('li', 2)], 'signature-1')).toBe(false);
    expect(await inbox.countPending()).toBe(1);
  });

  it('tells two copies of one request apart even when they arrive together', async () => {
    const { inbox } = await useInbox();
    const results = await Promise.all([1, 2, 3, 4].map(() => inbox.accept([text('li', 1)], 'signature-1')));
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('lets each of many that arrive together be new or not on its own', async () => {
    const { inbox } = await useInbox();
    await inbox.accept([text('li', 1)], 'signature-1');
    const results = await Promise.all([
      inbox.accept([text('wang', 1)], 'signature-1'),
      inbox.accept([text('li', 1)], 'signature-2'),
      inbox.accept([text('li', 2), text('li', 1), text('li', 2)], 'signature-3'),
      inbox.accept([], 'signature-4'),
      inbox.accept([]),
    ]);
    expect(results).toEqual([false, true, true, true, true]);
    const worked: string[] = [];
    await work(inbox, async (event) => void worked.push(said(event)));
    await until('all done', async () => (await inbox.countPending()) === 0);
    expect(worked).toEqual(['li 1', 'li 2']);
    // What a refused request brought is not taken for known.
    await inbox.accept([text('wang', 1)], 'signature-5');
    await until('done', async () => (await inbox.countPending()) === 0);
    expect(worked).toEqual(['li 1', 'li 2', 'wang 1']);
  });

  it('knows of what has arrived before anybody has looked at it', async () => {
    const { inbox } = await useInbox();
    const lane = (person: string): string => contentKey().hash(laneOf(text(person, 1)));
    expect(await inbox.isPending(lane('li'))).toBe(false);
    await inbox.accept([text('li', 1), text('li', 2)], 'signature-1');
    expect([await inbox.isPending(lane('li')), await inbox.isPending(lane('wang'))]).toEqual([true, false]);
    expect(await inbox.countPending()).toBe(2);
    let pendingAtWork: boolean | undefined;
    await work(inbox, async () => {
      pendingAtWork ??= await inbox.isPending(lane('li'));
    });
    await until('all done', async () => (await inbox.countPending()) === 0);
    expect(pendingAtWork).toBe(true);
    expect(await inbox.isPending(lane('li'))).toBe(false);
  });

  it('keeps the order of a conversation whose messages come to two instances in turn', async () => {
    const { inbox: first, database } = await useInbox();
    const { inbox: second } = await useInbox({ database });
    const worked: Record<string, number[]> = { li: [], wang: [], zhao: [] };
    for (const inbox of [first, second])
      await work(inbox, async (event) => void worked[event.person]!.push(Number(said(event).split(' ')[1])));
    const count = 30;
    await Promise.all(
      Object.keys(worked).map(async (person, shift) => {
        for (let n = 1; n <= count; n++)
          await (n % 2 === shift % 2 ? first : second).accept([text(person, n)], `${person} ${n}`);
      }),
    );
    await until('all done', async () => (await first.countPending()) === 0);
    const inOrder = Array.from({ length: count }, (_, i) => i + 1);
    expect(worked).toEqual({ li: inOrder, wang: inOrder, zhao: inOrder });
  });

  it('buries what does not open or cannot be kept, goes on with what came after, and takes it apart when asked', async () => {
    const { inbox, database } = await useInbox();
    const { inbox: other } = await useInbox({ database, content: createSealer(Buffer.alloc(32, 9)) });
    await other.accept([text('li', 1)]);
    await inbox.accept([text('wang', 1)]);
    await inbox.accept([text('zhao', 1)]);
    let full = true;
    const { inbox: worker } = await useInbox({
      database,
      media: {
        owe: async (_tx, events) => {
          if (full && events.some(({ person }) => person === 'wang')) throw new Error('no room');
        },
      },
    });
    const done: string[] = [];
    await work(worker, async (event) => void done.push(said(event)));
    await until('the last done', () => done.includes('zhao 1'));
    const dead = await worker.listDead();
    expect(dead.map(({ kind }) => kind)).toEqual(['arrivals', 'arrivals']);
    expect(dead.map(({ reason }) => reason).sort()).toEqual([
      'A sealed value does not open: another key, another record, or altered.',
      'no room',
    ]);
    full = false;
    await worker.replay(dead.find(({ reason }) => reason === 'no room')!.id);
    await until('replayed', () => done.includes('wang 1'));
    const [sealed] = await worker.listDead();
    await expect(worker.replay(sealed!.id)).rejects.toMatchObject({ code: 'seal' });
    expect(await worker.countDead()).toBe(1);
    expect(done).toEqual(['zhao 1', 'wang 1']);
  });

  it('works one conversation in order and different ones side by side', async () => {
    const { inbox, database } = await useInbox();
    for (let n = 1; n <= 6; n++) await inbox.accept([text('li', n), text('wang', n)]);
    const seen: Record<string, number[]> = { li: [], wang: [] };
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await work(inbox, async (event, attempt) => {
      // The first message of li hangs; wang must not wait for it.
      if (event.key === 'kf|wk1|li|1') await held;
      seen[event.person]!.push(Number(event.key.split('|').at(-1)));
      await database.transaction((tx) => attempt.settle(tx));
    });
    await until('wang done', () => seen.wang!.length === 6);
    expect(seen.li).toEqual([]);
    release();
    await until('li done', () => seen.li!.length === 6);
    expect(seen).toEqual({ li: [1, 2, 3, 4, 5, 6], wang: [1, 2, 3, 4, 5, 6] });
  });

  it('undoes a failed turn, tries it again, and keeps the order behind it', async () => {
    const { inbox, database } = await useInbox();
    await inbox.accept([text('li', 1)]);
    await inbox.accept([text('li', 2)]);
    const log: string[] = [];
    await work(inbox, async (event, attempt) => {
      log.push(`${said(event)} try ${attempt.number}`);
      await database.transaction(async (tx) => {
        await tx.setting.create({
          data: { name: `${event.key}:${attempt.number}`, value: {}, changedAt: new Date(0) },
        });
        if (event.key.endsWith('|1') && attempt.number < 3) throw new Error('not yet');
        await attempt.settle(tx);
      });
    });
    await until('all done', async () => (await inbox.countPending()) === 0);
    expect(log).toEqual(['li 1 try 1', 'li 1 try 2', 'li 1 try 3', 'li 2 try 1']);
    expect(
      (await database.prisma.setting.findMany({ select: { name: true } })).map((row) => row.name).sort(),
    ).toEqual(['kf|wk1|li|1:3', 'kf|wk1|li|2:1']);
  });

  it('buries a turn that never succeeds, goes on with the next, and replays it when asked', async () => {
    const { inbox, database } = await useInbox();
    await inbox.accept([text('li', 1)]);
    await inbox.accept([text('li', 2)]);
    const done: string[] = [];
    let mended = false;
    await work(inbox, async (event, attempt) => {
      if (event.key.endsWith('|1') && !mended) throw new Error('poisoned');
      await database.transaction((tx) => attempt.settle(tx));
      done.push(said(event));
    });
    await until('the second done', () => done.includes('li 2'));
    const [dead] = await inbox.listDead();
    expect(dead).toMatchObject({ channel: 'kf', kind: 'text', reason: 'poisoned' });
    mended = true;
    await inbox.replay(dead!.id);
    await until('replayed', () => done.includes('li 1'));
    expect(await inbox.listDead()).toEqual([]);
  });

  it('replays a dead event once, even when two people press at the same moment', async () => {
    const { inbox, database } = await useInbox();
    await inbox.accept([text('li', 1)]);
    let mended = false;
    let worked = 0;
    await work(inbox, async (_event, attempt) => {
      if (!mended) throw new Error('poisoned');
      await database.transaction((tx) => attempt.settle(tx));
      worked++;
    });
    await until('buried', async () => (await inbox.countDead()) === 1);
    const [dead] = await inbox.listDead();
    mended = true;
    const replays = await Promise.allSettled([inbox.replay(dead!.id), inbox.replay(dead!.id)]);
    expect(replays.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await until('worked', async () => (await inbox.countPending()) === 0);
    expect(worked).toBe(1);
    await expect(inbox.replay('nonsense')).rejects.toThrow('No dead event');
  });

  it('answers the last of many while all before it hang: a slow conversation gives its slot up', async () => {
    const { inbox, database } = await useInbox();
    const hanging = Array.from({ length: 60 }, (_, i) => text(`slow${i}`, 1));
    await inbox.accept([...hanging, text('li', 1)]);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const done: string[] = [];
    await work(inbox, async (event, attempt) => {
      if (event.person.startsWith('slow')) await held;
      await database.transaction((tx) => attempt.settle(tx));
      done.push(event.person);
    });
    await until('li answered', () => done.includes('li'));
    expect(done).toEqual(['li']);
    release();
    await until('all answered', () => done.length === 61);
  });

  it('leaves nothing readable of what was said or who said it', async () => {
    const { inbox, database } = await useInbox();
    await inbox.accept([{ ...text('wm-openid-secret', 1), body: { t: 'text', text: '举报某某' } }]);
    const dump = async (): Promise<string> => {
      const rows = await database.prisma.$queryRaw<{ row: string }[]>`
        select row_to_json(j)::text as row from pgboss.job j where name = 'inbox'
        union all select row_to_json(a)::text from arrival a`;
      expect(rows).toHaveLength(1);
      return rows[0]!.row;
    };
    const arrived = await dump();
    await work(inbox, async () => undefined);
    await until('taken apart', async () => (await database.prisma.arrival.count()) === 0);
    for (const text of [arrived, await dump()]) {
      expect(text).not.toContain('举报');
      expect(text).not.toContain('wm-openid-secret');
    }
  });
});
