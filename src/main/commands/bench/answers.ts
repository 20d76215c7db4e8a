/**
 * How good the answers are, on labelled sets of a folder: questions*.jsonl, refuse*.jsonl, messages*.jsonl. Asked of the
 * real conversation over the records at hand, with no model; nothing is written.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Citation } from '../../../answers/citation.ts';
import type { Violation } from '../../../answers/guard.ts';
import { warmUp } from '../../../conversation/understand.ts';
import { systemClock } from '../../../kit/clock.ts';
import { InputError, messageOf } from '../../../kit/errors.ts';
import { systemIds } from '../../../kit/ids.ts';
import { createSealer } from '../../../kit/seal.ts';
import { openDatabase } from '../../../store/database.ts';
import { loadSampleCounty } from '../../ground.ts';
import { loadKnowledge } from '../../knowledge.ts';
import { createAsker, type Asked } from '../asker.ts';
import type { Benchmark } from './figures.ts';

export interface AnswerBench {
  ask(text: string): Promise<Asked>;
  /** Facts of the text that the records cited do not hold. */
  check(text: string, citations: readonly Citation[]): Violation[];
}

export interface AnswerFigures {
  questions: Score;
  falseRefusals: Score;
  mustRefuse: Score;
  intents: Score;
  uncited: Score;
  factsNotCited: Score;
  p50Ms: number;
  p95Ms: number;
}

/** `hits` of `of`; each case that counts against us as one line. */
export interface Score {
  hits: number;
  of: number;
  cases: string[];
}

const id = z.string();
const questionSchema = z.object({
  id,
  text: z.string(),
  /** Of each list one must stand in the text. */
  must: z.array(z.array(z.string())).default([]),
  mustNot: z.array(z.string()).default([]),
  citation: z.object({ type: z.string(), id: z.string() }).optional(),
});
const refuseSchema = z.object({
  id,
  text: z.string(),
  expect: z.string().default('refused'),
  accept: z.array(z.string()).optional(),
  mustNot: z.array(z.string()).default([]),
});
const messageSchema = z.object({ id, text: z.string(), intent: z.string() });

export interface AnswerSets {
  questions: z.output<typeof questionSchema>[];
  refuse: z.output<typeof refuseSchema>[];
  messages: z.output<typeof messageSchema>[];
}

/** Reads the sets of a folder; throws InputError naming what is wrong with which line. */
export function readAnswerSets(folder: string): AnswerSets {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const read = <T>(prefix: string, schema: z.ZodType<T>): T[] =>
    names
      .filter((name) => name.startsWith(prefix))
      .flatMap((name) => linesOf(join(folder, name)).map((line, at) => parsed(line, schema, name, at + 1)));
  const sets = {
    questions: read('questions', questionSchema),
    refuse: read('refuse', refuseSchema),
    messages: read('messages', messageSchema),
  };
  if (sets.questions.length + sets.refuse.length + sets.messages.length === 0)
    throw new InputError(`${folder} 里没有题目。No labelled sets there.`, {
      remedy: 'Give a folder with questions*.jsonl, refuse*.jsonl or messages*.jsonl.',
    });
  return sets;
}

const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

function parsed<T>(line: string, schema: z.ZodType<T>, file: string, row: number): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (error) {
    throw new InputError(`${file} 第 ${row} 行读不懂。Line ${row} cannot be read: ${messageOf(error)}`);
  }
}

