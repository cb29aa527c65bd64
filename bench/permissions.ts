import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ApiClient, chunks, percentile } from './api-client.js';
import { type BenchDatabase, createDatabase, type Place } from './databases.js';
import { watchMemory } from './memory.js';
import { type Contender, startGatehouse } from './processes.js';
import type { Bench } from './rounds.js';
import { number, table } from './tables.js';

// Permissions on repositories at the size of a large company, as the existing sync client asks for them: 16 requests at
// once, 25 accounts in each under aliases. The figures beside are aims for two cores.

export interface PermissionSizes {
  users: number;
  repositories: number;
  grantsEach: number;
  /** The stress: every account is granted so many repositories. */
  stressRepositories: number;
  /** How often a page and a repository are asked for. */
  asksEach: number;
  /** Postgres adds the counters of an idle connection to its statistics after ten seconds. */
  countersLagMs: number;
}

export const permissionSizes = (quick: boolean): PermissionSizes =>
  quick
    ? {
        users: 200,
        repositories: 500,
        grantsEach: 19,
        stressRepositories: 20,
        asksEach: 10,
        countersLagMs: 0,
      }
    : {
        users: 10_000,
        repositories: 50_000,
        grantsEach: 19,
        stressRepositories: 1_150,
        asksEach: 100,
        countersLagMs: 11_000,
      };

type Row = [what: string, measured: string, aim: string];

const aliasesEach = 25;
const globalId = (kind: string, id: number) => Buffer.from(`${kind}:${id}`).toString('base64');

/** Measures and answers the table as Markdown. Needs a Postgres server. */
export async function permissionsTable(bench: Bench, place: Place, sizes: PermissionSizes): Promise<string> {
  const database = await createDatabase(bench, place, 'permissions', {
    accounts: sizes.users,
    tokensPerAccount: 1,
  });
  const sql = new pg.Client(database.env['DATABASE_URL']);
  await sql.connect();
  try {
    const users = await fill(sql, sizes);
    const server = await startGatehouse(bench, {
      ...database.env,
      DATABASE_POOL_SIZE: '20',
    });
    const memory = watchMemory(server.pid);
    const rows: Row[] = [
      ...(await capture(sql, server, database, users, sizes)),
      ...(await presence(server, database, users)),
      ...(await seenByCallers(sql, server, database, sizes)),
      ...(await stress(sql, server, database, users, sizes)),
    ];
    rows.push(['server memory, the most', `${number(await memory.stop())} MB`, 'under 600 MB']);
    return [
      `## (permissions) ${number(sizes.users)} accounts, ${number(sizes.repositories)} repositories of which 10 % are public`,
      '',
      table(['', 'measured', 'aim'], rows),
    ].join('\n');
  } finally {
    await sql.end();
  }
}

