/**
 * Files of an item 附件: the source document, a list, pictures. Cleaned as what citizens send is, bounded, and looked through
 * for numbers of identity cards and accounts, since they are for everybody. What the item says of them decides who may
 * read them: a corrected one stays with its old version, a withdrawn item has none.
 */
import { unzipSync } from 'fflate';
import { cleanMedia, type CleanMedia } from '../kit/clean-media.ts';
import { ConflictError, InputError, NotFoundError } from '../kit/errors.ts';
import type { Official } from '../people/officials.ts';
import type { Db, Tx } from '../store/database.ts';
import { findDisclosure, isPublic, MAX_FILES, type Disclosure, type ItemFile } from './disclosures.ts';
import type { Moment } from './obligations.ts';
import { rewrite } from './publication.ts';
import { holdsPrivateNumber } from './publication/faults.ts';

export interface NewFile {
  name: string;
  bytes: Buffer;
}

export interface ReadFile extends ItemFile {
  content: Buffer;
}

/** As the platforms' own limit (path/90253: file 20 MB). */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;

const OFFICE = 'application/vnd.openxmlformats-officedocument.';
/** By the type that the bytes show: the endings a name may have, the first where it has another, and the type told. */
const TAKEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'image/jpeg': { jpg: 'image/jpeg', jpeg: 'image/jpeg' },
  'image/png': { png: 'image/png' },
  'image/webp': { webp: 'image/webp' },
  'image/gif': { gif: 'image/gif' },
  'application/pdf': { pdf: 'application/pdf' },
  'application/zip': {
    docx: `${OFFICE}wordprocessingml.document`,
    xlsx: `${OFFICE}spreadsheetml.sheet`,
    pptx: `${OFFICE}presentationml.presentation`,
  },
  'text/plain; charset=utf-8': { txt: 'text/plain; charset=utf-8', csv: 'text/csv; charset=utf-8' },
};
export const TAKEN_ENDINGS = Object.values(TAKEN)
  .flatMap((endings) => Object.keys(endings))
  .map((ending) => `.${ending}`);
export const TAKEN_WORDS = '图片、PDF、Word(.docx)、Excel(.xlsx)、PPT(.pptx)、文字(.txt .csv)';

/** Cleaned and checked, as it will be for everybody. Throws with what to do about it. */
export function checkFile({ name, bytes }: NewFile): Omit<ReadFile, 'id'> {
  if (bytes.length > MAX_FILE_BYTES)
    throw new InputError('Too large.', { tell: '文件太大,最多 20 MB。请压缩或分成几个。' });
  if (bytes.length === 0) throw new InputError('Empty.', { tell: '文件是空的,请重新选。' });
  const clean = cleaned(bytes);
  const endings = TAKEN[clean.contentType];
  if (!endings) throw notTaken();
  const plain = plainName(name);
  const given = /\.([^.]{1,8})$/.exec(plain)?.[1]?.toLowerCase() ?? '';
  const office = clean.contentType === 'application/zip' ? officeKind(clean.bytes) : undefined;
  const ending = given in endings ? given : (office ?? Object.keys(endings)[0]!);
  if (clean.contentType === 'application/zip' && ending !== office)
    throw new InputError('Not what its name says.', {
      tell: '文件和它的名字对不上,请用 Office 或 WPS 另存一次。',
    });
  if (holdsPrivateNumber(textOf(clean.bytes, ending)))
    throw new InputError('Private numbers.', {
      tell: `「${plain}」里有没隐去的身份证号或银行卡号。请先隐去,再传。`,
    });
  return {
    name: given in endings ? plain : `${plain}.${ending}`,
    contentType: endings[ending]!,
    bytes: clean.bytes.length,
    content: clean.bytes,
  };
}

function cleaned(bytes: Buffer): CleanMedia {
  try {
    return cleanMedia(bytes);
  } catch (cause) {
    throw notTaken(cause);
  }
}

const notTaken = (cause?: unknown): InputError =>
  new InputError('This type of file is not published, or it is broken.', {
    tell: `这个文件不能公开:类型不对或文件坏了。可以发:${TAKEN_WORDS}。`,
    cause,
  });

/** One more file of an item that is not public yet; what waited for its review waits no more. */
export async function attachFile(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  file: NewFile,
): Promise<Disclosure> {
  const before = await findDisclosure(tx, code);
  const files = before?.files ?? [];
  if (files.length >= MAX_FILES)
    throw new ConflictError('Full.', { tell: `一条信息最多 ${MAX_FILES} 个附件。请先去掉一个。` });
  if (!before) throw new NotFoundError('No such item.', { tell: '没有找到这条信息,可能已经删除。' });
  const kept = await keepFile(tx, moment, by, code, checkFile(file));
  return (await rewrite(tx, moment, by, code, contentOf(before, [...files, kept]))).item;
}

