import { z } from 'zod';
import { askHost } from './ask-host.js';
import type { CodeHost, Connection } from './code-host.js';
import { exclusion, matcherOf } from './exclusions.js';
import {
  below,
  counted,
  type HostApi,
  hostId,
  hostToken,
  hostUrl,
  type ListedRepository,
  namedRepositories,
  notAsked,
  type RowReader,
  rateLimit,
  readSources,
  type Source,
  tokenFor,
} from './listed-pages.js';

const fullName = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name');

const githubConfig = z.strictObject({
  url: hostUrl,
  token: hostToken,
  repos: z.array(fullName).default([]),
  orgs: z.array(z.string().regex(/^[\w.-]+$/, 'must be the name of an organization')).default([]),
  repositoryQuery: z.array(z.string().min(1)).default(['none']),
  repositoryPathPattern: z
    .string()
    .includes('{nameWithOwner}', 'must hold {nameWithOwner}')
    .default('{host}/{nameWithOwner}'),
  exclude: z
    .array(
      exclusion.extend({
        id: z.string().optional(),
        forks: z.boolean().optional(),
        archived: z.boolean().optional(),
      }),
    )
    .default([]),
  gitURLType: z.literal('http').optional(),
  rateLimit,
  authorization: notAsked,
});

type GithubConfig = z.output<typeof githubConfig>;

const repository = z.object({
  node_id: hostId,
  full_name: z.string().min(1),
  /** Left out, as most is, in the list of all public repositories. */
  clone_url: z.string().nullish(),
  private: z.boolean(),
  visibility: z.string().nullish(),
  description: z.string().nullish(),
  fork: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  stargazers_count: counted,
  topics: z.array(z.string()).nullish(),
});

/** GitHub and GitHub Enterprise Server, by the REST API. */
export const githubHost: CodeHost = {
  kind: 'GITHUB',
  serviceType: 'github',
  secretKeys: ['token'],
  config: githubConfig.transform(connectionOf),
};

function connectionOf(config: GithubConfig): Connection {
  const url = new URL(config.url);
  const api = (signal?: AbortSignal): HostApi => ({
    base: url.host === 'github.com' ? new URL('https://api.github.com') : new URL(`${url.origin}/api/v3`),
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(config.token && { authorization: `Bearer ${config.token}` }),
    },
    signal,
  });
  const nameOf = (path: string) =>
    config.repositoryPathPattern
      .replaceAll('{host}', () => url.host.replaceAll(':', '-'))
      .replaceAll('{nameWithOwner}', () => path);
  const serviceId = `${url.origin}/`;
  return {
    url: serviceId,
    list: async ({ signal }) => {
      const { listed, problems, failure } = await readSources(api(signal), sourcesOf(config), readerFor(url));
      const isExcluded = exclusionsOf(config);
      const kept = listed.filter((one) => !isExcluded(one));
      const named = namedRepositories({ url, serviceId, nameOf }, kept);
      return { ...named, problems: [...problems, ...named.problems], failure };
    },
    check: async (signal) =>
      void (await askHost(below(api().base, '/meta'), { headers: api().headers, signal })),
    credentials: tokenFor(url, 'x-access-token', config.token),
  };
}

const sourcesOf = ({ repos, orgs, repositoryQuery }: GithubConfig): Source[] => [
  ...repositoryQuery.filter((query) => query !== 'none').map((query) => ({ path: pathOfQuery(query) })),
  ...orgs.map((org) => ({ path: `/orgs/${org}/repos?per_page=100` })),
  ...repos.map((name) => ({ single: `/repos/${name}`, name })),
];

/** The words with a meaning of their own; anything else is searched for. */
function pathOfQuery(query: string): string {
  if (query === 'affiliated') return '/user/repos?per_page=100';
  if (query === 'public') return '/repositories?per_page=100';
  return `/search/repositories?per_page=100&q=${encodeURIComponent(query)}`;
}

const readerFor =
  (url: URL): RowReader =>
  (body) => {
    const { success, data: row } = repository.safeParse(body);
    if (!success) return undefined;
    return {
      path: row.full_name,
      cloneUrl: row.clone_url ?? `${url.origin}/${row.full_name}.git`,
      externalId: row.node_id,
      // SECURITY: what all of an enterprise see is not public.
      isPrivate: row.private || (row.visibility ?? 'public') !== 'public',
      description: row.description ?? '',
      isFork: row.fork ?? false,
      isArchived: row.archived ?? false,
      stars: row.stargazers_count,
      topics: row.topics ?? [],
    };
  };

/** Each entry leaves out what all of it is true of. */
function exclusionsOf({ exclude }: GithubConfig): (one: ListedRepository) => boolean {
  const entries = exclude.map(({ id, forks, archived, ...names }) => {
    const matches = matcherOf(names);
    return [
      ...(id === undefined ? [] : [({ externalId }: ListedRepository) => id === externalId]),
      ...(forks ? [({ isFork }: ListedRepository) => isFork === true] : []),
      ...(archived ? [({ isArchived }: ListedRepository) => isArchived === true] : []),
      ...(matches ? [({ path }: ListedRepository) => matches(path)] : []),
    ];
  });
  return (one) =>
    entries.some((conditions) => conditions.length > 0 && conditions.every((holds) => holds(one)));
}
