/** The client against an endpoint that behaves as endpoints do: able, old, slow, broken, lying. */
import { describe, expect, test } from 'vitest';
import { rewriteSchema } from '../../../src/llm/schemas.ts';
import { readPrompt } from '../../../src/llm/prompts.ts';
import { createModel, type Asked } from '../../../src/llm/model.ts';
import { createLog } from '../../../src/kit/log.ts';
import { testLedger, useEndpoint, useModel, type TestModel } from '../../helpers/model-endpoint.ts';

const prompt = readPrompt('rewrite');
const ask = (
  { model }: Pick<TestModel, 'model'>,
  inputs: Partial<Record<'question' | 'draft', string>> = {},
): Promise<Asked<{ text: string }>> =>
  model.ask({ prompt, inputs: { question: '怎么办', draft: '到窗口办', ...inputs }, schema: rewriteSchema });
const why = (asked: Asked<unknown>): string => (asked.ok ? 'answered' : asked.why);

describe('what an endpoint can is found out by asking, and kept', () => {
  test('one with json_schema is asked with the strict schema of the reply', async () => {
    const one = await useModel(() => ({ say: { text: '到窗口办' } }));
    expect(await ask(one)).toMatchObject({ ok: true, value: { text: '到窗口办' } });
    expect(one.endpoint.requests[0]).toMatchObject({
      format: 'json_schema',
      authorization: 'Bearer sk-test',
    });
    expect(one.endpoint.requests[0]!.body).toMatchObject({
      response_format: {
        json_schema: { strict: true, schema: { additionalProperties: false, required: ['text'] } },
      },
    });
  });

  test.each([
    ['json_object', ['json_schema', 'json_object'], 400],
    [undefined, ['json_schema', 'json_object', undefined], 422],
  ])(
    'one that only takes %s gets its answer read in one go, and is not asked for more again',
    async (able, asked, status) => {
      const one = await useModel(({ format }) =>
        format === able
          ? { say: '好的,结果如下:\n```json\n{"text": "到窗口办"}\n```' }
          : { status, message: "'response_format' is not supported" },
      );
      expect(await ask(one)).toMatchObject({ ok: true, value: { text: '到窗口办' } });
      await ask(one);
      expect(one.endpoint.requests.map(({ format }) => format)).toEqual([...asked, able]);
      expect(one.model.rung()).toBe(able ?? 'plain');
    },
  );

  test('one that ignores the form twice in a row is asked one rung lower', async () => {
    const one = await useModel(({ format }) => ({
      say: format === 'json_schema' ? '到窗口办就行' : { text: '到窗口办' },
    }));
    expect([why(await ask(one)), why(await ask(one)), why(await ask(one))]).toEqual([
      'unreadable',
      'unreadable',
      'answered',
    ]);
  });

  test('one that wants other names for tokens and no temperature is learnt from', async () => {
    const one = await useModel(({ body }) => {
      if ('temperature' in body) return { status: 400, message: "Unsupported value: 'temperature'" };
      if ('max_tokens' in body)
        return { status: 400, message: "Use 'max_completion_tokens' instead of 'max_tokens'" };
      return { say: { text: '到窗口办' } };
    });
    expect(why(await ask(one))).toBe('answered');
    expect(one.model.rung()).toBe('json_schema');
    expect(one.endpoint.requests.at(-1)!.body).toMatchObject({ max_completion_tokens: prompt.tokens });
  });

  test('thinking aloud before the object, braces in strings and a second object do no harm', async () => {
    const one = await useModel(() => ({
      say: '<think>{"text": "错"}</think> 好。{"text": "到“{窗口}”办"} {"text": "二"}',
    }));
    expect(await ask(one)).toMatchObject({ ok: true, value: { text: '到“{窗口}”办' } });
  });
});

