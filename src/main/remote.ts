/**
 * A command given while the service has the embedded database open is carried out by the service: over the socket that
 * is also the lock of the data directory, which only the same user can reach. Lines of JSON in both directions.
 */
import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { AppError, messageOf } from '../kit/errors.ts';
import type { CommandIo } from './commands/command.ts';

export type RunCommand = (name: string, io: CommandIo) => Promise<number>;

const MAX_LINE = 8 * 1024 * 1024;
const CHUNK = 32 * 1024;

const request = z.object({ command: z.string(), args: z.array(z.string()), directory: z.string() });
const toService = z.union([z.object({ input: z.string() }), z.object({ end: z.literal(true) })]);
const toCaller = z.union([
  z.object({ out: z.string() }),
  z.object({ complaint: z.string() }),
  z.object({ status: z.number() }),
  z.object({ failure: z.string() }),
]);

/** Runs the command that the process at the other end asks for. */
export async function serveCommand(socket: Socket, run: RunCommand): Promise<void> {
  socket.on('error', () => socket.destroy());
  const tell = (message: z.input<typeof toCaller>): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
  };
  try {
    const lines = linesOf(socket);
    const first = await lines.next();
    if (first.done) return;
    const { command, args, directory } = request.parse(JSON.parse(first.value));
    const status = await run(command, {
      args,
      directory,
      input: inputOf(lines),
      write: (out) => tell({ out }),
      complain: (complaint) => tell({ complaint }),
    });
    tell({ status });
  } catch (error) {
    const remedy = error instanceof AppError && error.remedy ? `\n→ ${error.remedy}` : '';
    tell({ failure: `✖ ${messageOf(error)}${remedy}` });
  } finally {
    socket.end();
  }
}

async function* inputOf(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  for (;;) {
    const next = await lines.next();
    if (next.done) return;
    const message = toService.parse(JSON.parse(next.value));
    if ('end' in message) return;
    yield message.input;
  }
}

/** Has the service at `path` carry the command out; its exit status. */
export async function forwardCommand(path: string, command: string, io: CommandIo): Promise<number> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => socket.destroy());
  socket.write(`${JSON.stringify({ command, args: io.args, directory: io.directory })}\n`);
  const sending = sendInput(socket, io.input);
  try {
    for await (const line of linesOf(socket)) {
      const message = toCaller.parse(JSON.parse(line));
      if ('out' in message) io.write(message.out);
      else if ('complaint' in message) io.complain(message.complaint);
      else if ('failure' in message) {
        io.complain(`${message.failure}\n`);
        return 1;
      } else return message.status;
    }
  } finally {
    socket.destroy();
    sending.catch(() => undefined);
  }
  throw new AppError('service-gone', '服务没有做完这条命令就断开了。The service went away.', {
    remedy: 'Look at its log; then give the command again.',
  });
}

async function sendInput(socket: Socket, input: AsyncIterable<Buffer | string>): Promise<void> {
  const decoder = new TextDecoder('utf-8');
  const send = async (text: string): Promise<void> => {
    for (let at = 0; at < text.length && !socket.destroyed; at += CHUNK)
      if (!socket.write(`${JSON.stringify({ input: text.slice(at, at + CHUNK) })}\n`))
        await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
  };
  for await (const chunk of input)
    await send(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
  await send(decoder.decode());
  if (!socket.destroyed) socket.write(`${JSON.stringify({ end: true })}\n`);
}

async function* linesOf(socket: Socket): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw new AppError('too-large', 'A line between the processes is too long.');
    for (const line of lines) yield line;
  }
}
