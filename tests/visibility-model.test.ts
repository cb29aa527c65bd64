import { execFileSync } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mirrorOf } from '../src/modules/mirrors/mirror-state.js';
import { numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';
import { repositoriesDirectory } from './support/git.js';
import { addConnection, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

// Whatever is granted, opened, switched and held back: every path to repositories shows what the rules say, no more and
// no less. The rules are written down once more, as plainly as they read.

const names = ['one', 'two', 'three', 'four', 'five'] as const;
const callers = ['anonymous', 'person', 'service account', 'site admin'] as const;
type Name = (typeof names)[number];
type Caller = (typeof callers)[number];
type Account = Exclude<Caller, 'anonymous'>;
const accounts = callers.filter((caller) => caller !== 'anonymous') as Account[];
const usernames = { person: 'person', 'service account': 'machine', 'site admin': 'admin' };
const files = ['a.txt', 'dir/b.txt'] as const;

/** The rules for paths that an account has in a repository, and which files they leave. */
const pathRules = {
  none: { rules: [] as string[], leaves: ['a.txt', 'dir/b.txt'] },
  file: { rules: ['/a.txt'], leaves: ['a.txt'] },
  directory: { rules: ['/**', '-/a.txt'], leaves: ['dir/b.txt'] },
  nothing: { rules: ['-/**'], leaves: [] as string[] },
};

interface Held {
  grant: 'none' | 'live' | 'lasting' | 'ended';
  rules: keyof typeof pathRules;
}

interface World {
  enforcedForSiteAdmins: boolean;
  /** The repositories one and two are of the one connection, the others of the other. */
  unrestrictedConnections: [boolean, boolean];
  repositories: Record<Name, { isPrivate: boolean; unrestricted: boolean; deleted: boolean }>;
  held: Record<Account, Record<Name, Held> & { everything: boolean }>;
}

/** Weighted towards what is private, held back and not granted: the rest is seen by everybody. */
const rarely = fc.constantFrom(true, false, false, false);
const record = <Key extends string, Value>(keys: readonly Key[], value: fc.Arbitrary<Value>) =>
  fc.record(Object.fromEntries(keys.map((key) => [key, value]))) as fc.Arbitrary<Record<Key, Value>>;
const worlds: fc.Arbitrary<World> = fc.record({
  enforcedForSiteAdmins: fc.boolean(),
  unrestrictedConnections: fc.tuple(rarely, rarely),
  repositories: record(
    names,
    fc.record({ isPrivate: rarely.map((open) => !open), unrestricted: rarely, deleted: rarely }),
  ),
  held: record(
    accounts,
    fc
      .tuple(
        record(
          names,
          fc.record({
            grant: fc.constantFrom<Held['grant']>('none', 'live', 'lasting', 'ended'),
            rules: fc.constantFrom(...(Object.keys(pathRules) as Held['rules'][])),
          }),
        ),
        rarely,
      )
      .map(([held, everything]) => ({ ...held, everything })),
  ),
});

/** The seven lines, but for the first: there is no caller that is the server itself. */
function sees(world: World, caller: Caller, name: Name): boolean {
  const { isPrivate, unrestricted, deleted } = world.repositories[name];
  if (deleted) return false;
  if (!isPrivate || unrestricted || world.unrestrictedConnections[connectionOf(name)]) return true;
  if (caller === 'anonymous') return false;
  if (caller === 'site admin' && !world.enforcedForSiteAdmins) return true;
  return world.held[caller].everything || isGranted(world, caller, name);
}

const isGranted = (world: World, account: Account, name: Name) =>
  ['live', 'lasting'].includes(world.held[account][name].grant);

const connectionOf = (name: Name) => (name === 'one' || name === 'two' ? 0 : 1);

const readable = (world: World, caller: Caller, name: Name): string[] =>
  caller === 'anonymous' ? [...files] : pathRules[world.held[caller][name].rules].leaves;

let api: TestApi;
let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
let identities: Record<Caller, Identity>;
let accountNumbers: Record<Account, number>;
let ids: Record<Name, string>;

beforeAll(async () => {
  api = await startTestApi();
  host = await repositoriesDirectory();
  await addConnection(api, { url: 'file:///x', repos: ['one', 'two'], repositoryPathPattern: '{repo}' });
  await addConnection(api, {
    url: 'file:///x',
    repos: ['three', 'four', 'five'],
    repositoryPathPattern: '{repo}',
  });
  const source = await host.create('source');
  await source.commit({ 'a.txt': 'a', 'dir/b.txt': 'b' });
  ids = {} as typeof ids;
  for (const name of names) {
    ids[name] = (await repositoryNamed(api, name)).id;
    const { gitDir } = mirrorOf(api.services, numberIn(ids[name]));
    await mkdir(dirname(gitDir), { recursive: true });
    await cp(join(source.path, '.git'), gitDir, { recursive: true });
  }
  await api.database.db.query(`UPDATE repository_mirrors SET status = 'CLONED'`);
  const person = await api.createUser('person');
  const machine = await api.createServiceAccount('machine');
  identities = {
    anonymous: undefined,
    person,
    'service account': await api.createToken(machine.id),
    'site admin': api.admin,
  };
  accountNumbers = {
    person: numberIn(person.id),
    'service account': numberIn(machine.id),
    'site admin': numberIn(api.admin.id),
  };
});
afterAll(async () => {
  await api.close();
  await host.remove();
});

async function become(world: World): Promise<void> {
  const { query } = api.database.db;
  await configure(api, {
    'auth.public': true,
    'authz.enforceForSiteAdmins': world.enforcedForSiteAdmins,
    experimentalFeatures: { subRepoPermissions: { enabled: true } },
  });
  await query(
    `UPDATE external_services e SET unrestricted = given.unrestricted
     FROM unnest($1::boolean[]) WITH ORDINALITY given (unrestricted, id) WHERE e.id = given.id`,
    [world.unrestrictedConnections],
  );
  await query(
    `UPDATE repositories r SET is_private = g."isPrivate", unrestricted = g.unrestricted,
       deleted_at = CASE WHEN g.deleted THEN now() END
     FROM json_to_recordset($1::json) g (id int, "isPrivate" boolean, unrestricted boolean, deleted boolean) WHERE r.id = g.id`,
    [JSON.stringify(names.map((name) => ({ ...world.repositories[name], id: numberIn(ids[name]) })))],
  );
  await query(
    `UPDATE users u SET unrestricted_repo_access = g.everything
     FROM json_to_recordset($1::json) g (id int, everything boolean) WHERE u.id = g.id`,
    [JSON.stringify(accounts.map((account) => ({ ...world.held[account], id: accountNumbers[account] })))],
  );
  await query('DELETE FROM repository_grants');
  await query('DELETE FROM sub_repository_rules');
  const now = api.clock.now().getTime();
  const ends = { live: new Date(now + 60_000), lasting: null, ended: new Date(now) };
  for (const account of accounts) {
    for (const name of names) {
      const { grant, rules } = world.held[account][name];
      const pair = [accountNumbers[account], numberIn(ids[name])];
      if (grant !== 'none') {
        await query(`INSERT INTO repository_grants VALUES ($1, $2, 'API', now(), $3)`, [
          ...pair,
          ends[grant],
        ]);
      }
      if (rules !== 'none') {
        await query(
          'INSERT INTO sub_repository_rules (user_id, repository_id, rules, updated_at) VALUES ($1, $2, $3, now())',
          [...pair, pathRules[rules].rules],
        );
      }
    }
  }
}

/** What somebody reaches of every repository on one path: its files, where the path leads to files; null is hidden. */
type Reached = Record<Name, string[] | true | null>;

/** For each repository, what `read` answers of it. */
async function ofEach(read: (name: Name) => Promise<string[] | true | null>): Promise<Reached> {
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await read(name)] as const)),
  ) as Reached;
}

