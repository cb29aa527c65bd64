import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerKeys } from '../../auth/server-keys.js';
import type { Clock } from '../../clock.js';
import { ConfigError } from '../../config.js';
import type { Database } from '../../db/database.js';
import type { Instance } from '../../services.js';

/**
 * Reads what this installation is, or writes it when the database is new. The keys of the process must be those
 * of the installation: with others, sessions and rotations of one process would be unknown to the next.
 *
 * @throws ConfigError when the database belongs to other keys.
 */
export async function openInstance(db: Database, keys: ServerKeys, clock: Clock): Promise<Instance> {
  await db.query(
    `INSERT INTO instance (id, site_id, token_instance, server_key_id, created_at) VALUES (1, $1, $2, $3, $4)
     ON CONFLICT (id) DO NOTHING`,
    [randomUUID(), randomBytes(4).toString('hex'), keys.current.id, clock.now()],
  );
  const instance = await db.prisma.instance.findUniqueOrThrow({ where: { id: 1 } });
  if (!keys.ids.includes(instance.serverKeyId)) {
    throw new ConfigError(
      `the database ${db.description} was set up with another secret key: put it into GATEHOUSE_SECRET_KEYS, or give the data directory whose secret.key holds it`,
    );
  }
  if (instance.serverKeyId !== keys.current.id) {
    await db.prisma.instance.update({ where: { id: 1 }, data: { serverKeyId: keys.current.id } });
  }
  return { siteId: instance.siteId, tokenInstance: instance.tokenInstance };
}
