import { numberIn } from '../support/access-tokens.js';
import { cookieOf, type TestApi, testPassword } from '../support/api.js';
import { addConnection, grant, repositoryNamed } from '../support/repositories.js';
import { configure } from '../support/site-configuration.js';

/** What stands in addresses of pages. */
export interface Furnished {
  role: string;
  token: string;
  host: string;
  repository: string;
  /** The path at which that person answers an invitation. */
  invitation: string;
  /** The session of somebody who is no site admin. */
  person: string;
}

/** An installation in use: enough of everything that no page is empty. */
export async function furnish(api: TestApi): Promise<Furnished> {
  const { permissions } = await api.ask(api.admin, '{ permissions { nodes { id displayName } } }');
  const ids: string[] = permissions.nodes.map(({ id }: { id: string }) => id);
  const role = await createRole(api, 'batch changes runner', ids.slice(0, 6));
  await createRole(api, 'reader', ids.slice(6, 9));

  const person = await api.createUser('bea');
  await api.createUser('carlo', { siteAdmin: true });
  const gone = await api.createUser('former-colleague');
  await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', { id: gone.id });
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await api.fetch('/-/sign-in', {
      method: 'POST',
      body: JSON.stringify({ email: 'bea', password: 'wrong' }),
    });
  }

  const nightly = await createAccount(api, 'ci-nightly', 'The nightly build on Jenkins', person.id);
  await createAccount(api, 'monitoring-dashboard', 'Reads for the board in the hall', null);
  await createAccount(
    api,
    'IntegrationTestsOfThePaymentsPlatformInTheSecondDataCenterOfTheNorthernRegion',
    'A name in which nothing says where its next line may begin',
    person.id,
  );
  const paused = await createAccount(api, 'migration-2024', 'Moved repositories; kept for reference', null);
  await api.ask(api.admin, 'mutation ($id: ID!) { disableServiceAccount(serviceAccount: $id) { id } }', {
    id: paused.id,
  });
  await api.ask(
    api.admin,
    'mutation ($user: ID!, $roles: [ID!]!) { setRoles(user: $user, roles: $roles) { alwaysNil } }',
    {
      user: nightly.id,
      roles: [role],
    },
  );
  const token = await api.createToken(nightly.id, { note: 'nightly build', durationSeconds: 3 * 86_400 });
  await api.createToken(nightly.id, { note: 'release', durationSeconds: 60 * 86_400 });
  await api.createToken(person.id, { note: 'laptop', durationSeconds: 30 * 86_400, as: person });
  await api.query(token, 'query WhoAmI { currentUser { username } }');
  await api.query(token, 'query Nightly { roles { totalCount } }');
  await api.services.lastUsed.flush();

  const { createOrganization } = await api.ask(
    api.admin,
    'mutation { createOrganization(name: "platform", displayName: "Platform team") { id } }',
  );
  for (const username of ['bea', 'ci-nightly']) {
    await api.ask(
      api.admin,
      'mutation ($organization: ID!, $username: String!) { addUserToOrganization(organization: $organization, username: $username) { alwaysNil } }',
      { organization: createOrganization.id, username },
    );
  }
  const crew = await api.ask(api.admin, 'mutation { createOrganization(name: "crew") { id } }');
  const { inviteUserToOrganization } = await api.ask(
    api.admin,
    'mutation ($id: ID!) { inviteUserToOrganization(organization: $id, username: "bea") { invitationURL } }',
    { id: crew.createOrganization.id },
  );
  for (const name of ['Dora', 'Emil']) {
    await api.fetch('/-/request-access', {
      method: 'POST',
      body: JSON.stringify({
        name,
        email: `${name.toLowerCase()}@example.com`,
        additionalInfo: `${name} is new in the build team and is to look after the nightly jobs.`,
      }),
    });
  }
  await configure(api, { 'auth.lockout': { failedAttemptThreshold: 5 }, 'a.key.of.another.version': true });

  const host = await addConnection(
    api,
    { url: 'https://robot:hall-password@git.example.org/', repos: ['data/pipeline', 'web/app', 'web/site'] },
    'Git of the data team',
  );
  api.secrets.add('hall-password');
  await addConnection(api, { url: 'https://src.example.org/', repos: ['handbook'], visibility: 'public' });
  const repository = await repositoryNamed(api, 'git.example.org/data/pipeline');
  await grant(api, nightly.id, [repository.id]);
  for (const bindID of ['new.colleague@example.com', 'contractor@example.com']) {
    await api.ask(
      api.admin,
      'mutation ($bindID: String!, $id: ID!) { addRepositoryPermissionForBindID(bindID: $bindID, repository: $id, expiresAt: "2100-01-01T00:00:00Z") { alwaysNil } }',
      { bindID, id: repository.id },
    );
  }
  await addJobs(api, person.id, repository.id);
  return {
    role,
    token: token.id,
    host: host.id,
    repository: repository.id,
    invitation: new URL(inviteUserToOrganization.invitationURL).pathname,
    person: person.cookie,
  };
}

