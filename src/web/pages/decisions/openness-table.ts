/** 五公开: of each of the five, how much is public and how much is owed. */
import { ASPECTS, opennessOf, type Aspect, type MatterItem } from '../../../participation/openness.ts';
import type { Html } from '../layout.ts';
import { badge, table } from '../parts.ts';

export function opennessTable(items: readonly MatterItem[]): Html {
  const openness = opennessOf(items);
  return table(
    '决策、管理、执行、服务、结果 The five',
    [
      { head: '方面 Aspect', cell: (aspect: Aspect) => `${aspect}公开` },
      {
        head: '情况 State',
        cell: (aspect) => {
          const { open, owed } = openness[aspect];
          if (owed > 0) return badge('warn', `已公开 ${open},待公开 ${owed}`);
          return open > 0 ? badge('good', `已公开 ${open}`) : badge('plain', '还没有 none yet');
        },
      },
    ],
    ASPECTS,
  );
}
