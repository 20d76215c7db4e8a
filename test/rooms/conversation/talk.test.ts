/** Threads as people speak them: dialect, slips, follow-ups, several wishes at once; written before the rules that read them. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../../src/conversation/plan.ts';
import { openAsker, type Asker } from '../../helpers/asker.ts';

interface Thread {
  said: string[];
  /** Id of a record cited, or its type. */
  cites?: string;
  fields?: string[];
  /** A law or one of its articles that is cited. */
  law?: string;
  outcome?: string;
  intent?: string;
  intents?: string[];
  /** Stands in the text, or is cited. */
  says?: string[];
  /** Asked back, with numbered choices. */
  asks?: boolean;
}

const THREADS = readFileSync(new URL('../../fixtures/answers/talk.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Thread);

let asker: Asker;
beforeAll(async () => {
  asker = await openAsker();
});
afterAll(() => asker.close());

const textOf = (plan: Plan): string =>
  plan.say
    .map((body) =>
      body.t === 'menu'
        ? [body.head, ...body.items.map(({ label }) => label)].join('\n')
        : 'text' in body
          ? body.text
          : '',
    )
    .join('\n');

function faultsOf(plan: Plan, thread: Thread): string[] {
  const cited = plan.citations.map(({ type, id }) => (type === 'law' ? `law:${id}` : id));
  const types = plan.citations.map(({ type }) => type as string);
  const text = textOf(plan);
  const { fields = [] } = plan.evidence as { fields?: string[] };
  const holds: [string, boolean][] = [
    ['cites', !thread.cites || cited.includes(thread.cites) || types[0] === thread.cites],
    [
      'law',
      !thread.law || cited.some((id) => id === `law:${thread.law}` || id.startsWith(`law:${thread.law}/`)),
    ],
    ['fields', (thread.fields ?? []).every((field) => fields.includes(field))],
    ['outcome', !thread.outcome || plan.outcome === thread.outcome],
    ['intent', !thread.intent || plan.intent === thread.intent],
    ['intents', (thread.intents ?? []).every((intent) => plan.intents.includes(intent))],
    ['says', (thread.says ?? []).every((part) => text.includes(part) || cited.includes(part))],
    ['asks', !thread.asks || (plan.say.some(({ t }) => t === 'menu') && /哪|选/.test(text))],
  ];
  return holds.flatMap(([name, held]) => (held ? [] : [name]));
}

test('nearly every thread comes to what the person meant', async () => {
  const wrong: string[] = [];
  for (const thread of THREADS) {
    const say = asker.thread();
    let plan: Plan | undefined;
    for (const text of thread.said) plan = await say(text);
    const faults = faultsOf(plan!, thread);
    if (faults.length > 0)
      wrong.push(
        `${thread.said.join(' → ')} [${faults.join(',')}] ${plan!.intent}/${plan!.outcome} ${plan!.citations.map(({ id }) => id).join(' ')} | ${textOf(plan!).slice(0, 50).replaceAll('\n', ' ')}`,
      );
  }
  expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(3);
});
