import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { TestApi } from './api.js';

/** How many SQL statements of whatever origin reach the database during `work`. */
export async function statements(api: TestApi, work: () => Promise<unknown>): Promise<number> {
  await api.services.lastUsed.flush();
  let count = 0;
  const { execProtocolRaw } = PGlite.prototype;
  PGlite.prototype.execProtocolRaw = function (message, options) {
    // Parse and Query begin a statement; the other messages belong to one.
    if (message[0] === 0x50 || message[0] === 0x51) count += 1;
    return execProtocolRaw.call(this, message, options);
  };
  const client = pg.Client.prototype as unknown as { query(...args: unknown[]): unknown };
  const { query } = client;
  client.query = function (...args) {
    count += 1;
    return query.apply(this, args);
  };
  try {
    await work();
  } finally {
    PGlite.prototype.execProtocolRaw = execProtocolRaw;
    client.query = query;
  }
  return count;
}
