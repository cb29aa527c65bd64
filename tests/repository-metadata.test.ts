import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { addConnection, grant, repositoryNamed } from './support/repositories.js';

let api: TestApi;
/** Holds the permission by the role of people, and sees what is public. */
let person: Identity;
/** Holds it by a role of its own, and sees one private repository besides. */
let machine: Identity;
let open: string;
let granted: string;
let hidden: string;

beforeAll(async () => {
  api = await startTestApi();
  await addConnection(api, { url: 'file:///nowhere', repos: ['open'], visibility: 'public' });
  await addConnection(api, { url: 'file:///nowhere', repos: ['granted', 'hidden'] });
  [open, granted, hidden] = (await Promise.all(
    ['open', 'granted', 'hidden'].map(async (name) => (await repositoryNamed(api, `nowhere/${name}`)).id),
  )) as [string, string, string];
  person = await api.createUser('person');
  const account = await api.createServiceAccount('machine');
  await grant(api, account.id, [granted]);
  machine = await api.createToken(account.id);
  const { permissions } = await api.ask(api.admin, '{ permissions { nodes { id namespace action } } }');
  const { id } = permissions.nodes.find(
    ({ namespace }: { namespace: string }) => namespace === 'REPO_METADATA',
  );
  const { createRole } = await api.ask(
    api.admin,
    'mutation ($ids: [ID!]!) { createRole(name: "describes repositories", permissions: $ids) { id } }',
    { ids: [id] },
  );
  await api.ask(
    api.admin,
    'mutation ($id: ID!, $role: ID!) { setRoles(user: $id, roles: [$role]) { alwaysNil } }',
    {
      id: account.id,
      role: createRole.id,
    },
  );
});
afterAll(() => api.close());

type Verb = 'add' | 'update' | 'delete';

/** Changes the metadata of a repository, under the name of today or the one before. */
function call(
  as: Identity,
  verb: Verb,
  repo: string,
  key: string,
  value?: string | null,
  name = 'RepoMetadata',
) {
  const withValue = verb !== 'delete';
  return api.query(
    as,
    `mutation ($repo: ID!, $key: String!${withValue ? ', $value: String' : ''}) {
      it: ${verb}${name}(repo: $repo, key: $key${withValue ? ', value: $value' : ''}) { alwaysNil } }`,
    { repo, key, ...(withValue && { value }) },
  );
}

async function metadataOf(repo: string): Promise<Record<string, string | null>> {
  const { node } = await api.ask(
    api.admin,
    'query ($repo: ID!) { node(id: $repo) { ... on Repository { metadata { key value } } } }',
    { repo },
  );
  return Object.fromEntries(
    node.metadata.map(({ key, value }: { key: string; value: string }) => [key, value]),
  );
}

const events = async () =>
  (await api.events({ entity: 'repository' })).map(({ action, target, details, actor }: any) => [
    action,
    target.name,
    actor.name,
    details,
  ]);

