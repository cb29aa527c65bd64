import { ConfigError } from './config.js';
import { DatabaseUnavailableError } from './db/database.js';

/** A start that cannot work ends with one line for the operator. */
export function fail(error: unknown): never {
  const expected = error instanceof ConfigError || error instanceof DatabaseUnavailableError;
  const text =
    error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`gatehouse: ${text}\n`);
  process.exit(1);
}
