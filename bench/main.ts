import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { accountListTable } from './account-list.js';
import { currentUserTable } from './current-user.js';
import type { Place } from './databases.js';
import { type Options, readOptions, usage } from './options.js';
import { permissionSizes, permissionsTable } from './permissions.js';
import { postgresCpu } from './postgres-cpu.js';
import { startLoadGenerator } from './processes.js';
import type { Bench } from './rounds.js';
import { searchSizes, searchTable } from './search.js';

const args = process.argv.slice(2);
const options = readOptions(args);
const server = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_DATABASE_URL'];

if (!options) {
  console.error(usage);
  process.exitCode = 2;
} else if (!options.embeddedOnly && !server) {
  process.exitCode = await runWithPostgres(args);
} else {
  await run(options, options.embeddedOnly ? undefined : server);
}

/** Runs this again beside a Postgres server of its own. */
async function runWithPostgres(args: readonly string[]): Promise<number> {
  const script = fileURLToPath(new URL('../scripts/with-postgres.sh', import.meta.url));
  const self = [process.execPath, '--import', 'tsx', fileURLToPath(import.meta.url), ...args];
  // What is measured waits for the disk, as it does where it is used.
  const env = { ...process.env, POSTGRES_FSYNC: 'on' };
  const [code] = await once(spawn('bash', [script, ...self], { stdio: 'inherit', env }), 'exit');
  return code ?? 1;
}

async function run(options: Options, url: string | undefined): Promise<void> {
  const places: Place[] = [{ kind: 'embedded' }, ...(url ? [{ kind: 'server', url } as const] : [])];
  const cleanUp: Bench['cleanUp'] = [];
  const bench: Bench = {
    ...options,
    generator: startLoadGenerator(),
    postgresCpu: url ? await postgresCpu(url) : undefined,
    cleanUp,
  };
  const clean = async () => {
    for (const work of cleanUp.splice(0).reverse()) await work();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => clean().finally(() => process.exit(1)));
  }
  console.log(`# Gatehouse bench\n\n${await describe(options, url)}`);
  try {
    if (options.tables.has('a')) console.log(`\n${await currentUserTable(bench, options, places)}`);
    await clean();
    if (options.tables.has('permissions')) {
      const place = places.find(({ kind }) => kind === 'server');
      if (!place) throw new Error('the table of permissions needs a Postgres server');
      console.log(`\n${await permissionsTable(bench, place, permissionSizes(options.quick))}`);
    }
    await clean();
    if (options.tables.has('search')) {
      const place = places.at(-1) ?? { kind: 'embedded' };
      console.log(`\n${await searchTable(bench, place, searchSizes(options.quick))}`);
    }
    await clean();
    if (options.tables.has('b')) console.log(`\n${await accountListTable(bench, places)}`);
  } finally {
    await clean();
    await bench.generator.stop();
  }
}

async function describe(options: Options, url: string | undefined): Promise<string> {
  const [cpu] = cpus();
  const machine = `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}`;
  const turns = `${options.rounds} rounds of ${options.seconds} s turns, medians over the rounds`;
  return [
    `- ${machine}, ${url ? await postgresVersion(url) : 'no Postgres server'}.`,
    `- ${turns}. Server, load generator and Postgres share the cores.`,
    '- Embedded Postgres runs inside the server process, so its CPU is always counted. Of a Postgres server all',
    '  processes are counted, in the last column alone.',
    ...(options.quick ? ['- QUICK RUN: it shows that the bench works. The numbers mean nothing.'] : []),
  ].join('\n');
}

async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ version: string; fsync: string; commit: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
       current_setting('synchronous_commit') AS commit`,
  );
  await client.end();
  const [row] = rows;
  return `Postgres ${row?.version} (fsync ${row?.fsync}, synchronous_commit ${row?.commit})`;
}
