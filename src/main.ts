/**
 * The entry. `node src/main.ts` starts the house and stops it in reverse on SIGINT or SIGTERM; `node src/main.ts
 * COMMAND …` runs one command. package.json names them as npm scripts.
 */
import { runProcess } from './main/process.ts';

await runProcess(process.argv.slice(2));
