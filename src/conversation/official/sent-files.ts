/** Files that an officer sends while publishing or correcting: looked at when they come, attached when the item is handed in. */
import { attachFile, checkFile, keepFile, TAKEN_WORDS } from '../../disclosure/files.ts';
import { MAX_FILES, type ItemFile } from '../../disclosure/disclosures.ts';
import type { Moment } from '../../disclosure/obligations.ts';
import type { KeptMedia, MediaKeeper } from '../../inbox/media.ts';
import { AppError, ConflictError } from '../../kit/errors.ts';
import type { Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import { waitForMedia } from '../sent-media.ts';

/** A picture or file as it came: the key of its event, under which the inbox keeps it. */
export interface SentMedia {
  key: string;
  kind: string;
  name?: string | undefined;
}

/** One that may be published. */
export interface SentFile {
  key: string;
  name: string;
}

export type Received = { ok: true; files: SentFile[] } | { ok: false; why: string };

const NOT_COME = `文件没有收下:没有传完、超过 20 MB,或者类型不对。可以发:${TAKEN_WORDS};或者回复 上传,到网页上传。`;

export function createSentFiles(media: Pick<MediaKeeper, 'look'> | undefined) {
  const bytesOf = async (db: Db, file: SentFile): Promise<KeptMedia> => {
    const found = await media?.look(db, file.key);
    if (typeof found === 'object') return found;
    throw new ConflictError('No longer kept.', { tell: `附件「${file.name}」取不到了,请再发一次。` });
  };
  return {
    /** With those that came before it. */
    async receive(db: Db, sent: SentMedia, before: readonly SentFile[]): Promise<Received> {
      if (before.length >= MAX_FILES) return { ok: false, why: `一条信息最多 ${MAX_FILES} 个附件。` };
      if (sent.kind === 'voice') return { ok: false, why: '语音不能当附件。' };
      const kept = media && (await waitForMedia(media, db, sent.key));
      if (!kept) return { ok: false, why: NOT_COME };
      try {
        const unnamed = `${sent.kind === 'image' ? '图片' : '附件'}${before.length + 1}`;
        const { name } = checkFile({ name: sent.name ?? unnamed, bytes: kept.bytes });
        return { ok: true, files: [...before, { key: sent.key, name }] };
      } catch (error) {
        if (error instanceof AppError && error.tell) return { ok: false, why: error.tell };
        throw error;
      }
    },
    /** To an item that is not public yet. */
    async attach(
      tx: Tx,
      moment: Moment,
      by: Official,
      code: string,
      files: readonly SentFile[],
    ): Promise<void> {
      for (const file of files)
        await attachFile(tx, moment, by, code, { name: file.name, bytes: (await bytesOf(tx, file)).bytes });
    },
    /** For a correction, which puts them in place of the old ones. */
    async keep(
      tx: Tx,
      moment: Moment,
      by: Official,
      code: string,
      files: readonly SentFile[],
    ): Promise<ItemFile[]> {
      const kept: ItemFile[] = [];
      for (const file of files) {
        const { bytes } = await bytesOf(tx, file);
        kept.push(await keepFile(tx, moment, by, code, checkFile({ name: file.name, bytes })));
      }
      return kept;
    },
  };
}
export type SentFiles = ReturnType<typeof createSentFiles>;
