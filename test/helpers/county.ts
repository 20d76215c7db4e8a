/** The whole house over a database with the sample county, driven through the simulator's own API as a person would. */
import { loadConfig, type Config } from '../../src/config.ts';
import type { MovableClock } from '../../src/kit/clock.ts';
import { createLog, silentLog, type Log } from '../../src/kit/log.ts';
import { buildHouse, type House } from '../../src/main/house.ts';
import type { Database } from '../../src/store/database.ts';
import type { ShownMessage } from '../../src/simulator/world.ts';
import { openTestDatabase, type Contents } from './database.ts';
import { advance, MORNING, testClock } from './house.ts';

export interface County {
  house: House;
  clock: MovableClock;
  url: string;
  /** Says it and waits until all is done; what the person got since, oldest first. */
  ask(from: string, text: string, channel?: 'kf' | 'wecom' | 'wechat'): Promise<ShownMessage[]>;
  /** Taps a card's button and waits. */
  press(card: ShownMessage, key: string, selected?: Record<string, string>): Promise<ShownMessage[]>;
  /** A citizen says one after the other; the text of the last answer. */
  talk(from: string, ...texts: string[]): Promise<string>;
  /** An official does, with time between, as people have. */
  says(from: string, ...texts: string[]): Promise<string>;
  advance(by: string): Promise<void>;
  /** The morning of a day, with what it starts; the days between are not lived through. */
  morningOf(day: string, time?: string): Promise<void>;
  messagesTo(person: string): Promise<ShownMessage[]>;
  /** All that a person got, as text. */
  textTo(person: string): Promise<string>;
  post<T = unknown>(path: string, body: unknown): Promise<{ status: number; body: T }>;
  close(): Promise<void>;
}

export const textOf = (messages: readonly Pick<ShownMessage, 'text'>[]): string =>
  messages.map(({ text }) => text).join('\n');

/** The number before a choice that says `label`; '' where none does. */
export const choiceOf = (offered: string, label: string): string =>
  /^(\d)/.exec(offered.split('\n').find((line) => /^\d/.test(line) && line.includes(label)) ?? '')?.[1] ?? '';

/** What a newcomer's machine has: no variable set. Keys are given so that nothing is written to disk. */
export function testConfig(more: Record<string, string> = {}): Config {
  const key = (n: number): string => Buffer.alloc(32, n).toString('base64');
  return {
    ...loadConfig({ IDENTITY_KEY: key(2), CONTENT_KEY: key(1), SESSION_KEY: key(3), PORT: '1', ...more }),
    port: 0,
    host: '127.0.0.1',
  };
}

export interface CountyOptions {
  at?: string;
  contents?: Contents;
  log?: Log;
  env?: Record<string, string>;
  database?: Database;
}

export async function openCounty(options: CountyOptions = {}): Promise<County> {
  const database = options.database ?? (await openTestDatabase(options.contents ?? 'county'));
  const clock = testClock(options.at ?? MORNING);
  const log = options.log ?? (process.env.TEST_LOG ? createLog(process.env.TEST_LOG) : silentLog);
  const house = await buildHouse({ config: testConfig(options.env), clock, database, log });
  await house.start();
  const url = house.url()!;

  const post = async <T>(path: string, body: unknown): Promise<{ status: number; body: T }> => {
    const response = await fetch(`${url}/simulator/api${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as T };
  };
  const must = async (path: string, body: unknown): Promise<void> => {
    const { status, body: answer } = await post(path, body);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
  };
  const messagesTo = async (person: string): Promise<ShownMessage[]> => {
    const response = await fetch(`${url}/simulator/api/messages?limit=5000&to=${encodeURIComponent(person)}`);
    return (await response.json()) as ShownMessage[];
  };
  const since = async (person: string, act: () => Promise<void>): Promise<ShownMessage[]> => {
    const before = (await messagesTo(person)).length;
    await act();
    await must('/idle', { timeoutMs: 30_000 });
    return (await messagesTo(person)).slice(before);
  };

  const ask: County['ask'] = (from, text, channel = 'kf') =>
    since(from, () => must('/say', { channel, from, text }));

  return {
    house,
    clock,
    url,
    post,
    messagesTo,
    textTo: async (person) => textOf(await messagesTo(person)),
    ask,
    async talk(from, ...texts) {
      let last = '';
      for (const text of texts) last = textOf(await ask(from, text));
      return last;
    },
    async says(from, ...texts) {
      let last = '';
      for (const text of texts) {
        advance(clock, 5_000);
        last = textOf(await ask(from, text, 'wecom'));
      }
      return last;
    },
    async morningOf(day, time = '09:20') {
      clock.moveTo(new Date(`${day}T${time}:00+08:00`));
      // What a busy database breaks off is tried again the next minute: that minute is now.
      for (let minute = 0; minute < 3; minute++) await house.schedule.runDue();
      // The embedded database keeps the process busy: connections that lapsed meanwhile are seen to be closed first.
      for (let turn = 0; turn < 3; turn++) await new Promise((done) => setImmediate(done));
      await must('/idle', { timeoutMs: 30_000 });
    },
    press: (card, key, selected) =>
      since(card.to, () =>
        must('/click', { from: card.to, taskId: card.taskId, key, ...(selected ? { selected } : {}) }),
      ),
    advance: (by) => must('/clock', { advance: by }),
    async close() {
      await house.stop();
      if (!options.database) await database.close();
    },
  };
}
