/** A servicer's words stand in the citizen's conversation, sealed like all others. */
import type { Clock } from '../../kit/clock.ts';
import { conversationId, type Address } from '../../kit/conversation-id.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Tx } from '../../store/database.ts';

interface WordsDeps {
  clock: Clock;
  ids: Ids;
  content: Sealer;
}

/** `conversation` is one that exists. */
export async function keepWords(
  tx: Tx,
  { ids, content, clock }: WordsDeps,
  conversation: string,
  text: string,
): Promise<void> {
  const id = ids.next();
  await tx.turn.create({
    data: {
      id,
      conversationId: conversation,
      eventKey: `servicer:${id}`,
      at: clock.now(),
      textSealed: content.seal('', id),
      intent: 'human',
      intents: ['human'],
      outcome: 'servicer',
      replySealed: content.seal(text, id),
      evidence: { rule: 'servicer', citations: [] },
    },
  });
}

/** Written in the platform's own client: the customer may never have written to us before. */
export async function keepInClient(tx: Tx, deps: WordsDeps, address: Address, text: string): Promise<void> {
  const id = deps.content.hash(conversationId(address));
  const { channel, account } = address;
  await tx.conversation.upsert({
    where: { id },
    create: { id, channel, account, createdAt: deps.clock.now() },
    update: {},
  });
  await keepWords(tx, deps, id, text);
}