describe('metadata of a repository', () => {
  test.each(['RepoMetadata', 'RepoKeyValuePair'])(
    'is added, changed and taken off by %s, by whoever holds the permission, and recorded',
    async (name) => {
      const done = { data: { it: { alwaysNil: null } } };
      const before = (await events()).length;

      expect(await call(machine, 'add', granted, 'team', 'core', name)).toEqual(done);
      expect(await call(machine, 'add', granted, 'a tag', null, name)).toEqual(done);
      expect(await call(person, 'add', open, 'empty', '', name)).toEqual(done);
      expect(await metadataOf(granted)).toEqual({ team: 'core', 'a tag': null });
      expect(await metadataOf(open)).toEqual({ empty: '' });

      expect(await call(machine, 'update', granted, 'team', 'platform', name)).toEqual(done);
      expect(await call(machine, 'update', granted, 'team', 'platform', name)).toEqual(done);
      expect(await call(machine, 'update', granted, 'a tag', 'no more', name)).toEqual(done);
      expect(await metadataOf(granted)).toEqual({ team: 'platform', 'a tag': 'no more' });

      expect(await call(machine, 'delete', granted, 'team', null, name)).toEqual(done);
      expect(await call(machine, 'delete', granted, 'a tag', null, name)).toEqual(done);
      expect(await call(person, 'delete', open, 'empty', null, name)).toEqual(done);
      expect(await metadataOf(granted)).toEqual({});
      expect((await events()).slice(0, -before || undefined).reverse()).toEqual([
        ['metadataAdded', 'nowhere/granted', 'machine', { key: 'team', value: 'core' }],
        ['metadataAdded', 'nowhere/granted', 'machine', { key: 'a tag', value: null }],
        ['metadataAdded', 'nowhere/open', 'person', { key: 'empty', value: '' }],
        ['metadataChanged', 'nowhere/granted', 'machine', { key: 'team', before: 'core', after: 'platform' }],
        ['metadataChanged', 'nowhere/granted', 'machine', { key: 'a tag', before: null, after: 'no more' }],
        ['metadataDeleted', 'nowhere/granted', 'machine', { key: 'team' }],
        ['metadataDeleted', 'nowhere/granted', 'machine', { key: 'a tag' }],
        ['metadataDeleted', 'nowhere/open', 'person', { key: 'empty' }],
      ]);
    },
  );

  test('is left alone where the request cannot be served, and nothing is recorded', async () => {
    await call(api.admin, 'add', open, 'there', 'value');
    const before = [await metadataOf(open), await events()];
    const refusals: [Verb, string, string | null, string][] = [
      ['add', 'there', 'other', 'the repository has the key "there" already: update it'],
      ['update', 'none', 'other', 'the repository has no key "none"'],
      ['update', 'THERE', 'other', 'the repository has no key "THERE"'],
      ['delete', 'none', null, 'the repository has no key "none"'],
      ['add', '', 'x', 'the key must not be blank'],
      ['add', ' \t', 'x', 'the key must not be blank'],
      ['update', ' ', 'x', 'the key must not be blank'],
      ['add', 'a\nb', 'x', 'the key holds a control character'],
      ['add', 'k'.repeat(201), 'x', 'the key is longer than 200 characters'],
      ['add', 'long', 'v'.repeat(2001), 'the value is longer than 2000 characters'],
    ];

    for (const [verb, key, value, text] of refusals) {
      expect(messageOf(await call(person, verb, open, key, value)), `${verb} ${key}`).toBe(text);
    }
    expect([await metadataOf(open), await events()]).toEqual(before);
    await call(api.admin, 'delete', open, 'there');
  });

  test('is changed by nobody without the permission, also not by a service account that sees the repository', async () => {
    const { id } = await api.createServiceAccount('reads-only');
    await grant(api, id, [granted]);
    const reader = await api.createToken(id);

    for (const verb of ['add', 'update', 'delete'] as const) {
      expect(messageOf(await call(reader, verb, granted, 'key', 'x'))).toBe(
        'user is missing permission REPO_METADATA#WRITE',
      );
    }
    expect(await metadataOf(granted)).toEqual({});
  });

  test('of a repository that the caller may not see is answered like that of one that is not there', async () => {
    await call(api.admin, 'add', hidden, 'secret', 'x');
    const missing = Buffer.from('Repository:2000000000').toString('base64');

    for (const verb of ['add', 'update', 'delete'] as const) {
      expect(messageOf(await call(machine, verb, hidden, 'secret', 'y'))).toBe(
        `repo not found: id=${numberIn(hidden)}`,
      );
      expect(messageOf(await call(machine, verb, missing, 'secret', 'y'))).toBe(
        'repo not found: id=2000000000',
      );
    }
    expect(await metadataOf(hidden)).toEqual({ secret: 'x' });
    await call(api.admin, 'delete', hidden, 'secret');
  });

  test('has a bounded number of keys', async () => {
    await api.database.db.query(
      `INSERT INTO repository_metadata SELECT $1, 'key ' || n, 'x' FROM generate_series(1, 199) n`,
      [numberIn(hidden)],
    );

    expect((await call(api.admin, 'add', hidden, 'last')).errors).toBeUndefined();
    expect(messageOf(await call(api.admin, 'add', hidden, 'one more'))).toBe(
      'the repository has 200 keys already, which is the most that it can',
    );
    await api.database.db.query('DELETE FROM repository_metadata');
  });

  test('has a key once, however many add it at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_one, n) => call(api.admin, 'add', open, 'raced', String(n))),
    );

    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(Object.keys(await metadataOf(open))).toEqual(['raced']);
    await call(api.admin, 'delete', open, 'raced');
  });
});

