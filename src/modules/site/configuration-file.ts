import { readFile } from 'node:fs/promises';
import { anonymous, serverItself } from '../../auth/caller.js';
import { ConfigError } from '../../config.js';
import { DomainError } from '../../errors.js';
import type { Services } from '../../services.js';
import { writeVersion } from './change-configuration.js';

/** How often the file is looked at. */
const pollMs = 500;

/**
 * Takes the site configuration from `SITE_CONFIG_FILE`, at start and whenever the file changes: it becomes a
 * version like any other, without an author, so other processes and the history see it.
 */
export class ConfigurationFile {
  #timer: NodeJS.Timeout | undefined;
  #taken = '';
  #problem: string | undefined;

  constructor(
    private readonly path: string,
    private readonly services: () => Services,
  ) {}

  /** Why the file as it is now is not in force. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** @throws ConfigError when the file cannot be read or says what cannot be: then the server does not start. */
  async start(): Promise<void> {
    try {
      await this.#take();
    } catch (error) {
      if (!isExpected(error)) throw error;
      throw new ConfigError(`SITE_CONFIG_FILE: ${(error as Error).message}`);
    }
    const look = async () => {
      await this.#look();
      this.#timer = setTimeout(look, pollMs).unref();
    };
    this.#timer = setTimeout(look, pollMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** A file that cannot be used changes nothing, and is told once. */
  async #look(): Promise<void> {
    try {
      await this.#take();
      this.#problem = undefined;
    } catch (error) {
      const problem = `SITE_CONFIG_FILE: ${(error as Error).message}`;
      if (problem !== this.#problem) this.services().log.error({ err: error }, 'cannot use SITE_CONFIG_FILE');
      this.#problem = problem;
    }
  }

  async #take(): Promise<void> {
    const contents = await readFile(this.path, 'utf8');
    if (contents === this.#taken) return;
    const context = { services: this.services(), caller: anonymous, client: serverItself };
    await writeVersion(context, null, (newest) => (newest.contents === contents ? undefined : contents));
    this.#taken = contents;
  }
}

const isExpected = (error: unknown): boolean =>
  error instanceof DomainError || (error as NodeJS.ErrnoException).code !== undefined;
