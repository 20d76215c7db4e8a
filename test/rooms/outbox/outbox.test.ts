import { describe, expect, it, onTestFinished } from 'vitest';
import type { MovableClock } from '../../../src/kit/clock.ts';
import { silentLog } from '../../../src/kit/log.ts';
import type { Channel, ChannelLimits, Delivery, SendResult } from '../../../src/outbox/message.ts';
import { createOutbox, type Draft, type Outbox, type OutboxOptions } from '../../../src/outbox/outbox.ts';
import type { Database } from '../../../src/store/database.ts';
import { useTestDatabase } from '../../helpers/database.ts';
import { advance, contentKey, testClock, testIds } from '../../helpers/house.ts';
import { until, useQueue } from '../../helpers/queue.ts';

interface Stage {
  outbox: Outbox;
  database: Database;
  clock: MovableClock;
  sent: Delivery[];
  /** Results for the next sends, by recipient; 'sent' when none is left. */
  script: Map<string, (SendResult | (() => Promise<SendResult>))[]>;
  owe(...drafts: Draft[]): Promise<void>;
  states(): Promise<Record<string, string>>;
  quiet(): Promise<void>;
  /** As another instance would begin. */
  restart(): void;
}

const draft = (key: string, person: string, more: Partial<Draft> = {}): Draft => ({
  key,
  to: { channel: 'test', account: 'a', person },
  body: { t: 'text', text: key },
  ...more,
});

async function useStage(
  limits: Partial<ChannelLimits> = {},
  more: Partial<OutboxOptions> = {},
): Promise<Stage> {
  const database = await useTestDatabase();
  const { queue, signals } = await useQueue(database);
  const clock = testClock();
  const sent: Delivery[] = [];
  const script: Stage['script'] = new Map();
  const channel: Channel = {
    name: 'test',
    limits: { textBytes: 2_000, cards: true, ...limits },
    async send(delivery) {
      const next = script.get(delivery.person)?.shift();
      const result: SendResult = (await (typeof next === 'function' ? next() : next)) ?? {
        status: 'sent',
        providerId: `p-${delivery.id}`,
      };
      if (result.status === 'sent') sent.push(delivery);
      return result;
    },
  };
  const outbox = await createOutbox({
    database,
    queue,
    signals,
    content: contentKey(),
    clock,
    ids: testIds(),
    log: silentLog,
    ...more,
  });
  const restart = (): void => outbox.start(new Map([['test', channel]]));
  restart();
  onTestFinished(() => outbox.stop());
  return {
    outbox,
    database,
    clock,
    sent,
    script,
    restart,
    owe: (...drafts) => database.transaction((tx) => outbox.enqueue(tx, drafts)),
    async states() {
      const rows = await database.prisma.outboxMessage.findMany({ select: { key: true, state: true } });
      return Object.fromEntries(rows.map((row) => [row.key, row.state]));
    },
    async quiet() {
      await outbox.release();
      await until('the outbox quiet', async () => (await outbox.countPending()) === 0);
    },
  };
}

const LI = { channel: 'test', account: 'a', person: 'li' };
const words = (stage: Stage): string[] =>
  stage.sent.map(({ body }) => (body.t === 'text' ? body.text : body.t));

