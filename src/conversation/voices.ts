/**
 * A voice message as text, by a model, where one is configured for it. In: the key of the event it came with. Out: what was
 * said, or undefined: the person is then asked to type. A voice cannot be masked, so nothing that is said within a flow, where
 * people tell names and telephones, is ever sent.
 */
import type { MediaKeeper } from '../inbox/media.ts';
import type { Model } from '../llm/model.ts';
import type { MessageBody } from '../outbox/message.ts';
import type { Database } from '../store/database.ts';
import type { Plan } from './plan.ts';
import { waitForMedia } from './sent-media.ts';

export interface Voices {
  hear(eventKey: string): Promise<string | undefined>;
}

export interface VoicesDeps {
  model: Pick<Model, 'transcribe'>;
  database: Database;
  media: Pick<MediaKeeper, 'look'>;
}

/** Of what was heard so much is said back. */
const SAID_BACK = 40;

export function createVoices({ model, database, media }: VoicesDeps): Voices {
  return {
    async hear(eventKey) {
      const kept = await waitForMedia(media, database.prisma, eventKey);
      const heard = kept && (await model.transcribe(kept));
      return heard?.ok ? heard.value : undefined;
    },
  };
}

/** The plan with what was heard said back first, so that a mishearing is seen. */
export function saidBack(plan: Plan, heard: string): Plan {
  const chars = [...heard.replaceAll('\n', ' ')];
  const words = `听到您说:“${chars.slice(0, SAID_BACK).join('')}${chars.length > SAID_BACK ? '……' : ''}”`;
  const [first, ...others] = plan.say;
  const joined: MessageBody[] =
    first?.t === 'menu'
      ? [{ ...first, head: `${words}\n${first.head}` }, ...others]
      : first?.t === 'text'
        ? [{ ...first, text: `${words}\n${first.text}` }, ...others]
        : [{ t: 'text', text: words }, ...plan.say];
  return { ...plan, heard, say: joined };
}
