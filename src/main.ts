/**
 * The wiring. Reads the configuration, builds the rooms from the ground up, starts the asked roles, and stops them in
 * reverse. The only place that knows all rooms.
 */
import { pathToFileURL } from 'node:url';
import { loadConfig } from './config.ts';
import { AppError } from './kit/errors.ts';
import { buildHouse } from './main/house.ts';
import { welcomeLines } from './main/welcome.ts';

async function main(): Promise<void> {
  const house = await buildHouse({ config: loadConfig() });
  await house.start();
  for (const line of await welcomeLines(house)) process.stdout.write(`${line}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void house.stop().then(() => process.exit(0)));
}

/** What went wrong and what to do, in two lines; the stack only for what nobody foresaw. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof AppError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [`✖ ${error.message}`, ...(error.remedy ? [`→ ${error.remedy}`] : [])].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error: unknown) => {
    process.stderr.write(`${explainFailure(error)}\n`);
    process.exit(1);
  });
}
