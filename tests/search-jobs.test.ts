import { type ClientRequest, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { purge } from '../src/housekeeping.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';
import { repositoriesDirectory } from './support/git.js';
import { asPattern, quoted, readPage, tableRows } from './support/markdown.js';
import { addConnection, grant, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

// Searches in the background: who may, what they look through, and what comes of them.

let api: TestApi;
let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
let ada: { id: string; cookie: string };
let robot: { token: string };
let robotId: string;
const ids: Record<string, string> = {};
/** What is told of what went wrong. */
const told: string[] = [];
const commits: Record<string, string> = {};

const files = {
  app: {
    'main.ts': 'import { widget } from "./widget.js";\n\nwidget();\n',
    'widget.ts': 'export function widget() {}\n',
  },
  hidden: { 'plan.txt': 'the widget is secret\n' },
  granted: { 'open/part.go': '// widget\n', 'vault/key.txt': 'widget key\n' },
  lib: { 'lib.rs': '// a widget\n' },
};

beforeAll(async () => {
  api = await startTestApi({ BACKGROUND_WORK: true });
  host = await repositoriesDirectory();
  for (const [name, content] of Object.entries(files)) {
    const repository = await host.create(name);
    if (name === 'app') {
      commits['old'] = await repository.commit(
        { 'gone.txt': 'an old widget\n' },
        { message: 'a first widget' },
      );
      repository.git('branch', 'old');
      await repository.commit({ 'gone.txt': null });
    }
    commits[name] = await repository.commit(content, { message: `add the ${name} widget` });
  }
  for (const [visibility, repos] of [
    ['public', ['app', 'lib']],
    ['private', ['hidden', 'granted']],
  ])
    await addConnection(api, { url: host.url, repos, repositoryPathPattern: '{repo}', visibility });
  for (const name of Object.keys(files)) ids[name] = (await repositoryNamed(api, name)).id;
  await api.services.background.idle();
  ada = await api.createUser('ada');
  const account = await api.createServiceAccount('robot');
  robotId = account.id;
  robot = await api.createToken(account.id, { durationSeconds: 80 * 86_400 });
  await grant(api, robotId, [ids['granted'] as string]);
});
afterAll(async () => {
  await api.close();
  await host.remove();
});

const fields = `id query state creator { username } createdAt startedAt finishedAt URL logURL failureMessage
  repoStats { total completed failed inProgress }`;

const create = async (as: Identity, query: string): Promise<any> =>
  (
    await api.ask(as, `mutation ($query: String!) { createSearchJob(query: $query) { ${fields} } }`, {
      query,
    })
  ).createSearchJob;
async function get(as: Identity, id: string): Promise<any> {
  const query = `query ($id: ID!) { node(id: $id) { ... on SearchJob { ${fields} } } }`;
  const { node } = await api.ask(as, query, { id });
  told.push(node.failureMessage ?? '');
  return node;
}
const change = (as: Identity, name: 'cancel' | 'delete', id: string) =>
  api.query(as, `mutation ($id: ID!) { ${name}SearchJob(id: $id) { alwaysNil } }`, { id });
/** What is wrong with a request. */
async function refusal(as: Identity, query: string, variables?: Record<string, unknown>): Promise<string> {
  const answer = await api.query(as, query, variables);
  told.push(messageOf(answer) ?? '');
  return messageOf(answer) ?? '';
}

/** A job that has ended. */
async function finished(as: Identity, query: string): Promise<any> {
  const { id } = await create(as, query);
  await api.services.background.idle();
  return get(as, id);
}

const download = (as: Identity, { id }: { id: string }, format: 'jsonl' | 'log' = 'jsonl') =>
  api.fetch(`/.api/search/export/${numberIn(id)}.${format}`, { headers: headersOf(as) });

async function matches(as: Identity, job: { id: string }): Promise<any[]> {
  const response = await download(as, job);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
const found = async (as: Identity, job: { id: string }) =>
  (await matches(as, job))
    .map(({ type, repository, path = '' }) => `${type} ${repository} ${path}`.trim())
    .sort();
const log = async (as: Identity, job: { id: string }): Promise<string[][]> => {
  const response = await download(as, job, 'log');
  const text = await response.text();
  expect(response.status, text).toBe(200);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  told.push(...lines.map((cells) => cells[5] ?? ''));
  return lines;
};

describe('a search job', () => {
  test('waits, runs as its creator, and has every match of what they see', async () => {
    const created = await create(robot, 'widget');
    expect(created).toEqual({
      id: expect.any(String),
      query: 'widget',
      state: 'QUEUED',
      creator: { username: 'robot' },
      createdAt: expect.stringMatching(/Z$/),
      startedAt: null,
      finishedAt: null,
      URL: expect.stringMatching(/^http:\/\/.*\/\.api\/search\/export\/\d+\.jsonl$/),
      logURL: expect.stringMatching(/^http:\/\/.*\/\.api\/search\/export\/\d+\.log$/),
      failureMessage: null,
      repoStats: { total: 0, completed: 0, failed: 0, inProgress: 0 },
    });
    await api.services.background.idle();

    expect(await get(robot, created.id)).toMatchObject({
      state: 'COMPLETED',
      startedAt: expect.stringMatching(/Z$/),
      finishedAt: expect.stringMatching(/Z$/),
      repoStats: { total: 3, completed: 3, failed: 0, inProgress: 0 },
    });
    expect(await found(robot, created)).toEqual([
      'content app main.ts',
      'content app widget.ts',
      'content granted open/part.go',
      'content granted vault/key.txt',
      'content lib lib.rs',
    ]);
    expect((await api.events({ entity: 'search.job', action: 'created' }))[0]).toMatchObject({
      outcome: 'SUCCESS',
      actor: { name: 'robot' },
      target: { kind: 'SearchJob', databaseID: numberIn(created.id) },
      details: null,
    });
  });

  test('gives matches as the stream does, with chunks and the branch HEAD', async () => {
    const job = await finished(robot, 'repo:^app$ file:main widget');

    const response = await download(robot, job);
    expect([...response.headers]).toEqual(
      expect.arrayContaining([
        ['content-type', 'application/jsonlines'],
        [
          'content-disposition',
          expect.stringMatching(
            RegExp(`^attachment; filename="search-jobs_${numberIn(job.id)}_\\d{4}-\\d\\d-\\d\\d\\.jsonl"$`),
          ),
        ],
      ]),
    );
    expect(await matches(robot, job)).toEqual([
      {
        type: 'content',
        path: 'main.ts',
        repositoryID: numberIn(ids['app'] as string),
        repository: 'app',
        repoLastFetched: expect.stringMatching(/Z$/),
        branches: ['HEAD'],
        commit: commits['app'],
        hunks: null,
        chunkMatches: [
          {
            content: 'import { widget } from "./widget.js";',
            contentStart: { offset: 0, line: 0, column: 0 },
            ranges: [
              { start: { offset: 9, line: 0, column: 9 }, end: { offset: 15, line: 0, column: 15 } },
              { start: { offset: 26, line: 0, column: 26 }, end: { offset: 32, line: 0, column: 32 } },
            ],
          },
          {
            content: 'widget();',
            contentStart: { offset: 39, line: 2, column: 0 },
            ranges: [{ start: { offset: 39, line: 2, column: 0 }, end: { offset: 45, line: 2, column: 6 } }],
          },
        ],
        language: 'TypeScript',
      },
    ]);
  });

  test('looks through revisions, histories and parts of a query one by one, whatever count: says', async () => {
    const revisions = await finished(robot, 'repo:^app$@old:main widget count:1');
    expect(revisions.repoStats).toMatchObject({ total: 2, completed: 2 });
    const places = (await matches(robot, revisions)).map(({ branches, path }) => `${branches} ${path}`);
    expect(places.sort()).toEqual(['main main.ts', 'main widget.ts', 'old gone.txt']);

    const commitsOf = await finished(robot, 'repo:^app$ type:commit first');
    expect(await matches(robot, commitsOf)).toMatchObject([{ type: 'commit', oid: commits['old'] }]);

    const parts = await finished(robot, '(repo:^app$ file:main widget) OR (repo:^lib$ widget)');
    expect(await found(robot, parts)).toEqual(['content app main.ts', 'content lib lib.rs']);

    const missing = await finished(robot, 'repo:^lib$@nowhere widget');
    expect(missing).toMatchObject({ state: 'COMPLETED', repoStats: { total: 1, completed: 1 } });
    expect((await log(robot, missing))[1]).toMatchObject([
      'lib',
      'nowhere',
      {},
      {},
      'completed',
      'the revision is not there',
    ]);
  });

  test('has a log of what it looked through', async () => {
    const job = await finished(robot, 'repo:^(app|lib)$ widget');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

    expect((await download(robot, job, 'log')).headers.get('content-type')).toBe('text/csv');
    expect(await log(robot, job)).toEqual([
      ['repository', 'revision', 'started_at', 'finished_at', 'status', 'failure_message'],
      ['app', 'HEAD', time, time, 'completed', ''],
      ['lib', 'HEAD', time, time, 'completed', ''],
    ]);
  });

  test('without any repository is done at once, and gives nothing', async () => {
    const job = await finished(robot, 'repo:^hidden$ widget');

    expect(job).toMatchObject({ state: 'COMPLETED', repoStats: { total: 0 } });
    expect(await matches(robot, job)).toEqual([]);
  });

  test('of a repository that is not on disk tries again, and says in its log that it failed', async () => {
    const connection = await addConnection(api, {
      url: 'file:///nowhere',
      repos: ['absent'],
      visibility: 'public',
    });
    await api.services.background.idle();
    await api.database.db.query(
      `UPDATE repository_mirrors SET next_fetch_at = now() + interval '1 year' WHERE status <> 'CLONED'`,
    );
    const { id } = await create(robot, 'repo:^nowhere/absent$ widget');
    await api.services.background.idle();

    expect(await get(robot, id)).toMatchObject({
      state: 'PROCESSING',
      repoStats: { total: 1, inProgress: 1 },
    });
    for (const pause of [15, 30, 60, 120]) {
      api.clock.advance(pause);
      api.services.background.wake();
      await api.services.background.idle();
    }
    expect(await get(robot, id)).toMatchObject({
      state: 'FAILED',
      repoStats: { total: 1, completed: 0, failed: 1, inProgress: 0 },
    });
    expect((await log(robot, { id }))[1]).toMatchObject({ 4: 'failed', 5: 'the repository is not on disk' });
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { deleteExternalService(externalService: $id) { alwaysNil } }',
      { id: connection.id },
    );
  });
});

describe('a query that a job cannot answer', () => {
  test.each([
    ['widget patternType:structural', 'Structural search is not supported in Search Jobs'],
    ['type:symbol widget', 'type:symbol is not supported in search jobs'],
    ['type:repo app', 'type:repo is not supported in search jobs'],
    ['select:repo widget', 'select: is not supported in search jobs'],
    [
      'repo:^app$@*refs/heads/* widget',
      'a pattern for revisions, such as *refs/heads/*, is not supported in search jobs',
    ],
    ['index:only widget', 'index: is not supported in search jobs'],
    [
      'file:has.content(x) widget',
      'a predicate of file:, such as file:has.content(), is not supported in search jobs',
    ],
    ['patternType:regexp .*', 'the pattern .* is not supported in search jobs: every line matches it'],
    [
      '(repo:a rev:x widget) OR (repo:b rev:y widget)',
      'several rev: filters are not supported in search jobs: give one, like rev:a:b',
    ],
    ['repo:app', 'the query only names repositories: say what to look for in them'],
    ['', 'the query only names repositories: say what to look for in them'],
    ['lang:nonsense widget', 'unknown language: "nonsense"'],
  ])('%j is refused: %s', async (query, message) => {
    for (const field of [
      'query ($query: String!) { validateSearchJob',
      'mutation ($query: String!) { createSearchJob',
    ]) {
      const selection = field.startsWith('query') ? 'alwaysNil' : 'id';
      const answer = await api.query(robot, `${field}(query: $query) { ${selection} } }`, { query });
      expect(messageOf(answer)).toBe(message);
      expect(answer.errors?.[0]?.extensions).toEqual({ code: 'INVALID_INPUT' });
      told.push(message);
    }
  });

  test('and one that it can answer is valid', async () => {
    expect(await api.ask(robot, '{ validateSearchJob(query: "widget") { alwaysNil } }')).toEqual({
      validateSearchJob: { alwaysNil: null },
    });
  });
});

describe('what the creator sees when a job runs', () => {
  test('is looked through: neither what was taken from them meanwhile, nor what a path rule holds back', async () => {
    await configure(api, { experimentalFeatures: { subRepoPermissions: { enabled: true } } });
    const rules = (paths: string[]) =>
      api.database.db.query(
        `INSERT INTO sub_repository_rules (user_id, repository_id, rules, updated_at) VALUES ($1, $2, $3, now())
         ON CONFLICT (user_id, repository_id) DO UPDATE SET rules = excluded.rules`,
        [numberIn(robotId), numberIn(ids['granted'] as string), paths],
      );
    await rules(['/open/**']);
    const files = await finished(robot, 'repo:^granted$ widget');
    const history = await finished(robot, 'repo:^granted$ type:diff widget');
    expect(await found(robot, files)).toEqual(['content granted open/part.go']);
    expect(await found(robot, history)).toEqual(['commit granted']);
    expect(JSON.stringify(await matches(robot, history))).not.toContain('vault');

    // Other rules by the time that somebody downloads: files by their paths, commits not at all.
    await rules(['/vault/**']);
    expect(await found(robot, files)).toEqual([]);
    expect(await found(robot, history)).toEqual([]);
    await api.database.db.query('DELETE FROM sub_repository_rules');
    expect(await found(robot, files)).toEqual(['content granted open/part.go']);

    await api.database.db.query('DELETE FROM repository_grants WHERE user_id = $1', [numberIn(robotId)]);
    expect(await found(robot, files)).toEqual([]);
    expect(await log(robot, files)).toHaveLength(1);
    // A site admin who sees it all goes on seeing it.
    expect(await found(api.admin, files)).toEqual(['content granted open/part.go']);
    await grant(api, robotId, [ids['granted'] as string]);
  });

  test('a task whose repository was taken away finds nothing', async () => {
    const { id } = await create(robot, 'repo:^granted$ widget');
    await api.services.background.idle();
    await api.database.db.query(
      `WITH task AS (UPDATE search_job_tasks SET state = 'QUEUED', finished_at = NULL WHERE job_id = $1),
         taken AS (DELETE FROM repository_grants WHERE user_id = $2)
       UPDATE search_jobs SET state = 'PROCESSING', finished_at = NULL, completed_count = 0 WHERE id = $1`,
      [numberIn(id), numberIn(robotId)],
    );
    api.services.background.wake();
    await api.services.background.idle();
    await grant(api, robotId, [ids['granted'] as string]);

    expect(await get(robot, id)).toMatchObject({ state: 'COMPLETED', repoStats: { completed: 1 } });
    expect(await matches(robot, { id })).toEqual([]);
  });

  test.each([
    ['disabled', 'disabled_at', 'the account that created the job is disabled'],
    ['deleted', 'deleted_at', 'the account that created the job was deleted'],
  ])('is nothing any more once they are %s: the job fails and says why', async (_what, column, message) => {
    const account = await api.createServiceAccount(`going-${column}`.replace('_', '-'));
    const token = await api.createToken(account.id);
    await api.services.background.idle();
    const job = await create(token, 'widget');
    await api.database.db.query(`UPDATE users SET ${column} = now() WHERE id = $1`, [numberIn(account.id)]);
    await api.services.background.idle();
    // What runs by then may have come to its end.
    await api.database.db.query(
      `UPDATE search_jobs SET state = 'QUEUED', finished_at = NULL, task_count = 0, completed_count = 0, failure_message = NULL WHERE id = $1`,
      [numberIn(job.id)],
    );
    api.services.background.wake();
    await api.services.background.idle();

    expect(await get(api.admin, job.id)).toMatchObject({ state: 'FAILED', failureMessage: message });
    expect((await log(api.admin, job)).at(-1)).toMatchObject({ 0: '', 4: 'failed', 5: message });
  });
});

describe('who', () => {
  test('is not signed in has no search jobs', async () => {
    await configure(api, { 'auth.public': true });
    for (const ask of [
      '{ searchJobs(first: 1) { nodes { id } } }',
      '{ validateSearchJob(query: "x") { alwaysNil } }',
      'mutation { createSearchJob(query: "x") { id } }',
    ])
      expect(messageOf(await api.query(undefined, ask))).toBe('not authenticated');
    expect((await download(undefined, { id: btoa('SearchJob:1') })).status).toBe(401);
    await configure(api, {});
  });

  test('neither created a job nor is a site admin finds none, and cannot tell which there are', async () => {
    const job = await finished(robot, 'repo:^lib$ widget');
    const missing = btoa('SearchJob:2000000000');
    const withoutNumber = (text: string) => text.replaceAll(/\d+/g, 'N');
    const bytes = async (id: string) => {
      const answers = [
        await api.query(ada, 'query ($id: ID!) { node(id: $id) { id } }', { id }),
        await change(ada, 'cancel', id),
        await change(ada, 'delete', id),
        ...(await Promise.all(
          (['jsonl', 'log'] as const).map(async (format) => {
            const response = await download(ada, { id }, format);
            return [response.status, await response.text()];
          }),
        )),
      ];
      return withoutNumber(JSON.stringify(answers));
    };

    expect(await bytes(job.id)).toBe(await bytes(missing));
    const refused = await download(ada, job);
    expect(refused.status).toBe(403);
    told.push((await refused.text()).trim());
    expect((await download(api.admin, { id: missing })).status).toBe(404);
    expect((await api.fetch('/.api/search/export/x.jsonl', { headers: headersOf(ada) })).status).toBe(400);
    expect((await api.fetch('/.api/search/export/1.txt', { headers: headersOf(ada) })).status).toBe(404);
    expect((await api.events({ entity: 'search.job', outcome: 'DENIED' }))[0]).toMatchObject({
      action: 'downloaded',
      reason: 'only its creator and site admins may read a search job',
    });
    expect(await found(api.admin, job)).toEqual(['content lib lib.rs']);
    expect((await get(api.admin, job.id)).creator).toEqual({ username: 'robot' });
  });

  test('is a service account has its downloads in the audit log', async () => {
    const job = await finished(robot, 'repo:^lib$ widget');
    await matches(robot, job);

    expect((await api.events({ entity: 'search.job', action: 'downloaded' }))[0]).toMatchObject({
      actor: { name: 'robot' },
      target: { kind: 'SearchJob', databaseID: numberIn(job.id) },
      details: { file: 'jsonl' },
    });
  });
});

describe('cancel and delete', () => {
  test('a job that is canceled does nothing more, and keeps what it found', async () => {
    const job = await create(ada, 'repo:^(app|lib)$ widget');
    await api.services.background.idle();
    await api.database.db.query(
      `WITH task AS (UPDATE search_job_tasks SET state = 'QUEUED', finished_at = NULL, next_try_at = now() + interval '1 day'
         WHERE id = (SELECT max(id) FROM search_job_tasks WHERE job_id = $1))
       UPDATE search_jobs SET state = 'PROCESSING', finished_at = NULL, completed_count = 1 WHERE id = $1`,
      [numberIn(job.id)],
    );

    for (const _ of [1, 2]) expect((await change(ada, 'cancel', job.id)).errors).toBeUndefined();

    expect(await get(ada, job.id)).toMatchObject({
      state: 'CANCELED',
      finishedAt: expect.any(String),
      repoStats: { total: 1, completed: 1, failed: 0, inProgress: 0 },
    });
    expect(await found(ada, job)).toEqual(['content app main.ts', 'content app widget.ts']);
    expect((await log(ada, job)).map((cells) => cells[4])).toEqual(['status', 'completed', 'canceled']);
    // Once, however often it is asked for.
    const events = await api.events({ entity: 'search.job', action: 'canceled' });
    expect(events.filter(({ target }) => target.databaseID === numberIn(job.id))).toHaveLength(1);
  });

  test('a job that is deleted is gone, with all that it found', async () => {
    const job = await finished(ada, 'repo:^lib$ widget');

    expect((await change(ada, 'delete', job.id)).errors).toBeUndefined();

    expect(await refusal(ada, `mutation { deleteSearchJob(id: "${job.id}") { alwaysNil } }`)).toBe(
      `search job not found: ${numberIn(job.id)}`,
    );
    expect((await download(api.admin, job)).status).toBe(404);
    const left = await api.database.db.query(
      `SELECT 1 FROM search_job_tasks WHERE job_id = $1
       UNION ALL SELECT 1 FROM search_job_results x LEFT JOIN search_job_tasks t ON t.id = x.task_id WHERE t.id IS NULL`,
      [numberIn(job.id)],
    );
    expect(left).toEqual([]);
  });

  test('a job is deleted by itself when it is older than the configuration lets it get', async () => {
    await configure(api, { searchJobs: { retentionDays: 2 } });
    const old = await finished(robot, 'repo:^lib$ widget');
    api.clock.advance(86_400);
    const young = await finished(robot, 'repo:^lib$ widget');
    api.clock.advance(86_400 + 1);
    await purge(api.services);

    expect(await refusal(robot, `{ node(id: "${old.id}") { id } }`)).toMatch(/not found/);
    expect((await get(robot, young.id)).state).toBe('COMPLETED');
    await configure(api, {});
  });
});

describe('limits', () => {
  test('a job that finds more than the configuration lets it store fails, and says so', async () => {
    const big = await host.create('big');
    // Random, so that it cannot be compressed to less than a megabyte.
    const { randomBytes } = await import('node:crypto');
    const lines = (count: number) =>
      Array.from({ length: count }, () => `needle ${randomBytes(400).toString('base64')}`).join('\n');
    await big.commit({ a: lines(1200), b: lines(1200), c: lines(1200) });
    await addConnection(api, {
      url: host.url,
      repos: ['big'],
      repositoryPathPattern: '{repo}',
      visibility: 'public',
    });
    await api.services.background.idle();
    await configure(api, { searchJobs: { maxResultMegabytes: 1 } });

    const job = await finished(robot, 'repo:^big$ needle');

    const message =
      'the results take more than 1 MB (searchJobs.maxResultMegabytes): ask for less with repo: or file:';
    expect(job).toMatchObject({ state: 'FAILED', failureMessage: message });
    expect((await log(robot, job)).at(-1)?.slice(4).join(',')).toBe(`failed,${message}`);
    await configure(api, {});

    // As much as fits is read as fast as it is taken, and whoever stops reading holds nothing up.
    const whole = await finished(robot, 'repo:^big$ needle');
    expect((await matches(robot, whole)).map(({ path }) => path).sort()).toEqual(['a', 'b', 'c']);
    await new Promise<void>((done) => {
      const asked: ClientRequest = request(
        new URL(`/.api/search/export/${numberIn(whole.id)}.jsonl`, api.url),
        { headers: headersOf(robot) },
        (answer) => answer.once('data', () => asked.destroy()).once('close', done),
      ).on('error', () => done());
      asked.end();
    });
    expect((await get(robot, whole.id)).state).toBe('COMPLETED');
  });

  test('an account has a hundred jobs that have not ended at most', async () => {
    await api.database.db.query(
      `INSERT INTO search_jobs (query, creator_id, created_at, state, started_at, task_count)
       SELECT 'x', $1, now(), 'PROCESSING', now(), 1 FROM generate_series(1, 100)`,
      [numberIn(ada.id)],
    );

    const answer = await api.query(ada, 'mutation { createSearchJob(query: "widget") { id } }');

    told.push(messageOf(answer) ?? '');
    expect(messageOf(answer)).toBe('100 of your search jobs have not ended: wait for them, or cancel some');
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'LIMIT_EXCEEDED' });
    await api.database.db.query('DELETE FROM search_jobs WHERE creator_id = $1', [numberIn(ada.id)]);
  });
});

