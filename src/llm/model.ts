/**
 * A language model asked for one thing at a time. In: a prompt, its inputs, the form of the reply. Out: a value of that form
 * or why there is none; it never throws. What is personal is masked before the call and put back after it.
 */
import type { z } from 'zod';
import type { Log } from '../kit/log.ts';
import { createMasker, type Masker } from './mask.ts';
import { createBreaker } from './model/breaker.ts';
import { createEndpoint, type Endpoint, type Refusal, type Reply, type Usage } from './model/endpoint.ts';
import { createFigureKeeper, type ModelFigures } from './model/figures.ts';
import { createLadder, jsonIn, type Rung } from './model/ladder.ts';
import { createPace } from './model/pace.ts';
import { readVectors } from './model/vectors.ts';
import { fillPrompt, type Prompt } from './prompts.ts';

export interface ModelSettings {
  apiKey: string;
  baseUrl: string | undefined;
  model: string | undefined;
  transcriptionModel: string | undefined;
  embeddingModel: string | undefined;
  timeoutMs: number;
  dailyTokens: number;
}

/** What one call cost, for the books. */
export interface ModelUse {
  purpose: string;
  outcome: string;
  tokensIn: number;
  tokensOut: number;
  ms: number;
}

/** What all instances share. */
export interface ModelLedger {
  /** The switch; asked before each call, and after it. */
  isOn(): Promise<boolean>;
  /** Sets tokens of the day aside; false when they would be more than `most`. */
  reserve(tokens: number, most: number): Promise<boolean>;
  /** What the call really cost, and how much had been set aside for it. */
  settle(use: ModelUse, reserved: number): Promise<void>;
}

export interface ModelPorts {
  ledger: ModelLedger;
  log: Log;
  /** Names of people in a text, found by whoever knows words. */
  findNames(text: string): string[];
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number;
}

/**
 * off: not configured or switched off · budget: the day's tokens are used up · busy: too many calls · resting: after
 * failures · late: no answer in time · failed: an error · unreadable: not of the form asked for.
 */
export type Unanswered = 'off' | 'budget' | 'busy' | 'resting' | 'late' | 'failed' | 'unreadable';
export type Asked<T> = { ok: true; value: T; ms: number } | { ok: false; why: Unanswered; ms: number };

export interface Question<T> {
  prompt: Prompt;
  inputs: Readonly<Record<string, string>>;
  schema: z.ZodType<T>;
  /** Ends the call earlier than the time limit. */
  signal?: AbortSignal;
}

export interface Voice {
  bytes: Buffer;
  contentType: string;
}

export interface Model {
  /** True when there is a model for text. */
  readonly rewrites: boolean;
  /** True when there is a model that writes down voices. */
  readonly transcribes: boolean;
  /** Name of the model that turns texts into vectors; undefined where there is none. */
  readonly embedsBy: string | undefined;
  readonly timeoutMs: number;
  ask<T>(question: Question<T>): Promise<Asked<T>>;
  /** What was spoken, as text. */
  transcribe(voice: Voice): Promise<Asked<string>>;
  /** One vector a text, all of one length; what is personal in a text is masked. `MOST_EMBEDDED` texts at most. */
  embed(texts: readonly string[]): Promise<Asked<Float32Array[]>>;
  /** What became of a reply: used, refused by the guard … */
  note(purpose: string, outcome: string): Promise<void>;
  figures(): ModelFigures;
  rung(): Rung;
}

const AT_ONCE = 4;
const A_MINUTE = 60;
/** A call is tried again only to learn what the endpoint can. */
const TRIES = 4;
const MAX_INPUT = 8_000;
export const MOST_EMBEDDED = 32;
const MAX_EMBEDDED = 500;
const MAX_VOICE_BYTES = 2 * 1024 * 1024;
const MAX_SPOKEN = 2_000;
/** Wrong keys mend no sooner than somebody mends them. */
const REFUSED_REST_MS = 5 * 60_000;
/** Chinese takes about a token a character; rather too many than too few. */
const tokensOf = (text: string): number => Math.ceil([...text].length * 1.1) + 8;

