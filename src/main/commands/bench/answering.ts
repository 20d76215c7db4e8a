import { systemClock } from '../../../kit/clock.ts';
import { openDatabase } from '../../../store/database.ts';
import { understand, warmUp } from '../../../conversation/understand.ts';
import { loadSampleCounty } from '../../ground.ts';
import { loadKnowledge } from '../../knowledge.ts';
import { percentile, type Benchmark } from './figures.ts';

const ROUNDS = 3;

/** Every procedure of the sample county asked for, understood and answered, with no model. */
export const answering: Benchmark = {
  help: '听懂并答出一个问题要多久  how long it takes to understand and answer a question',
  async run({ note }) {
    const database = await openDatabase({});
    try {
      await loadSampleCounty(database, systemClock);
      const knowledge = await loadKnowledge(database);
      const known = knowledge.answers();
      warmUp(known.matcher);
      const half: number[] = [];
      const most: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const times = knowledge.records().procedures.map(({ name }) => {
          const started = performance.now();
          const { text, fields } = understand(`${name}怎么办,要多久,要多少钱?`, known.matcher);
          known.answer({ text, fields, last: undefined, lookup: false, audience: 'citizen' });
          return performance.now() - started;
        });
        half.push(percentile(times, 0.5));
        most.push(percentile(times, 0.95));
      }
      note('ask_p50', 'ms', half);
      note('ask_p95', 'ms', most);
    } finally {
      await database.close();
    }
  },
};
