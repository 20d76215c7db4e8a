/** The console's check when the callback URL is saved: the plain echo within a second, and nothing else. */
import { sealEnvelope } from '../../channels/envelope.ts';
import type { World } from '../world.ts';
import { addressOf, newStamp, signPlain, type Door } from './door.ts';

export type EchoCheck = { ok: true; ms: number } | { ok: false; why: string; ms: number };

const ECHO_MS = 1_000;
const TRIES = 200;
/** What a body is shown of in the answer. */
const SHOWN = 80;

export async function checkEcho(door: Door, world: World): Promise<EchoCheck> {
  const echo = world.ids.pick('0123456789', 19);
  const address = door.name === 'wecom' ? sealedEcho(door, echo, world) : plainEcho(door, echo, world);
  const begun = performance.now();
  const since = (): number => Math.round(performance.now() - begun);
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ECHO_MS), redirect: 'manual' });
    const body = Buffer.from(await response.arrayBuffer());
    const why = response.status === 200 ? faultOf(body, echo) : `HTTP ${response.status}`;
    return why === undefined ? { ok: true, ms: since() } : { ok: false, why, ms: since() };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    return { ok: false, why: late ? 'no answer within a second' : 'no connection', ms: since() };
  }
}

/** What is wrong with the answer; undefined when it is the echo to the byte. */
function faultOf(body: Buffer, echo: string): string | undefined {
  const text = body.toString('utf8');
  if (text === echo) return undefined;
  if (body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])))
    return 'the echo begins with a byte order mark';
  if (text.trim() === echo) return 'the echo has white space or a newline around it';
  if (/^["'].*["']$/.test(text.trim())) return 'the echo stands in quotes';
  if (/^\s*[{[]/.test(text)) return 'the answer is JSON, not the bare echo';
  if (/^\s*</.test(text)) return 'the answer is a page, not the bare echo';
  if (text === '') return 'the answer is empty';
  return `the body is not the plain echo: ${text.slice(0, SHOWN)}`;
}

/** An echo with + in it finds servers that decode the query once too often. */
function sealedEcho(door: Door, echo: string, world: World): URL {
  for (let i = 0; ; i++) {
    const stamp = newStamp(world);
    const { encrypt, signature } = sealEnvelope(echo, door.keys, stamp);
    if (!encrypt.includes('+') && i < TRIES) continue;
    const { timestamp, nonce } = stamp;
    return addressOf(door, { msg_signature: signature, timestamp, nonce, echostr: encrypt });
  }
}

function plainEcho(door: Door, echo: string, world: World): URL {
  const stamp = newStamp(world);
  const { timestamp, nonce } = stamp;
  return addressOf(door, { signature: signPlain(door.keys.token, stamp), timestamp, nonce, echostr: echo });
}
