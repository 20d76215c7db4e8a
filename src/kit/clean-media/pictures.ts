/** Pictures without what they tell beside the picture. Each throws RangeError where the file breaks off. */

const SOI = 2;
/** What a picture needs to look right: JFIF, and the colours of Adobe. */
const KEPT_SEGMENTS = new Set([0xe0, 0xee]);

/** JPEG without EXIF, XMP, comments, thumbnails; which way is up is kept. */
export function cleanJpeg(bytes: Buffer): Buffer {
  const parts: Buffer[] = [bytes.subarray(0, SOI)];
  let turned: number | undefined;
  let at = SOI;
  for (;;) {
    if (at + 4 > bytes.length || bytes[at] !== 0xff) throw new RangeError('Not a segment.');
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) throw new RangeError('A segment breaks off.');
    // The picture itself begins: to the end of it, and nothing that was hung on after.
    if (marker === 0xda) {
      parts.push(bytes.subarray(at, endOfScan(bytes, end)));
      break;
    }
    const isApp = marker >= 0xe0 && marker <= 0xef;
    if (marker === 0xe1) turned ??= orientationOf(bytes.subarray(at + 4, end));
    if ((!isApp && marker !== 0xfe) || KEPT_SEGMENTS.has(marker)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  if (turned && turned > 1) parts.splice(1, 0, orientationSegment(turned));
  return Buffer.concat(parts);
}

/** After the last end-of-image of the scans (a progressive picture has several). */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const marker = bytes[at + 1]!;
    if (marker === 0xd9) return at + 2;
    if (marker === 0x00 || (marker >= 0xd0 && marker <= 0xd7) || marker === 0xff) continue;
    // Tables and headers of the next scan.
    if (at + 4 > bytes.length) break;
    at += 1 + bytes.readUInt16BE(at + 2);
  }
  return bytes.length;
}

/** Tag 0x0112 of the first directory; undefined when there is none. */
function orientationOf(segment: Buffer): number | undefined {
  if (segment.subarray(0, 6).toString('latin1') !== 'Exif\0\0') return undefined;
  const tiff = segment.subarray(6);
  if (tiff.length < 14) return undefined;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (first + 2 > tiff.length) return undefined;
  const count = u16(first);
  for (let i = 0; i < count; i++) {
    const at = first + 2 + i * 12;
    if (at + 12 > tiff.length) return undefined;
    if (u16(at) === 0x0112) {
      const value = u16(at + 8);
      return value >= 1 && value <= 8 ? value : undefined;
    }
  }
  return undefined;
}

/** An EXIF segment that says which way is up and nothing else. */
function orientationSegment(turned: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(turned, 18);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

const PNG_HEAD = 8;
const KEPT_CHUNKS = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'sBIT',
  'bKGD',
  'pHYs',
  'acTL',
  'fcTL',
  'fdAT',
]);

/** PNG with the chunks that make the picture alone. */
export function cleanPng(bytes: Buffer): Buffer {
  const parts: Buffer[] = [bytes.subarray(0, PNG_HEAD)];
  for (let at = PNG_HEAD; ;) {
    if (at + 12 > bytes.length) throw new RangeError('A chunk breaks off.');
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) throw new RangeError('A chunk breaks off.');
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (KEPT_CHUNKS.has(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') return Buffer.concat(parts);
    at = end;
  }
}

const TELLING_FLAGS = 0b0000_1100;

/** WebP without EXIF and XMP. */
export function cleanWebp(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (end > bytes.length + 1) throw new RangeError('A chunk breaks off.');
    const type = bytes.toString('latin1', at, at + 4);
    const chunk = Buffer.from(bytes.subarray(at, end));
    if (type === 'VP8X') chunk[8] = chunk[8]! & ~TELLING_FLAGS;
    if (!['EXIF', 'XMP '].includes(type)) parts.push(chunk);
    at = end;
  }
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(12);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  head.write('WEBP', 8, 'latin1');
  return Buffer.concat([head, body]);
}
