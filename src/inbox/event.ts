/** What came in from a platform, in one shape for all of them. */
import { conversationId } from '../kit/conversation-id.ts';

export type EventBody =
  | { t: 'text'; text: string; menuId?: string }
  | {
      t: 'media';
      kind: 'image' | 'voice' | 'video' | 'file';
      mediaId: string;
      /** The platform forgets it then. */
      expiresAt?: string;
      format?: string;
      name?: string;
    }
  | { t: 'location'; lat: number; lon: number; label?: string }
  | { t: 'link'; title: string; url: string; description?: string }
  /** A button or form of a card. `selected` maps a question key to the chosen option ids. */
  | { t: 'action'; taskId: string; key: string; responseCode?: string; selected: Record<string, string[]> }
  /** An item of the account's fixed menu. */
  | { t: 'menu'; key: string }
  /** The person opened the chat. `welcomeCode` lets us greet once, within 20 seconds. */
  | { t: 'enter'; scene?: string; sceneParam?: string; welcomeCode?: string }
  | { t: 'subscribe'; scene?: string }
  | { t: 'unsubscribe' }
  /** The platform says that a message it had accepted was not delivered. */
  | { t: 'delivery-failed'; messageId: string; reason: number }
  /** A human servicer took over or left. */
  | { t: 'session'; change: number; servicer?: string; code?: string }
  | { t: 'recall'; messageId: string }
  | { t: 'directory'; change: string; id: string; newId?: string }
  /** "There is something to fetch": carries no content itself. 微信客服 */
  | { t: 'poke'; token: string }
  /** The platform says something about our app. */
  | { t: 'notice'; name: string }
  | { t: 'unknown'; type: string };

export interface InboundEvent {
  /** The same for every delivery of one event, different for any two events. */
  key: string;
  channel: string;
  /** Our account there: agent id, open_kfid, app id. */
  account: string;
  /** The platform's id of the sender; 'sys' for the platform itself. */
  person: string;
  /** ISO instant the platform gives. */
  at: string;
  origin: 'person' | 'servicer' | 'platform';
  /** The servicer's userid, where one wrote it and the platform tells who. */
  servicer?: string;
  body: EventBody;
}

/** Events of one lane are worked one after the other, in the order of arrival. */
export const laneOf = (event: InboundEvent): string => conversationId(event);
