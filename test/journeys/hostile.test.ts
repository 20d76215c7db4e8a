/** Every hostile callback the simulator knows, at the doors of the real product: all refused, nothing broken, nothing taken. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, type County } from '../helpers/county.ts';
import type { Struck } from '../../src/simulator/hostile.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty({ contents: 'empty' });
});
afterAll(() => county.close());

test.each(['wecom', 'wechat'])(
  'forged, foreign, stale, replayed, malformed and oversized callbacks are refused and leave no event behind: %s',
  async (door) => {
    const { status, body } = await county.post<Struck[]>('/hostile', { kind: 'all', door });
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(30);
    expect(body.filter(({ refused }) => !refused)).toEqual([]);
    await county.post('/idle', { timeoutMs: 30_000 });
    // The one true callback, sent before its replay.
    expect(body.filter(({ status: answered }) => answered === 200)).toHaveLength(1);
    expect((await county.house.inbox.listDead()).length).toBe(0);
  },
);
