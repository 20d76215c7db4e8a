/** wechaty with a played puppet: what is let in and what not, what is said, and what happens when it is not there. */
import { mock, PuppetMock } from 'wechaty-puppet-mock';
import { expect, onTestFinished, test } from 'vitest';
import { createWechaty } from '../../../src/channels/wechaty.ts';
import { loadWechaty, type BotMessage } from '../../../src/channels/wechaty/bot.ts';
import { readWechatyMessage } from '../../../src/channels/wechaty/read-message.ts';
import type { InboundEvent } from '../../../src/inbox/event.ts';
import { createLog } from '../../../src/kit/log.ts';
import { until } from '../../helpers/queue.ts';

const text = (body: string) => ({ t: 'text' as const, text: body });
const message = (more: Partial<Record<keyof BotMessage, unknown>> = {}): BotMessage => {
  const facts: Record<string, unknown> = {
    self: false,
    room: undefined,
    talker: { id: 'p', type: () => 1 },
    type: 7,
    text: '好',
    age: 3,
    date: new Date(0),
    ...more,
  };
  return {
    id: 'm1',
    ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, () => value])),
  } as unknown as BotMessage;
};

test.each<[string, Parameters<typeof message>[0]]>([
  ['our own', { self: true }],
  ['in a group', { room: {} }],
  ['older than a minute', { age: 61 }],
  ['of an Official Account', { talker: { id: 'gh_1', type: () => 2 } }],
])('a message %s is not taken', (_what, more) => {
  expect(readWechatyMessage(message(more), 'us')).toBeUndefined();
});

test.each([
  [7, { t: 'text', text: '好' }],
  [6, { t: 'media', kind: 'image', mediaId: 'm1' }],
  [2, { t: 'media', kind: 'voice', mediaId: 'm1' }],
  [11, { t: 'unknown', type: 'wechaty:11' }],
])('a message of type %i', (type, body) => {
  expect(readWechatyMessage(message({ type }), 'us')).toMatchObject({
    key: 'wechaty|us|p|m1',
    account: 'us',
    person: 'p',
    at: '1970-01-01T00:00:00.000Z',
    body,
  });
});

async function useBot(accept?: (events: readonly InboundEvent[]) => Promise<boolean>) {
  const mocker = new mock.Mocker();
  const heard: InboundEvent[] = [];
  const lines: string[] = [];
  const wechaty = createWechaty({
    puppet: new PuppetMock({ mocker }),
    accept: accept ?? (async (events) => heard.push(...events) > 0),
    log: createLog('info', { write: (line) => void lines.push(line) }),
  });
  await wechaty.start();
  onTestFinished(() => wechaty.stop());
  const us = mocker.createContact();
  const say = (person: string, account = us.id) =>
    wechaty.channel.send({ id: 'm', attempt: 1, account, person, body: text('您好') });
  return { mocker, wechaty, us, heard, lines, say, citizen: mocker.createContact() };
}

test('words come in and go out; after a logout they wait, and the operator is told', async () => {
  const { mocker, us, heard, lines, say, citizen } = await useBot();
  expect(await say(citizen.id)).toMatchObject({ status: 'later', alert: true });
  mocker.login(us);
  citizen.say('你好').to(us);
  await until('it is heard', () => heard.length > 0);
  expect(heard).toMatchObject([{ channel: 'wechaty', person: citizen.id, body: text('你好') }]);
  expect(await say(citizen.id)).toMatchObject({ status: 'sent' });
  expect(await say('nobody')).toMatchObject({ status: 'rejected' });
  expect(await say(citizen.id, 'another-login')).toMatchObject({ status: 'rejected' });
  mocker.puppet.emit('logout', { contactId: us.id, data: 'kicked' });
  await until('it is told', () => lines.join('').includes('logged out'));
});

test('what cannot be stored at once is stored a little later', async () => {
  let tries = 0;
  const { mocker, us, citizen } = await useBot(async () => {
    if (++tries === 1) throw new Error('database away');
    return true;
  });
  mocker.login(us);
  citizen.say('你好').to(us);
  await until('it is stored', () => tries === 2);
});

test('without the package the error says what to do', async () => {
  const load = () => loadWechaty('no-such-package-of-ours');
  const wechaty = createWechaty({ puppet: 'x', accept: async () => true, log: createLog('silent'), load });
  await expect(wechaty.start()).rejects.toMatchObject({
    code: 'wechaty',
    remedy: expect.stringContaining('npm install'),
  });
});

test('a puppet that is not installed is named, with what to do', async () => {
  const puppet = 'wechaty-puppet-that-is-not-there';
  const wechaty = createWechaty({ puppet, accept: async () => true, log: createLog('silent') });
  await expect(wechaty.start()).rejects.toMatchObject({
    code: 'wechaty',
    remedy: expect.stringContaining(puppet),
  });
  await wechaty.stop();
});
