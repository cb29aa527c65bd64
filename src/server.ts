import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { createApp } from './app.js';
import { readOrCreateKeyFile, serverKeys } from './auth/server-keys.js';
import { systemClock } from './clock.js';
import { type Config, ConfigError } from './config.js';
import type { Database } from './db/database.js';
import { openEmbeddedDatabase } from './db/embedded.js';
import { openServerDatabase } from './db/server.js';
import { fail } from './fail.js';
import { needsSiteInit } from './modules/sessions/site-init.js';
import { closeLauncher } from './programs/program.js';
import type { Services } from './services.js';
import { closeServices, createServices } from './start.js';
import { gatehouseVersion } from './version.js';

function openDatabase(config: Config): Promise<Database> {
  return config.DATABASE_URL
    ? openServerDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE })
    : openEmbeddedDatabase(config.DATA_DIR);
}

async function listen(app: FastifyInstance, { HOST: host, PORT: port }: Config): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ConfigError(`port ${port} is in use by another program: set PORT`);
    if (code === 'EACCES')
      throw new ConfigError(`port ${port} may not be used by this user: set PORT above 1023`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new ConfigError(`HOST ${host} is no address of this machine`);
    throw error;
  }
  return (app.server.address() as AddressInfo).port;
}

async function announce(services: Services, port: number): Promise<void> {
  const url = services.config.EXTERNAL_URL ?? `http://localhost:${port}`;
  const lines = [`Gatehouse ${gatehouseVersion} listens on ${url}`, `Database: ${services.db.description}`];
  if (services.db.kind === 'server' && !services.config.GATEHOUSE_SECRET_KEYS) {
    lines.push(
      `Secret key: ${services.config.DATA_DIR}/secret.key. The database works with no other: keep it, or set GATEHOUSE_SECRET_KEYS.`,
    );
  }
  if (await needsSiteInit(services)) {
    lines.push(
      'There is no account yet. Create the first site admin:',
      `  curl ${url}/-/site-init -d '{"username":"admin","email":"admin@example.com","password":"<12 characters or more>"}'`,
      `  or open ${url}/sign-in in a browser,`,
      '  or start with GATEHOUSE_ADMIN_USERNAME, GATEHOUSE_ADMIN_EMAIL and GATEHOUSE_ADMIN_PASSWORD set.',
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** How long requests under way may take to finish once the server is told to stop. */
const finishWithinMs = 20_000;

/** Finishes what is under way, writes what is held in memory, and ends; a second signal ends at once. */
function stopOnSignal(app: FastifyInstance, services: Services): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    // A client that never finishes its request does not keep the server from ending.
    setTimeout(() => app.server.closeAllConnections(), finishWithinMs).unref();
    try {
      await app.close();
      await closeServices(services);
      await closeLauncher();
      process.exit(0);
    } catch (error) {
      fail(error);
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Opens the database, makes everything that requests use, and listens. */
export async function serve(config: Config): Promise<void> {
  const keys = serverKeys(config.GATEHOUSE_SECRET_KEYS ?? (await readOrCreateKeyFile(config.DATA_DIR)));
  const db = await openDatabase(config);
  const auditSink = pino.destination({
    dest: 2,
    sync: false,
    minLength: 12 * 1024,
    periodicFlush: 100,
    maxLength: 64 * 1024 * 1024,
  });
  const services = await createServices({
    config,
    db,
    clock: systemClock,
    keys,
    log: pino({ level: config.LOG_LEVEL }, pino.destination(1)),
    writeAuditLine: (line) => auditSink.write(`${line}\n`),
  });
  const app = await createApp(services);
  app.addHook('onClose', async () => auditSink.flushSync());
  const port = await listen(app, config);
  stopOnSignal(app, services);
  await announce(services, port);
}
