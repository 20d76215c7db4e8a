/** What a command gets and gives, whether it stands on its own or is carried out by the running service. */
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
}

export interface Command {
  help: string;
  /** True when the sample county must not be loaded first. */
  bringsOwnCounty?(io: CommandIo): boolean;
  /** Returns the exit status. */
  run(io: CommandIo, standing: Standing): Promise<number>;
}