/** Asks everything once and counts. */
export async function measureAnswers(sets: AnswerSets, bench: AnswerBench): Promise<AnswerFigures> {
  const times: number[] = [];
  const figures = {
    questions: score(),
    falseRefusals: score(),
    mustRefuse: score(),
    intents: score(),
    uncited: score(),
    factsNotCited: score(),
  };
  const ask = async (label: string, text: string): Promise<Asked> => {
    const started = performance.now();
    const got = await bench.ask(text);
    times.push(performance.now() - started);
    if (got.outcome === 'answered' && got.intent !== 'progress') {
      count(figures.uncited, got.citations.length === 0, `${label} ${text}`);
      const loose = bench.check(got.facts, got.citations);
      const facts = loose.map(({ kind, fact }) => `${kind}:${fact}`).join(' ');
      count(figures.factsNotCited, loose.length > 0, `${label} ${text} → ${facts}`);
    }
    return got;
  };
  for (const question of sets.questions) {
    const got = await ask(question.id, question.text);
    const wrong = faultsOf(question, got);
    count(
      figures.questions,
      wrong.length === 0,
      `${question.id} ${question.text} → ${wrong.join('; ')}`,
      true,
    );
    count(figures.falseRefusals, got.outcome === 'refused', `${question.id} ${question.text}`);
  }
  for (const one of sets.refuse) {
    const got = await ask(one.id, one.text);
    const right =
      (one.accept ?? [one.expect]).includes(got.outcome) &&
      !one.mustNot.some((said) => got.text.includes(said));
    count(figures.mustRefuse, right, `${one.id} ${one.text} → ${got.outcome} ${got.intent}`, true);
  }
  for (const one of sets.messages) {
    const got = await ask(one.id, one.text);
    count(
      figures.intents,
      got.intent === one.intent,
      `${one.id} ${one.text} → ${got.intent}, not ${one.intent}`,
      true,
    );
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { ...figures, p50Ms: at(0.5), p95Ms: at(0.95) };
}

const score = (): Score => ({ hits: 0, of: 0, cases: [] });

/** `good`: a hit is what we want, so the others are the cases to look at. */
function count(into: Score, hit: boolean, label: string, good = false): void {
  into.of++;
  if (hit) into.hits++;
  if (hit !== good) into.cases.push(label);
}

function faultsOf(question: AnswerSets['questions'][number], got: Asked): string[] {
  const missing = question.must.filter((any) => !any.some((part) => got.text.includes(part)));
  const forbidden = question.mustNot.filter((part) => got.text.includes(part));
  const cited = question.citation;
  return [
    ...(got.outcome === 'answered' ? [] : [got.outcome]),
    ...missing.map(([part]) => `lacks ${part}`),
    ...forbidden.map((part) => `says ${part}`),
    ...(cited && !got.citations.some((one) => one.id === cited.id)
      ? [`cites ${got.citations.map((one) => one.id).join(' ') || 'nothing'}, not ${cited.id}`]
      : []),
  ];
}

const LABELS: readonly (readonly [Exclude<keyof AnswerFigures, 'p50Ms' | 'p95Ms'>, string])[] = [
  ['questions', '答对 questions right'],
  ['falseRefusals', '误拒 false refusals'],
  ['mustRefuse', '该拒的拒了 must-refuse refused'],
  ['intents', '意图对 intents right'],
  ['uncited', '没有出处 answers without citation'],
  ['factsNotCited', '出处里没有的事实 facts not in the cited record'],
];

/** Asked over the sample county, in a database of its own; figures as shares, the failing cases as lines. */
export const answers: Benchmark = {
  help: '按标注的题目看答得对不对  how right the answers are, on the labelled sets of a folder',
  long: true,
  folder: true,
  async run({ note, say }, { folder }) {
    if (!folder)
      throw new InputError('没有写题目在哪个文件夹。Which folder holds the labelled sets?', {
        remedy: 'npm run bench -- answers DIR',
      });
    const sets = readAnswerSets(folder);
    const database = await openDatabase({});
    try {
      await loadSampleCounty(database, systemClock);
      const knowledge = await loadKnowledge(database);
      const key = createSealer(randomBytes(32));
      const keys = { content: key, identity: key, session: randomBytes(32) };
      const asker = createAsker({ database, keys, clock: systemClock, ids: systemIds }, knowledge);
      warmUp(knowledge.answers().matcher);
      const measured = await measureAnswers(sets, {
        ask: asker.ask,
        check: (text, citations) => knowledge.answers().check(text, citations),
      });
      for (const [name] of LABELS) note(name, 'share', [measured[name].hits / measured[name].of]);
      note('p50', 'ms', [measured.p50Ms]);
      note('p95', 'ms', [measured.p95Ms]);
      say(showFigures(measured));
    } finally {
      await database.close();
    }
  },
};

/** The table a person reads, each figure with its failing cases. */
function showFigures(figures: AnswerFigures): string {
  const lines = LABELS.flatMap(([key, label]) => {
    const { hits, of, cases } = figures[key];
    const share = of === 0 ? '–' : `${((hits / of) * 100).toFixed(1)} %`;
    return [`${label}: ${hits}/${of} ${share}`, ...cases.map((one) => `    ${one}`)];
  });
  return [...lines, `p50 ${figures.p50Ms.toFixed(1)} ms · p95 ${figures.p95Ms.toFixed(1)} ms`, ''].join('\n');
}
