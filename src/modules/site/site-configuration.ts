import type { ServerKeys } from '../../auth/server-keys.js';
import type { Database } from '../../db/database.js';
import { DomainError, InvalidInputError } from '../../errors.js';
import { unreadableSecret, unsealConfiguration } from './sealed-configuration.js';
import { initialContents, readSiteSettings, type SiteSettings } from './site-settings.js';

/** One version of the site configuration. */
export interface StoredConfiguration {
  /** 0 while nothing was ever written. */
  id: number;
  /** As it was written, with its secrets: it must not leave the server. */
  contents: string;
}

/** One version of the site configuration, read. */
export interface SiteConfigurationVersion extends StoredConfiguration {
  settings: SiteSettings;
}

const initial: SiteConfigurationVersion = {
  id: 0,
  contents: initialContents,
  settings: readSiteSettings(initialContents),
};

/** How often a process looks whether another process changed the configuration. */
const pollMs = 500;

/**
 * The site configuration, kept up to date in this process. A version that cannot be read (another version of the
 * server wrote it, or somebody by hand) changes nothing: the last one that could be stays in force.
 */
export class SiteConfigurationStore {
  #current = initial;
  #newest: StoredConfiguration = initial;
  #problem: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly keys: ServerKeys,
  ) {}

  /** What is in force. */
  get current(): SiteConfigurationVersion {
    return this.#current;
  }

  /** The newest version, in force unless there is a `problem`. */
  get newest(): StoredConfiguration {
    return this.#newest;
  }

  /** Why the newest version is not in force. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /**
   * Loads the newest version, and keeps watching for newer ones where other processes may write them. `onError`
   * hears of each bad version once.
   */
  async start(onError: (error: unknown) => void): Promise<void> {
    await this.refresh(onError);
    if (this.#problem !== undefined) await this.#findLastGood();
    if (this.db.kind === 'embedded') return;
    this.#timer = setInterval(() => this.refresh(onError).catch(onError), pollMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Loads the newest version; to be called after writing one. */
  async refresh(onError?: (error: unknown) => void): Promise<void> {
    const [stored] = await this.db.query<StoredConfiguration>(
      'SELECT id, contents FROM site_configurations WHERE id > $1 ORDER BY id DESC LIMIT 1',
      [this.#newest.id],
      'newest site configuration',
    );
    if (!stored) return;
    const row = await this.#unsealed(stored);
    if (row.id <= this.#newest.id) return;
    this.#newest = row;
    const settings = settingsOf(row.contents);
    if (settings instanceof DomainError) {
      this.#problem = settings.message;
      onError?.(settings);
    } else {
      this.#problem = undefined;
      this.#current = { ...row, settings };
    }
  }

  async #unsealed({ id, contents }: StoredConfiguration): Promise<StoredConfiguration> {
    return { id, contents: await unsealConfiguration(this.keys, contents) };
  }

  /** Puts the newest version that can be read in force. Only at start, and bad versions are few. */
  async #findLastGood(): Promise<void> {
    for (let before = this.#newest.id; ; ) {
      const [stored] = await this.db.query<StoredConfiguration>(
        'SELECT id, contents FROM site_configurations WHERE id < $1 ORDER BY id DESC LIMIT 1',
        [before],
      );
      if (!stored) return;
      const row = await this.#unsealed(stored);
      const settings = settingsOf(row.contents);
      if (!(settings instanceof DomainError)) {
        this.#current = { ...row, settings };
        return;
      }
      before = row.id;
    }
  }
}

function settingsOf(contents: string): SiteSettings | DomainError {
  try {
    requireReadableSecrets(contents);
    return readSiteSettings(contents);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** @throws InvalidInputError where a secret cannot be read any more: the version must not be in force without it. */
export function requireReadableSecrets(contents: string): void {
  const path = unreadableSecret(contents);
  if (path === undefined) return;
  throw new InvalidInputError(
    `invalid site configuration: ${path}: the server key that sealed this secret is not in GATEHOUSE_SECRET_KEYS any more: write the secret anew`,
  );
}
