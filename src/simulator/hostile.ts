/** Hostile mode: what strangers and broken relays send to the product's doors, and how each door answers. */
import { request } from 'node:http';
import { ATTACKS, type Attack, type Blow } from './hostile/attacks.ts';
import type { Door } from './callbacks/door.ts';
import type { World } from './world.ts';

export interface Struck {
  door: Door['name'];
  kind: string;
  what: string;
  status: number | null;
  body: string;
  ms: number;
  /** A 4xx with an empty or constant body: neither taken, nor broken, nor telling. */
  refused: boolean;
  error?: string;
}

export const HOSTILE_KINDS: readonly string[] = ATTACKS.map(({ kind }) => kind);

const TIMEOUT_MS = 35_000;
const MAX_ANSWER = 4_096;

/** Strikes one after another, so that each answer is its own. */
export async function strike(door: Door, kinds: readonly string[], world: World): Promise<Struck[]> {
  const struck: Struck[] = [];
  for (const attack of ATTACKS.filter(
    ({ kind, only }) => kinds.includes(kind) && (!only || only === door.name),
  ))
    for (const blow of attack.blows(door, world)) struck.push(await deal(door, attack, blow));
  return struck;
}

async function deal(door: Door, { kind, what }: Attack, blow: Blow): Promise<Struck> {
  const begun = performance.now();
  const answer = await send(blow);
  const ms = Math.round(performance.now() - begun);
  const { status = null, body = '', error } = answer;
  const expected = blow.taken ? [200] : [];
  const refused = status !== null && status >= 400 && status < 500 && body.length < 200;
  return {
    door: door.name,
    kind,
    what: blow.what ?? what,
    status,
    body,
    ms,
    refused:
      refused ||
      (status !== null && expected.includes(status)) ||
      (error !== undefined && blow.broken === true),
    ...(error === undefined ? {} : { error }),
  };
}

function send({ address, path, method = 'POST', body, headers = {}, broken }: Blow): Promise<{
  status?: number;
  body?: string;
  error?: string;
}> {
  return new Promise((resolve) => {
    const req = request(
      {
        host: address.hostname,
        port: address.port,
        path: path ?? `${address.pathname}${address.search}`,
        method,
        headers: { 'content-type': 'text/xml', ...headers },
        timeout: TIMEOUT_MS,
        agent: false,
      },
      (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (chunk: string) => {
          if (text.length < MAX_ANSWER) text += chunk;
        });
        res.on('end', () => resolve({ status: res.statusCode!, body: text.slice(0, MAX_ANSWER) }));
        res.on('error', (error) => resolve({ status: res.statusCode!, body: text, error: error.message }));
      },
    );
    req.on('timeout', () => req.destroy(new Error('no answer')));
    req.on('error', (error) => resolve({ error: error.message }));
    if (body !== undefined) req.write(body);
    // A body cut short: what was promised never comes.
    if (broken) setTimeout(() => req.destroy(new Error('cut short by the caller')), 200);
    else req.end();
  });
}
