import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { permissionCatalogue, permissionName } from '../src/authz/permissions.js';
import { reconcilePermissions } from '../src/modules/roles/permissions.js';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { createTestDatabase } from './support/database.js';

interface Named {
  id: string;
  displayName: string;
}

let api: TestApi;
let person: { id: string; cookie: string };
/** Ids of permissions by their names. */
let permissions: Map<string, string>;
let count = 0;

beforeAll(async () => {
  api = await startTestApi();
  person = await api.createUser('person');
  const { permissions: all } = await api.ask(api.admin, '{ permissions { nodes { id displayName } } }');
  permissions = new Map(all.nodes.map(({ id, displayName }: Named) => [displayName, id]));
});
afterAll(() => api.close());

const idsOf = (...names: string[]) => names.map((name) => permissions.get(name) as string);
const newName = () => {
  count += 1;
  return `role ${count}`;
};

const createRole = (name: string, ids: string[] = [], as: Identity = api.admin) =>
  api.query(
    as,
    'mutation ($name: String!, $ids: [ID!]!) { createRole(name: $name, permissions: $ids) { id name system permissions { nodes { displayName } } } }',
    { name, ids },
  );
const deleteRole = (role: string, as: Identity = api.admin) =>
  api.query(as, 'mutation ($role: ID!) { deleteRole(role: $role) { alwaysNil } }', { role });
const setPermissions = (role: string, ids: string[], as: Identity = api.admin) =>
  api.query(
    as,
    'mutation ($role: ID!, $ids: [ID!]!) { setPermissions(role: $role, permissions: $ids) { alwaysNil } }',
    { role, ids },
  );
const setRoles = (user: string, ids: string[], as: Identity = api.admin) =>
  api.query(as, 'mutation ($user: ID!, $ids: [ID!]!) { setRoles(user: $user, roles: $ids) { alwaysNil } }', {
    user,
    ids,
  });

async function role(...names: string[]): Promise<string> {
  const { data } = await createRole(newName(), idsOf(...names));
  return data.createRole.id;
}

async function permissionsOf(role: string): Promise<string[]> {
  const { node } = await api.ask(
    api.admin,
    'query ($id: ID!) { node(id: $id) { ... on Role { permissions { nodes { displayName } } } } }',
    { id: role },
  );
  return node.permissions.nodes.map(({ displayName }: Named) => displayName).sort();
}

async function rolesOf(id: string): Promise<string[]> {
  const { node } = await api.ask(
    api.admin,
    'query ($id: ID!) { node(id: $id) { ... on User { roles { nodes { name } } } ... on ServiceAccount { roles { nodes { name } } } } }',
    { id },
  );
  return node.roles.nodes.map(({ name }: { name: string }) => name).sort();
}

async function systemRole(name: string): Promise<string> {
  const { roles } = await api.ask(api.admin, '{ roles { nodes { id name } } }');
  return roles.nodes.find((node: { name: string }) => node.name === name).id;
}

const everything = permissionCatalogue.map(permissionName).sort();

describe('only a site admin', () => {
  test.each([
    ['createRole', () => createRole('mine', [], person)],
    ['deleteRole', async () => deleteRole(await role(), person)],
    ['setPermissions', async () => setPermissions(await role(), [], person)],
    ['setRoles', async () => setRoles(person.id, [], person)],
  ])('may call %s; anyone else hears that, and nothing besides', async (field, call) => {
    const { errors } = await call();

    expect(errors).toEqual([
      { message: 'must be site admin', path: [field], extensions: { code: 'FORBIDDEN' } },
    ]);
  });
});

