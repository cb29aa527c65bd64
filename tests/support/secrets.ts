import { appendFileSync, mkdirSync } from 'node:fs';
import type { Database } from '../../src/db/database.js';

/**
 * Remembers every secret that the server hands out during a test, so that at the end one can look for them
 * where they must not be: in the tables, in the logs, and in the output of the whole run.
 */
export class IssuedSecrets {
  readonly #secrets = new Set<string>();

  add(secret: string): void {
    this.#secrets.add(secret);
  }

  /** Notes what an answer of the server gives away: tokens, session cookies, codes of password links. */
  noteAnswer(body: string, setCookie: readonly string[]): void {
    for (const [, hex] of body.matchAll(/sgp_[0-9a-f]{16}_([0-9a-f]{40})/g)) this.add(hex as string);
    for (const [, code] of body.matchAll(/[?&]code=([\w-]+)/g)) this.add(code as string);
    for (const cookie of setCookie) {
      const [, value] = /^sgs=([^;]+)/.exec(cookie) ?? [];
      if (!value) continue;
      this.add(value);
      const payload = Buffer.from(value.split('.')[1] ?? '', 'base64url').toString();
      this.add((JSON.parse(payload) as { sid: string }).sid);
    }
  }

  /** The secrets that a text contains, plain, as bytes in hex, in base64 or URL-encoded. */
  foundIn(text: string): string[] {
    return [...this.#secrets].filter((secret) => forms(secret).some((form) => text.includes(form)));
  }

  /** Hands them to whoever scans the output of the run afterwards. */
  save(): void {
    if (this.#secrets.size === 0) return;
    mkdirSync('tests/.cache', { recursive: true });
    appendFileSync('tests/.cache/issued-secrets.txt', [...this.#secrets, ''].join('\n'));
  }
}

function forms(secret: string): string[] {
  const forms = [
    secret,
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    encodeURIComponent(secret),
  ];
  if (/^[0-9a-f]{40}$/.test(secret))
    forms.push(Buffer.from(secret, 'hex').toString('base64').replace(/=+$/, ''));
  return forms;
}

/** Every row of every table, as text. */
export async function dumpTables(db: Database): Promise<string> {
  const tables = await db.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const dumps = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await db.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      return rows.map(({ row }) => row).join('\n');
    }),
  );
  return dumps.join('\n');
}
