/** One trial: people write, the service is disturbed, and in the end every phone is looked at. */
import { createChance, type Chance } from '../../../../simulator/chance.ts';
import { openBalancer } from './balancer.ts';
import { KEYS, settleCounty, type Topic } from './county.ts';
import { startInstances, type Instances } from './instances.ts';
import { openTrialPlatforms, type TrialPlatforms } from './platforms.ts';
import { tallyOf, type Tally } from './tally.ts';
import { pause, write, type Writer } from './writers.ts';

export interface TrialOptions {
  /** An empty database on PostgreSQL. */
  databaseUrl: string;
  messages: number;
  /** At most so many as there are topics. */
  perPerson: number;
  /** Messages acknowledged and not answered yet, at most. */
  outstanding: number;
  /** People who write at the same time. */
  atOnce: number;
  seed: number;
  /** `ROLES` of each instance; undefined: all. */
  roles?: readonly (string | undefined)[];
  /** Goes on beside the writing; the trial ends when both are over. */
  disturb(trial: Trial): Promise<void>;
  /** What is not answered so long after everything else is not waited for. */
  patienceMs: number;
  log?: number;
}

export interface Trial {
  instances: Instances;
  platforms: TrialPlatforms;
  chance: Chance;
  /** Messages acknowledged so far. */
  acknowledged(): number;
  answered(): number;
  /** All have been written. */
  written(): boolean;
}

export interface TrialResult extends Tally {
  killed: number;
  crashed: number;
  seconds: number;
  /** When the last answer came, by performance.now(). */
  caughtUp: number;
}

const LOOK_MS = 200;
/** 微信客服 takes five messages for one of the customer's: who writes more than that in a row gets the rest later. */
const UNANSWERED = 5;

export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const { databaseUrl, seed } = options;
  const chance = createChance(seed);
  const people = Math.ceil(options.messages / options.perPerson);
  const members = Array.from({ length: Math.floor(people / 2) }, (_, i) => `member${i}`);
  const citizens = Array.from({ length: people - members.length }, (_, i) => `wmTrial${seed}x${i}`);
  const topics = await settleCounty(databaseUrl, members);
  const platforms = await openTrialPlatforms(members);
  const roles = options.roles ?? [undefined, undefined];
  const envs = roles.map((ROLES) => ({
    ...environmentOf(databaseUrl, platforms),
    ...(ROLES ? { ROLES } : {}),
  }));
  const instances = await startInstances(envs, chance, options.log);
  const balancer = await openBalancer(() => instances.pick());
  try {
    platforms.connect(balancer.url);
    await platforms.control('/delivery', { copies: 3, parallel: true });
    const writers = [...citizens, ...members].map((person, i) =>
      writerOf(person, i < citizens.length ? 'kf' : 'wecom', topics, options.perPerson, chance),
    );
    const started = performance.now();
    const caughtUp = await carryOut(options, { instances, platforms, chance, writers, door: balancer.url });
    const seconds = (caughtUp - started) / 1_000;
    const tally = await tallyOf(writers, platforms.phones, { databaseUrl, dropped: platforms.dropped() });
    return { ...tally, killed: instances.killed(), crashed: instances.crashed(), seconds, caughtUp };
  } finally {
    await instances.stop();
    balancer.close();
    await platforms.close();
  }
}

async function carryOut(
  options: TrialOptions,
  parts: Pick<Trial, 'instances' | 'platforms' | 'chance'> & { writers: readonly Writer[]; door: string },
): Promise<number> {
  const { instances, platforms, chance, writers } = parts;
  let writing = true;
  const acknowledged = (): number => writers.reduce((sum, writer) => sum + writer.acknowledged.size, 0);
  const trial: Trial = {
    instances,
    platforms,
    chance,
    acknowledged,
    answered: platforms.shown,
    written: () => !writing,
  };
  const deps = {
    chance,
    credentials: platforms.credentials,
    door: () => parts.door,
    say: (from: string, text: string) => platforms.control('/say', { channel: 'kf', from, text }),
    async breathe({ person, channel, acknowledged: own }: Writer) {
      const unanswered = (): number => own.size - (platforms.phones.get(person)?.length ?? 0);
      const end = performance.now() + 5 * options.patienceMs;
      const tooMany = (): boolean =>
        acknowledged() - platforms.shown() > options.outstanding ||
        (channel === 'kf' && unanswered() >= UNANSWERED);
      while (tooMany() && performance.now() < end) await pause(LOOK_MS / 4);
    },
  };
  const queue = chance.shuffle(writers);
  const work = async (): Promise<void> => {
    for (let writer = queue.pop(); writer; writer = queue.pop()) await write(writer, deps);
  };
  const disturbing = options.disturb(trial);
  await Promise.all(Array.from({ length: options.atOnce }, work));
  writing = false;
  await disturbing;
  return waitForAnswers(trial, options.patienceMs);
}

/** Resolves with the moment of the last answer. Until all is answered, or nothing has moved for as long as one is ready to wait; then a little more, for doubles. */
async function waitForAnswers(trial: Trial, patienceMs: number): Promise<number> {
  let moved = performance.now();
  let shown = trial.answered();
  while (trial.answered() < trial.acknowledged() && performance.now() - moved < patienceMs) {
    if (trial.answered() !== shown) {
      shown = trial.answered();
      moved = performance.now();
    }
    await pause(LOOK_MS);
  }
  await pause(Math.min(DOUBLES_MS, patienceMs));
  return moved;
}

/** What is done twice is done twice within this: a job taken over is taken over after its heartbeat. */
const DOUBLES_MS = 3_000;

const writerOf = (
  person: string,
  channel: Writer['channel'],
  topics: readonly Topic[],
  n: number,
  chance: Chance,
): Writer => ({
  person,
  channel,
  topics: chance.shuffle(topics).slice(0, n),
  acknowledged: new Set(),
  late: new Set(),
  deliveries: 0,
});

function environmentOf(databaseUrl: string, { credentials }: TrialPlatforms): Record<string, string> {
  const { wecom, kfSecret } = credentials;
  return {
    DATABASE_URL: databaseUrl,
    IDENTITY_KEY: KEYS.identity.toString('base64'),
    CONTENT_KEY: KEYS.content.toString('base64'),
    SESSION_KEY: KEYS.session.toString('base64'),
    HOST: '127.0.0.1',
    WECOM_CORP_ID: wecom.corpId,
    WECOM_AGENT_ID: wecom.agentId,
    WECOM_SECRET: wecom.secret,
    WECOM_TOKEN: wecom.token,
    WECOM_AES_KEY: wecom.aesKey,
    WECOM_API_BASE: wecom.apiBase,
    WECOM_KF_SECRET: kfSecret,
  };
}
