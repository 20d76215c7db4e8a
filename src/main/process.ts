/** One process: the service until SIGINT or SIGTERM, or one command. Failures are told in two lines, with status 1. */
import { callerDirectory, loadConfig, readEnvFile } from '../config.ts';
import { AppError } from '../kit/errors.ts';

const STOP_MS = 20_000;

async function serve(): Promise<void> {
  const { buildHouse } = await import('./house.ts');
  const { welcomeLines } = await import('./welcome.ts');
  const house = await buildHouse({ config: loadConfig() });
  await house.start();
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    void house.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  // Told last: whoever reads that it runs may want it to stop at once. That the database went away ends nothing.
  const lines = await welcomeLines(house).catch(() => ['✔ 已启动  Started']);
  for (const line of lines) process.stdout.write(`${line}\n`);
}

async function command(name: string, args: readonly string[]): Promise<void> {
  const { runFromShell } = await import('./shell.ts');
  // A reader that has seen enough (head) closes the pipe.
  process.stdout.on('error', () => process.exit(0));
  process.exitCode = await runFromShell(
    name,
    {
      args,
      directory: callerDirectory(),
      input: process.stdin,
      write: (text) => void process.stdout.write(text),
      complain: (text) => void process.stderr.write(text),
    },
    loadConfig,
  );
}

/** What went wrong and what to do, in two lines; the stack only for what nobody foresaw. */
function explainFailure(error: unknown): string {
  if (!(error instanceof AppError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [`✖ ${error.message}`, ...(error.remedy ? [`→ ${error.remedy}`] : [])].join('\n');
}

/** Runs `COMMAND …`, or the service when there is none. */
export async function runProcess([name, ...args]: readonly string[]): Promise<void> {
  try {
    readEnvFile();
    await (name === undefined ? serve() : command(name, args));
  } catch (error) {
    process.stderr.write(`${explainFailure(error)}\n`);
    process.exit(1);
  }
}
