/** 我的事项: everything of the citizen's in one list, each with its state and next step; a number opens one. */
import type { Matter } from '../../people/matters.ts';
import type { Db, Tx } from '../../store/database.ts';
import { offer, plainPlan, say, type Applying, type Plan } from '../plan.ts';
import { withoutFlow, type Flow, type FlowInput } from './flow.ts';

/** Each room lists what it has of a citizen's. */
export type MatterSource = (db: Db, citizenId: string) => Promise<Matter[]>;

const NAME = 'matters';
/** Choices go from 1 to 9. */
const SHOWN = 8;
const NOTHING =
  '您还没有在这里办过事。投诉、申请公开、提意见,直接说就行。匿名的投诉不在这里列,请发 16 位查询码。';

export function createMattersFlow(sources: readonly MatterSource[]): Flow {
  const listOf = async (tx: Tx, citizenId: string): Promise<Matter[]> => {
    const found: Matter[] = [];
    for (const source of sources) found.push(...(await source(tx, citizenId)));
    return found.sort((a, b) => Number(b.open) - Number(a.open) || b.at.getTime() - a.at.getTime());
  };

  const list = ({ session }: FlowInput, page: number): Plan =>
    plainPlan('progress', 'answered', [], withoutFlow(session), {
      evidence: { rule: 'matters' },
      async apply(tx, { citizenId = '', remember }: Applying) {
        const all = await listOf(tx, citizenId);
        if (all.length === 0) return say(NOTHING);
        const shown = all.slice(page * SHOWN, (page + 1) * SHOWN);
        const open = all.filter((matter) => matter.open).length;
        const head = `您有 ${all.length} 件事,${open} 件在办。`;
        const lines = shown.map(({ number, ask, title, state, next }) => ({
          id: ask ? `ask:${ask}` : `matter:${number}`,
          label: `${title}${number ? ` ${number}` : ''}:${state}${next ? `。${next.replace(/。$/, '')}` : ''}`,
        }));
        const more =
          all.length > (page + 1) * SHOWN ? [{ id: `matters-page:${page + 1}`, label: '看后面的' }] : [];
        const offered = offer(
          withoutFlow(session),
          head,
          [...lines, ...more],
          '回复数字看一件。匿名投诉不在这里列,请发查询码。回复 返回 退出。',
        );
        remember(offered.session);
        return offered.say;
      },
    });

  const begin = (input: FlowInput): Plan =>
    list(input, Number(/^matters-page:(\d{1,3})$/.exec(input.choice ?? '')?.[1] ?? 0));
  return { name: NAME, begin, step: begin };
}
