import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { currentPrefix, seal, unseal } from '../src/auth/sealed-text.js';
import { serverKeys } from '../src/auth/server-keys.js';
import { messageOf } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { addConnection, namesSeen, repositoryNamed } from './support/repositories.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const add = (config: string, kind = 'OTHER', displayName = 'git') =>
  api.query(
    api.admin,
    'mutation ($input: AddExternalServiceInput!) { addExternalService(input: $input) { id url config } }',
    { input: { kind, displayName, config } },
  );
const update = (id: string, change: { displayName?: string; config?: string }) =>
  api.query(
    api.admin,
    'mutation ($input: UpdateExternalServiceInput!) { updateExternalService(input: $input) { displayName config repoCount } }',
    { input: { id, ...change } },
  );
const remove = (id: string) =>
  api.ask(api.admin, `mutation { deleteExternalService(externalService: "${id}") { alwaysNil } }`);
const configOf = async (id: string) =>
  (await api.ask(api.admin, `{ node(id: "${id}") { ... on ExternalService { config } } }`)).node.config;

test('a connection yields the repositories that its configuration names, and is listed with who made it', async () => {
  expect((await api.ask(api.admin, '{ site { needsRepositoryConfiguration } }')).site).toEqual({
    needsRepositoryConfiguration: true,
  });

  const { id } = await addConnection(
    api,
    `{
      // Comments are kept.
      "url": "https://git.example.org/",
      "repos": ["team/app.git", "team/lib", "team/secret"],
      "exclude": [{ "name": "git.example.org/Team/Lib" }, { "pattern": "secret$" }],
    }`,
    'Example',
  );

  expect(await namesSeen(api, api.admin)).toEqual(['git.example.org/team/app']);
  const { externalServices } = await api.ask(
    api.admin,
    `{ externalServices(first: 10) { totalCount pageInfo { hasNextPage endCursor } nodes {
      id kind url displayName config createdAt updatedAt repoCount warning lastSyncError lastSyncAt nextSyncAt
      unrestricted suspended supportsRepoExclusion creator { username } lastUpdater { username } } } }`,
  );
  expect(externalServices).toEqual({
    totalCount: 1,
    pageInfo: { hasNextPage: false, endCursor: id },
    nodes: [
      {
        id,
        kind: 'OTHER',
        url: 'https://git.example.org/',
        displayName: 'Example',
        config: expect.stringContaining('// Comments are kept.'),
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        repoCount: 1,
        warning: null,
        lastSyncError: null,
        lastSyncAt: expect.any(String),
        nextSyncAt: null,
        unrestricted: false,
        suspended: false,
        supportsRepoExclusion: true,
        creator: { username: 'admin' },
        lastUpdater: { username: 'admin' },
      },
    ],
  });
  expect((await api.ask(api.admin, '{ site { needsRepositoryConfiguration } }')).site).toEqual({
    needsRepositoryConfiguration: false,
  });
  await remove(id);
});

