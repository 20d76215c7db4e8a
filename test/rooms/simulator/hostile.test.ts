/** Hostile mode reports truly: a door that takes everything, one that breaks, one that refuses. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { strike, HOSTILE_KINDS, type Struck } from '../../../src/simulator/hostile.ts';
import { createWorld } from '../../../src/simulator/world.ts';
import { testClock, testIds } from '../../helpers/house.ts';

let server: Server;
let answer: { status: number; body: string };
beforeEach(async () => {
  server = createServer((req, res) => {
    req.resume();
    req.on('end', () => res.writeHead(answer.status).end(answer.body));
    req.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const attack = (name: 'wecom' | 'wechat', kinds = HOSTILE_KINDS): Promise<Struck[]> =>
  strike(
    {
      name,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback/${name}`,
      keys: { token: 'token', aesKey: 'a'.repeat(43), receiveId: 'ww1' },
      account: '1000002',
    },
    kinds,
    createWorld(testClock(), testIds()),
  );

test.each(['wecom', 'wechat'] as const)(
  'a door that takes all from anybody is found out: %s',
  async (door) => {
    answer = { status: 200, body: '' };
    const struck = await attack(door);
    expect(struck.length).toBeGreaterThan(30);
    expect(struck.filter(({ refused }) => refused).map(({ kind }) => kind)).toEqual([
      'replay',
      'truncated-body',
    ]);
  },
);

test('a door that breaks or tells is not one that refuses', async () => {
  answer = { status: 500, body: '' };
  expect((await attack('wecom', ['forged-signature']))[0]).toMatchObject({ status: 500, refused: false });
  answer = { status: 403, body: 'x'.repeat(500) };
  expect((await attack('wecom', ['forged-signature']))[0]).toMatchObject({ refused: false });
  answer = { status: 403, body: '' };
  expect((await attack('wecom', ['forged-signature']))[0]).toMatchObject({ status: 403, refused: true });
});