describe('a role', () => {
  test('is created with exactly the permissions given', async () => {
    const { data } = await createRole('readers', idsOf('BATCH_CHANGES#READ', 'MCP#ACCESS'));

    expect(data.createRole).toMatchObject({ name: 'readers', system: false });
    expect(await permissionsOf(data.createRole.id)).toEqual(['BATCH_CHANGES#READ', 'MCP#ACCESS']);
  });

  test('may have no permissions', async () => {
    expect(await permissionsOf(await role())).toEqual([]);
  });

  test('has a name of its own, also among system roles', async () => {
    await createRole('twice');

    for (const [name, ids] of [
      ['twice', []],
      ['twice', idsOf('MCP#ACCESS')],
      ['USER', []],
    ] as const) {
      const { errors, data } = await createRole(name, [...ids]);
      expect(errors).toEqual([
        {
          message: 'cannot create role: err_name_exists',
          path: ['createRole'],
          extensions: { code: 'CONFLICT' },
        },
      ]);
      expect(data).toBeNull();
    }
  });

  test('goes to one of ten who want its name at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => createRole('raced')));

    expect(answers.map(messageOf).filter((message) => message === undefined)).toHaveLength(1);
    expect(new Set(answers.map(messageOf))).toEqual(
      new Set([undefined, 'cannot create role: err_name_exists']),
    );
  });

  test.each(['', '  ', 'x'.repeat(256)])('cannot be called %j', async (name) => {
    expect(messageOf(await createRole(name))).toBe('cannot create role: the name has 1 to 255 characters');
  });

  test('is deleted once, and everybody who held it loses it at once', async () => {
    const id = await role('MCP#ACCESS');
    const holder = await api.createUser('holder');
    await setRoles(holder.id, [id]);

    expect(messageOf(await deleteRole(id))).toBeUndefined();
    expect(messageOf(await deleteRole(id))).toBe(
      `failed to delete role: role with ID ${numberIn(id)} not found`,
    );
    expect(await rolesOf(holder.id)).toEqual(['USER']);
  });

  test('that several delete at once is deleted by one of them, and recorded once', async () => {
    const id = await role();

    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => deleteRole(id)));

    const gone = `failed to delete role: role with ID ${numberIn(id)} not found`;
    expect(answers.map(messageOf).toSorted()).toEqual([gone, gone, gone, gone, undefined]);
    const events = await api.events({ entity: 'rbac.role', action: 'deleted' });
    expect(events.filter((event) => event.target.databaseID === numberIn(id))).toHaveLength(1);
  });

  test.each(['SITE_ADMINISTRATOR', 'USER', 'SERVICE_ACCOUNT'])('%s cannot be deleted', async (name) => {
    const id = await systemRole(name);

    expect(messageOf(await deleteRole(id))).toBe(
      `failed to delete role: role with ID ${numberIn(id)} not found`,
    );
    expect(await systemRole(name)).toBe(id);
  });

  test.each([
    [() => idOf('Role', 999_999), 'failed to delete role: role with ID 999999 not found'],
    [() => idOf('Role', 0), 'invalid node id'],
    [() => idOf('Role', -1), 'invalid node id'],
    [() => idOf('User', 1), 'invalid Role id of kind "User"'],
    [() => idOf('Permission', 1), 'invalid Role id of kind "Permission"'],
    [() => Buffer.from('Role:1 OR 1=1').toString('base64'), 'invalid node id'],
    [() => 'Role', 'invalid graphql.ID'],
    [() => 'a bad id', 'illegal base64 data at input byte 1'],
  ])('is named by an id of its kind', async (id, text) => {
    expect(messageOf(await deleteRole(id()))).toBe(text);
  });
});

describe('the permissions of a role', () => {
  test('can all be given to an empty one', async () => {
    const id = await role();

    await setPermissions(id, [...permissions.values()]);

    expect(await permissionsOf(id)).toEqual(everything);
  });

  test('are all taken by an empty list', async () => {
    const id = await role('MCP#ACCESS', 'CODY#ACCESS');

    await setPermissions(id, []);

    expect(await permissionsOf(id)).toEqual([]);
  });

  test('are added and taken in one call', async () => {
    const id = await role('MCP#ACCESS', 'CODY#ACCESS');

    await setPermissions(id, idsOf('CODY#ACCESS', 'SCIP#UPLOAD'));

    expect(await permissionsOf(id)).toEqual(['CODY#ACCESS', 'SCIP#UPLOAD']);
  });

  test('stay as they are when the same list is given, in any order and with repetitions', async () => {
    const id = await role('MCP#ACCESS', 'CODY#ACCESS');

    await setPermissions(id, idsOf('CODY#ACCESS', 'MCP#ACCESS', 'CODY#ACCESS'));

    expect(await permissionsOf(id)).toEqual(['CODY#ACCESS', 'MCP#ACCESS']);
  });

  test('can be changed of USER and SERVICE_ACCOUNT, and never of SITE_ADMINISTRATOR', async () => {
    for (const name of ['USER', 'SERVICE_ACCOUNT']) {
      const id = await systemRole(name);
      const before = await permissionsOf(id);
      expect(messageOf(await setPermissions(id, idsOf('SCIP#UPLOAD')))).toBeUndefined();
      expect(await permissionsOf(id)).toEqual(['SCIP#UPLOAD']);
      await setPermissions(id, idsOf(...before));
    }
    const admins = await systemRole('SITE_ADMINISTRATOR');

    expect(messageOf(await setPermissions(admins, []))).toBe('cannot modify permissions for site admin role');
    expect(await permissionsOf(admins)).toEqual(everything);
  });

  test.each([
    ['a missing role', () => idOf('Role', 999_999), () => [], 'role with ID 999999 not found'],
    [
      'a missing permission',
      () => role('MCP#ACCESS'),
      () => [...idsOf('CODY#ACCESS'), idOf('Permission', 999_999)],
      'permission with ID 999999 not found',
    ],
    [
      'a role as permission',
      () => role('MCP#ACCESS'),
      () => [idOf('Role', 1)],
      'invalid Permission id of kind "Role"',
    ],
    ['a permission as role', () => idOf('Permission', 1), () => [], 'invalid Role id of kind "Permission"'],
  ])('are not changed at all by %s', async (_what, roleId, ids, text) => {
    const id = await roleId();

    expect(messageOf(await setPermissions(id, ids()))).toBe(text);
    if (text.includes('ermission'))
      expect(await permissionsOf(id).catch(() => ['MCP#ACCESS'])).toEqual(['MCP#ACCESS']);
  });
});

