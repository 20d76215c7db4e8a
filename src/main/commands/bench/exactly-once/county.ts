/** The county of a trial: the sample county, and as many officials more as write; and what can be asked of it. */
import { createSealer } from '../../../../kit/seal.ts';
import { systemClock } from '../../../../kit/clock.ts';
import { AppError } from '../../../../kit/errors.ts';
import { systemIds } from '../../../../kit/ids.ts';
import { utf8Length } from '../../../../kit/text.ts';
import { warmUp } from '../../../../conversation/understand.ts';
import { importFile } from '../../../../disclosure/import-file.ts';
import { openDatabase } from '../../../../store/database.ts';
import { loadSampleCounty } from '../../../ground.ts';
import { loadKnowledge } from '../../../knowledge.ts';
import { createAsker } from '../../asker.ts';

/** A question, and the name by which its answer is known. */
export interface Topic {
  name: string;
  question: string;
}

/** One message on any platform, so that one answer is one message on the phone. */
const ANSWER_BYTES = 1_400;

export const KEYS = {
  identity: Buffer.alloc(32, 1),
  content: Buffer.alloc(32, 2),
  session: Buffer.alloc(32, 3),
};

/** Fills the database, where it is empty, and adds the members. The topics are those whose answers cannot be mistaken for one another. */
export async function settleCounty(url: string, members: readonly string[]): Promise<Topic[]> {
  const database = await openDatabase({ url, poolSize: 2 });
  try {
    if ((await database.prisma.unit.count()) === 0) await loadSampleCounty(database, systemClock);
    const unit = { code: 'trial', name: '试验办公室', type: 'department' };
    const people = members.map((userid) => ({ userid, name: userid, unit: 'trial', roles: [] }));
    const file = Buffer.from(JSON.stringify({ units: [unit], people }));
    const { rejected } = await importFile(database, file, 'organisation.json', { now: systemClock.now() });
    if (rejected.length > 0) throw new AppError('bench', `The trial's people: ${rejected[0]!.reason}`);
    const knowledge = await loadKnowledge(database);
    warmUp(knowledge.answers().matcher);
    const keys = {
      content: createSealer(KEYS.content),
      identity: createSealer(KEYS.identity),
      session: KEYS.session,
    };
    const asker = createAsker({ database, keys, clock: systemClock, ids: systemIds }, knowledge);
    const names = knowledge.records().procedures.map(({ name }) => name);
    const told: { topic: Topic; answer: string }[] = [];
    for (const name of names) {
      const question = `${name}要多久?`;
      told.push({ topic: { name, question }, answer: (await asker.ask(question)).text });
    }
    const topics = told.flatMap(({ topic, answer }) =>
      utf8Length(answer) <= ANSWER_BYTES && topicsIn(answer, names).join() === topic.name ? [topic] : [],
    );
    return topics;
  } finally {
    await database.close();
  }
}

/** The names that an answer holds. */
export const topicsIn = (text: string, names: readonly string[]): string[] =>
  names.filter((name) => text.includes(name));
