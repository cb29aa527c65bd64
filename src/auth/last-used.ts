import type { Clock } from '../clock.js';
import type { Database } from '../db/database.js';
import type { ClientInfo } from './caller.js';

interface Use {
  at: Date;
  ip: string;
  userAgent: string;
  clientName: string;
}

/** How long uses are gathered before they are written: one row per token, however often it was used. */
const writeEveryMs = 2_000;

/** Only forward: a slower process cannot set a token's last use back. */
const updateSql = `
  UPDATE access_tokens t
  SET last_used_at = use.at, last_used_ip = use.ip, last_used_user_agent = use.user_agent,
      last_used_client_name = use.client_name
  FROM json_to_recordset($1::json) AS use (id int, at timestamptz, ip text, user_agent text, client_name text)
  WHERE t.id = use.id AND (t.last_used_at IS NULL OR t.last_used_at < use.at)`;

/** Remembers when and from where tokens were used; writes behind, and never delays or fails a request. */
export class LastUsedWriter {
  #uses = new Map<number, Use>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Notes a use of the token now. */
  note(tokenId: number, client: ClientInfo): void {
    const { ip, userAgent, clientName } = client;
    this.#uses.set(tokenId, { at: this.clock.now(), ip, userAgent, clientName });
    this.#timer ??= setTimeout(() => void this.flush(), writeEveryMs).unref();
  }

  /** Writes what is noted. Uses that cannot be written are kept for the next time. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#uses.size === 0) return;
    const uses = this.#uses;
    this.#uses = new Map();
    const rows = [...uses].map(([id, use]) => ({
      id,
      at: use.at,
      ip: use.ip,
      user_agent: use.userAgent,
      client_name: use.clientName,
    }));
    try {
      await this.db.query(updateSql, [JSON.stringify(rows)], 'write last used');
    } catch (error) {
      for (const [id, use] of uses) if (!this.#uses.has(id)) this.#uses.set(id, use);
      this.#timer ??= setTimeout(() => void this.flush(), writeEveryMs).unref();
      this.onError(error);
    }
  }
}
