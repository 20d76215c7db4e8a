import { deflateSync } from 'node:zlib';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { cleanMedia } from '../../../src/kit/clean-media.ts';

const SECRET = 'N31.2304 E121.4737 ZhangSan HUAWEI-P60';
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
/** EXIF with an orientation and words. */
const exif = (turned: number): Buffer =>
  Buffer.concat([
    latin('Exif\0\0'),
    Buffer.from(`49492a0008000000010012010300010000000${turned}00000000000000`, 'hex'),
    latin(SECRET),
  ]);
const jpeg = (...segments: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, latin('JFIF\0\x01\x01')),
    ...segments,
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd9]),
    latin(SECRET),
  ]);

const chunk = (type: string, body: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  return Buffer.concat([size, latin(type), body, Buffer.alloc(4)]);
};
const png = (): Buffer =>
  Buffer.concat([
    latin('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', Buffer.alloc(13, 1)),
    chunk('tEXt', latin(`Author\0${SECRET}`)),
    chunk('eXIf', latin(SECRET)),
    chunk('iTXt', latin(SECRET)),
    chunk('tIME', Buffer.alloc(7, 1)),
    chunk('IDAT', deflateSync(Buffer.alloc(4))),
    chunk('IEND', Buffer.alloc(0)),
    latin(SECRET),
  ]);

const webp = (): Buffer => {
  const part = (type: string, body: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    return Buffer.concat([latin(type), size, body, Buffer.alloc(body.length % 2)]);
  };
  const body = Buffer.concat([
    part('VP8X', Buffer.from([0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    part('VP8L', Buffer.alloc(9, 1)),
    part('EXIF', latin(SECRET)),
    part('XMP ', latin(SECRET)),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length + 4);
  return Buffer.concat([latin('RIFF'), size, latin('WEBP'), body]);
};

const pdf = (): Buffer =>
  latin(
    `%PDF-1.4\n1 0 obj << /Title (a \\) b) /Author (${SECRET}) /ModDate (D:20260101) /Creator <FEFF5F20> >> endobj\n<?xpacket begin="" ?><dc:creator>${SECRET}</dc:creator><?xpacket end="w"?>\n(the page stays) Tj\n%%EOF`,
  );

const mp4 = (): Buffer => {
  const box = (type: string, body: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(body.length + 8);
    return Buffer.concat([size, latin(type), body]);
  };
  return Buffer.concat([
    box('ftyp', latin('isom\0\0\0\0')),
    box('moov', Buffer.concat([box('mvhd', Buffer.alloc(20)), box('udta', latin(`\xa9xyz${SECRET}`))])),
    box('mdat', latin('sound')),
  ]);
};

const office = (more: Record<string, Uint8Array> = {}): Buffer =>
  Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8('<Types/>'),
      'word/document.xml': strToU8('<w:t>the words stay</w:t>'),
      'docProps/core.xml': strToU8(`<dc:creator>${SECRET}</dc:creator>`),
      'docProps/app.xml': strToU8(`<Company>${SECRET}</Company>`),
      ...more,
    }),
  );

const mp3 = (): Buffer =>
  Buffer.concat([
    latin(`ID3\x03\0\0\0\0\0${String.fromCharCode(SECRET.length)}`),
    latin(SECRET),
    Buffer.from([0xff, 0xfb, 0x90, 0x44]),
    latin('the sound stays'),
  ]);

describe('what a file tells of who sent it is gone', () => {
  test.each([
    ['image/jpeg', jpeg(segment(0xe1, exif(1)), segment(0xfe, latin(SECRET)), segment(0xed, latin(SECRET)))],
    ['image/png', png()],
    ['image/webp', webp()],
    ['application/pdf', pdf()],
    ['video/mp4', mp4()],
    ['application/zip', office()],
    ['audio/mpeg', mp3()],
  ])('%s', (contentType, bytes) => {
    const clean = cleanMedia(bytes);
    expect(clean.contentType).toBe(contentType);
    const text =
      contentType === 'application/zip'
        ? Object.values(unzipSync(clean.bytes))
            .map((part) => strFromU8(part))
            .join()
        : clean.bytes.toString('latin1');
    expect(text).not.toMatch(/ZhangSan|121\.4737|HUAWEI/);
    expect(text.length).toBeGreaterThan(10);
  });
});

test('a photo keeps which way is up', () => {
  const { bytes } = cleanMedia(jpeg(segment(0xe1, exif(6))));
  expect(bytes.toString('latin1')).toContain('Exif');
  expect(bytes.toString('latin1')).not.toContain('ZhangSan');
  // Cleaned again it stays the same.
  expect(cleanMedia(bytes).bytes.equals(bytes)).toBe(true);
});

test('what is shown stays: words of a document, length of a PDF', () => {
  expect(strFromU8(unzipSync(cleanMedia(office()).bytes)['word/document.xml']!)).toContain('the words stay');
  expect(cleanMedia(pdf()).bytes.length).toBe(pdf().length);
  expect(cleanMedia(pdf()).bytes.toString('latin1')).toContain('(the page stays) Tj');
});

test.each([
  ['a program of Windows', latin('MZ\x90\0\x03')],
  ['a program of Linux', latin('\x7fELF\x02\x01')],
  ['a page with a script', latin('<html><script>alert(1)</script>')],
  ['a drawing that can run', latin('<svg onload="x">')],
  ['a shell script', latin('#!/bin/sh\nrm -rf')],
  ['a plain archive', Buffer.from(zipSync({ 'a.exe': strToU8('MZ') }))],
  ['a document with macros', office({ 'word/vbaProject.bin': strToU8('x'.repeat(20)) })],
  ['bytes of no kind', Buffer.from([0, 1, 2, 3, 4])],
  ['a photo that breaks off', jpeg().subarray(0, 30)],
])('%s is not taken, and not tried again', (_name, bytes) => {
  expect(() => cleanMedia(bytes)).toThrow(
    expect.objectContaining({ code: 'media', retry: 'never' }) as Error,
  );
});
