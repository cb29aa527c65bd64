import type { Database } from '../../db/database.js';
import { initialContents, readSiteSettings, type SiteSettings } from './site-settings.js';

/** One version of the site configuration. */
export interface SiteConfigurationVersion {
  /** 0 while nothing was ever written. */
  id: number;
  contents: string;
  settings: SiteSettings;
}

const initial: SiteConfigurationVersion = {
  id: 0,
  contents: initialContents,
  settings: readSiteSettings(initialContents),
};

/** How often a process looks whether another process changed the configuration. */
const pollMs = 500;

/** The site configuration in force, kept up to date in this process. */
export class SiteConfigurationStore {
  #current = initial;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly db: Database) {}

  get current(): SiteConfigurationVersion {
    return this.#current;
  }

  /** Loads the newest version, and keeps watching for newer ones where other processes may write them. */
  async start(onError: (error: unknown) => void): Promise<void> {
    await this.refresh();
    if (this.db.kind === 'embedded') return;
    this.#timer = setInterval(() => this.refresh().catch(onError), pollMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Loads the newest version; to be called after writing one. */
  async refresh(): Promise<void> {
    const [row] = await this.db.query<{ id: number; contents: string }>(
      'SELECT id, contents FROM site_configurations WHERE id > $1 ORDER BY id DESC LIMIT 1',
      [this.#current.id],
      'newest site configuration',
    );
    if (row && row.id > this.#current.id) {
      this.#current = { ...row, settings: readSiteSettings(row.contents) };
    }
  }
}