describe('the list', () => {
  const list = async (as: Identity, args: string): Promise<any> =>
    (
      await api.ask(
        as,
        `{ searchJobs(${args}) { nodes { id query } totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`,
      )
    ).searchJobs;
  const queries = async (as: Identity, args: string) =>
    (await list(as, args)).nodes.map(({ query }: { query: string }) => query);
  let bob: { id: string; cookie: string };

  beforeAll(async () => {
    bob = await api.createUser('bob');
    for (const query of ['c widget', 'a widget', 'b gadget']) {
      await finished(bob, query);
      api.clock.advance(60);
    }
    await api.database.db.query(`UPDATE search_jobs SET state = 'CANCELED' WHERE query = 'a widget'`);
  });

  test('has the own jobs only, to site admins those of whom they name', async () => {
    expect(await queries(bob, 'first: 10')).toEqual(['c widget', 'a widget', 'b gadget']);
    expect(await queries(bob, `first: 10, userIDs: ["${bob.id}"]`)).toHaveLength(3);
    expect(await queries(api.admin, `first: 10, userIDs: ["${bob.id}"]`)).toHaveLength(3);
    expect((await list(api.admin, 'first: 1')).totalCount).toBeGreaterThan(3);
    expect(
      messageOf(await api.query(bob, `{ searchJobs(first: 1, userIDs: ["${robotId}"]) { nodes { id } } }`)),
    ).toBe('must be authenticated as the authorized user or site admin');
  });

  test('is sorted and narrowed down as it is asked for', async () => {
    expect(await queries(bob, 'first: 10, descending: true')).toEqual(['b gadget', 'a widget', 'c widget']);
    expect(await queries(bob, 'first: 10, orderBy: QUERY')).toEqual(['a widget', 'b gadget', 'c widget']);
    expect(await queries(bob, 'first: 10, orderBy: STATE, descending: true')).toEqual([
      'a widget',
      'b gadget',
      'c widget',
    ]);
    expect(await queries(bob, 'first: 10, query: "WIDGET"')).toEqual(['c widget', 'a widget']);
    expect(await queries(bob, 'first: 10, states: [CANCELED, ERRORED]')).toEqual(['a widget']);
  });

  test.each(['CREATED_AT', 'QUERY', 'STATE'])('by %s is read in pages, from either end', async (orderBy) => {
    const whole = await queries(bob, `first: 10, orderBy: ${orderBy}`);
    const page = (args: string) => list(bob, `${args}, orderBy: ${orderBy}`);
    const first = await page('first: 2');
    expect(first.nodes.map(({ query }: any) => query)).toEqual(whole.slice(0, 2));
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(second.nodes.map(({ query }: any) => query)).toEqual(whole.slice(2));
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const last = await page('last: 2');
    expect(last.nodes.map(({ query }: any) => query)).toEqual(whole.slice(1));
    const before = await page(`last: 2, before: "${last.pageInfo.startCursor}"`);
    expect(before.nodes.map(({ query }: any) => query)).toEqual(whole.slice(0, 1));
  });

  test('needs a size for its nodes, and none for their number', async () => {
    expect(await api.ask(bob, '{ searchJobs { totalCount } }')).toEqual({ searchJobs: { totalCount: 3 } });
    expect(messageOf(await api.query(bob, '{ searchJobs { nodes { id } } }'))).toBe(
      'you must provide a `first` or `last` value to properly paginate',
    );
    for (const cursor of ['x', btoa('created_at:nonsense@1')])
      expect(
        messageOf(await api.query(bob, `{ searchJobs(first: 1, after: "${cursor}") { nodes { id } } }`)),
      ).toBe('`after` or `before` is no cursor of this list');
  });
});

