/** What a person does on their phone: words, a picture, a place. */
import type { MediaKind, MediaRoom } from './media.ts';

export type Content =
  | { text: string; menuId?: string }
  | { media: { kind: MediaKind; mediaId: string; name: string } }
  | { location: { latitude: number; longitude: number; label: string } };

export interface Done {
  eventId: string;
  /** Whether the product took it; resolves after all resends at the latest. */
  delivered: Promise<boolean>;
}

/** How it shows on the phone of whoever sent it. */
export const textOf = (content: Content): string =>
  'text' in content
    ? content.text
    : 'media' in content
      ? `[${NAMES[content.media.kind]}] ${content.media.name}`
      : `[位置] ${content.location.label}`;

const NAMES: Readonly<Record<MediaKind, string>> = {
  image: '图片',
  voice: '语音',
  video: '视频',
  file: '文件',
};

/** Keeps what a person sends; or why the platform does not take it. */
export function keepSent(
  room: MediaRoom,
  { kind, name, bytes }: { kind: MediaKind; name: string; bytes: Buffer },
): Content | { error: string } {
  const error = room.refusal(kind, bytes);
  return error === undefined ? { media: { kind, name, mediaId: room.keep(kind, name, bytes) } } : { error };
}

/** The kind of a file by its name. */
export function kindOf(name: string): MediaKind {
  const end = name.split('.').at(-1)?.toLowerCase() ?? '';
  if (['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic'].includes(end)) return 'image';
  if (['amr', 'mp3', 'm4a', 'wav', 'ogg'].includes(end)) return 'voice';
  return ['mp4', 'mov'].includes(end) ? 'video' : 'file';
}
