import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeId } from '../src/ids.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { addConnection, grant, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';
import { statements } from './support/statements.js';

let api: TestApi;
/** Sees what is public, and `granted`. */
let machine: Identity;
let account: { id: string };
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi();
  await addConnection(api, { url: 'file:///nowhere', repos: ['open', 'second'], visibility: 'public' });
  await addConnection(api, { url: 'file:///nowhere', repos: ['granted', 'hidden'] });
  for (const name of ['open', 'second', 'granted', 'hidden']) {
    ids[name] = (await repositoryNamed(api, `nowhere/${name}`)).id;
  }
  account = await api.createServiceAccount('machine');
  await grant(api, account.id, [ids.granted as string]);
  machine = await api.createToken(account.id);
});
afterAll(() => api.close());

const fields = 'id contents createdAt updatedAt repository { id name }';
type Input = { repoID?: string; repoName?: string; fileContents?: string };

/** Adds or updates a file. */
const give = (verb: 'add' | 'update', input: Input, as: Identity = api.admin) =>
  api.query(
    as,
    `mutation ($input: CodeownersFileInput!) { it: ${verb}CodeownersFile(input: $input) { ${fields} } }`,
    {
      input: { fileContents: '* @team\n', ...input },
    },
  );

const takeBack = (repositories: Input[], as: Identity = api.admin) =>
  api.query(
    as,
    'mutation ($list: [DeleteCodeownersFilesInput!]!) { it: deleteCodeownersFiles(repositories: $list) { alwaysNil } }',
    { list: repositories },
  );

const fileOf = async (name: string, as: Identity = api.admin) =>
  (
    await api.ask(
      as,
      `query ($name: String!) { repository(name: $name) { ingestedCodeowners { ${fields} } } }`,
      {
        name: `nowhere/${name}`,
      },
    )
  ).repository?.ingestedCodeowners;

const events = async () =>
  (await api.events({ entity: 'repository' }))
    .filter(({ action }) => action.startsWith('codeowners'))
    .reverse()
    .map(({ action, target, details, actor }: any) => [action, target.name, actor.name, details]);

/** No repository has a file any more. */
async function clear(): Promise<void> {
  await api.database.db.query('DELETE FROM codeowners_files');
}

