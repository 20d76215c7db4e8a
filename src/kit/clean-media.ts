/**
 * What people send is kept without what it tells of them: place and camera in a photo, author and dates in a document, tags of
 * a recording. In: the bytes as fetched. Out: the same without, with the type that the bytes themselves show; or an error where
 * the type is none that is taken. Pure.
 */
import { isUtf8 } from 'node:buffer';
import { unzipSync, zipSync } from 'fflate';
import { AppError } from './errors.ts';
import { cleanJpeg, cleanPng, cleanWebp } from './clean-media/pictures.ts';

export interface CleanMedia {
  bytes: Buffer;
  contentType: string;
}

interface Kind {
  contentType: string;
  fits(bytes: Buffer): boolean;
  clean(bytes: Buffer): Buffer;
}

const starts = (bytes: Buffer, text: string, at = 0): boolean =>
  bytes.subarray(at, at + text.length).toString('latin1') === text;
const asIs = (bytes: Buffer): Buffer => bytes;

const KINDS: readonly Kind[] = [
  { contentType: 'image/jpeg', fits: (bytes) => starts(bytes, '\xff\xd8\xff'), clean: cleanJpeg },
  { contentType: 'image/png', fits: (bytes) => starts(bytes, '\x89PNG\r\n\x1a\n'), clean: cleanPng },
  {
    contentType: 'image/webp',
    fits: (bytes) => starts(bytes, 'RIFF') && starts(bytes, 'WEBP', 8),
    clean: cleanWebp,
  },
  {
    contentType: 'image/gif',
    fits: (bytes) => /^GIF8[79]a/.test(bytes.subarray(0, 6).toString('latin1')),
    clean: asIs,
  },
  { contentType: 'application/pdf', fits: (bytes) => starts(bytes, '%PDF-'), clean: cleanPdf },
  { contentType: 'audio/amr', fits: (bytes) => starts(bytes, '#!AMR'), clean: asIs },
  {
    contentType: 'audio/silk',
    fits: (bytes) => starts(bytes, '#!SILK') || starts(bytes, '#!SILK', 1),
    clean: asIs,
  },
  { contentType: 'audio/mpeg', fits: isMp3, clean: cleanMp3 },
  {
    contentType: 'video/mp4',
    fits: (bytes) =>
      starts(bytes, 'ftyp', 4) && !/hei[cxms]|mif1|avif/.test(bytes.subarray(8, 12).toString('latin1')),
    clean: cleanMp4,
  },
  { contentType: 'application/zip', fits: isOffice, clean: cleanOffice },
  { contentType: 'text/plain; charset=utf-8', fits: isText, clean: asIs },
];

/** Throws, never to be tried again, for what is not taken. */
export function cleanMedia(bytes: Buffer): CleanMedia {
  const kind = KINDS.find(({ fits }) => fits(bytes));
  if (!kind) throw notTaken();
  try {
    return { bytes: kind.clean(bytes), contentType: kind.contentType };
  } catch (cause) {
    throw new AppError('media', 'The file is broken or not what it says: it could not be cleaned.', {
      cause,
    });
  }
}

const notTaken = (): AppError =>
  new AppError('media', 'This type of file is not taken: pictures, recordings, PDF, Office, text.', {
    tell: '这种文件不能收。请发照片、语音、视频、PDF、Word、Excel 或文字。',
  });

const INFO =
  /\/(Author|Creator|Producer|Title|Subject|Keywords|CreationDate|ModDate|Company|Manager)\s*(\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|<[0-9A-Fa-f\s]*>)/g;
const XMP = /<\?xpacket begin[\s\S]*?<\?xpacket end[^>]*\?>/g;

/** Values of the document's information are overwritten in place, so that every offset in the file still holds. */
function cleanPdf(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const blank = text
    .replace(INFO, (whole: string, _name: string, value: string) => {
      const open = value[0]!;
      const close = open === '(' ? ')' : '>';
      return `${whole.slice(0, whole.length - value.length)}${open}${(open === '(' ? ' ' : '0').repeat(value.length - 2)}${close}`;
    })
    .replace(XMP, (packet) => ' '.repeat(packet.length));
  return Buffer.from(blank, 'latin1');
}

function isMp3(bytes: Buffer): boolean {
  return starts(bytes, 'ID3') || (bytes[0] === 0xff && (bytes[1]! & 0xe6) === 0xe2);
}

/** Without the tags before and after the sound. */
function cleanMp3(bytes: Buffer): Buffer {
  let from = 0;
  while (starts(bytes, 'ID3', from) && from + 10 <= bytes.length) {
    const size = [6, 7, 8, 9].reduce((sum, at) => (sum << 7) | (bytes[from + at]! & 0x7f), 0);
    from += 10 + size;
  }
  const to = starts(bytes, 'TAG', bytes.length - 128) ? bytes.length - 128 : bytes.length;
  if (from >= to) throw new RangeError('No sound.');
  return bytes.subarray(from, to);
}

const HOLDERS = new Set(['moov', 'trak', 'mdia', 'minf']);
const TELLING = new Set(['udta', 'meta', 'uuid']);
const MOST_DEPTH = 6;

/** Boxes that hold place, camera and maker become free space of the same length. */
function cleanMp4(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const walk = (from: number, to: number, depth: number): void => {
    for (let at = from; at + 8 <= to;) {
      const size = copy.readUInt32BE(at);
      const type = copy.toString('latin1', at + 4, at + 8);
      const end = size === 0 ? to : size === 1 ? to : at + size;
      if (end <= at || end > to) throw new RangeError('A box is longer than the file.');
      if (TELLING.has(type)) {
        copy.write('free', at + 4, 'latin1');
        copy.fill(0, at + 8, end);
      } else if (HOLDERS.has(type) && depth < MOST_DEPTH) walk(at + 8, end, depth + 1);
      at = end;
    }
  };
  walk(0, copy.length, 0);
  return copy;
}

const isZip = (bytes: Buffer): boolean => starts(bytes, 'PK\x03\x04');
/** Its first entry names it, as Word, Excel and PowerPoint write them. */
function isOffice(bytes: Buffer): boolean {
  return (
    isZip(bytes) &&
    bytes.subarray(0, 4_096).includes('[Content_Types].xml') &&
    !bytes.includes('vbaProject.bin')
  );
}

const MOST_UNPACKED = 60 * 1024 * 1024;
const MOST_ENTRIES = 2_000;

/** Without the properties: author, company, dates. */
function cleanOffice(bytes: Buffer): Buffer {
  let [unpacked, entries] = [0, 0];
  const files = unzipSync(bytes, {
    filter({ name, originalSize }) {
      unpacked += originalSize;
      entries++;
      if (unpacked > MOST_UNPACKED || entries > MOST_ENTRIES) throw new RangeError('Unpacks to too much.');
      return name.length > 0;
    },
  });
  for (const name of Object.keys(files))
    if (/^docProps\/(core|app|custom)\.xml$/.test(name)) files[name] = Buffer.from(emptyProperties(name));
  return Buffer.from(zipSync(files, { level: 6 }));
}

const emptyProperties = (name: string): string =>
  name.endsWith('core.xml')
    ? '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    : '<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>';

/** UTF-8 without control characters; nothing a browser or a shell would run. */
function isText(bytes: Buffer): boolean {
  if (bytes.length === 0 || bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return false;
  return isUtf8(bytes) && !/^\s*(#!|<|@echo)/i.test(bytes.toString('utf8', 0, 200));
}
