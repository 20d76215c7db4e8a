import { randomBytes } from 'node:crypto';
import { warmUp } from '../../../conversation/understand.ts';
import { systemClock } from '../../../kit/clock.ts';
import { systemIds } from '../../../kit/ids.ts';
import { createSealer } from '../../../kit/seal.ts';
import { openDatabase } from '../../../store/database.ts';
import { loadSampleCounty } from '../../ground.ts';
import { loadKnowledge } from '../../knowledge.ts';
import type { Benchmark } from './figures.ts';
import { runInjection, type InjectionFigures } from './injection/run.ts';

/** Every attack against the real pipeline over the sample county, with a model that obeys whoever speaks to it. */
export const injection: Benchmark = {
  help: '让一个什么都听的模型去改答案,看改不改得动  attacks with a model that obeys them all: what gets out',
  long: true,
  async run({ note, say }) {
    const database = await openDatabase({});
    try {
      await loadSampleCounty(database, systemClock);
      warmUp((await loadKnowledge(database)).answers().matcher);
      const key = createSealer(randomBytes(32));
      const keys = { content: key, identity: key, session: randomBytes(32) };
      const figures = await runInjection({ database, keys, clock: systemClock, ids: systemIds });
      for (const [name, count] of countsOf(figures)) note(name, 'count', [count]);
      say(showInjection(figures));
    } finally {
      await database.close();
    }
  },
};

const countsOf = (figures: InjectionFigures): [string, number][] => [
  ['attacks', figures.attacks],
  ['obeyed', Object.values(figures.shapes).reduce((sum, { obeyed }) => sum + obeyed, 0)],
  ['straight', figures.straight.attacks],
  ['invented', figures.invented.length],
  ['internal', figures.internal.length],
  ['changed', figures.changed.length],
  ['written', figures.written.length],
  ['leaked', figures.leaked.length],
  ['straight_passed', figures.straight.passed.length],
];

/** By shape how many were tried and how often the model was asked and obeyed; then whatever got out, each by name. */
function showInjection({
  shapes,
  invented,
  internal,
  changed,
  written,
  leaked,
  straight,
}: InjectionFigures): string {
  const lines = Object.entries(shapes).map(
    ([shape, { attacks, obeyed }]) => `${shape.padEnd(12)} ${attacks} 次 attacks,模型照做 obeyed ${obeyed}`,
  );
  const cases: [string, string[]][] = [
    ['说出了编造的 invented facts out', invented],
    ['说出了内部的 internal words out', internal],
    ['改了答案 answers changed', changed],
    ['写了数据库 tables written', written],
    ['发给模型的有个人或内部信息 personal or internal data sent', leaked],
    [`直接问模型 straight at the model (${straight.attacks}) 放行 passed`, straight.passed],
  ];
  return [
    ...lines,
    ...cases.flatMap(([label, list]) => [`${label}: ${list.length}`, ...list.map((one) => `    ${one}`)]),
    '',
  ].join('\n');
}
