/** Pictures, voices and files that people sent, fetched from the platform while it still has them. */
import { AppError, ChannelError } from '../kit/errors.ts';
import type { FetchedMedia, MediaKind } from '../inbox/media.ts';
import { isAnswer, type PlatformApi } from './platform-api.ts';

/** The largest a platform lets people send (document/path/90253; kf: UNCONFIRMED, taken to be the same). */
const MAX_BYTES: Readonly<Record<MediaKind, number>> = {
  image: 10 * 1024 * 1024,
  voice: 2 * 1024 * 1024,
  video: 10 * 1024 * 1024,
  file: 20 * 1024 * 1024,
};

export const mediaLimit = (kind: MediaKind): number => MAX_BYTES[kind];

/** Throws NotFound-like AppError `media-gone` when the platform has it no more, ChannelError when it may later. */
export async function fetchMedia(api: PlatformApi, mediaId: string, kind: MediaKind): Promise<FetchedMedia> {
  const got = await api.download('/cgi-bin/media/get', { media_id: mediaId }, MAX_BYTES[kind]);
  if (!isAnswer(got)) return got;
  // 40007: the id is unknown, or older than three days.
  if (got.errcode === 40007)
    throw new AppError('media-gone', 'The platform does not have this file any more.', {
      tell: '这个文件已经过期,打不开了,请再发一次。',
    });
  throw new ChannelError(`media/get failed, errcode ${got.errcode}.`, {
    errcode: got.errcode,
    retry: 'later',
  });
}
