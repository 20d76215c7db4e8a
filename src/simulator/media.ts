/** Pictures, voices, videos and files the platforms keep for three days (document/path/90253, 90254). */
import { z } from 'zod';
import { apiError, apiOk, type Api, type ApiFile, type ApiRequest, type ApiResult } from './api.ts';
import type { World } from './world.ts';

export const mediaKind = z.enum(['image', 'voice', 'video', 'file']);
export type MediaKind = z.output<typeof mediaKind>;

const KEPT_MS = 3 * 86_400_000;
const SMALLEST = 5;
const MiB = 1024 * 1024;
const LARGEST: Readonly<Record<MediaKind, number>> = {
  image: 10 * MiB,
  voice: 2 * MiB,
  video: 10 * MiB,
  file: 20 * MiB,
};
/** What an upload may be; people's own phones make what they like. */
const NAMES: Readonly<Record<MediaKind, RegExp>> = {
  image: /\.(jpe?g|png)$/i,
  voice: /\.amr$/i,
  video: /\.mp4$/i,
  file: /./,
};
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  amr: 'voice/amr',
  mp4: 'video/mp4',
};
const MAX_BYTES_KEPT = 128 * MiB;

interface Kept extends ApiFile {
  kind: MediaKind;
  expires: number;
}

export interface MediaRoom {
  /** Keeps what somebody sent; its media_id. */
  keep(kind: MediaKind, name: string, bytes: Buffer): string;
  /** Undefined once it has expired. */
  find(mediaId: string): (ApiFile & { kind: MediaKind }) | undefined;
  /** Why it cannot be sent by a person. */
  refusal(kind: MediaKind, bytes: Buffer): string | undefined;
  apis: Api[];
}

export function createMediaRoom(world: World): MediaRoom {
  const kept = new Map<string, Kept>();
  const now = (): number => world.clock.now().getTime();

  const keep = (kind: MediaKind, name: string, bytes: Buffer): string => {
    const type = TYPES[name.split('.').at(-1)!.toLowerCase()] ?? 'application/octet-stream';
    const id = `media${world.nextId('')}${world.ids.pick('abcdefghijklmnopqrstuvwxyz', 8)}`;
    kept.set(id, { kind, name, bytes, type, expires: now() + KEPT_MS });
    let total = [...kept.values()].reduce((sum, one) => sum + one.bytes.length, 0);
    for (const [oldest, one] of kept) {
      if (total <= MAX_BYTES_KEPT) break;
      kept.delete(oldest);
      total -= one.bytes.length;
    }
    return id;
  };
  const find: MediaRoom['find'] = (id) => {
    const file = kept.get(id);
    return file && file.expires > now() ? file : undefined;
  };

  const upload = async ({ query, bytes, contentType }: ApiRequest): Promise<ApiResult> => {
    const kind = mediaKind.safeParse(query.get('type'));
    if (!kind.success) return apiError(40004, 'invalid media type');
    const file = await readUpload(bytes, contentType);
    if (!file) return apiError(41005, 'media data missing');
    if (file.bytes.length <= SMALLEST) return apiError(40006, 'invalid meida size');
    if (file.bytes.length > LARGEST[kind.data]) return apiError(45001, 'media size out of limit');
    if (!NAMES[kind.data].test(file.name)) return apiError(40005, 'invalid file type');
    const created = String(Math.floor(now() / 1_000));
    return apiOk({ type: kind.data, media_id: keep(kind.data, file.name, file.bytes), created_at: created });
  };

  return {
    keep,
    find,
    refusal: (kind, bytes) =>
      bytes.length === 0
        ? '文件是空的'
        : bytes.length > LARGEST[kind]
          ? `太大了,这一类最多 ${LARGEST[kind] / MiB} MB`
          : undefined,
    apis: [
      { path: '/cgi-bin/media/upload', apps: ['app', 'kf', 'wechat'], handle: upload },
      {
        path: '/cgi-bin/media/get',
        apps: ['app', 'kf', 'wechat'],
        handle: ({ query }) => find(query.get('media_id') ?? '') ?? apiError(40007, 'invalid media_id'),
      },
    ],
  };
}

async function readUpload(
  bytes: Buffer,
  contentType: string,
): Promise<{ name: string; bytes: Buffer } | undefined> {
  try {
    const form = await new Response(new Uint8Array(bytes), {
      headers: { 'content-type': contentType },
    }).formData();
    const media = form.get('media');
    return media instanceof File
      ? { name: media.name, bytes: Buffer.from(await media.arrayBuffer()) }
      : undefined;
  } catch {
    return undefined;
  }
}