describe('the outbox', () => {
  it('sends what a transaction owes, and nothing of one that was undone', async () => {
    const stage = await useStage();
    await stage.owe(draft('one', 'li'));
    await expect(
      stage.database.transaction(async (tx) => {
        await stage.outbox.enqueue(tx, [draft('two', 'li')]);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await stage.quiet();
    expect(words(stage)).toEqual(['one']);
  });

  it('owes a message once, whatever the number of times it is asked', async () => {
    const stage = await useStage();
    await Promise.all([1, 2, 3].map(() => stage.owe(draft('same', 'li'))));
    await stage.quiet();
    await stage.owe(draft('same', 'li'));
    await stage.quiet();
    expect(words(stage)).toEqual(['same']);
  });

  it('keeps the order for each recipient, also behind a message that has to be retried', async () => {
    const stage = await useStage();
    stage.script.set('li', [{ status: 'later', reason: 'busy' }]);
    for (const key of ['1', '2', '3']) await stage.owe(draft(key, 'li'));
    await stage.owe(draft('w', 'wang'));
    await stage.quiet();
    expect(words(stage)).toEqual(['w']);
    for (let i = 0; i < 4; i++) {
      advance(stage.clock, 10_000);
      await stage.quiet();
    }
    expect(words(stage)).toEqual(['w', '1', '2', '3']);
  });

  it('keeps the order when a newer message is looked at just after an older one was let go', async () => {
    const stage = await useStage();
    stage.script.set('li', [{ status: 'later', reason: 'busy' }]);
    await stage.owe(draft('1', 'li'));
    await stage.quiet();
    // The newer one is in the queue when the older one's time comes: its job stands behind.
    await stage.outbox.stop();
    await stage.owe(draft('2', 'li'), draft('3', 'li'));
    advance(stage.clock, 10_000);
    await stage.outbox.release();
    await stage.owe(draft('4', 'li'), draft('5', 'li'));
    stage.restart();
    await stage.quiet();
    expect(words(stage)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('waits until the time it was told, and gives up what has expired', async () => {
    const stage = await useStage();
    const inAnHour = new Date(stage.clock.now().getTime() + 3_600_000);
    await stage.owe(
      draft('later', 'li', { notBefore: inAnHour }),
      draft('stale', 'wang', { notBefore: inAnHour, expiresAt: inAnHour }),
    );
    await stage.quiet();
    expect(words(stage)).toEqual([]);
    advance(stage.clock, 3_600_000);
    await stage.quiet();
    expect(words(stage)).toEqual(['later']);
    expect(await stage.states()).toMatchObject({ later: 'sent', stale: 'expired' });
  });

  it('parks what meets a closed window until the person writes again', async () => {
    const stage = await useStage();
    stage.script.set('li', [{ status: 'parked', reason: 'window closed' }]);
    await stage.owe(draft('news', 'li'));
    await stage.quiet();
    expect(await stage.states()).toEqual({ news: 'parked' });
    await stage.database.transaction((tx) => stage.outbox.heard(tx, LI, 'wrote', stage.clock.now()));
    await stage.quiet();
    expect(words(stage)).toEqual(['news']);
  });

  it('ends a refused message where an operator sees it, and sends it again when asked', async () => {
    const stage = await useStage();
    stage.script.set('li', [{ status: 'rejected', reason: 'unknown member', errcode: 60111 }]);
    await stage.owe(draft('card', 'li'));
    await stage.quiet();
    const failed = await stage.database.prisma.outboxMessage.findFirstOrThrow();
    expect(failed).toMatchObject({ state: 'failed', reason: 'unknown member', errcode: 60111 });
    await stage.outbox.resend(failed.id);
    await stage.quiet();
    expect(words(stage)).toEqual(['card']);
  });

  it('does not try for ever', async () => {
    const stage = await useStage();
    stage.script.set(
      'li',
      Array.from({ length: 50 }, () => ({ status: 'later' as const, reason: 'down' })),
    );
    await stage.owe(draft('never', 'li', { mustDeliver: true }));
    for (let i = 0; i < 12; i++) {
      await stage.quiet();
      advance(stage.clock, 2 * 3_600_000);
    }
    expect(await stage.states()).toEqual({ never: 'failed' });
    expect((await stage.database.prisma.outboxMessage.findFirstOrThrow()).attempts).toBe(10);
  });

  it('stays below the pace at which the platform drops', async () => {
    const stage = await useStage({ pace: { perMinute: 3, perHour: 5 } });
    await stage.owe(...Array.from({ length: 8 }, (_, i) => draft(String(i), 'li')));
    await stage.quiet();
    expect(words(stage)).toEqual(['0', '1', '2']);
    advance(stage.clock, 61_000);
    await stage.quiet();
    expect(words(stage)).toHaveLength(5);
    advance(stage.clock, 3_600_000);
    await stage.quiet();
    advance(stage.clock, 61_000);
    await stage.quiet();
    expect(words(stage)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('splits a long text into marked parts, and after a failure goes on with the part that is missing', async () => {
    const stage = await useStage({ textBytes: 60 });
    stage.script.set('li', [{ status: 'sent' }, { status: 'later', reason: 'lost' }]);
    await stage.owe(
      draft('long', 'li', { body: { t: 'text', text: '第一句话在这里。第二句话在这里。第三句话在这里。' } }),
    );
    await stage.quiet();
    advance(stage.clock, 5_000);
    await stage.quiet();
    const parts = words(stage);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((part) => /\((\d)\/\d\)$/.exec(part)?.[1])).toEqual(parts.map((_, i) => String(i + 1)));
    expect(parts.map((part) => part.replace(/\n\(.*$/, '')).join('')).toBe(
      '第一句话在这里。第二句话在这里。第三句话在这里。',
    );
  });

  it('gives the channel the form it can show: a card becomes text with its words to type', async () => {
    const stage = await useStage({ cards: false });
    await stage.owe(
      draft('card', 'li', {
        body: {
          t: 'card',
          taskId: 't1',
          card: {
            title: '有 1 项该公开',
            buttons: [
              { key: 'a', label: '收到' },
              { key: 'b', label: '已公开' },
            ],
          },
        },
      }),
    );
    await stage.quiet();
    expect(words(stage)).toEqual(['有 1 项该公开\n回复:收到 / 已公开']);
  });

  it('disturbs nobody at night or, if staff, on a day off; answers and what must arrive go all the same', async () => {
    const stage = await useStage();
    stage.clock.moveTo(new Date('2026-11-24T20:30:00+08:00'));
    await stage.owe(
      draft('news', 'li'),
      draft('urgent', 'li', { mustDeliver: true }),
      draft('answer', 'li', { inReplyTo: 'e1' }),
    );
    await stage.quiet();
    expect(words(stage)).toEqual(['urgent', 'answer']);
    expect(await stage.outbox.read('news')).toMatchObject({ state: 'waiting', reason: 'quiet hours' });
    stage.clock.moveTo(new Date('2026-11-25T08:30:00+08:00'));
    await stage.quiet();
    expect(words(stage)).toEqual(['urgent', 'answer', 'news']);
  });

  it('tells an operator what somebody has to mend: listed, counted, and gone from the list once it went', async () => {
    const stage = await useStage();
    stage.script.set('li', [{ status: 'rejected', reason: 'errcode 60020', errcode: 60020, alert: true }]);
    await stage.owe(draft('card', 'li'));
    await stage.quiet();
    const [alert] = await stage.outbox.listAlerts();
    expect(alert).toMatchObject({ key: 'card', state: 'failed', errcode: 60020 });
    expect(stage.outbox.alarms()).toEqual([{ channel: 'test', errcode: '60020', count: 1 }]);
    await stage.outbox.resend(alert!.id);
    await stage.quiet();
    expect(await stage.outbox.listAlerts()).toEqual([]);
    await expect(stage.outbox.resend(alert!.id)).rejects.toThrow('on its way');
  });

  it('takes "sent" back when the platform does, and sends it under a new id when the person writes', async () => {
    const stage = await useStage();
    await stage.owe(draft('news', 'li'), draft('other', 'wang'));
    await stage.quiet();
    // Two people are written to side by side: either may be first.
    const [news, other] = ['li', 'wang'].map((who) => stage.sent.find(({ person }) => person === who));
    const late = (delivery: Delivery, reason: number): Promise<boolean> =>
      stage.database.transaction((tx) =>
        stage.outbox.reportFailure(tx, { channel: 'test', messageId: `p-${delivery.id}`, reason }),
      );
    expect(await late(news!, 4)).toBe(true);
    expect(await late(other!, 10)).toBe(true);
    expect(await stage.states()).toEqual({ news: 'parked', other: 'failed' });
    expect(await late({ ...news!, id: 'never-heard-of' }, 4)).toBe(false);
    await stage.database.transaction((tx) => stage.outbox.heard(tx, LI, 'wrote', stage.clock.now()));
    await stage.quiet();
    expect(await stage.states()).toMatchObject({ news: 'sent' });
    expect(stage.sent.at(-1)!.id).not.toBe(news!.id);
  });

  it('frees no more of what was parked than the platform takes beside an answer', async () => {
    const stage = await useStage();
    stage.script.set(
      'li',
      Array.from({ length: 5 }, () => ({ status: 'parked' as const, reason: 'window closed' })),
    );
    await stage.owe(...['1', '2', '3', '4', '5'].map((key) => draft(key, 'li')));
    await stage.quiet();
    await stage.database.transaction((tx) => stage.outbox.heard(tx, LI, 'wrote', stage.clock.now()));
    await stage.quiet();
    expect(words(stage)).toEqual(['1', '2', '3']);
    expect(await stage.outbox.countByState()).toEqual({ sent: 3, parked: 2 });
  });

  it('keeps to the platform’s reply window without asking it: so long, so many, and after a tap less of both', async () => {
    const hour = 3_600_000;
    const stage = await useStage({
      replies: { withinMs: 48 * hour, messages: 5, afterTap: { withinMs: 60_000, messages: 3 } },
    });
    const heard = (contact: 'wrote' | 'tapped'): Promise<void> =>
      stage.database.transaction((tx) => stage.outbox.heard(tx, LI, contact, stage.clock.now()));
    let n = 0;
    const owe = async (times: number): Promise<string[]> => {
      const before = stage.sent.length;
      for (let i = 0; i < times; i++) await stage.owe(draft(String(++n), 'li', { mustDeliver: true }));
      await stage.quiet();
      return words(stage).slice(before);
    };
    // Of somebody never heard the platform is asked.
    expect(await owe(1)).toEqual(['1']);
    await heard('wrote');
    expect(await owe(7)).toEqual(['2', '3', '4', '5', '6']);
    expect(await stage.states()).toMatchObject({ '7': 'parked', '8': 'parked' });
    advance(stage.clock, 49 * hour);
    await heard('wrote');
    await stage.quiet();
    expect(words(stage).slice(-2)).toEqual(['7', '8']);
    advance(stage.clock, 48 * hour);
    expect(await owe(1)).toEqual([]);
    await heard('tapped');
    await stage.quiet();
    expect(words(stage).at(-1)).toBe('9');
    expect(await owe(3)).toEqual(['10', '11']);
    await heard('tapped');
    advance(stage.clock, 61_000);
    expect(await owe(1)).toEqual([]);
  });

  it('asks the platform where the person has spoken again and we have not come to it yet', async () => {
    const replies = { withinMs: 3_600_000, messages: 1 };
    const stage = await useStage({ replies }, { hasSpoken: () => Promise.resolve(true) });
    await stage.database.transaction((tx) => stage.outbox.heard(tx, LI, 'wrote', stage.clock.now()));
    for (const key of ['1', '2', '3']) await stage.owe(draft(key, 'li'));
    await stage.quiet();
    expect(words(stage)).toEqual(['1', '2', '3']);
  });

  it('lets an instance that was thought dead change nothing of what another has begun anew', async () => {
    const stage = await useStage();
    stage.script.set('li', [
      async () => {
        const taken = { state: 'sent', attempts: 2 };
        await stage.database.prisma.outboxMessage.update({ where: { key: 'once' }, data: taken });
        return { status: 'rejected', reason: 'sent before, says the platform' };
      },
    ]);
    await stage.owe(draft('once', 'li'));
    await stage.quiet();
    await stage.owe(draft('next', 'li'));
    await until('the next one sent', async () => (await stage.states()).next === 'sent');
    expect(await stage.states()).toEqual({ once: 'sent', next: 'sent' });
  });

  it('tells it at the other address the citizen agreed to, when the first is closed', async () => {
    const stage = await useStage(
      {},
      {
        standInFor: async ({ person }) =>
          person === 'li' ? { channel: 'test', account: 'a', person: 'li-elsewhere' } : undefined,
      },
    );
    for (const person of ['li', 'wang'])
      stage.script.set(person, [{ status: 'parked', reason: 'window closed' }]);
    await stage.owe(draft('news', 'li'), draft('none', 'wang'));
    await stage.quiet();
    await until('passed on', () => stage.sent.length === 1);
    expect(stage.sent.map(({ person }) => person)).toEqual(['li-elsewhere']);
    expect(await stage.states()).toMatchObject({ news: 'replaced', none: 'parked' });
  });

  it('makes no more calls of a kind once the platform wants none, whomever they are for', async () => {
    const stage = await useStage();
    stage.script.set('li', [
      { status: 'later', reason: 'errcode 45009', errcode: 45009, afterMs: 60_000, holdAll: true },
    ]);
    await stage.owe(draft('1', 'li'));
    await stage.quiet();
    await stage.owe(draft('2', 'wang'));
    await stage.quiet();
    expect(words(stage)).toEqual([]);
    advance(stage.clock, 62_000);
    await stage.quiet();
    expect(words(stage).sort()).toEqual(['1', '2']);
  });

  it('does not repeat what may have arrived where the platform would show it twice', async () => {
    const stage = await useStage({ unrepeatable: true });
    await stage.outbox.stop();
    await stage.owe(draft('once', 'li'));
    await stage.database.prisma.outboxMessage.updateMany({ data: { state: 'sending', attempts: 1 } });
    stage.restart();
    await until('looked at', async () => (await stage.states()).once === 'uncertain');
    advance(stage.clock, 3_600_000);
    await stage.quiet();
    expect(words(stage)).toEqual([]);
    const { id } = (await stage.outbox.read('once'))!;
    await stage.outbox.resend(id);
    await stage.quiet();
    expect(words(stage)).toEqual(['once']);
  });

  it('leaves nothing readable of the message or the recipient', async () => {
    const stage = await useStage();
    await stage.owe(draft('k', 'wm-openid-secret', { body: { t: 'text', text: '您的投诉已受理' } }));
    await stage.quiet();
    const [row] = await stage.database.prisma.$queryRaw<
      { row: string }[]
    >`select row_to_json(m)::text as row from outbox_message m`;
    expect(row!.row).not.toContain('受理');
    expect(row!.row).not.toContain('wm-openid-secret');
  });
});
