/**
 * Who writes in a trial. Citizens write to 微信客服, which keeps their messages in order and only pokes; members write to
 * the app, whose callbacks bring the message itself. Each callback comes up to three times, copies in any order and at
 * once, and again until it is acknowledged.
 */
import { randomBytes } from 'node:crypto';
import { sealEnvelope } from '../../../../channels/envelope.ts';
import { systemClock } from '../../../../kit/clock.ts';
import type { Chance } from '../../../../simulator/chance.ts';
import type { Credentials } from '../../../../simulator/simulator.ts';
import type { Topic } from './county.ts';

/** One person and what they write, in order. */
export interface Writer {
  person: string;
  channel: 'kf' | 'wecom';
  topics: readonly Topic[];
  /** How many of them, from the first, the service has acknowledged; of 微信客服, the platform has taken. */
  acknowledged: Set<string>;
  /** Given up by the platform before the next was written; a late copy may have brought it after that one. */
  late: Set<string>;
  /** Callbacks delivered, copies and repeats included. */
  deliveries: number;
}

export interface WriterDeps {
  chance: Chance;
  credentials: Credentials;
  /** Where callbacks go. */
  door(): string;
  say(person: string, text: string): Promise<void>;
  /** Waits while too much is unanswered, of all or of this writer. */
  breathe(writer: Writer): Promise<void>;
}

const COPIES = 3;
const LATE_MS = 3_000;
/** WeCom gives up after three resends; a message that was never acknowledged need not be answered. */
const TRIES = 4;
const RESEND_MS = 1_000;
const TIMEOUT_MS = 5_000;

export async function write(writer: Writer, deps: WriterDeps): Promise<void> {
  const late: Promise<unknown>[] = [];
  for (const [i, topic] of writer.topics.entries()) {
    await deps.breathe(writer);
    if (writer.channel === 'kf') {
      await deps.say(writer.person, topic.question);
      writer.acknowledged.add(topic.name);
      continue;
    }
    const message = messageOf(writer.person, topic.question, deps.credentials);
    const copies = Math.floor(deps.chance.next() * COPIES);
    const deliver = (): Promise<boolean> => persist(message, writer, deps);
    const atOnce = i % 2 === 0;
    const first = deliver();
    const others = Array.from({ length: copies }, () =>
      atOnce ? deliver() : pause(deps.chance.next() * LATE_MS).then(deliver),
    );
    late.push(...others);
    // The platform sends the next one when this one is through; copies of it may still be on their way.
    const through = atOnce ? (await Promise.all([first, ...others])).some(Boolean) : await first;
    if (through) writer.acknowledged.add(topic.name);
    else {
      writer.late.add(topic.name);
      late.push(
        Promise.all(others).then((taken) => taken.some(Boolean) && writer.acknowledged.add(topic.name)),
      );
    }
  }
  await Promise.all(late);
}

async function persist(message: string, writer: Writer, deps: WriterDeps): Promise<boolean> {
  for (let i = 0; i < TRIES; i++) {
    if (i > 0) await pause(RESEND_MS);
    writer.deliveries++;
    if (await knock(message, deps)) return true;
  }
  return false;
}

async function knock(message: string, { door, credentials }: WriterDeps): Promise<boolean> {
  const { corpId, token, aesKey } = credentials.wecom;
  const timestamp = String(Math.floor(systemClock.now().getTime() / 1_000));
  const nonce = String(randomBytes(4).readUInt32BE(0));
  const keys = { token, aesKey, receiveId: corpId };
  const { encrypt, signature } = sealEnvelope(message, keys, { timestamp, nonce, random: randomBytes(16) });
  try {
    const answer = await fetch(
      `${door()}/callback/wecom?msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
      {
        method: 'POST',
        body: `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
        headers: { 'content-type': 'text/xml' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

let count = 0;

function messageOf(person: string, text: string, { wecom }: Credentials): string {
  const now = Math.floor(systemClock.now().getTime() / 1_000);
  return `<xml><ToUserName><![CDATA[${wecom.corpId}]]></ToUserName><FromUserName><![CDATA[${person}]]></FromUserName><CreateTime>${now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>${7_100_000_000_000_000 + ++count}</MsgId><AgentID>${wecom.agentId}</AgentID></xml>`;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
