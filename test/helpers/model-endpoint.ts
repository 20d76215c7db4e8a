/** A model that says what the test scripts, behind a real endpoint on this machine. */
import { onTestFinished } from 'vitest';
import { silentLog } from '../../src/kit/log.ts';
import {
  openModelEndpoint,
  type EndpointReply,
  type EndpointRequest,
  type ModelEndpoint,
} from '../../src/main/commands/bench/model-endpoint.ts';
import {
  createModel,
  type Model,
  type ModelLedger,
  type ModelSettings,
  type ModelUse,
} from '../../src/llm/model.ts';

export type Script = (request: EndpointRequest) => EndpointReply;

/** Closed when the running test ends. */
export async function useEndpoint(script: Script): Promise<ModelEndpoint> {
  const endpoint = await openModelEndpoint(script);
  onTestFinished(() => endpoint.close());
  return endpoint;
}

export interface TestLedger extends ModelLedger {
  on: boolean;
  reserved: number;
  uses: ModelUse[];
}

/** Books kept in memory. */
export function testLedger(): TestLedger {
  const ledger: TestLedger = {
    on: true,
    reserved: 0,
    uses: [],
    isOn: async () => ledger.on,
    async reserve(tokens, most) {
      if (ledger.reserved + tokens > most) return false;
      ledger.reserved += tokens;
      return true;
    },
    async settle(use, reserved) {
      ledger.reserved += use.tokensIn + use.tokensOut - reserved;
      ledger.uses.push(use);
    },
  };
  return ledger;
}

export interface TestModel {
  model: Model;
  endpoint: ModelEndpoint;
  ledger: TestLedger;
  /** Moves the clock that breaker and pace look at, milliseconds. */
  wait(ms: number): void;
}

export async function useModel(script: Script, settings: Partial<ModelSettings> = {}): Promise<TestModel> {
  const endpoint = await useEndpoint(script);
  const ledger = testLedger();
  let now = 1_000;
  const model = createModel(
    {
      apiKey: 'sk-test',
      baseUrl: endpoint.url,
      model: 'scripted',
      transcriptionModel: undefined,
      embeddingModel: undefined,
      timeoutMs: 5_000,
      dailyTokens: 1_000_000,
      ...settings,
    },
    { ledger, log: silentLog, findNames: () => [], now: () => now },
  );
  return {
    model,
    endpoint,
    ledger,
    wait: (ms) => {
      now += ms;
    },
  };
}