describe('a configuration that cannot be used names the line and the key', () => {
  test.each([
    ['{ "repos": ["a"', 'line 1: CloseBracketExpected'],
    ['[]', 'line 1: Invalid input: expected object, received array'],
    ['{}', 'line 1: repos: Invalid input: expected array, received undefined'],
    ['{\n"repos": [],\n}', 'line 2: repos: Too small: expected array to have >=1 items'],
    ['{\n"repos": ["a"],\n"exclud": []\n}', 'line 3: Additional property exclud is not allowed'],
    [
      '{"url": "https://h", "repos": ["a"], "exclude": [{ "patern": "a" }]}',
      'line 1: exclude.0: Additional property patern is not allowed',
    ],
    [
      '{"url": "https://h", "repos": ["a"],\n"exclude": [{\n"pattern": "(" }]}',
      'line 3: exclude.0.pattern: is no regular expression',
    ],
    [
      '{"url": "ext::sh -c id", "repos": ["a"]}',
      'line 1: url: must be a URL that begins with https://, http://, ssh://, git://, file://',
    ],
    [
      '{"url": "ext://sh", "repos": ["a"]}',
      'line 1: url: must be a URL that begins with https://, http://, ssh://, git://, file://',
    ],
    ['{"url": "file://host/a", "repos": ["a"]}', 'line 1: url: must have no host: file:///path'],
    [
      '{"url": "ssh://-oProxyCommand=id/a", "repos": ["a"]}',
      'line 1: url: must not have a host or a user that begins with "-"',
    ],
    [
      '{"url": "ssh://-oProxyCommand@host/a", "repos": ["a"]}',
      'line 1: url: must not have a host or a user that begins with "-"',
    ],
    [
      '{"url": "ssh://%2DoProxyCommand=id/a", "repos": ["a"]}',
      'line 1: url: must not have a host or a user that begins with "-"',
    ],
    [
      '{"url": "ssh://%2DoProxyCommand@host/a", "repos": ["a"]}',
      'line 1: url: must not have a host or a user that begins with "-"',
    ],
    [
      '{"repos": ["ssh://git@-oProxyCommand=id/a"]}',
      'line 1: repos.0: without `url` it must not have a host or a user that begins with "-"',
    ],
    ['{"url": "ssh://%zz@host/", "repos": ["a"]}', 'line 1: url: must not have a "%" that escapes nothing'],
    [
      '{"repos": ["git@host:team/app.git"]}',
      'line 1: repos.0: without `url` it must be a URL: write git@host:path as ssh://git@host/path',
    ],
    ['{"url": "https://h?x=1", "repos": ["a"]}', 'line 1: url: must not have a query or a fragment'],
    ['{"url": "https://h", "repos": ["a",\n"../x"]}', 'line 2: repos.1: must not hold ".."'],
    [
      '{"url": "https://h", "repos": ["a%0ab"]}',
      'line 1: repos.0: gives no name for a repository: it holds "@", a control character or a space of another kind',
    ],
    [
      '{"url": "https://h", "repos": ["a /b"]}',
      'line 1: repos.0: gives no name for a repository: a part of it begins or ends with a space',
    ],
    ['{"url": "https://h", "repos": ["a/%2E./x"]}', 'line 1: repos.0: must not hold ".."'],
    ['{"url": "https://h", "repos": ["a%2f..%2fx"]}', 'line 1: repos.0: must not hold ".."'],
    [
      '{"url": "https://h", "repos": ["a//b"]}',
      'line 1: repos.0: gives no name for a repository: it has a part ""',
    ],
    [
      '{"url": "https://h", "repos": ["a/-/b"]}',
      'line 1: repos.0: gives no name for a repository: it has a part "-"',
    ],
    [
      '{"url": "https://h", "repos": ["a"], "repositoryPathPattern": "-{repo}"}',
      'line 1: repos.0: gives no name for a repository: it begins with "-"',
    ],
    [
      '{"url": "https://h", "repos": ["a"], "repositoryPathPattern": "x"}',
      'line 1: repositoryPathPattern: must hold {repo}',
    ],
    [
      '{"repos": ["a"]}',
      'line 1: repos.0: without `url` it must be a URL that begins with https://, http://, ssh://, git://, file://',
    ],
  ])('%s', async (config, message) => {
    expect(messageOf(await add(config))).toBe(`invalid configuration of OTHER: ${message}`);
  });

  test('and nothing of it is kept', async () => {
    expect(
      (await api.ask(api.admin, '{ externalServices { totalCount } }')).externalServices.totalCount,
    ).toBe(0);
  });

  test('also a kind that is not served, and a name that is blank', async () => {
    expect(messageOf(await add('{}', 'GERRIT'))).toMatch(
      /^code hosts of kind GERRIT are not served; served are /,
    );
    expect(messageOf(await add('{"repos": ["https://h/a"]}', 'OTHER', ' '))).toBe(
      'display name must not be blank',
    );
  });
});

