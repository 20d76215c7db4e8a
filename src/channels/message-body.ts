/** What a person's message holds; WeCom and the Official Account write it alike. */
import type { EventBody } from '../inbox/event.ts';
import { textField, type Fields } from './fields.ts';

/** The platforms keep what people send for three days (document/path/90254). */
const MEDIA_LIFETIME_MS = 3 * 86_400_000;

/** Until when the platform keeps media that came at `at`. */
export const mediaExpiry = (at: string): string => new Date(Date.parse(at) + MEDIA_LIFETIME_MS).toISOString();

/** A kind we do not know, or one that lacks what it should hold, is told as unknown: it was sent, and is not dropped. */
export function readMessageBody(type: string, fields: Fields, at: string): EventBody {
  switch (type) {
    case 'text': {
      const menuId = textField(fields, 'bizmsgmenuid');
      return { t: 'text', text: textField(fields, 'Content') ?? '', ...(menuId ? { menuId } : {}) };
    }
    case 'image':
    case 'voice':
    case 'video':
    // UNCONFIRMED: no page lists files among what an app is told of. Taken where one comes.
    case 'file':
      return readMedia(type, fields, at);
    case 'shortvideo':
      return readMedia('video', fields, at);
    case 'location':
      return readLocation(fields);
    case 'link':
      return {
        t: 'link',
        title: textField(fields, 'Title') ?? '',
        url: textField(fields, 'Url') ?? '',
        description: textField(fields, 'Description') ?? '',
      };
    default:
      return { t: 'unknown', type };
  }
}

type Media = Extract<EventBody, { t: 'media' }>;

function readMedia(kind: Media['kind'], fields: Fields, at: string): EventBody {
  const mediaId = textField(fields, 'MediaId');
  if (!mediaId) return { t: 'unknown', type: kind };
  const format = textField(fields, 'Format');
  return { t: 'media', kind, mediaId, expiresAt: mediaExpiry(at), ...(format ? { format } : {}) };
}

function readLocation(fields: Fields): EventBody {
  const [lat, lon] = [Number(textField(fields, 'Location_X')), Number(textField(fields, 'Location_Y'))];
  if (!Number.isFinite(lat) || !Number.isFinite(lon)) return { t: 'unknown', type: 'location' };
  return { t: 'location', lat, lon, label: textField(fields, 'Label') ?? '' };
}