export function createModel(settings: ModelSettings, ports: ModelPorts): Model {
  const { ledger, log, findNames, now = () => performance.now() } = ports;
  const endpoint: Endpoint = createEndpoint(settings);
  const ladder = createLadder();
  const breaker = createBreaker(now);
  const pace = createPace(now, { atOnce: AT_ONCE, aMinute: A_MINUTE });
  const figures = createFigureKeeper();

  /** One call between its gates and the books. `work` tells what was said and what it cost. */
  const guarded = async <T>(
    purpose: string,
    reserve: number,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Worked<T>>,
  ): Promise<Asked<T>> => {
    const started = now();
    const none = (why: Unanswered): Asked<T> => {
      figures.count(purpose, why);
      return { ok: false, why, ms: now() - started };
    };
    let place: (() => void) | undefined;
    try {
      if (!(await ledger.isOn())) return none('off');
      place = pace.take();
      if (!place) return none('busy');
      if (!breaker.mayCall()) return none('resting');
      if (!(await ledger.reserve(reserve, settings.dailyTokens))) return none('budget');
      const worked = await work(signal);
      const ms = now() - started;
      figures.time(ms);
      const usage = worked.usage ?? { in: 0, out: 0 };
      figures.spend(usage.in, usage.out);
      const outcome = worked.ok ? 'answered' : worked.why;
      await ledger.settle({ purpose, outcome, tokensIn: usage.in, tokensOut: usage.out, ms }, reserve);
      if (!worked.ok) return none(worked.why);
      // Switched off while it thought: off is off.
      if (!(await ledger.isOn())) return none('off');
      figures.count(purpose, 'answered');
      return { ok: true, value: worked.value, ms };
    } catch (error) {
      log.warn({ err: error, purpose }, 'the model was left out');
      return none('failed');
    } finally {
      place?.();
    }
  };

  const fail = (reply: Exclude<Reply, { t: 'said' }>, purpose: string): 'late' | 'failed' => {
    const refusal: Refusal | undefined = reply.t === 'refused' ? reply.refusal : undefined;
    const forGood = refusal?.status === 401 || refusal?.status === 403;
    breaker.fail(refusal?.afterMs ?? (forGood ? REFUSED_REST_MS : undefined));
    log.warn(
      { purpose, why: reply.t, ...(refusal ? { status: refusal.status } : {}) },
      'the model gave no answer',
    );
    return reply.t === 'late' ? 'late' : 'failed';
  };

  const say = async <T>(
    { prompt, schema }: Question<T>,
    content: string,
    masker: Masker,
    signal: AbortSignal,
  ): Promise<Worked<T>> => {
    const messages = [
      { role: 'system' as const, content: prompt.instruction },
      { role: 'user' as const, content },
    ];
    let usage: Usage | undefined;
    for (let tries = 1; ; tries++) {
      const shape = ladder.shape(schema, prompt.schema, prompt.tokens);
      const reply = await endpoint.chat({ model: settings.model!, messages, ...shape }, signal);
      if (reply.t === 'refused' && tries < TRIES && !signal.aborted && ladder.learn(reply.refusal)) continue;
      if (reply.t !== 'said') return { ok: false, why: fail(reply, prompt.name), usage };
      usage = reply.usage ?? {
        in: tokensOf(prompt.instruction) + tokensOf(content),
        out: tokensOf(reply.text.slice(0, MAX_INPUT)),
      };
      const parsed = schema.safeParse(shown(jsonIn(reply.text), masker));
      ladder.read(parsed.success);
      if (!parsed.success) {
        breaker.fail();
        return { ok: false, why: 'unreadable', usage };
      }
      breaker.succeed();
      return { ok: true, value: parsed.data, usage };
    }
  };

  return {
    rewrites: settings.model !== undefined,
    transcribes: settings.transcriptionModel !== undefined,
    embedsBy: settings.embeddingModel,
    timeoutMs: settings.timeoutMs,
    rung: () => ladder.rung(),
    figures: () => figures.read(),
    async ask(question) {
      const { prompt, inputs } = question;
      if (settings.model === undefined) return { ok: false, why: 'off', ms: 0 };
      const masker = createMasker();
      const hidden = Object.entries(inputs).map(([name, text]) => {
        const cut = text.slice(0, MAX_INPUT);
        return [name, masker.hide(cut, findNames(cut))] as const;
      });
      const content = fillPrompt(prompt, Object.fromEntries(hidden));
      const reserve = tokensOf(prompt.instruction) + tokensOf(content) + prompt.tokens;
      const signal = limited(settings.timeoutMs, question.signal);
      return guarded(prompt.name, reserve, signal, () => say(question, content, masker, signal));
    },
    async transcribe({ bytes, contentType }) {
      const model = settings.transcriptionModel;
      if (model === undefined || bytes.length === 0 || bytes.length > MAX_VOICE_BYTES)
        return { ok: false, why: 'off', ms: 0 };
      const file = new File([new Uint8Array(bytes)], `voice.${endingOf(contentType)}`, { type: contentType });
      return guarded('transcribe', 0, limited(settings.timeoutMs), async (signal) => {
        const reply = await endpoint.transcribe(model, file, signal);
        if (reply.t !== 'said') return { ok: false, why: fail(reply, 'transcribe'), usage: undefined };
        breaker.succeed();
        const text = reply.text.trim().slice(0, MAX_SPOKEN);
        return text === ''
          ? { ok: false, why: 'unreadable', usage: undefined }
          : { ok: true, value: text, usage: undefined };
      });
    },
    async embed(texts) {
      const by = settings.embeddingModel;
      if (by === undefined || texts.length === 0 || texts.length > MOST_EMBEDDED)
        return { ok: false, why: 'off', ms: 0 };
      const masked = texts.map((text) => {
        const cut = text.slice(0, MAX_EMBEDDED);
        return createMasker().hide(cut, findNames(cut));
      });
      const tokens = masked.reduce((sum, text) => sum + tokensOf(text), 0);
      return guarded('embed', tokens, limited(settings.timeoutMs), async (signal) => {
        const reply = await endpoint.embed(by, masked, signal);
        if (reply.t !== 'given') return { ok: false, why: fail(reply, 'embed'), usage: undefined };
        const usage = reply.usage ?? { in: tokens, out: 0 };
        const vectors = readVectors(reply.vectors, texts.length);
        if (!vectors) {
          breaker.fail();
          return { ok: false, why: 'unreadable', usage };
        }
        breaker.succeed();
        return { ok: true, value: vectors, usage };
      });
    },
    async note(purpose, outcome) {
      figures.count(purpose, outcome);
      try {
        await ledger.settle({ purpose, outcome, tokensIn: 0, tokensOut: 0, ms: 0 }, 0);
      } catch (error) {
        log.warn({ err: error, purpose }, 'what became of a reply was not noted');
      }
    },
  };
}

type Worked<T> = { usage: Usage | undefined } & ({ ok: true; value: T } | { ok: false; why: Unanswered });

const limited = (ms: number, signal?: AbortSignal): AbortSignal =>
  signal ? AbortSignal.any([signal, AbortSignal.timeout(ms)]) : AbortSignal.timeout(ms);

/** Every text of the reply with its marks put back; undefined when one of them was never given out. */
function shown(value: unknown, masker: Masker): unknown {
  if (typeof value === 'string') return masker.show(value);
  if (Array.isArray(value)) return value.map((one) => shown(one, masker));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shown(one, masker)]));
  return value;
}

const ENDINGS: Readonly<Record<string, string>> = {
  'audio/amr': 'amr',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/speex': 'spx',
};
const endingOf = (contentType: string): string => ENDINGS[contentType.toLowerCase()] ?? 'amr';
