import type { ModelConfig } from '../../../config.ts';
import { fault, fine, warning, type Finding } from './finding.ts';

const TIMEOUT_MS = 5_000;
const DEFAULT_BASE = 'https://api.openai.com/v1';

/** Whether the endpoint answers, takes the key, and has the model. */
export async function examineModel(model: ModelConfig | undefined): Promise<Finding[]> {
  if (!model) return [fine('OPENAI_MODEL', '没有配置模型,从不调用。No model: none is ever called.')];
  const base = (model.baseUrl ?? DEFAULT_BASE).replace(/\/+$/, '');
  try {
    const response = await fetch(`${base}/models`, {
      headers: { authorization: `Bearer ${model.apiKey}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 401 || response.status === 403)
      return [fault('OPENAI_API_KEY', '模型服务不接受这个密钥。The key is refused.', 'Copy the key again.')];
    if (!response.ok)
      return [
        fault(
          'OPENAI_BASE_URL',
          `模型服务返回 HTTP ${response.status}。`,
          'The address usually ends in /v1.',
        ),
      ];
    const { data } = (await response.json()) as { data?: { id?: string }[] };
    const names = (data ?? []).map(({ id }) => id);
    return [
      names.includes(model.model)
        ? fine('OPENAI_MODEL', `${model.model} 可用。The model is there.`)
        : warning(
            'OPENAI_MODEL',
            `列表里没有 ${model.model}。The endpoint does not list it.`,
            `One of: ${names.slice(0, 8).join(', ')}`,
          ),
    ];
  } catch {
    return [
      fault(
        'OPENAI_BASE_URL',
        '模型服务连不上。It cannot be reached. 群众照样得到回答,只是不经模型润色。',
        'Start it or mend the address; or unset OPENAI_MODEL.',
      ),
    ];
  }
}
