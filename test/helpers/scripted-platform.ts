/** A platform's API that answers what a test says, and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  path: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

/** A JSON answer; a number is an HTTP status, 'hang up' cuts the connection, a Buffer is a file. */
export type Scripted = Record<string, unknown> | number | 'hang up' | Buffer;

export interface ScriptedPlatform {
  url: string;
  calls: Call[];
  callsTo(path: string): Call[];
  /** The next answers of a path, in order; after them it is well again. */
  script(path: string, ...answers: Scripted[]): void;
  /** The answer of a path from now on. */
  always(path: string, answer: (call: Call) => Scripted | Promise<Scripted>): void;
  /** Tokens given out so far, newest last. */
  tokens: string[];
  close(): Promise<void>;
}

const TOKEN_PATHS = new Set(['/cgi-bin/gettoken', '/cgi-bin/stable_token']);

export async function openScriptedPlatform(): Promise<ScriptedPlatform> {
  const scripts = new Map<string, Scripted[]>();
  const standing = new Map<string, (call: Call) => Scripted | Promise<Scripted>>();
  const calls: Call[] = [];
  const tokens: string[] = [];

  const answerOf = async (call: Call): Promise<Scripted> => {
    const next = scripts.get(call.path)?.shift() ?? (await standing.get(call.path)?.(call));
    if (next !== undefined) return next;
    if (!TOKEN_PATHS.has(call.path)) return { errcode: 0, errmsg: 'ok' };
    tokens.push(`SECRET-TOKEN-${tokens.length + 1}`);
    return { errcode: 0, errmsg: 'ok', access_token: tokens.at(-1)!, expires_in: 7_200 };
  };

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url!, 'http://platform');
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const call: Call = {
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
    calls.push(call);
    const answer = await answerOf(call);
    if (answer === 'hang up') return void req.socket.destroy();
    if (typeof answer === 'number') return void res.writeHead(answer).end();
    if (Buffer.isBuffer(answer))
      return void res
        .writeHead(200, {
          'content-type': 'image/jpeg',
          'content-disposition': 'attachment; filename="a.jpg"',
        })
        .end(answer);
    res.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(answer));
  };

  const server = createServer((req, res) => void serve(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    tokens,
    callsTo: (path) => calls.filter((call) => call.path === path),
    script: (path, ...answers) => void scripts.set(path, answers),
    always: (path, answer) => void standing.set(path, answer),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
