/** A servicer in WeCom: 接待 on the card, then what they type goes to the citizen, until 结束. */
import type { Sealer } from '../../kit/seal.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import type { Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import type { ServiceDesk } from '../hand-off.ts';
import { announce } from '../hand-off/announce.ts';
import { addressOf, end, servedBy, take, touch, turnTo, type HandOff } from '../hand-off/records.ts';
import { keepWords } from '../hand-off/words.ts';
import { plainPlan, say, type Plan } from '../plan.ts';
import { withoutFlow } from '../flows/flow.ts';
import type { Session } from '../session.ts';
import { changeCards, refuse, type Card, type OfficialDeps } from './cards.ts';

export interface ServeDeps extends OfficialDeps {
  content: Sealer;
  outbox: Pick<Outbox, 'enqueue' | 'withdraw'>;
  desk: ServiceDesk | undefined;
}

const END = /^(结束|结束接待)[。!]?$/;
const HOW = '您打的字会直接发给群众。说完了,回复 结束。';

export function createServing(deps: ServeDeps) {
  const { clock, content, outbox, ids } = deps;

  /** 接待 on the card, or 结束 on the card of one who is in the platform's own client. */
  const press = async (
    db: Db,
    session: Session,
    official: Official,
    card: Card,
    key: string,
  ): Promise<Plan> => {
    const row = await db.handOff.findUnique({ where: { id: card.id.split(':')[0]! } });
    if (!row || row.state === 'ended') return refuse(session, '这位群众已经不需要人工了。');
    if (key === 'end') return endInClient(session, row, card);
    if (row.state === 'served')
      return refuse(session, row.servicer === official.userid ? HOW : '已经有同志在接待这位群众。');
    return plainPlan('action', 'action', [], withoutFlow(session), {
      async apply(tx) {
        const now = clock.now();
        const taken = await take(tx, row.id, official.userid, now);
        if (!taken) return say('没有接上:已经有同志在接待,或者您正接待着 9 位。');
        const line = `${official.name} 接待中`;
        await changeCards(tx, deps, { type: 'hand-off', ids: [row.id] }, line, card.taskId);
        await announce(tx, deps, taken, official.userid);
        await toCitizen(tx, taken, '工作人员来了,请直接说。说完了可以回复 结束。');
        return [
          ...(card.taskId ? [{ t: 'card-update' as const, taskId: card.taskId, text: line }] : []),
          ...say(`【${taken.slot}号】已接通。${HOW}`),
        ];
      },
    });
  };

  const endInClient = async (session: Session, row: HandOff, card: Card): Promise<Plan> => {
    if (row.mode === 'kf') await deps.desk?.end(addressOf(row, content));
    return plainPlan('action', 'action', [], withoutFlow(session), {
      async apply(tx) {
        await end(tx, row, 'servicer', clock.now());
        return [{ t: 'card-update', taskId: card.taskId, text: '接待已结束' }];
      },
    });
  };

  /** What a servicer types while they have citizens; undefined when they have none. */
  const type = async (
    db: Db,
    official: Official,
    text: string,
    session: Session,
  ): Promise<Plan | undefined> => {
    const mine = await servedBy(db, official.userid, clock.now());
    const [current] = mine;
    if (!current) return undefined;
    const other = mine.find(({ id, slot }) => id !== current.id && String(slot) === text.trim());
    if (other) return switchTo(session, other);
    if (END.test(text.trim())) return endTalk(session, current, mine);
    return plainPlan('action', 'action', [], session, {
      evidence: { rule: 'relay' },
      async apply(tx) {
        await toCitizen(tx, current, `工作人员:${text}`);
        await keepWords(tx, deps, current.conversationId, text);
        await touch(tx, current, clock.now());
        return mine.length > 1 ? say(`已发给 ${current.slot}号。${others(mine, current)}`) : [];
      },
    });
  };

  const switchTo = (session: Session, row: HandOff): Plan =>
    plainPlan('action', 'action', [], session, {
      async apply(tx) {
        await turnTo(tx, row, clock.now());
        return say(`现在对 ${row.slot}号说话。${HOW}`);
      },
    });

  const endTalk = (session: Session, row: HandOff, mine: readonly HandOff[]): Plan =>
    plainPlan('action', 'action', [], session, {
      async apply(tx) {
        const next = mine.find(({ id }) => id !== row.id);
        if (await end(tx, row, 'servicer', clock.now()))
          await toCitizen(tx, row, '工作人员的接待结束了。还有事,直接问我。');
        return say(`${row.slot}号已结束。${next ? `现在对 ${next.slot}号说话。` : ''}`);
      },
    });

  const others = (mine: readonly HandOff[], current: HandOff): string => {
    const rest = mine.filter(({ id }) => id !== current.id).map(({ slot }) => slot);
    return `回复 ${rest.join('、')} 换人。`;
  };

  const toCitizen = (tx: Tx, row: HandOff, text: string): Promise<void> =>
    outbox.enqueue(tx, [
      {
        key: `hand-off:${row.id}:${ids.next()}`,
        to: addressOf(row, content),
        body: { t: 'text', text },
        mustDeliver: true,
      },
    ]);

  return { press, type };
}