describe('nothing usable is a reason, never an error', () => {
  test.each([
    ['an error', { status: 500 }, 'failed'],
    ['a wrong key', { status: 401 }, 'failed'],
    ['too often', { status: 429 }, 'failed'],
    ['a page of a proxy', { raw: '<html>502</html>', type: 'text/html' }, 'failed'],
    ['an empty object', { raw: '{}' }, 'failed'],
    ['an answer cut off on the way', { cut: '{"choices":[{"message":{"content":"{\\"text\\":' }, 'failed'],
    ['an answer without end', { flood: true as const }, 'failed'],
    ['an answer that reached its length', { say: { text: '到窗口' }, finish: 'length' }, 'unreadable'],
    ['half an object', { say: '{"text": "到窗' }, 'unreadable'],
    ['another form', { say: { answer: '到窗口办' } }, 'unreadable'],
    ['more than was asked for', { say: { text: '到窗口办', tool: 'delete' } }, 'unreadable'],
    ['a list', { say: ['到窗口办'] }, 'unreadable'],
    ['an empty text', { say: { text: '' } }, 'unreadable'],
    ['a mark never given out', { say: { text: '打〔电话9〕' } }, 'unreadable'],
  ])('%s', async (_, reply, reason) => {
    const one = await useModel(() => reply);
    expect(why(await ask(one))).toBe(reason);
  });

  test('a call that hangs is ended by the time limit, and by a caller who waits no longer', async () => {
    const one = await useModel(() => ({ hang: true }), { timeoutMs: 60 });
    expect(why(await ask(one))).toBe('late');
    const patient = await useModel(() => ({ hang: true }), { timeoutMs: 30_000 });
    const asked = patient.model.ask({
      prompt,
      inputs: { question: '', draft: '' },
      schema: rewriteSchema,
      signal: AbortSignal.timeout(60),
    });
    expect(why(await asked)).toBe('late');
  });

  test('nobody at the address', async () => {
    const one = await useModel(() => ({ say: '' }), { baseUrl: 'http://127.0.0.1:9/v1' });
    expect(why(await ask(one))).toBe('failed');
  });

  test('a redirect is not followed, the key goes nowhere else', async () => {
    const other = await useEndpoint(() => ({ say: { text: '别处' } }));
    const one = await useModel(() => ({
      status: 307,
      headers: { location: `${other.url}/chat/completions` },
    }));
    expect(why(await ask(one))).toBe('failed');
    expect(other.requests).toEqual([]);
  });

  test('books that cannot be read leave the model out', async () => {
    const one = await useModel(() => ({ say: { text: '到窗口办' } }));
    one.ledger.isOn = async () => {
      throw new Error('database away');
    };
    expect(why(await ask(one))).toBe('failed');
    expect(one.endpoint.requests).toEqual([]);
  });
});

describe('before a call', () => {
  test('switched off means off at once, also for a call under way', async () => {
    const one = await useModel(() => {
      one.ledger.on = false;
      return { say: { text: '到窗口办' } };
    });
    expect([why(await ask(one)), why(await ask(one))]).toEqual(['off', 'off']);
    expect(one.endpoint.requests).toHaveLength(1);
  });

  test('the tokens of the day are set aside before and counted as used after; used up, none is asked', async () => {
    const usage = { prompt_tokens: 900, completion_tokens: 100 };
    const one = await useModel(() => ({ say: { text: '到窗口办' }, usage }), { dailyTokens: 3_000 });
    const asked = [];
    for (let i = 0; i < 6; i++) asked.push(why(await ask(one)));
    expect(asked).toEqual(['answered', 'answered', 'budget', 'budget', 'budget', 'budget']);
    expect(one.ledger.reserved).toBe(2_000);
    expect(one.model.figures()).toMatchObject({ tokensIn: 1_800, tokensOut: 200 });
  });

  test('an endpoint that does not count its tokens is counted for', async () => {
    const one = await useModel(() => ({ say: { text: '到窗口办' } }));
    await ask(one);
    expect(one.ledger.uses[0]!.tokensIn).toBeGreaterThan(prompt.instruction.length);
  });

  test('after four failures in a row it is left alone for half a minute, then one call looks', async () => {
    let broken = true;
    const one = await useModel(() => (broken ? { status: 503 } : { say: { text: '到窗口办' } }));
    const asked = [];
    for (let i = 0; i < 6; i++) asked.push(why(await ask(one)));
    expect(asked).toEqual(['failed', 'failed', 'failed', 'failed', 'resting', 'resting']);
    one.wait(30_001);
    const twice = await Promise.all([ask(one), ask(one)]);
    expect(twice.map(why).toSorted()).toEqual(['failed', 'resting']);
    one.wait(30_001);
    expect(why(await ask(one))).toBe('resting');
    broken = false;
    one.wait(30_001);
    expect([why(await ask(one)), why(await ask(one))]).toEqual(['answered', 'answered']);
  });

  test('an endpoint that says how long to wait is not asked before', async () => {
    const one = await useModel(() => ({ status: 429, headers: { 'retry-after': '120' } }));
    expect([why(await ask(one)), why(await ask(one))]).toEqual(['failed', 'resting']);
    one.wait(119_000);
    expect(why(await ask(one))).toBe('resting');
    one.wait(2_000);
    expect(why(await ask(one))).toBe('failed');
  });

  test('four calls at a time, sixty a minute; nobody waits in line', async () => {
    const one = await useModel(() => ({ say: { text: '到窗口办' } }));
    const many = await Promise.all(Array.from({ length: 10 }, () => ask(one)));
    expect(many.map(why).filter((reason) => reason === 'busy')).toHaveLength(6);
    for (let i = 0; i < 56; i++) await ask(one);
    expect(why(await ask(one))).toBe('busy');
    one.wait(61_000);
    expect(why(await ask(one))).toBe('answered');
  });
});