const http = (as: Identity, path: string) => api.fetch(path, { headers: headersOf(as) });

async function graphql(as: Identity, reach: (name: Name) => string): Promise<Reached> {
  const read = files.map((file, index) => `f${index}: blob(path: "${file}") { content }`).join(' ');
  const { data } = await api.query(
    as,
    `{ ${names.map((name) => `${name}: ${reach(name)} { ... on Repository { commit(rev: "main") { ${read} } } }`).join(' ')} }`,
  );
  return ofEach(async (name) => {
    const found = data[name];
    return found && files.filter((_file, index) => found.commit[`f${index}`]);
  });
}

/** Every way to repositories. Whoever adds one to the product adds it here. */
const paths: Record<string, (as: Identity) => Promise<Reached>> = {
  async repositories(as) {
    const { repositories } = await api.ask(as, '{ repositories(first: 100) { totalCount nodes { name } } }');
    const seen = repositories.nodes.map(({ name }: { name: string }) => name);
    expect(repositories.totalCount).toBe(seen.length);
    return ofEach(async (name) => seen.includes(name) || null);
  },
  'repository(name:)': (as) => graphql(as, (name) => `repository(name: "${name}")`),
  'node(id:)': (as) => graphql(as, (name) => `node(id: "${ids[name]}")`),
  'raw files': (as) =>
    ofEach(async (name) => {
      const root = await http(as, `/${name}/-/raw`);
      if (root.status === 404) {
        expect(await root.text()).toBe('repository not found\n');
        return null;
      }
      const found: string[] = [];
      for (const file of files)
        if ((await http(as, `/${name}/-/raw/${file}`)).status === 200) found.push(file);
      return found;
    }),
  archives: (as) =>
    ofEach(async (name) => {
      const response = await http(as, `/${name}/-/raw?format=tar`);
      if (response.status === 404) {
        // There is no archive of nothing.
        return (await response.text()) === 'repository not found\n' ? null : [];
      }
      expect(response.status).toBe(200);
      const listed = execFileSync('tar', ['t'], {
        input: Buffer.from(await response.arrayBuffer()),
      }).toString();
      return files.filter((file) => listed.split('\n').includes(file));
    }),
  async 'streamed search'(as) {
    const response = await http(as, `/.api/search/stream?q=${encodeURIComponent('type:path count:all')}`);
    const events = (await response.text())
      .split('\n\n')
      .filter((event) => event.startsWith('event: matches\n'));
    const matches = events.flatMap((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)));
    return ofFiles(matches.map(({ repository, path }) => [repository, path]));
  },
  async 'search over GraphQL'(as) {
    const { search } = await api.ask(
      as,
      `{ search(query: "^(a|b)$ type:file", patternType: regexp) {
        results { results { ... on FileMatch { repository { name } file { path } } } } } }`,
    );
    return ofFiles(search.results.results.map(({ repository, file }: any) => [repository.name, file.path]));
  },
};

