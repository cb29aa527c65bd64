import './production.js';
import { ConfigError, readConfig } from './config.js';
import { fail } from './fail.js';
import { useLauncher } from './programs/program.js';

/** Settings in a file `.env` of the current directory count where the environment does not set them. */
function readEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new ConfigError(`cannot read .env: ${error}`);
  }
}

async function main(): Promise<void> {
  readEnvFile();
  const config = readConfig(process.env);
  // While there is little to copy yet.
  await useLauncher();
  // Only now: a start with a setting that cannot be used does not wait for the rest of the code.
  const { serve } = await import('./server.js');
  await serve(config);
}

main().catch(fail);
