/** Commands from the shell: on the database itself, or by the service that has it open. */
import type { Config } from '../config.ts';
import { systemClock } from '../kit/clock.ts';
import { AppError, InputError } from '../kit/errors.ts';
import { systemIds } from '../kit/ids.ts';
import { DirectoryInUseError } from '../store/embedded.ts';
import { socketPath } from '../store/lock.ts';
import type { Command, CommandIo, Standing } from './commands/command.ts';
import { openGround } from './ground.ts';
import { forwardCommand, type RunCommand } from './remote.ts';

/** Loaded when asked for: the service needs none of them to start. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  ask: async () => (await import('./commands/ask.ts')).ask,
  deadline: async () => (await import('./commands/deadline.ts')).deadline,
  import: async () => (await import('./commands/import.ts')).importFiles,
  export: async () => (await import('./commands/export.ts')).exportFile,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  'doctor-records': async () => (await import('./commands/doctor-records.ts')).examineRecords,
  bench: async () => (await import('./commands/bench.ts')).bench,
  audit: async () => (await import('./commands/audit.ts')).audit,
  staff: async () => (await import('./commands/staff.ts')).staff,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluate,
};

async function commandNamed(name: string): Promise<Command> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load)
    throw new InputError(`没有这个命令:${name}。There is no such command.`, {
      remedy: `One of: ${Object.keys(COMMANDS)
        .filter((known) => !known.includes('-'))
        .join(', ')}`,
    });
  return load();
}

const asksForHelp = ({ args }: CommandIo): boolean => args.includes('--help') || args.includes('-h');

/** Runs a command of the shell; its exit status. */
export async function runFromShell(name: string, io: CommandIo, config: () => Config): Promise<number> {
  const command = await commandNamed(name);
  if (asksForHelp(io)) {
    io.write(`${command.help}\n`);
    return 0;
  }
  if ('runAlone' in command)
    return command.runAlone(io, { config, run: (other, its) => runFromShell(other, its, config) });
  const settings = config();
  const ownCounty = command.bringsOwnCounty?.(io) ?? false;
  try {
    const ground = await openGround({
      config: ownCounty ? { ...settings, sampleCounty: false } : settings,
      clock: systemClock,
      poolSize: 2,
    });
    try {
      return await command.run(io, {
        ...ground,
        clock: systemClock,
        ids: systemIds,
        publicUrl: settings.publicUrl,
      });
    } finally {
      await ground.database.close();
    }
  } catch (error) {
    if (!(error instanceof DirectoryInUseError)) throw error;
    return forward(socketPath(settings.dataDir), name, io, error);
  }
}

async function forward(
  path: string,
  name: string,
  io: CommandIo,
  held: DirectoryInUseError,
): Promise<number> {
  try {
    return await forwardCommand(path, name, io);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw held;
  }
}

/** What the running service does with a command handed to it. */
export const commandRunner =
  (standing: Standing): RunCommand =>
  async (name, io) => {
    const command = await commandNamed(name);
    if ('run' in command) return command.run(io, standing);
    throw new InputError(`${name} is not for the service.`);
  };
