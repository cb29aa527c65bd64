import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isRequiredArgument,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../src/graphql/schema.js';
import { encodeId, type NodeKind } from '../src/ids.js';
import { numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { addConnection, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

// Whoever may not change something hears the same as if it were not there, from every mutation that takes an id.

let api: TestApi;
let personas: Record<string, Identity>;
/** Things of others that nobody but site admins may know of. (Every account may know who has an account.) */
let things: Partial<Record<NodeKind, string>>;

beforeAll(async () => {
  api = await startTestApi();
  const person = await api.createUser('person');
  const machine = await api.createServiceAccount('machine');
  const account = await api.createServiceAccount('other-machine');
  const token = await api.createToken(account.id);
  const { createRole } = await api.ask(
    api.admin,
    'mutation { createRole(name: "r", permissions: []) { id } }',
  );
  const stranger = await api.createUser('stranger');
  const { linkExternalAccount } = await api.ask(
    api.admin,
    'mutation ($user: ID!) { linkExternalAccount(user: $user, serviceType: "github", serviceID: "https://github.com/", accountID: "1") { id } }',
    { user: stranger.id },
  );
  const { createOrganization: organization } = await api.ask(
    api.admin,
    'mutation { createOrganization(name: "closed") { id } }',
  );
  await api.ask(
    api.admin,
    'mutation ($id: ID!) { inviteUserToOrganization(organization: $id, username: "stranger") { sentInvitationEmail } }',
    { id: organization.id },
  );
  const { organization: invited } = await api.ask(
    stranger,
    '{ organization(name: "closed") { viewerPendingInvitation { id } } }',
  );
  personas = { person: { cookie: person.cookie }, 'service account': await api.createToken(machine.id) };
  const { id: connection } = await addConnection(api, { url: 'file:///nowhere', repos: ['hidden'] });
  const { id: repository } = await repositoryNamed(api, 'nowhere/hidden');
  const [asked] = await api.database.db.query<{ id: number }>(
    `INSERT INTO access_requests (name, email, created_at, updated_at)
     VALUES ('hidden', 'hidden@example.com', now(), now()) RETURNING id`,
  );
  const [webhook] = await api.database.db.query<{ id: number }>(
    `INSERT INTO outbound_webhooks (url, sealed_secret, event_types, created_at, updated_at)
     VALUES ('https://hidden.example.com', '', '{user:create}', now(), now()) RETURNING id`,
  );
  const [job] = await api.database.db.query<{ id: number }>(
    `INSERT INTO search_jobs (query, creator_id, created_at) VALUES ('hidden', $1, now()) RETURNING id`,
    [numberIn(stranger.id)],
  );
  things = {
    SearchJob: encodeId('SearchJob', job?.id ?? 0),
    OutboundWebhook: encodeId('OutboundWebhook', webhook?.id ?? 0),
    AccessRequest: encodeId('AccessRequest', asked?.id ?? 0),
    AccessToken: token.id,
    Role: createRole.id,
    Repository: repository,
    ExternalService: connection,
    ExternalAccount: linkExternalAccount.id,
    OrganizationInvitation: invited.viewerPendingInvitation.id,
  };
});
afterAll(() => api.close());

const missingNumber = 2_000_000_000;

const isId = (type: GraphQLInputType): boolean => {
  const plain = getNullableType(type);
  return isListType(plain) ? isId(plain.ofType) : String(plain) === 'ID';
};

/** What stands for an argument: the id wherever one is asked for, and the plainest value elsewhere. */
function literal(type: GraphQLInputType, id: string): string {
  const plain = getNullableType(type);
  if (isListType(plain)) return `[${literal(plain.ofType, id)}]`;
  if (isEnumType(plain)) return plain.getValues()[0]?.name ?? '';
  if (isInputObjectType(plain)) {
    const fields = Object.values(plain.getFields()).filter((field) => String(field.type).endsWith('!'));
    return `{ ${fields.map((field) => `${field.name}: ${literal(field.type, id)}`).join(', ')} }`;
  }
  const values: Record<string, string> = {
    ID: JSON.stringify(id),
    Int: '60',
    Boolean: 'true',
    String: '"user:all"',
  };
  return values[plain.name] ?? 'null';
}

const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(({ args }) =>
  args.some((arg) => isId(arg.type)),
);

test.each(mutations.map((field) => [field.name, field] as const))('%s', async (name, { args, type }) => {
  const wanted = args.filter((arg: GraphQLArgument) => isRequiredArgument(arg) || isId(arg.type));
  const selection = isLeafType(getNamedType(type)) ? '' : '{ __typename }';
  const call = async (identity: Identity, id: string) => {
    const given = wanted.map((arg) => `${arg.name}: ${literal(arg.type, id)}`).join(', ');
    const answer = await api.query(identity, `mutation { ${name}(${given}) ${selection} }`);
    expect(answer.errors, `${name}(${given})`).toHaveLength(1);
    return JSON.stringify(answer)
      .replaceAll(String(missingNumber), 'N')
      .replaceAll(RegExp(`\\b${numberIn(id)}\\b`, 'g'), 'N');
  };

  // All at once, as nothing is changed: they share what the server does for many requests together.
  const pairs = Object.values(personas).flatMap((identity) =>
    Object.entries(things).map(async ([kind, id]) => {
      const missing = encodeId(kind as NodeKind, missingNumber);
      return Promise.all([call(identity, id), call(identity, missing)]);
    }),
  );
  for (const [hidden, missing] of await Promise.all(pairs)) expect(hidden).toBe(missing);
});

describe('a site admin, who may know, is told', () => {
  test('which is which', async () => {
    const rotate = async (id: string) =>
      (await api.query(api.admin, `mutation { rotateAccessToken(token: "${id}") { id } }`)).errors?.[0]
        ?.message;

    expect(await rotate(things.AccessToken as string)).toBeUndefined();
    expect(await rotate(encodeId('AccessToken', missingNumber))).toBe('access token not found');
  });
});

describe('a site admin who sees only what is granted', () => {
  // By the mutations that take the id of a repository, what they are given beside it.
  const given: Record<string, string> = {
    addCodeownersFile: 'input: { repoID: $id, fileContents: "" }',
    addRepoKeyValuePair: 'repo: $id, key: "k"',
    addRepoMetadata: 'repo: $id, key: "k"',
    addRepositoryPermissionForBindID: 'bindID: "b", repository: $id',
    addRepositoryPermissionForUser: 'userID: $user, permission: { repository: $id }',
    checkMirrorRepositoryConnection: 'repository: $id',
    deleteCodeownersFiles: 'repositories: [{ repoID: $id }]',
    deleteRepoKeyValuePair: 'repo: $id, key: "k"',
    deleteRepoMetadata: 'repo: $id, key: "k"',
    deleteRepository: 'repository: $id',
    deleteRepositoryFromDisk: 'repo: $id',
    excludeRepoFromExternalServices: 'externalServices: [$service], repo: $id',
    optimizeMirrorRepository: 'repository: $id',
    recloneRepository: 'repo: $id',
    removePendingRepositoryPermission: 'bindID: "b", repository: $id',
    removeRepositoryPermissionForUser: 'repository: $id, userID: $user',
    replaceRepositoryPermissions: 'batch: [{ repository: $id, bindIDs: [] }]',
    scheduleRepositoryPermissionsSync: 'repository: $id',
    setRepositoryPermissionsForUsers: 'repository: $id, userPermissions: []',
    setRepositoryPermissionsUnrestricted: 'repositories: [$id], unrestricted: true',
    setSubRepositoryPermissionsForUsers: 'repository: $id, userPermissions: []',
    updateCodeownersFile: 'input: { repoID: $id, fileContents: "" }',
    updateMirrorRepository: 'repository: $id',
    updateRepoKeyValuePair: 'repo: $id, key: "k"',
    updateRepoMetadata: 'repo: $id, key: "k"',
  };
  const ask = (field: string, id: string) => {
    const args = (given[field] ?? '')
      .replace('$id', JSON.stringify(id))
      .replace('$user', JSON.stringify(api.admin.id))
      .replace('$service', JSON.stringify(things.ExternalService));
    const error = field === 'replaceRepositoryPermissions' ? 'error' : '__typename';
    return api.query(api.admin, `mutation { ${field}(${args}) { ${error} } }`);
  };
  const missing = encodeId('Repository', missingNumber);

  test('is asked about every mutation that takes the id of a repository', async () => {
    const about = Object.values(schema.getMutationType()?.getFields() ?? {})
      .filter(({ args }) =>
        args.some(
          ({ name, type }) =>
            /^repo(sitory|sitories)?$/.test(name) ||
            /(RepositoryPermissions?|CodeownersFiles?)Input$/.test(getNamedType(type).name),
        ),
      )
      .map(({ name }) => name);

    expect(about.sort()).toEqual(Object.keys(given).sort());
  });

  test('hears the same of what is hidden as of what is missing, and changes nothing', async () => {
    const id = things.Repository as string;
    const [job] = await api.database.db.query<{ id: number }>(
      `INSERT INTO permission_sync_jobs (state, reason, repository_id, queued_at)
       VALUES ('QUEUED', 'REASON_MANUAL_REPO_SYNC', $1, now()) RETURNING id`,
      [numberIn(id)],
    );
    await api.database.db.query(
      `INSERT INTO leases VALUES ($1, gen_random_uuid(), clock_timestamp() + interval '1 minute')`,
      [`repository:${numberIn(id)}`],
    );
    await configure(api, { 'authz.enforceForSiteAdmins': true });
    const changes = async () =>
      (await api.events({})).filter(({ entity }) => /^repository|^codehosts/.test(entity)).length;
    const before = await changes();

    for (const field of Object.keys(given)) {
      const [hidden, none] = [await ask(field, id), await ask(field, missing)];
      const said = (answer: unknown, of: number) =>
        JSON.stringify(answer).replaceAll(RegExp(`\\b${of}\\b`, 'g'), 'N');
      expect(said(hidden, numberIn(id)), field).toBe(said(none, missingNumber));
      expect(JSON.stringify(none), field).toContain('not found');
    }
    const canceled = await api.ask(
      api.admin,
      `mutation { cancelPermissionsSyncJob(job: "${encodeId('PermissionsSyncJob', job?.id ?? 0)}") }`,
    );
    expect(canceled.cancelPermissionsSyncJob).toBe('NOT_FOUND');
    expect(await changes()).toBe(before);
    await configure(api, {});
    await api.database.db.query('DELETE FROM leases');
    await api.database.db.query('DELETE FROM permission_sync_jobs');
    // Where it may be known, it is there.
    expect((await ask('updateMirrorRepository', id)).errors).toBeUndefined();
  });
});
