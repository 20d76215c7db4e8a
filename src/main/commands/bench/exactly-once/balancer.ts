/** One address before several instances, as a reverse proxy in front of the service would be. */
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Balancer {
  url: string;
  close(): void;
}

const AT_ONCE = 64;
const MAX_BODY = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** `pick` names an instance that stands; undefined: none does, and the caller gets a 502. */
export async function openBalancer(pick: () => string | undefined): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

  const pass = (to: string, req: IncomingMessage, body: Buffer, res: ServerResponse): void => {
    const fail = (): void => {
      if (!res.headersSent) res.writeHead(502);
      res.end();
    };
    const onward = request(
      new URL(req.url!, to),
      {
        agent,
        method: req.method,
        headers: { ...req.headers, 'content-length': body.length },
        timeout: TIMEOUT_MS,
      },
      (answer) => {
        res.writeHead(answer.statusCode!);
        answer.on('error', fail).pipe(res);
      },
    );
    onward.on('error', fail).on('timeout', () => onward.destroy());
    onward.end(body);
  };

  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY) chunks.push(chunk);
    });
    req.on('end', () => {
      const to = pick();
      if (to === undefined || bytes > MAX_BODY) res.writeHead(502).end();
      else pass(to, req, Buffer.concat(chunks), res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