test('where the operator has switched them off, there are no search jobs', async () => {
  const config = api.services.config as { DISABLE_SEARCH_JOBS: boolean };
  config.DISABLE_SEARCH_JOBS = true;
  try {
    const disabled = 'search jobs are disabled on this instance';
    for (const ask of [
      '{ searchJobs(first: 1) { totalCount } }',
      '{ validateSearchJob(query: "x") { alwaysNil } }',
      `{ node(id: "${btoa('SearchJob:1')}") { id } }`,
      'mutation { createSearchJob(query: "x") { id } }',
      `mutation { cancelSearchJob(id: "${btoa('SearchJob:1')}") { alwaysNil } }`,
      `mutation { deleteSearchJob(id: "${btoa('SearchJob:1')}") { alwaysNil } }`,
    ])
      expect(await refusal(api.admin, ask)).toBe(disabled);
    const response = await download(api.admin, { id: btoa('SearchJob:1') });
    expect([response.status, await response.text()]).toEqual([404, `${disabled}\n`]);
  } finally {
    config.DISABLE_SEARCH_JOBS = false;
  }
});

test('every text that docs/troubleshooting.md explains was told above', () => {
  const explained = tableRows(readPage('docs/troubleshooting.md'), '## A search job is refused or fails').map(
    ([text = '']) => quoted(text).join(', '),
  );

  expect(explained.length).toBeGreaterThan(5);
  expect(explained.filter((text) => !told.some((one) => asPattern(text).test(one)))).toEqual([]);
});
