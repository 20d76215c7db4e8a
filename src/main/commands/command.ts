/** What a command gets and gives, whether it stands on its own or is carried out by the running service. */
import type { Config } from '../../config.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Database } from '../../store/database.ts';
import type { Keys } from '../../store/keys.ts';

export interface CommandIo {
  args: readonly string[];
  /** Where the person is: file names are taken from there. */
  directory: string;
  input: AsyncIterable<Buffer | string>;
  write(text: string): void;
  /** To the person, not to a program that reads the output. */
  complain(text: string): void;
}

export interface Standing {
  database: Database;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  /** Where browsers reach the service. */
  publicUrl: string | undefined;
}

/** A command on the county's records; the running service carries it out when it has the database open. */
export interface RecordsCommand {
  help: string;
  /** True when the sample county must not be loaded first. */
  bringsOwnCounty?(io: CommandIo): boolean;
  /** Returns the exit status. */
  run(io: CommandIo, standing: Standing): Promise<number>;
}

/** A command that needs no database, or finds out by itself whether there is one. */
export interface LoneCommand {
  help: string;
  /** `config` throws when the settings are faulty. */
  runAlone(io: CommandIo, shell: Shell): Promise<number>;
}

export interface Shell {
  config(): Config;
  /** Runs another command as if it had been given. */
  run(name: string, io: CommandIo): Promise<number>;
}

export type Command = RecordsCommand | LoneCommand;
