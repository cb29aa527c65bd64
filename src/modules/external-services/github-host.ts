import { z } from 'zod';
import { askHost, HostError } from './ask-host.js';
import type { CodeHost, Connection, HostListing } from './code-host.js';
import { excludedBy, exclusion } from './exclusions.js';
import {
  below,
  type HostApi,
  hostUrl,
  type ListedRepository,
  namedRepositories,
  notAsked,
  rateLimit,
  readPages,
  tokenFor,
} from './listed-pages.js';

const fullName = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name');

const githubConfig = z.strictObject({
  url: hostUrl,
  token: z.string().min(1).optional(),
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
  node_id: z.string().min(1),
  full_name: z.string().min(1),
  clone_url: z.string(),
  private: z.boolean(),
  visibility: z.string().nullish(),
  description: z.string().nullish(),
  fork: z.boolean().default(false),
  archived: z.boolean().default(false),
  stargazers_count: z.number().int().nonnegative().default(0),
  topics: z.array(z.string()).default([]),
});
const list = z.array(repository);
const found = z.object({ items: list });

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
      .replaceAll('{host}', () => url.host.replace(':', '-'))
      .replaceAll('{nameWithOwner}', () => path);
  return {
    url: `${url.origin}/`,
    list: async ({ signal }) => {
      const { repositories, problems } = await listAll(config, api(signal));
      const kept = repositories.filter((one) => !isExcluded(config, one));
      const named = namedRepositories(url, kept, nameOf);
      return { ...named, problems: [...problems, ...named.problems] };
    },
    check: async (signal) =>
      void (await askHost(below(api().base, '/meta'), { headers: api().headers, signal })),
    credentials: tokenFor(url, 'x-access-token', config.token),
  };
}

interface Listed extends Omit<HostListing, 'repositories'> {
  repositories: ListedRepository[];
}

async function listAll({ repos, orgs, repositoryQuery }: GithubConfig, api: HostApi): Promise<Listed> {
  let repositories: ListedRepository[] = [];
  const problems: string[] = [];
  const queries = repositoryQuery.filter((query) => query !== 'none');
  for (const path of [...queries.map(pathOfQuery), ...orgs.map((org) => `/orgs/${org}/repos?per_page=100`)])
    repositories = repositories.concat((await readPages(api, path, readList)).map(listed));
  for (const name of repos) {
    try {
      const { body } = await askHost(below(api.base, `/repos/${name}`), api);
      const read = repository.safeParse(body);
      if (!read.success) throw new HostError(`${api.base.origin} told nothing usable of ${name}`);
      repositories.push(listed(read.data));
    } catch (error) {
      // What is gone or hidden keeps nothing else from being taken.
      if (!(error instanceof HostError) || error.status !== 404) throw error;
      problems.push(`left out "${name}": the host does not know it, or does not show it with this token`);
    }
  }
  return { repositories, problems };
}

const readList = (body: unknown) => list.safeParse(body).data ?? found.safeParse(body).data?.items;

/** The words with a meaning of their own; anything else is searched for. */
function pathOfQuery(query: string): string {
  if (query === 'affiliated') return '/user/repos?per_page=100';
  if (query === 'public') return '/repositories?per_page=100';
  return `/search/repositories?per_page=100&q=${encodeURIComponent(query)}`;
}

const listed = (row: z.output<typeof repository>): ListedRepository => ({
  path: row.full_name,
  cloneUrl: row.clone_url,
  externalId: row.node_id,
  // SECURITY: what all of an enterprise see is not public.
  isPrivate: row.private || (row.visibility ?? 'public') !== 'public',
  description: row.description ?? '',
  isFork: row.fork,
  isArchived: row.archived,
  stars: row.stargazers_count,
  topics: row.topics,
});

/** Each entry leaves out what all of it is true of. */
function isExcluded(
  { exclude }: GithubConfig,
  { path, externalId, isFork, isArchived }: ListedRepository,
): boolean {
  return exclude.some(({ id, forks, archived, ...names }) => {
    const conditions = [
      ...(id === undefined ? [] : [id === externalId]),
      ...(forks ? [isFork === true] : []),
      ...(archived ? [isArchived === true] : []),
      ...(names.name || names.pattern ? [excludedBy([names])(path)] : []),
    ];
    return conditions.length > 0 && conditions.every(Boolean);
  });
}
