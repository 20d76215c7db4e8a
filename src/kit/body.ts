/** Bodies of requests, read whole within a bound. */
import { AppError } from './errors.ts';

/** At most `maxBytes`, else an error `too-large`. How long it may take is the server's business. */
export async function readBody(source: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > maxBytes) throw new AppError('too-large', `The body is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