test('what is personal is masked on the way out and back on the way in', async () => {
  const one = await useModel(({ user }) => ({ say: { text: /打〔号码\d〕/.exec(user)![0] } }));
  const asked = await ask(one, { question: '我叫王秀英,电话13800138000', draft: '请打0000-7213103' });
  expect(asked).toMatchObject({ ok: true, value: { text: '打0000-7213103' } });
  expect(one.endpoint.requests[0]!.raw).not.toMatch(/王秀英|13800138000|7213103/);
});

test('no text, key or reply is ever logged', async () => {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const endpoint = await useEndpoint(({ number }) =>
    number % 2 ? { status: 500, message: 'secret-reply' } : { say: 'secret-reply' },
  );
  const model = createModel(
    {
      apiKey: 'sk-hidden',
      baseUrl: endpoint.url,
      model: 'scripted',
      transcriptionModel: undefined,
      embeddingModel: undefined,
      timeoutMs: 5_000,
      dailyTokens: 1e6,
    },
    { ledger: testLedger(), log, findNames: () => [] },
  );
  for (let i = 0; i < 4; i++) await ask({ model }, { question: 'secret-question', draft: 'secret-draft' });
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('')).not.toMatch(/secret|sk-hidden/);
});

describe('voice', () => {
  test('is written down where an endpoint is named for it', async () => {
    const one = await useModel(() => ({ say: '低保怎么办' }), { transcriptionModel: 'whisper' });
    const asked = await one.model.transcribe({ bytes: Buffer.from('#!AMR\n…'), contentType: 'audio/amr' });
    expect(asked).toMatchObject({ ok: true, value: '低保怎么办' });
    expect(one.endpoint.requests[0]!.path).toBe('/v1/audio/transcriptions');
    expect(one.endpoint.requests[0]!.raw).toMatch(/filename="voice\.amr"[\s\S]*#!AMR/);
  });

  test('is not sent anywhere else, nor when it is too large', async () => {
    const one = await useModel(() => ({ say: '低保怎么办' }));
    expect(why(await one.model.transcribe({ bytes: Buffer.from('x'), contentType: 'audio/amr' }))).toBe(
      'off',
    );
    const two = await useModel(() => ({ say: '低保怎么办' }), { transcriptionModel: 'whisper' });
    const bytes = Buffer.alloc(3 * 1024 * 1024);
    expect(why(await two.model.transcribe({ bytes, contentType: 'audio/amr' }))).toBe('off');
    expect([...one.endpoint.requests, ...two.endpoint.requests]).toEqual([]);
  });
});
