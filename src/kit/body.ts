/** Bodies of requests, read whole within a bound. */
import type { Readable } from 'node:stream';
import { AppError } from './errors.ts';

/**
 * At most `maxBytes`, else an error `too-large`; what is left is then let run out unread, so that the caller can still be
 * answered. An error when the source breaks off. How long it may take is the server's business.
 */
export function readBody(source: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (source.destroyed) return reject(new AppError('broken-off', 'The body broke off.'));
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      source.off('data', take).resume();
      reject(new AppError('too-large', `The body is larger than ${maxBytes} bytes.`));
    };
    source.on('data', take);
    source.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    source.on('error', reject);
    source.on('close', () => {
      if (!source.readableEnded) reject(new AppError('broken-off', 'The body broke off.'));
    });
  });
}
