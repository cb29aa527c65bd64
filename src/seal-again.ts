import { currentPrefix, seal, unseal } from './auth/sealed-text.js';
import { mailPurpose } from './mail/outbox.js';
import { configPurpose } from './modules/external-services/external-services.js';
import { secretPurpose } from './modules/outbound-webhooks/outbound-webhooks.js';
import {
  sealConfiguration,
  unreadableSecret,
  unsealConfiguration,
} from './modules/site/sealed-configuration.js';
import type { Services } from './services.js';

/** What is sealed as a whole, by where it is stored. */
const sealedColumns = [
  { table: 'external_services', column: 'sealed_config', purpose: configPurpose },
  { table: 'outbound_webhooks', column: 'sealed_secret', purpose: secretPurpose },
  { table: 'outgoing_mails', column: 'sealed_mail', purpose: mailPurpose },
] as const;

/** Rows that are read at once. */
const batch = 100;

/**
 * Seals with the newest server key what another one sealed, so that the other can be retired, and what was stored before
 * it was sealed at all. What somebody changes meanwhile is sealed anew by that.
 */
export async function sealAgain(services: Services): Promise<void> {
  for (const one of sealedColumns) await sealColumn(services, one);
  await sealConfigurations(services);
}

async function sealColumn(
  { db, keys, log }: Services,
  { table, column, purpose }: (typeof sealedColumns)[number],
): Promise<void> {
  for (let after = 0; ; ) {
    const rows = await db.query<{ id: number; sealed: string }>(
      `SELECT id, ${column} AS sealed FROM ${table} WHERE id > $1 AND NOT starts_with(${column}, $2)
       ORDER BY id LIMIT ${batch}`,
      [after, currentPrefix(keys)],
    );
    for (const { id, sealed } of rows) {
      const text = await unseal(keys, purpose, sealed).catch((error: unknown) => {
        log.error({ err: error, table, id }, 'what is sealed cannot be read');
      });
      if (text === undefined) continue;
      await db.query(`UPDATE ${table} SET ${column} = $1 WHERE id = $2 AND ${column} = $3`, [
        await seal(keys, purpose, text),
        id,
        sealed,
      ]);
    }
    if (rows.length < batch) return;
    after = rows.at(-1)?.id ?? after;
  }
}

async function sealConfigurations({ db, keys, log }: Services): Promise<void> {
  for (let after = 0; ; ) {
    const rows = await db.query<{ id: number; stored: string }>(
      `SELECT id, contents AS stored FROM site_configurations
       WHERE id > $1 AND sealed_with IS DISTINCT FROM $2 ORDER BY id LIMIT ${batch}`,
      [after, keys.current.id],
    );
    for (const { id, stored } of rows) {
      const contents = await unsealConfiguration(keys, stored);
      const unreadable = unreadableSecret(contents);
      if (unreadable !== undefined) {
        log.error({ id, path: unreadable }, 'a secret of the site configuration cannot be read');
        continue;
      }
      await db.query(
        'UPDATE site_configurations SET contents = $1, sealed_with = $2 WHERE id = $3 AND contents = $4',
        [await sealConfiguration(keys, contents), keys.current.id, id, stored],
      );
    }
    if (rows.length < batch) return;
    after = rows.at(-1)?.id ?? after;
  }
}