/** Makes repositories and the grants of the normal case. Answers the ids of the accounts. */
async function fill(sql: pg.Client, { repositories, grantsEach }: PermissionSizes): Promise<number[]> {
  await sql.query(
    `INSERT INTO site_configurations (contents, created_at)
     VALUES ('{ "permissions.userMapping": { "enabled": true, "bindID": "username" } }', now())`,
  );
  await sql.query(
    `WITH made AS (
       INSERT INTO repositories (name, name_key, is_private, service_type, service_id, external_id, created_at)
       SELECT 'git.example.com/team-' || n % 500 || '/repository-' || n, 'git.example.com/team-' || n % 500 || '/repository-' || n,
         n % 10 <> 0, 'other', 'https://git.example.com/', n::text, now() FROM generate_series(1, $1::int) n RETURNING id
     ) INSERT INTO repository_mirrors (repository_id) SELECT id FROM made`,
    [repositories],
  );
  await sql.query(
    `INSERT INTO repository_grants (user_id, repository_id, source, updated_at)
     SELECT u.id, 1 + (u.id * 7919 + n * 104729) % $1::int, 'API', now()
     FROM users u, generate_series(1, $2::int) n WHERE u.kind = 'SERVICE_ACCOUNT' ON CONFLICT DO NOTHING`,
    [repositories, grantsEach],
  );
  await sql.query('VACUUM ANALYZE');
  const { rows } = await sql.query<{ id: number }>(
    `SELECT id FROM users WHERE kind = 'SERVICE_ACCOUNT' ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

interface Infos {
  [alias: string]: {
    permissionsInfo: { repositories: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean } } };
  };
}

/** One request of the sync client: the explicit grants of 25 accounts. */
function captureQuery(count: number, first: number): string {
  const variables = Array.from({ length: count }, (_, n) => `$user${n}: ID!, $after${n}: String`).join(', ');
  const aliases = Array.from(
    { length: count },
    (_, n) =>
      `user${n}: node(id: $user${n}) { ... on User { permissionsInfo { repositories(source: API, first: ${first}, after: $after${n}) { nodes { id } pageInfo { hasNextPage endCursor } } } } }`,
  );
  return `query (${variables}) { ${aliases.join(' ')} }`;
}

const captureVariables = (users: readonly number[]) =>
  Object.fromEntries(
    users.flatMap((id, n) => [
      [`user${n}`, globalId('User', id)],
      [`after${n}`, null],
    ]),
  );

/** What the sync client does first: all grants, then the names of what it met. */
async function captureAll(client: ApiClient, users: readonly number[]): Promise<number> {
  const repositories = new Set<string>();
  const seconds = await client.each(chunks(users, aliasesEach), async (some) => {
    const infos = await client.ask<Infos>(captureQuery(some.length, 100), captureVariables(some));
    for (const info of Object.values(infos)) {
      for (const { id } of info.permissionsInfo.repositories.nodes) repositories.add(id);
    }
  });
  const names = await client.each(chunks([...repositories], 100), async (some) => {
    const variables = some.map((_, n) => `$r${n}: ID!`).join(', ');
    const aliases = some.map((_, n) => `r${n}: node(id: $r${n}) { ... on Repository { name } }`).join(' ');
    await client.ask(
      `query (${variables}) { ${aliases} }`,
      Object.fromEntries(some.map((id, n) => [`r${n}`, id])),
    );
  });
  return seconds + names;
}

async function capture(
  sql: pg.Client,
  server: Contender,
  database: BenchDatabase,
  users: readonly number[],
  sizes: PermissionSizes,
): Promise<Row[]> {
  const warm = new ApiClient(server, database);
  await captureAll(warm, users.slice(0, 500));
  warm.close();
  const one = new ApiClient(server, database);
  const before = await statementsSoFar(sql, sizes);
  const seconds = await captureAll(one, users);
  const statements = ((await statementsSoFar(sql, sizes)) - before) / one.requests;
  one.close();
  const clients = Array.from({ length: 4 }, () => new ApiClient(server, database));
  const start = performance.now();
  await Promise.all(clients.map((client) => captureAll(client, users)));
  const four = (performance.now() - start) / 1000;
  for (const client of clients) client.close();
  return [
    ['capture, one client', `${number(users.length / seconds)} accounts/s`, '1,000 accounts/s'],
    ['capture, four clients together', `${number((4 * users.length) / four)} accounts/s`, 'no less'],
    ['SQL statements a request', number(statements), 'at most 6'],
  ];
}

/** Statements outside transactions each commit by themselves. */
async function statementsSoFar(sql: pg.Client, { countersLagMs }: PermissionSizes): Promise<number> {
  await sleep(countersLagMs);
  const { rows } = await sql.query<{ count: string }>(
    'SELECT xact_commit AS count FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(rows[0]?.count);
}

async function presence(
  server: Contender,
  database: BenchDatabase,
  users: readonly number[],
): Promise<Row[]> {
  const client = new ApiClient(server, database);
  const probes = await client.each(chunks(users, aliasesEach), async (some) => {
    await client.ask(captureQuery(some.length, 1), captureVariables(some));
  });
  const start = performance.now();
  await client.ask(
    'query ($ids: [ID!]!) { explicitRepositoryPermissionPresenceForUsers(userIDs: $ids) { userID present } }',
    { ids: users.map((id) => globalId('User', id)) },
  );
  const ours = (performance.now() - start) / 1000;
  client.close();
  return [
    [`presence of all, by probes of the client`, `${number(probes)} s`, 'under 10 s'],
    ['presence of all, in one request', `${number(ours)} s`, 'under 1 s'],
  ];
}

/** What one page and one repository cost a caller with few grants and one with many. */
async function seenByCallers(
  sql: pg.Client,
  server: Contender,
  database: BenchDatabase,
  { repositories, asksEach }: PermissionSizes,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [index, grants] of [10, 1_000, 50_000].entries()) {
    const { rows: found } = await sql.query<{ id: number }>(
      `SELECT id FROM users WHERE kind = 'SERVICE_ACCOUNT' ORDER BY id OFFSET $1 LIMIT 1`,
      [index],
    );
    const id = found[0]?.id;
    await sql.query('DELETE FROM repository_grants WHERE user_id = $1', [id]);
    await sql.query(
      `INSERT INTO repository_grants (user_id, repository_id, source, updated_at)
       SELECT $1, id, 'API', now() FROM repositories WHERE is_private ORDER BY id DESC LIMIT $2`,
      [id, grants],
    );
    await sql.query('ANALYZE repository_grants');
    const client = new ApiClient(server, database, 4, index + 1);
    const ask = async (query: string) => {
      client.latencies.length = 0;
      await client.each(Array.from({ length: asksEach }), () => client.ask<void>(query));
      return number(percentile(client.latencies, 0.5));
    };
    const list = await ask('{ repositories(first: 100) { nodes { id name } pageInfo { hasNextPage } } }');
    const name = `git.example.com/team-${(repositories - 1) % 500}/repository-${repositories - 1}`;
    const single = await ask(`{ repository(name: "${name}") { id } }`);
    client.close();
    rows.push([
      `\`repositories(first: 100)\` and \`repository(name)\` with ${number(grants)} grants, p50`,
      `${list} ms, ${single} ms`,
      'flat',
    ]);
  }
  return rows;
}