describe('the roles of an account', () => {
  let first: string;
  let second: string;
  let third: string;
  beforeEach(async () => {
    [first, second, third] = [await role('MCP#ACCESS'), await role('CODY#ACCESS'), await role()] as [
      string,
      string,
      string,
    ];
  });
  const nameOf = async (id: string) => {
    const { node } = await api.ask(api.admin, 'query ($id: ID!) { node(id: $id) { ... on Role { name } } }', {
      id,
    });
    return node.name;
  };
  const named = async (...ids: string[]) => Promise.all(ids.map(nameOf));

  test.each(['person', 'service account'])('of a %s are given, replaced, kept and taken', async (kind) => {
    const account =
      kind === 'person'
        ? await api.createUser(`roles-${count}`)
        : await api.createServiceAccount(`roles-${count}`);
    const system = kind === 'person' ? 'USER' : 'SERVICE_ACCOUNT';

    await setRoles(account.id, [first, second, third]);
    expect(await rolesOf(account.id)).toEqual([system, ...(await named(first, second, third))].sort());
    await setRoles(account.id, [second]);
    expect(await rolesOf(account.id)).toEqual([system, await nameOf(second)].sort());
    await setRoles(account.id, [second, second]);
    expect(await rolesOf(account.id)).toEqual([system, await nameOf(second)].sort());
    await setRoles(account.id, []);
    expect(await rolesOf(account.id)).toEqual([system]);
  });

  test('keep the system roles whatever the list says, and take none from it', async () => {
    const machine = await api.createServiceAccount(`machine-${count}`);
    const admins = await systemRole('SITE_ADMINISTRATOR');

    expect(messageOf(await setRoles(machine.id, [admins, first]))).toBeUndefined();
    expect(messageOf(await setRoles(api.admin.id, []))).toBeUndefined();

    expect(await rolesOf(machine.id)).toEqual(['SERVICE_ACCOUNT', await nameOf(first)].sort());
    expect(await rolesOf(api.admin.id)).toEqual(['SITE_ADMINISTRATOR', 'USER']);
  });

  test('give the account the permissions of all of them together', async () => {
    const machine = await api.createServiceAccount(`effective-${count}`);
    const { token } = await api.createToken(machine.id);
    await setRoles(machine.id, [first, second]);

    const { currentUser } = await api.ask(
      { token },
      '{ currentUser { permissions { nodes { displayName } totalCount } } }',
    );

    expect(currentUser.permissions.nodes.map(({ displayName }: Named) => displayName).sort()).toEqual([
      'CODY#ACCESS',
      'MCP#ACCESS',
    ]);
    expect(currentUser.permissions.totalCount).toBe(2);
  });

  test('are not changed at all by a list that names something else', async () => {
    const account = await api.createUser(`unchanged-${count}`);
    await setRoles(account.id, [first]);
    const before = await rolesOf(account.id);

    expect(messageOf(await setRoles(account.id, [second, idOf('Role', 999_999)]))).toBe(
      'role with ID 999999 not found',
    );
    expect(messageOf(await setRoles(account.id, [idOf('Permission', numberIn(second))]))).toBe(
      'invalid Role id of kind "Permission"',
    );
    expect(messageOf(await setRoles(first, [second]))).toBe('invalid User id of kind "Role"');
    expect(messageOf(await setRoles(idOf('User', 999_999), [second]))).toBe('user not found: [999999]');
    expect(await rolesOf(account.id)).toEqual(before);
  });

  test('are given or refused when one of them is deleted meanwhile, and never fail otherwise', async () => {
    const account = await api.createServiceAccount(`between-${count}`);
    const messages: (string | undefined)[] = [];

    for (let round = 0; round < 10; round += 1) {
      const id = await role();
      const give = () => setRoles(account.id, [id]);
      const answers = await Promise.all([give(), give(), deleteRole(id), give()]);
      messages.push(...answers.map((answer) => messageOf(answer)?.replace(/\d+/, 'N')));
    }

    expect(messages.filter((message) => message && message !== 'role with ID N not found')).toEqual([]);
    expect(await rolesOf(account.id)).toEqual(['SERVICE_ACCOUNT']);
  });
});