describe('the CODEOWNERS file of a repository', () => {
  test('is given, read, changed and taken back, by name and by id, and recorded', async () => {
    expect(await fileOf('granted', machine)).toBeNull();

    const added = await give('add', { repoName: 'Nowhere/GRANTED', fileContents: '*.ts @a\r\n# ünï\n' });
    const addedAt = api.clock.now().toISOString();
    const file = {
      id: expect.any(String),
      contents: '*.ts @a\r\n# ünï\n',
      createdAt: expect.stringContaining(addedAt.slice(0, 10)),
      updatedAt: expect.any(String),
      repository: { id: ids.granted, name: 'nowhere/granted' },
    };
    expect(added).toEqual({ data: { it: file } });
    expect(await fileOf('granted', machine)).toEqual(added.data.it);

    api.clock.advance(60);
    const changed = await give('update', { repoID: ids.granted as string, fileContents: '* @b' });
    expect(changed.data.it).toMatchObject({
      ...added.data.it,
      contents: '* @b',
      updatedAt: expect.any(String),
    });
    expect(Date.parse(changed.data.it.updatedAt) - Date.parse(added.data.it.updatedAt)).toBe(60_000);
    expect(await fileOf('granted', machine)).toEqual(changed.data.it);
    expect(
      await api.ask(
        machine,
        `query ($id: ID!) { node(id: $id) { ... on CodeownersIngestedFile { ${fields} } } }`,
        { id: added.data.it.id },
      ),
    ).toEqual({ node: changed.data.it });

    // Once more the same: nothing changes, and nothing is recorded.
    api.clock.advance(60);
    expect(await give('update', { repoName: 'nowhere/granted', fileContents: '* @b' })).toEqual(changed);

    expect(await takeBack([{ repoName: 'nowhere/granted' }])).toEqual({ data: { it: { alwaysNil: null } } });
    expect(await fileOf('granted', machine)).toBeNull();
    expect(await events()).toEqual([
      ['codeownersAdded', 'nowhere/granted', 'admin', { bytes: 17 }],
      ['codeownersChanged', 'nowhere/granted', 'admin', { bytesBefore: 17, bytes: 4 }],
      ['codeownersDeleted', 'nowhere/granted', 'admin', null],
    ]);
  });

  test('is what clients tell from each other by its error texts', async () => {
    await give('add', { repoName: 'nowhere/open' });
    const before = [await fileOf('open'), await events()];
    const missing = encodeId('Repository', 2_000_000_000);
    const large = 'x'.repeat(3 * 1024 * 1024 + 1);

    const refusals: [Promise<any>, string][] = [
      [
        give('add', { repoName: 'nowhere/open' }),
        'codeowners file has already been ingested for this repository',
      ],
      [give('add', { repoName: 'nowhere/none' }), 'repo not found: name="nowhere/none"'],
      [give('update', { repoName: 'nowhere/none' }), 'repo not found: name="nowhere/none"'],
      [give('add', { repoID: missing }), 'repo not found: id=2000000000'],
      [
        give('update', { repoName: 'nowhere/second' }),
        'could not update codeowners file: codeowners file not found: nowhere/second',
      ],
      [takeBack([{ repoName: 'nowhere/none' }]), 'repo not found: name="nowhere/none"'],
      [
        takeBack([{ repoName: 'nowhere/open' }, { repoName: 'nowhere/second' }]),
        'codeowners file not found: nowhere/second',
      ],
      [
        give('add', { repoName: 'nowhere/second', fileContents: '* @a\u0001' }),
        'the codeowners file holds a control character',
      ],
      [give('add', { repoName: 'n'.repeat(10_000) }), `repo not found: name="${'n'.repeat(500)}"`],
      [give('add', {}), 'give either repoID or repoName'],
      [
        give('add', { repoID: ids.second as string, repoName: 'nowhere/second' }),
        'give either repoID or repoName',
      ],
      [give('add', { repoID: account.id }), 'invalid Repository id of kind "ServiceAccount"'],
      [
        give('add', { repoName: 'nowhere/second', fileContents: large }),
        `the codeowners file has ${large.length} bytes; the most is ${large.length - 1}`,
      ],
      [
        takeBack(Array.from({ length: 1001 }, () => ({ repoName: 'nowhere/open' }))),
        'more than 1000 repositories: send fewer at once',
      ],
    ];
    for (const [answer, text] of refusals) expect(messageOf(await answer)).toBe(text);

    expect([await fileOf('open'), await events()]).toEqual(before);
    expect(await fileOf('second')).toBeNull();
  });

  test('may be as large as GitHub reads it, or empty', async () => {
    await clear();
    const large = 'ü\n'.repeat(1024 * 1024);
    expect((await give('add', { repoName: 'nowhere/open', fileContents: large })).data.it.contents).toBe(
      large,
    );
    await give('add', { repoName: 'nowhere/second', fileContents: '' });
    expect((await fileOf('second')).contents).toBe('');
  });

  test('is given once, by however many at the same moment', async () => {
    await clear();
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) => give('add', { repoName: 'nowhere/open', fileContents: `* @${n}` })),
    );

    const [winner, ...others] = answers.filter(({ data }) => data?.it);
    expect(others).toEqual([]);
    for (const { errors } of answers.filter((answer) => answer !== winner)) {
      expect(errors?.[0]?.message).toBe('codeowners file has already been ingested for this repository');
    }
    expect(await fileOf('open')).toEqual(winner?.data.it);
  });

  test('is gone with the repository, and there again with it', async () => {
    await clear();
    const { id } = await addConnection(api, { url: 'file:///nowhere', repos: ['passing'] });
    await give('add', { repoName: 'nowhere/passing' });
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { deleteExternalService(externalService: $id) { alwaysNil } }',
      { id },
    );
    expect(messageOf(await give('update', { repoName: 'nowhere/passing' }))).toBe(
      'repo not found: name="nowhere/passing"',
    );
    expect(await api.ask(api.admin, '{ codeownersIngestedFiles { totalCount } }')).toEqual({
      codeownersIngestedFiles: { totalCount: 0 },
    });

    await addConnection(api, { url: 'file:///nowhere', repos: ['passing'] });
    expect((await fileOf('passing')).contents).toBe('* @team\n');
  });

  test('is what it was changed to, in the same request already', async () => {
    await clear();
    const inside = 'contents repository { ingestedCodeowners { contents } }';
    const input = (contents: string) => `input: { repoName: "nowhere/open", fileContents: "${contents}" }`;
    const whole = (contents: string) => ({ contents, repository: { ingestedCodeowners: { contents } } });

    expect(
      await api.ask(
        api.admin,
        `mutation { a: addCodeownersFile(${input('one')}) { ${inside} } b: updateCodeownersFile(${input('two')}) { ${inside} } }`,
      ),
    ).toEqual({ a: whole('one'), b: whole('two') });
  });

  test('is deleted once for each repository, however often and by whatever it is named', async () => {
    await clear();
    await give('add', { repoName: 'nowhere/open' });
    await give('add', { repoName: 'nowhere/second' });
    const before = (await events()).length;

    const answer = await takeBack([
      { repoName: 'NOWHERE/second' },
      { repoName: 'nowhere/open' },
      { repoID: ids.open as string },
      { repoName: 'nowhere/open' },
    ]);

    expect(answer).toEqual({ data: { it: { alwaysNil: null } } });
    expect((await events()).slice(before).map(([action, name]) => `${action} ${name}`)).toEqual([
      'codeownersDeleted nowhere/open',
      'codeownersDeleted nowhere/second',
    ]);
    expect(await takeBack([])).toEqual({ data: { it: { alwaysNil: null } } });
  });
});

