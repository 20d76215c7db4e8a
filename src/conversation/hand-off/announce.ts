/** What a servicer gets to see: a card about who wants them, then the whole conversation. */
import { conversationId, type Address } from '../../kit/conversation-id.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Card } from '../../outbox/message.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import type { Tx } from '../../store/database.ts';
import type { HandOff } from './records.ts';
import { lastAsked, transcriptOf } from './transcript.ts';

export interface Served {
  content: Sealer;
  clock: Clock;
  outbox: Pick<Outbox, 'enqueue' | 'withdraw'>;
  officialAddress(userid: string): Address;
}

const CHANNELS: Readonly<Record<string, string>> = { kf: '微信客服', wechat: '公众号', wechaty: '微信' };

export async function summaryCard(tx: Tx, served: Served, row: HandOff, from: Address): Promise<Card> {
  const id = served.content.hash(conversationId(from));
  const asked = await lastAsked(tx, served.content, id, served.clock.now());
  const inClient = row.mode === 'kf';
  return {
    source: '阳光·转人工',
    title: '有群众要人工',
    text: asked ? `刚才问的:${asked}` : '还没有说是什么事。',
    fields: [
      { name: '从哪里来', value: CHANNELS[from.channel] ?? from.channel },
      { name: '在哪里答', value: inClient ? '微信客服里' : '点「接待」,在这里打字' },
    ],
    buttons: inClient ? [{ key: 'end', label: '结束' }] : [{ key: 'take', label: '接待', tone: 'primary' }],
  };
}

/** The conversation so far, to the one who talks now; the word that nobody came is taken back. */
export async function announce(tx: Tx, served: Served, row: HandOff, servicer: string): Promise<void> {
  await served.outbox.withdraw(tx, `hand-off:${row.id}:nobody`);
  const said = await transcriptOf(tx, served.content, row.conversationId, served.clock.now());
  const slot = row.slot ? `【${row.slot}号】` : '';
  await served.outbox.enqueue(tx, [
    {
      key: `hand-off:${row.id}:transcript:${servicer}`,
      to: served.officialAddress(servicer),
      body: { t: 'text', text: `${slot}前面的对话:\n${said ?? '(还没有)'}` },
      mustDeliver: true,
    },
  ]);
}