/** Paths that lead to files alone: a repository without one is as one that is hidden. */
const ofFilesAlone = ['streamed search', 'search over GraphQL'];

const ofFiles = (found: readonly [repository: string, path: string][]) =>
  ofEach(async (name) => {
    const seen = files.filter((file) =>
      found.some(([repository, path]) => repository === name && path === file),
    );
    return seen.length > 0 ? seen : null;
  });

test('every path shows everybody what the rules say, whatever is granted, opened and held back', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      await become(world);
      for (const caller of callers) {
        for (const [path, reach] of Object.entries(paths)) {
          const expected = await ofEach(async (name) => {
            if (!sees(world, caller, name)) return null;
            const left = readable(world, caller, name);
            if (left.length === 0 && ofFilesAlone.includes(path)) return null;
            return path === 'repositories' || left;
          });
          expect(await reach(identities[caller]), `${path}, for ${caller}`).toEqual(expected);
        }
      }
      for (const account of accounts) {
        const { authorizedUserRepositories } = await api.ask(
          api.admin,
          'query ($username: String!) { authorizedUserRepositories(username: $username, first: 10) { totalCount } }',
          { username: usernames[account] },
        );
        expect(authorizedUserRepositories.totalCount, account).toBe(
          names.filter((name) => isGranted(world, account, name) && !world.repositories[name].deleted).length,
        );
      }
    }),
    // Each world is set up anew, but a smaller one costs as much as a large one.
    { numRuns: 5, endOnFailure: true, unbiased: true },
  );
}, 300_000);