describe('who sees CODEOWNERS files', () => {
  test('is who sees the repository; for others it is as if there were none', async () => {
    await clear();
    const hidden = (await give('add', { repoName: 'nowhere/hidden' })).data.it.id;
    await give('add', { repoName: 'nowhere/granted' });
    const node = 'query ($id: ID!) { node(id: $id) { id } }';

    expect(await fileOf('hidden', machine)).toBeUndefined();
    expect((await fileOf('granted', machine)).contents).toBe('* @team\n');
    await configure(api, { 'authz.enforceForSiteAdmins': true });
    for (const call of [
      (repoName: string) => give('add', { repoName }),
      (repoName: string) => give('update', { repoName }),
      (repoName: string) => takeBack([{ repoName }]),
    ]) {
      const [there, none] = [await call('nowhere/hidden'), await call('nowhere/hiddem')];
      expect(JSON.stringify(there)).toBe(JSON.stringify(none).replaceAll('hiddem', 'hidden'));
    }
    await configure(api, {});
    const missing = await api.query(machine, node, { id: encodeId('CodeownersIngestedFile', 2_000_000_000) });
    const shown = JSON.stringify(await api.query(machine, node, { id: hidden }));
    expect(messageOf(missing)).toBe('codeowners file not found: id=2000000000');
    expect(shown.replaceAll(`id=${numberIn(hidden)}`, 'id=2000000000')).toBe(JSON.stringify(missing));
  });

  test('is nobody who may read only some of its paths, not even a site admin, who may change it though', async () => {
    await clear();
    await give('add', { repoName: 'nowhere/granted', fileContents: '/secrets/plan @a' });
    await give('add', { repoName: 'nowhere/open' });
    await configure(api, {
      experimentalFeatures: { subRepoPermissions: { enabled: true } },
      'permissions.userMapping': { enabled: true, bindID: 'username' },
    });
    await api.ask(
      api.admin,
      `mutation ($id: ID!) { setSubRepositoryPermissionsForUsers(repository: $id, userPermissions: [
        { bindID: "machine", paths: ["/**", "-/secrets/**"] }, { bindID: "admin", paths: ["/**", "-/secrets/**"] }]) { alwaysNil } }`,
      { id: ids.granted },
    );

    expect(await fileOf('granted', machine)).toBeNull();
    expect(await fileOf('granted')).toBeNull();
    expect((await fileOf('open', machine)).contents).toBe('* @team\n');
    expect(
      await api.ask(api.admin, '{ codeownersIngestedFiles { totalCount nodes { repository { name } } } }'),
    ).toEqual({
      codeownersIngestedFiles: { totalCount: 1, nodes: [{ repository: { name: 'nowhere/open' } }] },
    });

    const node = `{ node(id: "${encodeId('CodeownersIngestedFile', numberIn(ids.granted as string))}") { id } }`;
    expect(messageOf(await api.query(api.admin, node))).toContain('codeowners file not found');
    const changed = await give('update', { repoName: 'nowhere/granted', fileContents: '/secrets/plan @b' });
    expect(changed.data.it.contents).toBe('/secrets/plan @b');

    await configure(api, {});
    expect((await fileOf('granted', machine)).contents).toBe('/secrets/plan @b');
  });
});

