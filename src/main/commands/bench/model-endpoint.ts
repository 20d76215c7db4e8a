/**
 * An endpoint that speaks OpenAI's protocol on this machine and says what a script tells it: the truth, lies, nothing at
 * all. For tests and benchmarks; real HTTP, so that the whole client is proved with it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../../../kit/body.ts';

export interface EndpointRequest {
  path: string;
  /** 1 for the first. */
  number: number;
  system: string;
  user: string;
  /** json_schema, json_object; undefined: plain. */
  format: string | undefined;
  body: Record<string, unknown>;
  /** As it came. */
  raw: string;
  authorization: string | undefined;
}

export type EndpointReply =
  | { say: unknown; usage?: { prompt_tokens: number; completion_tokens: number }; finish?: string }
  /** Never answers. */
  | { hang: true }
  /** Begins to answer and goes away. */
  | { cut: string }
  /** Talks without end. */
  | { flood: true }
  | { status: number; message?: string; headers?: Record<string, string> }
  | { raw: string; type?: string };

export interface ModelEndpoint {
  /** Ends in /v1. */
  url: string;
  requests: EndpointRequest[];
  /** Changes the script from the next request on. */
  script(answer: (request: EndpointRequest) => EndpointReply): void;
  close(): Promise<void>;
}

const MAX_BODY = 4 * 1024 * 1024;
const FLOOD_CHUNK = Buffer.alloc(64 * 1024, 0x61);

export async function openModelEndpoint(
  answer: (request: EndpointRequest) => EndpointReply,
): Promise<ModelEndpoint> {
  let current = answer;
  const requests: EndpointRequest[] = [];
  const server = createServer((req, res) => {
    void serve(req, res, requests, (request) => current(request)).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    script: (next) => {
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  req: IncomingMessage,
  res: ServerResponse,
  requests: EndpointRequest[],
  answer: (request: EndpointRequest) => EndpointReply,
): Promise<void> {
  const raw = (await readBody(req, MAX_BODY)).toString('utf8');
  const body = (req.headers['content-type']?.includes('json') ? JSON.parse(raw) : {}) as Record<
    string,
    unknown
  >;
  const messages = (body.messages ?? []) as { role: string; content: string }[];
  const said = (role: string): string => messages.find((message) => message.role === role)?.content ?? '';
  const request: EndpointRequest = {
    path: req.url ?? '',
    number: requests.length + 1,
    system: said('system'),
    user: said('user'),
    format: (body.response_format as { type?: string } | undefined)?.type,
    body,
    raw,
    authorization: req.headers.authorization,
  };
  requests.push(request);
  give(res, answer(request), request);
}

function give(res: ServerResponse, reply: EndpointReply, request: EndpointRequest): void {
  const json = (status: number, value: unknown, headers: Record<string, string> = {}): void => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };
  if ('hang' in reply) return;
  if ('status' in reply)
    return json(reply.status, { error: { message: reply.message ?? 'no' } }, reply.headers);
  if ('raw' in reply)
    return void res.writeHead(200, { 'content-type': reply.type ?? 'application/json' }).end(reply.raw);
  if ('cut' in reply) {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' });
    res.write(reply.cut, () => res.destroy());
    return;
  }
  if ('flood' in reply) return flood(res);
  const text = typeof reply.say === 'string' ? reply.say : JSON.stringify(reply.say);
  if (request.path.endsWith('/embeddings'))
    return json(200, { object: 'list', model: request.body.model, data: vectorsIn(reply.say) });
  if (request.path.endsWith('/audio/transcriptions')) return json(200, { text });
  json(200, {
    id: `chatcmpl-${request.number}`,
    object: 'chat.completion',
    created: 0,
    model: request.body.model,
    choices: [
      { index: 0, message: { role: 'assistant', content: text }, finish_reason: reply.finish ?? 'stop' },
    ],
    ...(reply.usage ? { usage: { ...reply.usage, total_tokens: 0 } } : {}),
  });
}

/** For an embedding the script says the vectors. */
const vectorsIn = (said: unknown): unknown[] =>
  Array.isArray(said) ? said.map((embedding, index) => ({ object: 'embedding', index, embedding })) : [];

function flood(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'application/json' });
  const pour = (): void => {
    while (!res.destroyed && res.write(FLOOD_CHUNK));
  };
  res.on('drain', pour);
  pour();
}
