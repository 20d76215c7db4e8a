/** The simulator's platform server alone, with answers of single APIs replaced: what a set-up gone wrong meets. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMovableClock } from '../../src/kit/clock.ts';
import { systemIds } from '../../src/kit/ids.ts';
import { silentLog } from '../../src/kit/log.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';

export type Answers = Record<string, (req: IncomingMessage, res: ServerResponse) => void>;

export interface Served {
  url: string;
  close(): Promise<void>;
}

/** An HTTP server on a free port of the loopback. */
export async function serve(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<Served> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export const json =
  (body: unknown, headers: Record<string, string> = {}) =>
  (_req: IncomingMessage, res: ServerResponse): void => {
    res.writeHead(200, { 'content-type': 'application/json', ...headers });
    res.end(JSON.stringify(body));
  };

export interface Platform extends Served {
  /** Replaced answers by path, until changed. */
  answers: Answers;
  /** WECOM_ variables that fit. */
  env: Record<string, string>;
}

export async function openPlatform(): Promise<Platform> {
  const simulator = createSimulator({
    clock: createMovableClock(),
    ids: systemIds,
    log: silentLog,
    directory: async () => [],
    advance: async () => {},
    addWorkdays: async (from) => from,
    isIdle: async () => true,
    explain: async () => undefined,
    wechat: false,
  });
  await simulator.listen();
  const { wecom, kfSecret } = simulator.credentials();
  const platform: Platform = {
    answers: {},
    env: {},
    ...(await serve((req, res) => {
      const { pathname, search } = new URL(req.url!, wecom.apiBase);
      const replaced = platform.answers[pathname];
      if (replaced) return replaced(req, res);
      void pass(`${wecom.apiBase}${pathname}${search}`, req, res);
    })),
  };
  platform.env = {
    WECOM_CORP_ID: wecom.corpId,
    WECOM_AGENT_ID: wecom.agentId,
    WECOM_SECRET: wecom.secret,
    WECOM_TOKEN: wecom.token,
    WECOM_AES_KEY: wecom.aesKey,
    WECOM_API_BASE: platform.url,
    WECOM_KF_SECRET: kfSecret,
  };
  const { close } = platform;
  platform.close = async () => {
    await close();
    await simulator.close();
  };
  return platform;
}

async function pass(url: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const answer = await fetch(url, {
    method: req.method!,
    ...(req.method === 'POST' ? { body: Buffer.concat(chunks) } : {}),
  });
  res.writeHead(answer.status, { 'content-type': 'application/json' });
  res.end(await answer.text());
}