describe('the list of CODEOWNERS files', () => {
  test('is read in pages by site admins, in as many statements whatever their size', async () => {
    await clear();
    for (const name of ['open', 'second', 'granted', 'hidden'])
      await give('add', { repoName: `nowhere/${name}`, fileContents: name });
    const list = async (args: string) =>
      (
        await api.ask(
          api.admin,
          `{ codeownersIngestedFiles(${args}) { nodes { contents repository { name } } totalCount pageInfo { endCursor hasNextPage } } }`,
        )
      ).codeownersIngestedFiles;

    const whole = await list('first: 100');
    const seen: string[] = [];
    let after = 0;
    for (let more = true; more; ) {
      const { nodes, totalCount, pageInfo } = await list(`first: 3, after: ${after}`);
      expect(totalCount).toBe(4);
      seen.push(...nodes.map(({ contents }: any) => contents));
      after = Number(pageInfo.endCursor);
      more = pageInfo.hasNextPage;
    }
    expect(seen).toEqual(whole.nodes.map(({ contents }: any) => contents));
    expect([...seen].sort()).toEqual(['granted', 'hidden', 'open', 'second']);
    expect(whole.nodes.map(({ repository }: any) => repository.name)).toEqual(
      seen.map((name) => `nowhere/${name}`),
    );
    expect(await statements(api, () => list('first: 4'))).toBe(await statements(api, () => list('first: 1')));
    expect(
      messageOf(await api.query(api.admin, '{ codeownersIngestedFiles(first: -1) { totalCount } }')),
    ).toBe('`first` must not be negative');
  });

  test('does not answer more at once than a process has room for', async () => {
    await clear();
    const names = Array.from({ length: 7 }, (_, n) => `large-${n}`);
    await addConnection(api, { url: 'file:///nowhere', repos: names });
    const contents = 'x'.repeat(3 * 1024 * 1024);
    for (const name of names) await give('add', { repoName: `nowhere/${name}`, fileContents: contents });

    expect(
      messageOf(await api.query(api.admin, '{ codeownersIngestedFiles { nodes { contents } } }')),
    ).toContain('one answer has at most');
    expect(
      (await api.ask(api.admin, '{ codeownersIngestedFiles(first: 6) { nodes { contents } } }'))
        .codeownersIngestedFiles.nodes,
    ).toHaveLength(6);
    const often = Array.from(
      { length: 7 },
      (_, n) => `a${n}: repository(name: "nowhere/large-0") { ingestedCodeowners { contents } }`,
    );
    const { data, errors } = await api.query(api.admin, `{ ${often.join(' ')} }`);
    expect(Object.values(data).filter((one: any) => one.ingestedCodeowners)).toHaveLength(6);
    expect(errors?.[0]?.message).toContain('one answer has at most');
    expect(
      (await api.ask(api.admin, '{ codeownersIngestedFiles { nodes { id } } }')).codeownersIngestedFiles
        .nodes,
    ).toHaveLength(7);
  });
});