describe('names', () => {
  test.each([
    ['https://git.example.org:8443/a/', 'b.git', undefined, 'git.example.org-8443/a/b'],
    ['ssh://git@git.example.org/', 'b', undefined, 'git.example.org/b'],
    ['https://user:pass@git.example.org', 'b', undefined, 'git.example.org/b'],
    ['file:///srv/git', 'b/.git', undefined, 'srv/git/b'],
    ['https://git.example.org', 'a/b', 'mirror/{repo}', 'mirror/a/b'],
    [undefined, 'ssh://git@git.example.org/a/b.git', undefined, 'git.example.org/a/b'],
    ['https://git.example.org', 'Ünïcode/$&', undefined, 'git.example.org/Ünïcode/$&'],
    ['https://git.example.org', '%C3%9Cn/a%2Bb', undefined, 'git.example.org/Ün/a+b'],
    ['https://git.example.org', 'My%20Project/_git/a', undefined, 'git.example.org/My Project/_git/a'],
    ['https://git.example.org', 'My Project/50%?#', undefined, 'git.example.org/My Project/50%?#'],
    ['https://git.example.org/My%20Project/_git/', 'a', undefined, 'git.example.org/My Project/_git/a'],
    [
      undefined,
      'https://git.example.org/My%20Project/_git/a',
      undefined,
      'git.example.org/My Project/_git/a',
    ],
  ])('%s with %s and the pattern %s', async (url, repo, repositoryPathPattern, name) => {
    const { id } = await addConnection(api, { url, repos: [repo], repositoryPathPattern });

    expect(await namesSeen(api, api.admin)).toEqual([name]);
    await remove(id);
  });

  test('are kept by whoever has them, and the other repository is named in a warning', async () => {
    const first = await addConnection(api, {
      url: 'https://one.example.org',
      repos: ['a'],
      repositoryPathPattern: '{repo}',
    });
    const second = await addConnection(api, {
      url: 'https://two.example.org',
      repos: ['A', 'b'],
      repositoryPathPattern: '{repo}',
    });

    expect(second).toMatchObject({
      warning: 'left out, because another repository has the name: A',
      repoCount: 1,
    });
    expect(await namesSeen(api, api.admin)).toEqual(['a', 'b']);
    await remove(first.id);
    await remove(second.id);
  });

  test('are kept by whoever has them also within one connection, wherever it names the other', async () => {
    const old = 'https://old.example.org/a';
    const { id } = await addConnection(api, { repos: [old], repositoryPathPattern: 'same/{repo}' });
    const before = await repositoryNamed(api, 'same/a');
    const config = JSON.stringify({
      repos: ['https://new.example.org/a', old],
      repositoryPathPattern: 'same/{repo}',
    });
    const { updateExternalService } = await api.ask(
      api.admin,
      'mutation ($id: ID!, $config: String!) { updateExternalService(input: { id: $id, config: $config }) { warning repoCount } }',
      { id, config },
    );

    expect(updateExternalService).toEqual({
      warning: 'left out, because another repository has the name: same/a',
      repoCount: 1,
    });
    expect((await repositoryNamed(api, 'same/a')).id).toBe(before.id);
    await remove(id);
  });

  test('change with the configuration, and the repository stays the same one', async () => {
    const url = 'https://git.example.org';
    const { id } = await addConnection(api, { url, repos: ['x/a', 'x/b'] });
    const before = await repositoryNamed(api, 'git.example.org/x/a');

    await update(id, {
      config: JSON.stringify({ url, repos: ['x/a', 'x/b'], repositoryPathPattern: 'y/{repo}' }),
    });

    expect(await repositoryNamed(api, 'git.example.org/x/a')).toBeNull();
    expect((await repositoryNamed(api, 'y/x/a')).id).toBe(before.id);
    await remove(id);
  });
});