test('a role tells which living accounts hold it, page by page', async () => {
  const id = await role();
  const machine = await api.createServiceAccount('holding-machine');
  const gone = await api.createUser('holding-leaver');
  for (const account of [person, machine, gone]) await setRoles(account.id, [id]);
  await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', { id: gone.id });
  const holders = async (args: string) =>
    (
      await api.ask(
        api.admin,
        `query ($id: ID!) { node(id: $id) { ... on Role { holders${args} { totalCount nodes { username } pageInfo { hasNextPage endCursor } } } } }`,
        { id },
      )
    ).node.holders;

  const all = await holders('');
  const first = await holders('(first: 1)');
  const rest = await holders(`(first: 1, after: "${first.pageInfo.endCursor}")`);
  await setRoles(person.id, []);

  expect(all).toMatchObject({
    totalCount: 2,
    nodes: [{ username: 'person' }, { username: 'holding-machine' }],
    pageInfo: { hasNextPage: false },
  });
  expect(first).toMatchObject({ totalCount: 2, nodes: [{ username: 'person' }] });
  expect(rest).toMatchObject({ nodes: [{ username: 'holding-machine' }], pageInfo: { hasNextPage: false } });
  expect((await holders('')).nodes).toEqual([{ username: 'holding-machine' }]);
});

