/** /healthz: the process lives. /readyz: it can serve, or why not. /metrics: Prometheus text. */
import { Router } from '@koa/router';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { messageOf } from '../kit/errors.ts';
import { within } from '../kit/time-limit.ts';

export interface ReadyCheck {
  name: string;
  /** Throws when it is not ready. */
  check(): Promise<void>;
}

export interface HealthOptions {
  checks: readonly ReadyCheck[];
  /** Numbers asked for when the metrics are read, by name and help text. */
  gauges: readonly { name: string; help: string; read(): Promise<number> }[];
  /** Totals since the process began, by labels. */
  counters?: readonly {
    name: string;
    help: string;
    labelNames: readonly string[];
    read(): readonly { labels: Record<string, string>; count: number }[];
  }[];
}

const CHECK_MS = 2_000;

export interface Health {
  router: Router;
  /** From now on /readyz says no, so that nothing new is sent here. */
  drain(): void;
}

export function createHealth({ checks, gauges, counters = [] }: HealthOptions): Health {
  const router = new Router();
  const registry = new Registry();
  let draining = false;
  collectDefaultMetrics({ register: registry, prefix: 'yangguang_' });
  for (const { name, help, read } of gauges)
    registry.registerMetric(
      new Gauge({
        name: `yangguang_${name}`,
        help,
        registers: [],
        async collect() {
          this.set(await read());
        },
      }),
    );
  for (const { name, help, labelNames, read } of counters)
    registry.registerMetric(
      new Counter({
        name: `yangguang_${name}`,
        help,
        labelNames: [...labelNames],
        registers: [],
        collect() {
          this.reset();
          for (const { labels, count } of read()) this.inc(labels, count);
        },
      }),
    );

  router.get('/healthz', (ctx) => {
    ctx.body = { ok: true };
  });
  router.get('/readyz', async (ctx) => {
    const faults = draining ? ['stopping'] : await faultsOf(checks);
    ctx.status = faults.length === 0 ? 200 : 503;
    ctx.body = { ready: faults.length === 0, faults };
  });
  router.get('/metrics', async (ctx) => {
    ctx.type = registry.contentType;
    ctx.body = await registry.metrics();
  });
  return {
    router,
    drain: () => {
      draining = true;
    },
  };
}

async function faultsOf(checks: readonly ReadyCheck[]): Promise<string[]> {
  const results = await Promise.all(
    checks.map(async ({ name, check }) => {
      try {
        await within(CHECK_MS, check(), noAnswer);
        return [];
      } catch (error) {
        return [`${name}: ${messageOf(error)}`];
      }
    }),
  );
  return results.flat();
}

const noAnswer = (): never => {
  throw new Error('no answer in time');
};