describe('repoMeta', () => {
  beforeAll(async () => {
    await api.database.db.query(
      `INSERT INTO repository_metadata VALUES
       ($1, 'a', '1'), ($1, 'B', NULL), ($1, 'both', 'open'), ($1, '100%', ''),
       ($2, 'a', '2'), ($2, 'c', E'two\\nlines'), ($2, 'both', 'granted'), ($3, 'hidden', 'x'), ($3, 'a', 'hidden')`,
      [open, granted, hidden].map(numberIn),
    );
  });

  const list = `{ nodes totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage } }`;
  const keys = async (as: Identity, args: string) =>
    (await api.ask(as, `{ repoMeta { keys(${args}) ${list} } }`)).repoMeta.keys;
  const values = async (as: Identity, key: string, args = 'first: 10') =>
    (
      await api.ask(as, `query ($key: String!) { repoMeta { key(key: $key) { values(${args}) ${list} } } }`, {
        key,
      })
    ).repoMeta.key?.values;

  test('lists the keys and values on the repositories that the caller may see, each once', async () => {
    expect((await keys(person, 'first: 10')).nodes).toEqual(['100%', 'B', 'a', 'both']);
    expect((await keys(machine, 'first: 10')).nodes).toEqual(['100%', 'B', 'a', 'both', 'c']);
    expect((await keys(api.admin, 'first: 10')).nodes).toEqual(['100%', 'B', 'a', 'both', 'c', 'hidden']);
    expect(await keys(machine, 'first: 1')).toMatchObject({ totalCount: 5 });
    expect((await values(person, 'a')).nodes).toEqual(['1']);
    expect(await values(machine, 'a')).toMatchObject({ nodes: ['1', '2'], totalCount: 2 });
    expect(await values(machine, '100%')).toMatchObject({ nodes: [''], totalCount: 1 });
    expect(await values(machine, 'B'), 'a tag has no value').toMatchObject({ nodes: [], totalCount: 0 });
  });

  test('answers a key of hidden repositories like one that is not there', async () => {
    expect(await values(machine, 'hidden')).toBeUndefined();
    expect(await values(machine, 'none')).toBeUndefined();
    expect((await values(api.admin, 'hidden')).nodes).toEqual(['x']);
  });

  test('finds words in them', async () => {
    expect((await keys(machine, 'first: 10, query: "b"')).nodes).toEqual(['B', 'both']);
    expect((await keys(machine, 'first: 10, query: "%"')).nodes).toEqual(['100%']);
    expect((await values(machine, 'both', 'first: 10, query: "GRANT"')).nodes).toEqual(['granted']);
  });

  test('is read in pages, both ways', async () => {
    const whole = (await keys(machine, 'first: 10')).nodes;
    const forward: string[] = [];
    for (let after = ''; ; ) {
      const part = await keys(machine, `first: 2 ${after}`);
      forward.push(...part.nodes);
      if (!part.pageInfo.hasNextPage) break;
      after = `after: "${part.pageInfo.endCursor}"`;
    }
    const backward: string[] = [];
    for (let before = ''; ; ) {
      const part = await keys(machine, `last: 2 ${before}`);
      backward.unshift(...part.nodes);
      if (!part.pageInfo.hasPreviousPage) break;
      before = `before: "${part.pageInfo.startCursor}"`;
    }

    expect(forward).toEqual(whole);
    expect(backward).toEqual(whole);
    const { pageInfo } = await values(machine, 'c');
    expect((await values(machine, 'c', `first: 1, after: "${pageInfo.endCursor}"`)).nodes).toEqual([]);
  });

  test.each([
    ['', 'you must provide a `first` or `last` value to properly paginate'],
    ['(first: 1, last: 1)', 'give `first` or `last`, not both'],
    ['(first: -1)', '`first` and `last` must not be negative'],
    ['(first: 1, after: "bm9wZQ==")', '`after` or `before` is no cursor of this list'],
    [
      `(first: 1, after: "${Buffer.from('text:a\0').toString('base64')}")`,
      '`after` or `before` is no cursor of this list',
    ],
  ])('with %s: a clear error', async (args, text) => {
    expect(messageOf(await api.query(machine, `{ repoMeta { keys${args} { nodes } } }`))).toBe(text);
  });
});
