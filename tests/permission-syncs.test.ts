import { afterAll, beforeAll, expect, test } from 'vitest';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { addConnection, grant, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let app: string;

beforeAll(async () => {
  api = await startTestApi({ BACKGROUND_WORK: true });
  await configure(api, { 'permissions.userMapping': { bindID: 'username' } });
  await addConnection(api, { url: 'file:///nowhere', repos: ['app'] });
  app = (await repositoryNamed(api, 'nowhere/app')).id;
});
afterAll(() => api.close());

const scheduleUser = (id: string, as: Parameters<TestApi['query']>[0] = api.admin) =>
  api.query(as, 'mutation ($id: ID!) { scheduleUserPermissionsSync(user: $id) { alwaysNil } }', { id });
const scheduleRepository = (id: string) =>
  api.query(
    api.admin,
    'mutation ($id: ID!) { scheduleRepositoryPermissionsSync(repository: $id) { alwaysNil } }',
    { id },
  );
const jobs = async (args: string, as: Parameters<TestApi['query']>[0] = api.admin) =>
  (
    await api.ask(
      as,
      `{ permissionsSyncJobs(${args}) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes {
        id state reason { group reason } priority triggeredByUser { username } invalidateCaches startedAt finishedAt
        permissionsAdded permissionsFound noPerms failureMessage cancellationReason placeInQueue ranForMs
        codeHostStates { providerID providerType status message }
        subject { __typename ... on User { username } ... on Repository { name } } } } }`,
    )
  ).permissionsSyncJobs;
/** As the API writes times. */
const shown = (time: Date) => time.toISOString().replace(/\.\d+Z$/, 'Z');
/** A job that waits, as another process works on it. */
const insert = (user: string) =>
  api.database.db.query(
    `WITH job AS (
       INSERT INTO permission_sync_jobs (state, reason, user_id, queued_at) VALUES ('QUEUED', 'REASON_MANUAL_USER_SYNC', $1, now())
       RETURNING id
     ) INSERT INTO leases (name, holder, until)
     SELECT 'permission sync:' || id, gen_random_uuid(), clock_timestamp() + interval '1 hour' FROM job`,
    [numberIn(user)],
  );

test('a sync of an account gives what waits for it, and pollers see that it was done', async () => {
  const machine = await api.createServiceAccount('machine');
  const user = idOf('User', numberIn(machine.id));
  const { token } = await api.createToken(machine.id);
  const info = async () =>
    (await api.ask({ token }, '{ currentUser { permissionsInfo { syncedAt updatedAt unrestricted } } }'))
      .currentUser.permissionsInfo;
  expect(await info()).toEqual({ syncedAt: null, updatedAt: null, unrestricted: false });
  await api.database.db.query(
    `INSERT INTO pending_repository_grants (repository_id, bind_id, created_at) VALUES ($1, 'machine', now())`,
    [numberIn(app)],
  );

  await scheduleUser(machine.id, { token });
  await api.services.background.idle();

  const now = shown(api.clock.now());
  expect(await info()).toEqual({ syncedAt: now, updatedAt: now, unrestricted: false });
  expect((await api.ask({ token }, '{ repository(name: "nowhere/app") { name } }')).repository).toEqual({
    name: 'nowhere/app',
  });
  const own = await jobs(`first: 10, userID: "${user}"`, { token });
  expect(own.nodes).toMatchObject([
    {
      state: 'COMPLETED',
      reason: { group: 'MANUAL', reason: 'REASON_MANUAL_USER_SYNC' },
      priority: 'HIGH',
      triggeredByUser: { username: 'machine' },
      permissionsAdded: 1,
      permissionsFound: 1,
      noPerms: false,
      ranForMs: 0,
      placeInQueue: null,
      codeHostStates: [],
      subject: { __typename: 'User', username: 'machine' },
    },
  ]);
});

test('a sync of a repository takes over what connections say, and gives it to who has come since', async () => {
  const machine = await api.createServiceAccount('late-machine');
  await api.database.db.query(
    `INSERT INTO pending_repository_grants (repository_id, bind_id, created_at) VALUES ($1, 'late-machine', now()), ($1, 'nobody', now())`,
    [numberIn(app)],
  );
  await api.database.db.query('UPDATE repositories SET is_private = false WHERE id = $1', [numberIn(app)]);

  await scheduleRepository(app);
  await api.services.background.idle();

  const { repository } = await api.ask(
    api.admin,
    '{ repository(name: "nowhere/app") { isPrivate permissionsInfo { syncedAt } authorizedUsers(first: 10) { nodes { username } } } }',
  );
  expect(repository.isPrivate).toBe(true);
  expect(repository.permissionsInfo.syncedAt).toBe(shown(api.clock.now()));
  expect(repository.authorizedUsers.nodes).toContainEqual({ username: machine.name });
  const { nodes } = await jobs(`first: 1, repoID: "${app}"`);
  expect(nodes).toMatchObject([
    {
      state: 'COMPLETED',
      permissionsAdded: 1,
      codeHostStates: [
        { providerID: 'file:///nowhere', providerType: 'other', status: 'SUCCESS', message: 'private' },
      ],
      subject: { __typename: 'Repository', name: 'nowhere/app' },
    },
  ]);
  expect((await api.ask(api.admin, '{ usersWithPendingPermissions }')).usersWithPendingPermissions).toEqual([
    'nobody',
  ]);
});

test('what waits already is not queued twice, can be taken back once, and only then', async () => {
  const [one, two] = [await api.createUser('first-in-queue'), await api.createUser('second-in-queue')];
  await insert(one.id);
  await insert(two.id);
  const waiting = await jobs('first: 10, state: QUEUED');
  expect(
    waiting.nodes.map((job: any) => [job.subject.username, job.placeInQueue, job.triggeredByUser]),
  ).toEqual([
    ['second-in-queue', 2, null],
    ['first-in-queue', 1, null],
  ]);
  const cancel = (id: string) =>
    api.ask(api.admin, 'mutation ($id: ID!) { cancelPermissionsSyncJob(job: $id, reason: "not now") }', {
      id,
    });
  const [second, first] = waiting.nodes;
  expect(await cancel(first.id)).toEqual({ cancelPermissionsSyncJob: 'SUCCESS' });
  expect(await cancel(first.id)).toEqual({ cancelPermissionsSyncJob: 'NOT_FOUND' });
  expect(await cancel(idOf('PermissionsSyncJob', 999_999))).toEqual({
    cancelPermissionsSyncJob: 'NOT_FOUND',
  });
  const { permissionsSyncingStats } = await api.ask(
    api.admin,
    '{ permissionsSyncingStats { queueSize usersWithNoPermissions reposWithNoPermissions usersWithLatestJobFailing } }',
  );
  expect(permissionsSyncingStats).toEqual({
    queueSize: 1,
    usersWithNoPermissions: 3,
    reposWithNoPermissions: 0,
    usersWithLatestJobFailing: 0,
  });

  // Asking for what waits has it done, and leaves one job.
  await api.database.db.query(`DELETE FROM leases WHERE name LIKE 'permission sync:%'`);
  await scheduleUser(two.id);
  await api.services.background.idle();
  const done = await jobs(`first: 10, userID: "${two.id}"`);
  expect(done.nodes).toMatchObject([{ id: second.id, state: 'COMPLETED', noPerms: true }]);
  expect((await jobs(`first: 10, userID: "${one.id}"`)).nodes).toMatchObject([
    { state: 'CANCELED', cancellationReason: 'not now' },
  ]);
});

test('lists are paged and searched, keep five of each, and leave out what is about who is gone', async () => {
  const person = await api.createUser('often');
  for (let n = 0; n < 7; n += 1) {
    await scheduleUser(person.id);
    await api.services.background.idle();
  }
  const all = await jobs(`first: 3, searchType: USER, query: "OFT"`);
  expect([all.totalCount, all.nodes.length, all.pageInfo.hasNextPage]).toEqual([5, 3, true]);
  const rest = await jobs(`first: 3, searchType: USER, query: "OFT", after: "${all.pageInfo.endCursor}"`);
  expect([rest.nodes.length, rest.pageInfo.hasNextPage, rest.pageInfo.hasPreviousPage]).toEqual([
    2,
    false,
    true,
  ]);
  const last = await jobs(`last: 2, userID: "${person.id}"`);
  expect(last.nodes.map(({ id }: any) => id)).toEqual(rest.nodes.map(({ id }: any) => id));
  expect((await jobs('first: 10, searchType: REPOSITORY, query: "often"')).totalCount).toBe(0);
  expect((await jobs('first: 10, reasonGroup: WEBHOOK')).totalCount).toBe(0);
  expect((await jobs('first: 10, partial: true')).totalCount).toBe(0);

  await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', { id: person.id });
  expect((await jobs('first: 100')).nodes.map(({ subject }: any) => subject.username)).not.toContain('often');
});

test('what makes no sense is refused, and accounts hear nothing of one another', async () => {
  const machine = await api.createServiceAccount('curious');
  const { token } = await api.createToken(machine.id);
  await grant(api, machine.id, [app]);
  const message = async (args: string, as: Parameters<TestApi['query']>[0] = api.admin) =>
    messageOf(await api.query(as, `{ permissionsSyncJobs(${args}) { totalCount nodes { id } } }`));

  expect(await message(`first: 1, userID: "${api.admin.id}", repoID: "${app}"`)).toBe(
    'only one of userID and repoID can be given',
  );
  expect(await message('first: 1, query: "x"')).toBe('query needs searchType');
  expect(await message('state: QUEUED')).toBe(
    'you must provide a `first` or `last` value to properly paginate',
  );
  const { permissionsSyncJobs } = await api.ask(
    api.admin,
    '{ permissionsSyncJobs(state: FAILED) { totalCount } }',
  );
  expect(permissionsSyncJobs).toEqual({ totalCount: 0 });
  expect(await message(`first: 1, repoID: "${app}"`, { token })).toBe('must be site admin');
  expect(await message(`first: 1, userID: "${api.admin.id}"`, { token })).toBe(
    'must be authenticated as the authorized user or site admin',
  );
  expect(messageOf(await scheduleUser(idOf('User', 9999)))).toBe('user not found: [9999]');
  expect(messageOf(await scheduleRepository(idOf('Repository', 9999)))).toBe('repository not found: [9999]');
  const { externalServices } = await api.ask(api.admin, '{ externalServices { nodes { id } } }');
  const bitbucket = await api.query(
    api.admin,
    'mutation ($id: ID!) { setRepositoryPermissionsForBitbucketProject(projectKey: "P", codeHost: $id, userPermissions: []) { alwaysNil } }',
    { id: externalServices.nodes[0].id },
  );
  expect(messageOf(bitbucket)).toBe('expected Bitbucket Server external service, got: OTHER');
});
