/** Whether the model's endpoint answers in time, takes the key, and has the model. */
import type { ModelConfig } from '../../../config/model.ts';
import { fault, fine, warning, type Finding } from '../../../kit/finding.ts';

const TIMEOUT_MS = 15_000;
/** Beyond this a citizen notices; the answer goes out without the model. */
const SLOW_MS = 4_000;
/** This machine and private networks. */
const NEAR =
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|\[f[cd])|\.(local|internal|lan)$|^[^.]+$/;
const DEFAULT_BASE = 'https://api.openai.com/v1';

export async function examineModel(model: ModelConfig | undefined): Promise<Finding[]> {
  if (!model) return [fine('OPENAI_MODEL', '没有配置模型,从不调用。No model: none is ever called.')];
  const base = (model.baseUrl ?? DEFAULT_BASE).replace(/\/+$/, '');
  return [
    ...placeOf(model),
    ...(hasModel(model) ? await examineChat(model, base) : []),
    ...(await examineTranscription(model, base)),
  ];
}

/** Where what citizens say goes to: names and numbers are masked, the rest is theirs all the same. */
function placeOf({ baseUrl }: ModelConfig): Finding[] {
  if (!baseUrl)
    return [
      warning(
        'OPENAI_BASE_URL',
        '没有填,就是 api.openai.com,在境外。Unset, it is abroad.',
        '填境内的或单位自己的模型服务。Name an endpoint in the country, best your own.',
      ),
    ];
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'https:' || NEAR.test(hostname)) return [];
  return [
    warning(
      'OPENAI_BASE_URL',
      '不是 https,也不在内网,路上谁都看得到。Neither https nor within the own network.',
      '改成 https 地址。Use an https address.',
    ),
  ];
}

async function examineTranscription(
  { transcriptionModel, apiKey }: ModelConfig,
  base: string,
): Promise<Finding[]> {
  if (!transcriptionModel) return [];
  const names = await listModels(base, apiKey);
  if (names.length === 0 || names.includes(transcriptionModel))
    return [
      fine('OPENAI_TRANSCRIPTION_MODEL', `语音由 ${transcriptionModel} 听写。Voices are written down.`),
    ];
  return [
    fault(
      'OPENAI_TRANSCRIPTION_MODEL',
      `模型服务没有 ${transcriptionModel}。The endpoint has no such model.`,
      `换成其中一个 One of: ${names.slice(0, 8).join(', ')}`,
    ),
  ];
}

async function examineChat(model: Named, base: string): Promise<Finding[]> {
  const start = performance.now();
  try {
    const response = await fetch(`${base}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${model.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: model.model,
        messages: [{ role: 'user', content: '回答一个字:好' }],
        max_tokens: 1,
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    if (!response.ok) return [await refusal(response.status, base, model)];
    return [speed(model.model, performance.now() - start)];
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    return [
      fault(
        'OPENAI_BASE_URL',
        `模型服务${late ? `${TIMEOUT_MS / 1_000} 秒没有回答。No answer in time` : '连不上。It cannot be reached'}。群众照样得到回答,只是不经模型润色。`,
        '启动它或改地址;不用就去掉 OPENAI_MODEL。Start it, mend the address, or unset OPENAI_MODEL.',
      ),
    ];
  }
}

type Named = ModelConfig & { model: string };
const hasModel = (model: ModelConfig | undefined): model is Named => model?.model !== undefined;

async function refusal(status: number, base: string, model: Named): Promise<Finding> {
  if (status === 401 || status === 403)
    return fault(
      'OPENAI_API_KEY',
      '模型服务不接受这个密钥。The key is refused.',
      '重新复制密钥。Copy the key again.',
    );
  if (status === 429)
    return warning(
      'OPENAI_API_KEY',
      '模型服务说太频繁或余额不足。Too many requests, or no credit.',
      '看看账户的余额和限额。Look at the account.',
    );
  const names = await listModels(base, model.apiKey);
  if (names.length > 0 && !names.includes(model.model))
    return fault(
      'OPENAI_MODEL',
      `模型服务没有 ${model.model}。The endpoint has no such model.`,
      `换成其中一个 One of: ${names.slice(0, 8).join(', ')}`,
    );
  return fault(
    'OPENAI_BASE_URL',
    `模型服务返回 HTTP ${status}。It answers HTTP ${status}.`,
    '地址一般以 /v1 结尾。The address usually ends in /v1.',
  );
}

async function listModels(base: string, apiKey: string): Promise<string[]> {
  try {
    const response = await fetch(`${base}/models`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { data } = (await response.json()) as { data?: { id?: string }[] };
    return (data ?? []).flatMap(({ id }) => (id ? [id] : []));
  } catch {
    return [];
  }
}

const speed = (name: string, took: number): Finding =>
  took <= SLOW_MS
    ? fine('OPENAI_MODEL', `${name} 可用,${Math.round(took)} 毫秒。The model answers.`)
    : warning(
        'OPENAI_MODEL',
        `${name} 答一个字用了 ${(took / 1_000).toFixed(1)} 秒,太慢,来不及的回答不经它润色。Slow.`,
        '换小一点的模型或近一点的服务。Use a smaller model or a nearer endpoint.',
      );
