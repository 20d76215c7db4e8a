/** The office decides what officers ask: 同意, 不同意, 改派, 免除. The card changes for all who have it; the officer is told. */
import { formatDay } from '../../kit/day.ts';
import { settledDigest } from '../../disclosure/digest-card.ts';
import { excuse } from '../../disclosure/obligations.ts';
import type { Obligation } from '../../disclosure/obligations.ts';
import { decide, type Asked, type ObligationRequest } from '../../disclosure/obligation-requests.ts';
import type { Card as ShownCard, MessageBody } from '../../outbox/message.ts';
import type { Official } from '../../people/officials.ts';
import type { Tx } from '../../store/database.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, awaitText, changeCards, momentOf, tell, type Card, type OfficialDeps } from './cards.ts';
import { unitsIn } from './said.ts';

const ASK: Readonly<Record<string, string>> = {
  assign: '改派给哪个单位?请写单位的名字。',
  excuse: '为什么可以不公开?请写一句,会记入台账。',
};

const WHAT = { extension: '申请延期', transfer: '申请转交', dispute: '说不属于本单位' } as const;

/** What the office sees. */
export function requestCard(
  request: ObligationRequest,
  obligation: Obligation,
  by: Official,
  asked: Asked,
): ShownCard {
  const kind = asked.kind;
  return {
    source: '阳光·待决定',
    title: `${by.name}${WHAT[kind]}`,
    text: `${obligation.title}。理由:${request.reason}`,
    fields: [
      ...(obligation.due ? [{ name: '现在到期', value: formatDay(obligation.due) }] : []),
      ...(asked.until ? [{ name: '延到', value: formatDay(asked.until) }] : []),
    ],
    buttons: [
      ...(kind === 'extension' || asked.toUnit
        ? [{ key: 'grant', label: '同意', tone: 'primary' as const }]
        : [{ key: 'assign', label: '改派', tone: 'primary' as const }]),
      { key: 'refuse', label: '不同意' },
      ...(kind === 'extension' ? [] : [{ key: 'excuse', label: '免除' }]),
    ],
  };
}

export function createDecisions(deps: OfficialDeps) {
  const press = (session: Session, official: Official, card: Card, key: string, text?: string): Plan => {
    if (text === undefined && ASK[key]) return awaitText(session, key, card, ASK[key]);
    return attempt(session, (tx) => carryOut(tx, official, card, key, text ?? ''));
  };

  const carryOut = async (
    tx: Tx,
    official: Official,
    card: Card,
    key: string,
    text: string,
  ): Promise<MessageBody[]> => {
    const id = card.id.split(':')[0]!;
    const moment = momentOf(deps);
    const unit = key === 'assign' ? await unitNamed(tx, text) : undefined;
    if (key === 'assign' && !unit) return say('没有找到这个单位。请再点一次「改派」,写单位的全名。');
    const decision = key === 'refuse' || key === 'excuse' ? 'refused' : 'granted';
    const { request, obligation } = await decide(
      tx,
      moment,
      id,
      official,
      decision,
      deps.calendar(),
      unit?.code,
    );
    if (key === 'excuse') await excuse(tx, moment, obligation, official, text);
    const what = { grant: '已同意', refuse: '不同意', assign: '已改派', excuse: '已免除' }[key] ?? '已办';
    const line = settledDigest(what, official, deps.clock.now());
    await changeCards(tx, deps, { type: 'obligation-request', ids: [id] }, line, card.taskId);
    await tell(
      tx,
      deps,
      request.askedBy,
      `request-decided:${id}`,
      outcome(request, obligation, key, unit?.name, text),
    );
    const { officerUserid: officer } = obligation;
    if (decision === 'granted' && request.kind !== 'extension' && officer)
      await tell(
        tx,
        deps,
        officer,
        `assigned:${id}:${officer}`,
        `「${obligation.title}」改由您单位公开${obligation.due ? `,${formatDay(obligation.due)}前` : ''}。回复 待办 看全部。`,
      );
    return [
      { t: 'card-update', taskId: card.taskId, text: line },
      ...say(`「${obligation.title}」${what},已告诉申请人。`),
    ];
  };

  return { press };
}

function outcome(
  request: ObligationRequest,
  { title, due }: Obligation,
  key: string,
  unit: string | undefined,
  text: string,
): string {
  if (key === 'excuse') return `「${title}」经县政府办同意不用公开了。原因:${text}`;
  if (key === 'refuse') return `「${title}」的申请没有同意。${due ? `请在 ${formatDay(due)} 前公开。` : ''}`;
  if (request.kind === 'extension') return `「${title}」同意延到 ${formatDay(request.until!)}。`;
  return `「${title}」已改由${unit ?? '别的单位'}公开,您这里不用再办。`;
}

/** The unit that is named first in a text, as people call it. */
export async function unitNamed(tx: Tx, text: string) {
  const units = await tx.unit.findMany({
    where: { active: true },
    select: { code: true, name: true, aliases: true },
  });
  return unitsIn(text, units)[0];
}