/** Every account is granted the same repositories: millions of grants, replaced 16 repositories at a time. */
async function stress(
  sql: pg.Client,
  server: Contender,
  database: BenchDatabase,
  users: readonly number[],
  sizes: PermissionSizes,
): Promise<Row[]> {
  const { rows: accounts } = await sql.query<{ username: string }>(
    `SELECT username FROM users WHERE kind = 'SERVICE_ACCOUNT' ORDER BY id`,
  );
  const userPermissions = accounts.map(({ username }) => ({ bindID: username, permission: 'READ' }));
  const repositories = Array.from({ length: sizes.stressRepositories }, (_, n) =>
    globalId('Repository', n + 1),
  );
  const replace = `mutation ($repository: ID!, $userPermissions: [UserPermissionInput!]!) {
    setRepositoryPermissionsForUsers(repository: $repository, userPermissions: $userPermissions) { alwaysNil } }`;

  const writer = new ApiClient(server, database);
  const reader = new ApiClient(server, database, 1);
  let writing = true;
  const reads = (async () => {
    for (let n = 0; writing; n += 1) {
      await reader.ask(
        'query ($id: ID!) { node(id: $id) { ... on User { permissionsInfo { repositories(source: API, first: 100) { nodes { id } } } } } }',
        {
          id: globalId('User', users[n % users.length] ?? 0),
        },
      );
      await sleep(20);
    }
  })();
  const first = await writer.each(repositories, async (repository) => {
    await writer.ask(replace, { repository, userPermissions });
  });
  writing = false;
  await reads;
  const writes = percentile(writer.latencies, 0.95) / 1000;
  const before = await rowsWritten(sql, sizes);
  const again = await writer.each(repositories, async (repository) => {
    await writer.ask(replace, { repository, userPermissions });
  });
  const written = (await rowsWritten(sql, sizes)) - before;
  writer.close();

  const readAll = new ApiClient(server, database, 4);
  await sql.query('VACUUM ANALYZE repository_grants');
  let edges = 0;
  const some = users.slice(0, Math.min(users.length, 1000));
  const seconds = await readAll.each(chunks(some, 250), async (part) => {
    let after: string | null = null;
    do {
      const page: Edges = (
        await readAll.ask<{ list: Edges }>(
          `query ($ids: [ID!]!, $after: String) { list: explicitRepositoryPermissionsForUsers(userIDs: $ids, first: 10000, after: $after) {
             nodes { userID repositoryID repositoryName updatedAt } pageInfo { hasNextPage endCursor } } }`,
          { ids: part.map((id) => globalId('User', id)), after },
        )
      ).list;
      edges += page.nodes.length;
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
  });
  readAll.close();
  reader.close();
  return [
    [
      `replace ${number(sizes.stressRepositories)} repositories x ${number(users.length)} accounts, 16 at once`,
      `${number(first)} s`,
      'under 300 s',
    ],
    ['a write, p95', `${number(writes)} s`, 'under 10 s'],
    ['a read meanwhile, p99', `${number(percentile(reader.latencies, 0.99))} ms`, 'under 100 ms'],
    ['the same lists again', `${number(again)} s, ${number(written)} rows written`, 'nothing written'],
    ['reading grants in pages of 10,000', `${number(edges / seconds)} grants/s`, '100,000 grants/s'],
  ];
}

interface Edges {
  nodes: object[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

async function rowsWritten(sql: pg.Client, { countersLagMs }: PermissionSizes): Promise<number> {
  await sleep(countersLagMs);
  const { rows } = await sql.query<{ count: string }>(
    `SELECT n_tup_ins + n_tup_upd + n_tup_del AS count FROM pg_stat_user_tables WHERE relname = 'repository_grants'`,
  );
  return Number(rows[0]?.count);
}