describe('lists', () => {
  const page = async (field: string, args: string, node: string) => {
    const answer = await api.query(
      api.admin,
      `{ ${field}${args} { nodes { ${node} } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
    );
    return { ...answer.data?.[field], error: messageOf(answer) };
  };

  test('roles are the system roles first, then the newest first', async () => {
    api.clock.advance(10);
    await createRole('newest');

    const { nodes, totalCount } = await page('roles', '', 'name system');

    expect(
      nodes
        .slice(0, 3)
        .map((node: { name: string }) => node.name)
        .sort(),
    ).toEqual(['SERVICE_ACCOUNT', 'SITE_ADMINISTRATOR', 'USER']);
    expect(nodes[3]).toEqual({ name: 'newest', system: false });
    expect(nodes).toHaveLength(totalCount);
  });

  test('permissions are all of the catalogue, the newest first', async () => {
    const { nodes, totalCount } = await page('permissions', '', 'id displayName');

    expect(nodes.map(({ displayName }: Named) => displayName).sort()).toEqual(everything);
    const numbers = nodes.map(({ id }: Named) => numberIn(id));
    expect(numbers).toEqual(numbers.toSorted((a: number, b: number) => b - a));
    expect(totalCount).toBe(everything.length);
  });

  test.each(['roles', 'permissions'])('%s are read forwards and backwards, each once', async (field) => {
    const all = (await page(field, '', 'id')).nodes.map(({ id }: Named) => id);
    const forwards: string[] = [];
    const backwards: string[] = [];
    for (let after = ''; ; ) {
      const { nodes, pageInfo, totalCount } = await page(field, `(first: 4${after})`, 'id');
      forwards.push(...nodes.map(({ id }: Named) => id));
      expect(totalCount).toBe(all.length);
      expect(pageInfo.hasPreviousPage).toBe(after !== '');
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    for (let before = ''; ; ) {
      const { nodes, pageInfo } = await page(field, `(last: 4${before})`, 'id');
      backwards.unshift(...nodes.map(({ id }: Named) => id));
      expect(pageInfo.hasNextPage).toBe(before !== '');
      if (!pageInfo.hasPreviousPage) break;
      before = `, before: "${pageInfo.startCursor}"`;
    }

    expect(forwards).toEqual(all);
    expect(backwards).toEqual(all);
  });

  test.each([
    ['(first: -1)', '`first` and `last` must not be negative'],
    ['(last: -1)', '`first` and `last` must not be negative'],
    ['(first: 1, last: 1)', 'give `first` or `last`, not both'],
    ['(first: 1, after: "x")', '`after` is no cursor of this list'],
    ['(last: 1, before: "x")', '`before` is no cursor of this list'],
  ])('roles%s is refused', async (args, text) => {
    expect((await page('roles', args, 'id')).error).toBe(text);
  });

  test('a size of 0 is no limit', async () => {
    const { nodes, totalCount } = await page('permissions', '(first: 0)', 'id');

    expect(nodes).toHaveLength(totalCount);
  });

  test.each([
    ['Role', 'role with ID 999999 not found'],
    ['Permission', 'permission with ID 999999 not found'],
  ])('node() of a missing %s says so, and of number 0 that it is no id', async (kind, text) => {
    const node = (id: string) => api.query(api.admin, 'query ($id: ID!) { node(id: $id) { id } }', { id });

    expect(await node(idOf(kind, 999_999))).toMatchObject({
      data: { node: null },
      errors: [{ message: text }],
    });
    expect(messageOf(await node(idOf(kind, 0)))).toBe('invalid node id');
  });
});

describe('at every start', () => {
  test('new permissions are added and old ones go, while the choice of an admin stays', async () => {
    const { db, drop } = await createTestDatabase();
    const { prisma } = db;
    const held = async (name: string) => {
      const links = await prisma.rolePermission.findMany({
        where: { role: { name } },
        include: { permission: true },
      });
      return links.map((link) => permissionName(link.permission)).sort();
    };
    await reconcilePermissions(db, api.clock);
    const ofUsers = await held('USER');
    expect(ofUsers).toEqual(
      permissionCatalogue
        .filter(({ inUserRole }) => inUserRole)
        .map(permissionName)
        .sort(),
    );
    expect(await held('SITE_ADMINISTRATOR')).toEqual(everything);
    expect(await held('SERVICE_ACCOUNT')).toEqual([]);

    // An admin takes CODY#ACCESS from USER and gives it SCIP#UPLOAD; the database is from a version that knew
    // REPO_METADATA#OLD and not MCP#ACCESS.
    const user = await prisma.role.findUniqueOrThrow({ where: { name: 'USER' } });
    const find = (displayName: string) => {
      const [namespace, action] = displayName.split('#') as [string, string];
      return prisma.permission.findFirstOrThrow({ where: { namespace, action } });
    };
    await prisma.rolePermission.deleteMany({
      where: { roleId: user.id, permissionId: (await find('CODY#ACCESS')).id },
    });
    await prisma.rolePermission.create({
      data: { roleId: user.id, permissionId: (await find('SCIP#UPLOAD')).id },
    });
    await prisma.permission.delete({ where: { id: (await find('MCP#ACCESS')).id } });
    const old = await prisma.permission.create({
      data: { namespace: 'REPO_METADATA', action: 'OLD', createdAt: api.clock.now() },
    });
    await prisma.rolePermission.create({ data: { roleId: user.id, permissionId: old.id } });

    const names = await reconcilePermissions(db, api.clock);

    expect([...names.values()].sort()).toEqual(everything);
    expect(await held('SITE_ADMINISTRATOR')).toEqual(everything);
    // What this version does not know stays where it is, for a version that does.
    expect(await held('USER')).toEqual(
      [...ofUsers.filter((name) => name !== 'CODY#ACCESS'), 'REPO_METADATA#OLD', 'SCIP#UPLOAD'].sort(),
    );
    await drop();
  });
});

test('a permission that this version does not know is not seen, grants nothing, and outlasts changes of its role', async () => {
  const { prisma } = api.database.db;
  const { data } = await createRole('of a newer version', idsOf('SCIP#UPLOAD'));
  const unknown = await prisma.permission.create({
    data: { namespace: 'FUTURE', action: 'THING', createdAt: api.clock.now() },
  });
  const roleId = numberIn(data.createRole.id);
  await prisma.rolePermission.create({ data: { roleId, permissionId: unknown.id } });
  const link = { roleId_permissionId: { roleId, permissionId: unknown.id } };
  const id = idOf('Permission', unknown.id);

  const answer = await api.ask(
    api.admin,
    '{ permissions { nodes { displayName } } roles { nodes { permissions { nodes { displayName } } } } }',
  );
  expect(JSON.stringify(answer)).not.toContain('FUTURE');
  expect(messageOf(await setPermissions(data.createRole.id, [id]))).toBe(
    `permission with ID ${unknown.id} not found`,
  );
  expect((await setPermissions(data.createRole.id, [])).errors).toBeUndefined();
  expect(await prisma.rolePermission.findUnique({ where: link })).not.toBeNull();
});