describe('secrets', () => {
  const secret = 'canary-of-the-connection';
  const key = `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`;
  const config = `{
    // Kept.
    "url": "https://robot:${secret}@git.example.org/",
    "repos": ["a"],
    "gitSSHCredential": ${JSON.stringify(key)}
  }`;

  test('are encrypted at rest, and read as REDACTED, with everything else as it was given', async () => {
    const { data } = await add(config);

    const shown = config.replaceAll(JSON.stringify(key), '"REDACTED"').replace(`:${secret}@`, ':REDACTED@');
    expect(data.addExternalService).toMatchObject({ url: 'https://git.example.org/', config: shown });
    expect(await configOf(data.addExternalService.id)).toBe(shown);
    const rows = await api.database.db.query('SELECT to_jsonb(t)::text AS row FROM external_services t');
    expect(JSON.stringify(rows)).not.toContain(secret);
    const repositories = await api.database.db.query('SELECT * FROM external_service_repositories');
    expect(JSON.stringify(repositories)).not.toContain(secret);
    expect(api.auditLines.join()).not.toContain(secret);
    await remove(data.addExternalService.id);
  });

  test('stay when REDACTED comes back, and are replaced by what does not say so', async () => {
    const { data } = await add(config);
    const { id } = data.addExternalService;
    const stored = async () => {
      const [row] = await api.database.db.query<{ sealed: string }>(
        'SELECT sealed_config AS sealed FROM external_services',
      );
      return unseal(api.services.keys, 'configuration of a code host connection', row?.sealed ?? '');
    };

    expect((await update(id, { displayName: 'renamed', config: await configOf(id) })).errors).toBeUndefined();
    expect(await stored()).toBe(config);
    const another = JSON.stringify(key.replace(secret, 'another'));
    await update(id, { config: (await configOf(id)).replace('"REDACTED"', another) });
    expect(await stored()).toBe(config.replace(JSON.stringify(key), another));
    await remove(id);
  });

  test('in comments are not shown either, and come back into them', async () => {
    const commented = (one: string, two: string, credential: string, pasted: string) => `{
      // old: http://u:${one}@h/ and https://${one}@h/x?a=b, ssh://git@h:22/x stays
      // "token": "${one}",
      // token: ${two}
      /* password=${one}*/ "url": "https://robot:${credential}@git.example.org/", /* ${pasted} // "token": 'x${pasted}' */
      "repos": ["a"], // see https://docs.example.org/a#b
      /* "gitSSHCredential": ${JSON.stringify(pasted)},
         gitSSHCredential: "${pasted}" */
    }`;
    const given = commented(secret, 'ghp_another', secret, key);
    const shown = commented('REDACTED', 'REDACTED', 'REDACTED', 'REDACTED').replace('xREDACTED', 'REDACTED');
    const { data } = await add(given);
    const { id } = data.addExternalService;
    const stored = async () => {
      const [row] = await api.database.db.query<{ sealed: string }>(
        'SELECT sealed_config AS sealed FROM external_services',
      );
      return unseal(api.services.keys, 'configuration of a code host connection', row?.sealed ?? '');
    };

    expect(await configOf(id)).toBe(shown);
    expect((await update(id, { config: shown })).errors).toBeUndefined();
    expect(await stored()).toBe(given);
    // What is taken out of a comment is a secret to be given like any other.
    const uncommented = shown
      .replace('/* "gitSSHCredential"', '"gitSSHCredential"')
      .replace(/gitSSHCredential: .*\n/, '');
    expect(messageOf(await update(id, { config: uncommented }))).toContain(
      'stands for no stored secret here',
    );
    await update(id, { config: shown.replace('["a"]', '["a", "b"]') });
    expect(await stored()).toBe(given.replace('["a"]', '["a", "b"]'));
    await remove(id);
  });

  test('are not put back beside another URL, where a host of somebody else would get them', async () => {
    const { data } = await add(config);
    const { id } = data.addExternalService;
    const shown = await configOf(id);

    for (const changed of [
      shown.replace('git.example.org', 'evil.example.org'),
      shown.replace('robot:REDACTED@git', 'evil'),
      shown.replace('"repos"', '"gitSSHCipher": "REDACTED", "repos"'),
    ]) {
      expect(messageOf(await update(id, { config: changed }))).toContain(
        'stands for no stored secret here; give the secret itself',
      );
    }
    expect(messageOf(await add(shown))).toMatch(
      /REDACTED stands for no stored secret here; give the secret itself$/,
    );
    expect(messageOf(await add('{"url": "https://x:REDACTED@h", "repos": ["a"]}'))).toBe(
      'invalid configuration of OTHER: url: REDACTED stands for no stored secret here; give the secret itself',
    );
    await remove(id);
  });

  test('can be read for as long as their server key is there', async () => {
    const [older, newer] = ['o'.repeat(40), 'n'.repeat(40)];
    const sealed = await seal(serverKeys([older]), 'a use', 'text');

    expect(await unseal(serverKeys([newer, older]), 'a use', sealed)).toBe('text');
    expect(sealed.startsWith(currentPrefix(serverKeys([older, newer])))).toBe(true);
    expect(sealed.startsWith(currentPrefix(serverKeys([newer, older])))).toBe(false);
    await expect(unseal(serverKeys([newer]), 'a use', sealed)).rejects.toThrow(
      'is not in GATEHOUSE_SECRET_KEYS',
    );
    await expect(unseal(serverKeys([older]), 'another use', sealed)).rejects.toThrow(
      'decryption operation failed',
    );
  });
});

describe('when a connection goes', () => {
  test('its repositories go with it, except those that another one yields', async () => {
    const url = 'https://git.example.org';
    const first = await addConnection(api, { url, repos: ['a', 'b'] });
    const second = await addConnection(api, { url, repos: ['b'] });

    await remove(first.id);

    expect(await namesSeen(api, api.admin)).toEqual(['git.example.org/b']);
    await remove(second.id);
    expect(await namesSeen(api, api.admin)).toEqual([]);
  });

  test('and comes back, a repository is the one that it was', async () => {
    const config = { url: 'https://git.example.org', repos: ['phoenix'] };
    const first = await addConnection(api, config);
    const before = await repositoryNamed(api, 'git.example.org/phoenix');
    await remove(first.id);

    const second = await addConnection(api, config);

    expect(await repositoryNamed(api, 'git.example.org/phoenix')).toEqual(before);
    await remove(second.id);
  });

  test('what one connection calls private is, whatever another says', async () => {
    const url = 'https://git.example.org';
    const first = await addConnection(api, { url, repos: ['both'], visibility: 'public' });
    const second = await addConnection(api, { url, repos: ['both'] });
    const isPrivate = async () =>
      (
        await api.ask(
          api.admin,
          '{ repository(name: "git.example.org/both") { isPrivate externalServices { totalCount } } }',
        )
      ).repository;

    expect(await isPrivate()).toEqual({ isPrivate: true, externalServices: { totalCount: 2 } });
    await remove(second.id);
    expect(await isPrivate()).toEqual({ isPrivate: false, externalServices: { totalCount: 1 } });
    await remove(first.id);
  });

  test('a connection that is not there is said so', async () => {
    const answer = await api.query(
      api.admin,
      `mutation { deleteExternalService(externalService: "${Buffer.from('ExternalService:999').toString('base64')}") { alwaysNil } }`,
    );
    expect(messageOf(answer)).toBe('external service not found: 999');
  });
});
