/** One endpoint over the package `openai`, loaded at the first call. Replies are bounded, redirects are not followed. */
import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';

export interface EndpointSettings {
  apiKey: string;
  baseUrl: string | undefined;
}

export interface Usage {
  in: number;
  out: number;
}

/** The endpoint's no: its status, and what it says of why (for us to learn from, never to be logged). */
export interface Refusal {
  status: number;
  says: string;
  /** Wait this long, it says. */
  afterMs?: number;
}

export type Reply =
  | { t: 'said'; text: string; usage: Usage | undefined }
  | { t: 'refused'; refusal: Refusal }
  | { t: 'late' }
  | { t: 'failed' };

type Said = Extract<Reply, { t: 'said' }>;
type Failure = Exclude<Reply, Said>;

export interface Endpoint {
  chat(body: ChatCompletionCreateParamsNonStreaming, signal: AbortSignal): Promise<Reply>;
  transcribe(model: string, file: File, signal: AbortSignal): Promise<Reply>;
  /** One vector a text, in their order, as the endpoint gives them. */
  embed(model: string, texts: readonly string[], signal: AbortSignal): Promise<Embedded>;
}

export type Embedded = { t: 'given'; vectors: unknown[]; usage: Usage | undefined } | Failure;

/** A reply is a few hundred characters; a server that talks on is cut off. */
const MAX_REPLY_BYTES = 256 * 1024;
/** Vectors of a batch of texts, some thousand numbers each. */
const MAX_VECTORS_BYTES = 4 * 1024 * 1024;
const DEFAULT_BASE = 'https://api.openai.com/v1';
const MOST_WAIT_MS = 10 * 60_000;

export function createEndpoint({ apiKey, baseUrl }: EndpointSettings): Endpoint {
  let opening: Promise<OpenAI> | undefined;
  const open = (): Promise<OpenAI> =>
    (opening ??= import('openai').then(
      ({ default: OpenAI }) =>
        new OpenAI({
          apiKey,
          // Given always: what the package would take from the environment is not ours.
          baseURL: baseUrl ?? DEFAULT_BASE,
          organization: null,
          project: null,
          maxRetries: 0,
          logLevel: 'off',
          fetch: boundedFetch,
        }),
    ));
  const attempt = async <T>(
    signal: AbortSignal,
    call: (client: OpenAI) => Promise<T | { t: 'failed' }>,
  ): Promise<T | Failure> => {
    try {
      return await call(await open());
    } catch (error) {
      if (signal.aborted) return { t: 'late' };
      return refusalOf(error) ?? { t: 'failed' };
    }
  };
  return {
    chat: (body, signal) =>
      attempt<Said>(signal, async (client) => {
        const { choices, usage } = await client.chat.completions.create(body, { signal });
        const choice = choices?.[0];
        const text = choice?.message?.content;
        if (typeof text !== 'string') return { t: 'failed' };
        // Cut short: what there is must not pass for the whole.
        return { t: 'said', text: choice?.finish_reason === 'length' ? '' : text, usage: usageOf(usage) };
      }),
    embed: (model, texts, signal) =>
      attempt<Extract<Embedded, { t: 'given' }>>(signal, async (client) => {
        const body = { model, input: [...texts], encoding_format: 'float' as const };
        const { data, usage } = await client.embeddings.create(body, { signal });
        if (!Array.isArray(data)) return { t: 'failed' };
        const vectors = data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
        return { t: 'given', vectors, usage: usageOf({ ...usage, completion_tokens: 0 }) };
      }),
    transcribe: (model, file, signal) =>
      attempt<Said>(signal, async (client) => {
        const got = await client.audio.transcriptions.create(
          { model, file, language: 'zh', response_format: 'json' },
          { signal },
        );
        return typeof got?.text === 'string'
          ? { t: 'said', text: got.text, usage: undefined }
          : { t: 'failed' };
      }),
  };
}

const usageOf = (
  usage: { prompt_tokens?: unknown; completion_tokens?: unknown } | null | undefined,
): Usage | undefined => {
  const [tokensIn, tokensOut] = [usage?.prompt_tokens, usage?.completion_tokens];
  return isCount(tokensIn) && isCount(tokensOut) ? { in: tokensIn, out: tokensOut } : undefined;
};
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e8;

function refusalOf(error: unknown): Extract<Reply, { t: 'refused' }> | undefined {
  const { status, message, headers } = error as { status?: unknown; message?: unknown; headers?: Headers };
  if (typeof status !== 'number') return undefined;
  const seconds = Number(headers?.get?.('retry-after'));
  return {
    t: 'refused',
    refusal: {
      status,
      says: typeof message === 'string' ? message.slice(0, 1_000) : '',
      ...(seconds > 0 ? { afterMs: Math.min(seconds * 1_000, MOST_WAIT_MS) } : {}),
    },
  };
}

async function boundedFetch(input: RequestInfo | URL | string, init?: RequestInit): Promise<Response> {
  const response = await fetch(input as string, { ...init, redirect: 'error' });
  const most = response.url.endsWith('/embeddings') ? MAX_VECTORS_BYTES : MAX_REPLY_BYTES;
  let bytes = 0;
  const counted = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > most) controller.error(new Error('The reply is too long.'));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers });
}