/** Signs somebody in again, whose sessions a test has ended. */
export async function signInAgain(api: TestApi, name: string): Promise<string> {
  const response = await api.fetch('/-/sign-in', {
    method: 'POST',
    body: JSON.stringify({ email: name, password: testPassword }),
  });
  return cookieOf(response);
}

/** A role with these permissions; without any given, with all. */
export async function createRole(api: TestApi, name: string, permissions?: string[]): Promise<string> {
  const all = await api.ask(api.admin, '{ permissions { nodes { id } } }');
  const { createRole } = await api.ask(
    api.admin,
    'mutation ($name: String!, $permissions: [ID!]!) { createRole(name: $name, permissions: $permissions) { id } }',
    { name, permissions: permissions ?? all.permissions.nodes.map(({ id }: { id: string }) => id) },
  );
  return createRole.id;
}

/** Permission syncs and search jobs in every state that they can be in. */
async function addJobs(api: TestApi, person: string, repository: string): Promise<void> {
  await api.database.db.query(
    `INSERT INTO permission_sync_jobs
       (state, reason, user_id, repository_id, triggered_by_id, queued_at, started_at, finished_at, failure_message,
        cancellation_reason, permissions_found, permissions_added)
     SELECT state::permission_sync_job_state, CASE WHEN about = 'person' THEN 'REASON_MANUAL_USER_SYNC' ELSE 'REASON_MANUAL_REPO_SYNC' END,
       CASE WHEN about = 'person' THEN $1::int END, CASE WHEN about <> 'person' THEN $2::int END, $3::int,
       now() - interval '1 hour', CASE WHEN took IS NOT NULL THEN now() - interval '1 hour' END,
       CASE WHEN state <> 'QUEUED' THEN now() - interval '1 hour' + coalesce(took, '0') END, failure, canceled, found, added
     FROM (VALUES
       ('COMPLETED', 'person', interval '230 milliseconds', NULL, NULL, 14, 2),
       ('FAILED', 'repository', interval '4 seconds', 'the database did not answer within 30 seconds, while it was asked who is granted data/pipeline', NULL, 0, 0),
       ('CANCELED', 'person', NULL, NULL, 'Asked for by mistake', 0, 0),
       ('QUEUED', 'repository', NULL, NULL, NULL, 0, 0)
     ) AS j (state, about, took, failure, canceled, found, added)`,
    [person, repository, api.admin.id].map(numberIn),
  );
  await api.database.db.query(
    `INSERT INTO search_jobs
       (query, creator_id, state, created_at, started_at, finished_at, failure_message, task_count, completed_count, failed_count)
     SELECT query, CASE WHEN own THEN $1::int ELSE $2::int END, state::search_job_state, now() - interval '2 hours',
       CASE WHEN state <> 'QUEUED' THEN now() - interval '2 hours' END,
       CASE WHEN state NOT IN ('QUEUED', 'PROCESSING') THEN now() - interval '1 hour' END, failure, tasks, completed, failed
     FROM (VALUES
       ('repo:^git.example.org/ lang:python /eval(/ -file:(^|/)tests?/', true, 'COMPLETED', NULL, 3, 3, 0),
       ('type:diff author:@bea password', true, 'PROCESSING', NULL, 3, 1, 1),
       ('IntegrationTestsOfThePaymentsPlatformInTheSecondDataCenterOfTheNorthernRegion', true, 'FAILED', 'what it found is larger than 100 MB, of which searchJobs.maxResultMegabytes is the limit', 3, 1, 2),
       ('deprecated_call', false, 'CANCELED', NULL, 3, 1, 0),
       ('TODO', false, 'QUEUED', NULL, 0, 0, 0)
     ) AS j (query, own, state, failure, tasks, completed, failed)`,
    [person, api.admin.id].map(numberIn),
  );
}

async function createAccount(api: TestApi, name: string, description: string, owner: string | null) {
  const { createServiceAccount } = await api.ask(
    api.admin,
    'mutation ($input: CreateServiceAccountInput!) { createServiceAccount(input: $input) { id } }',
    { input: { name, description, owner, usedBy: owner && 'Jenkins, job nightly' } },
  );
  return createServiceAccount as { id: string };
}