/** Off an item that is not public yet. */
export async function dropFile(
  tx: Tx,
  moment: Moment,
  by: Official,
  code: string,
  id: string,
): Promise<Disclosure> {
  const before = await findDisclosure(tx, code);
  const files = (before?.files ?? []).filter((file) => file.id !== id);
  const { item } = await rewrite(tx, moment, by, code, contentOf(before, files));
  if (!(await isInVersion(tx, code, id))) await tx.disclosureFile.deleteMany({ where: { id, code } });
  return item;
}

const contentOf = (item: Disclosure | undefined, files: readonly ItemFile[]) => ({
  title: item?.title ?? '',
  summary: item?.summary ?? '',
  particulars: { files: [...files] },
});

/** Keeps the bytes; the caller writes what it returns into the item. */
export async function keepFile(
  tx: Tx,
  { now, ids }: Moment,
  by: Official,
  code: string,
  { content, ...file }: Omit<ReadFile, 'id'>,
): Promise<ItemFile> {
  const id = ids.next();
  await tx.disclosureFile.create({
    data: { id, code, content: content.toString('base64'), addedBy: by.userid, addedAt: now },
  });
  return { id, ...file };
}

/** For everybody: a file that the item names as it stands, while it is public. */
export async function readPublicFile(db: Db, code: string, id: string): Promise<ReadFile | undefined> {
  const item = await findDisclosure(db, code);
  const file = item && isPublic(item) ? item.files?.find((one) => one.id === id) : undefined;
  return file && readBytes(db, code, file);
}

/** For who answers for the item: those of its earlier versions too. */
export async function readAnyFile(db: Db, code: string, id: string): Promise<ReadFile | undefined> {
  const current = (await findDisclosure(db, code))?.files?.find((file) => file.id === id);
  const file = current ?? (await isInVersion(db, code, id));
  return file && readBytes(db, code, file);
}

async function readBytes(db: Db, code: string, file: ItemFile): Promise<ReadFile | undefined> {
  const row = await db.disclosureFile.findFirst({ where: { id: file.id, code } });
  return row ? { ...file, content: Buffer.from(row.content, 'base64') } : undefined;
}

/** The files an earlier version named. */
export const filesOfVersion = (content: unknown): ItemFile[] =>
  (content as { details?: { files?: ItemFile[] } }).details?.files ?? [];

async function isInVersion(db: Db, code: string, id: string): Promise<ItemFile | undefined> {
  const versions = await db.disclosureVersion.findMany({ where: { code }, select: { content: true } });
  return versions.flatMap(({ content }) => filesOfVersion(content)).find((file) => file.id === id);
}

const NAME_LENGTH = 100;

/** Without a path, without signs that a browser or a disk takes for something else; its ending stays. */
function plainName(name: string): string {
  const bare = name
    .normalize('NFC')
    .replace(/^.*[\\/]/, '')
    .replace(/[\p{C}<>:"|?*]/gu, '')
    .trim()
    .replace(/^\.+/, '');
  const chars = [...(bare || '附件')];
  return chars.length <= NAME_LENGTH ? chars.join('') : chars.slice(-NAME_LENGTH).join('');
}

/** Names of the entries of a zip, without unpacking. */
function namesIn(bytes: Buffer): string[] {
  const names: string[] = [];
  unzipSync(bytes, {
    filter({ name }) {
      names.push(name);
      return false;
    },
  });
  return names;
}

const FOLDERS = [
  ['word/', 'docx'],
  ['xl/', 'xlsx'],
  ['ppt/', 'pptx'],
] as const;

const officeKind = (bytes: Buffer): string | undefined => {
  const names = namesIn(bytes);
  return FOLDERS.find(([folder]) => names.some((name) => name.startsWith(folder)))?.[1];
};

/** What can be read of it without a program of its own; of pictures and PDF nothing. */
function textOf(bytes: Buffer, ending: string): string {
  if (ending === 'txt' || ending === 'csv') return bytes.toString('utf8');
  if (!['docx', 'xlsx', 'pptx'].includes(ending)) return '';
  const parts = unzipSync(bytes, { filter: ({ name }) => /^(word|xl|ppt)\/.*\.xml$/.test(name) });
  // Word breaks a number into runs, a table puts one into the next cell.
  const between = ending === 'xlsx' ? ' ' : '';
  return Object.values(parts)
    .map((part) =>
      Buffer.from(part)
        .toString('utf8')
        .replace(/<\/(w:p|a:p)>/g, '\n')
        .replace(/<[^>]*>/g, between),
    )
    .join('\n');
}
