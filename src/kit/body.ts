/** Bodies of requests, read whole within a bound. */
import type { Readable } from 'node:stream';
import { AppError } from './errors.ts';

/**
 * At most `maxBytes`, else an error `too-large`; what is left is then let run out unread, so that the caller can still be
 * answered. How long it may take is the server's business.
 */
export async function readBody(source: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) break;
    chunks.push(chunk);
  }
  if (size > maxBytes) {
    // Only now: while the loop reads, the stream does not flow.
    source.resume();
    throw new AppError('too-large', `The body is larger than ${maxBytes} bytes.`);
  }
  return Buffer.concat(chunks);
}
