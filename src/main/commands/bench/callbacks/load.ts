/**
 * The load, in a process of its own: plain sockets, each waiting for its answer before the next request. A message from
 * the parent starts a run; the result goes back.
 */
import { connect, type Socket } from 'node:net';
import { percentile } from '../figures.ts';
import { writeLetter } from './letters.ts';

export interface LoadOrder {
  port: number;
  connections: number;
  requests: number;
  /** Requests a second, on a free connection each; undefined: as many as are answered. */
  rate?: number;
}

export interface LoadResult {
  perSecond: number;
  p50: number;
  p99: number;
  /** Answers other than 200. */
  refused: number;
}

interface Line {
  socket: Socket;
  answered(status: number): void;
  /** The connection is gone. */
  broken(): void;
}

function open(port: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    const line: Line = { socket, answered: () => undefined, broken: () => undefined };
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      const status = Number(text.slice(9, 12));
      text = '';
      line.answered(status);
    });
    socket.once('error', reject).once('close', () => line.broken());
    socket.once('connect', () => resolve(line));
  });
}

function requestText(): string {
  const { path, body } = writeLetter();
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

async function run({ port, connections, requests, rate }: LoadOrder): Promise<LoadResult> {
  const texts = Array.from({ length: requests }, requestText);
  const lines = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const times: number[] = [];
  let refused = 0;
  const ask = (line: Line, text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      line.broken = () => reject(new Error('the server closed a connection'));
      if (line.socket.destroyed) return line.broken();
      line.answered = (status) => {
        times.push(performance.now() - began);
        if (status !== 200) refused++;
        resolve();
      };
      line.socket.write(text);
    });
  const started = performance.now();
  await (rate === undefined ? flood(lines, texts, ask) : pace(lines, texts, rate, ask));
  const seconds = (performance.now() - started) / 1_000;
  for (const { socket } of lines) socket.destroy();
  return {
    perSecond: requests / seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    refused,
  };
}

type Ask = (line: Line, text: string) => Promise<void>;

async function flood(lines: readonly Line[], texts: readonly string[], ask: Ask): Promise<void> {
  let next = 0;
  await Promise.all(
    lines.map(async (line) => {
      while (next < texts.length) await ask(line, texts[next++]!);
    }),
  );
}

/** Requests go out by the clock, whether or not earlier ones are answered; a missing connection is waiting time too. */
async function pace(lines: readonly Line[], texts: readonly string[], rate: number, ask: Ask): Promise<void> {
  const free = [...lines];
  const running: Promise<void>[] = [];
  const started = performance.now();
  for (const [i, text] of texts.entries()) {
    const wait = started + (i * 1_000) / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const line = free.pop();
    if (!line) throw new Error('more requests unanswered than there are connections');
    running.push(ask(line, text).then(() => void free.push(line)));
  }
  await Promise.all(running);
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send!(result),
    (error: unknown) => process.send!({ error: String(error) }),
  );
});
