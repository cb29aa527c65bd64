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

const projectReference = z
  .strictObject({ name: z.string().min(1).optional(), id: z.number().int().positive().optional() })
  .refine(({ name, id }) => (name === undefined) !== (id === undefined), 'must have a name or an id');

const gitlabConfig = z.strictObject({
  url: hostUrl,
  token: z.string().min(1).optional(),
  'token.type': z.enum(['pat', 'oauth']).optional(),
  projects: z.array(projectReference).default([]),
  projectQuery: z
    .array(
      z
        .string()
        .regex(
          /^(none|\?.*|(projects|groups|users)\b[^#]*)$/,
          'must be none, ?…, projects…, groups/… or users/…',
        ),
    )
    .default(['none']),
  repositoryPathPattern: z
    .string()
    .includes('{pathWithNamespace}', 'must hold {pathWithNamespace}')
    .default('{host}/{pathWithNamespace}'),
  exclude: z.array(exclusion.extend({ id: z.number().int().optional() })).default([]),
  gitURLType: z.literal('http').optional(),
  rateLimit,
  authorization: notAsked,
});

type GitlabConfig = z.output<typeof gitlabConfig>;

const project = z.object({
  id: z.number().int().positive(),
  path_with_namespace: z.string().min(1),
  http_url_to_repo: z.string(),
  /** Left out where the caller is nobody: what nobody is told is public. */
  visibility: z.string().default('public'),
  description: z.string().nullish(),
  archived: z.boolean().default(false),
  forked_from_project: z.unknown().optional(),
  star_count: z.number().int().nonnegative().default(0),
  topics: z.array(z.string()).optional(),
  tag_list: z.array(z.string()).optional(),
});
const list = z.array(project);

/** GitLab, by the REST API. */
export const gitlabHost: CodeHost = {
  kind: 'GITLAB',
  serviceType: 'gitlab',
  secretKeys: ['token'],
  config: gitlabConfig.transform(connectionOf),
};

function connectionOf(config: GitlabConfig): Connection {
  const url = new URL(config.url);
  const api = (signal?: AbortSignal): HostApi => ({
    base: new URL(`${url.href.replace(/\/+$/, '')}/api/v4`),
    headers: tokenHeader(config),
    signal,
  });
  const nameOf = (path: string) =>
    config.repositoryPathPattern
      .replaceAll('{host}', () => url.host.replace(':', '-'))
      .replaceAll('{pathWithNamespace}', () => path);
  const isExcluded = (one: ListedRepository) =>
    config.exclude.some(({ id, ...names }) =>
      id === undefined ? excludedBy([names])(one.path) : String(id) === one.externalId,
    );
  return {
    url: `${url.href.replace(/\/+$/, '')}/`,
    list: async ({ signal }) => {
      const { repositories, problems } = await listAll(config, api(signal));
      const named = namedRepositories(
        url,
        repositories.filter((one) => !isExcluded(one)),
        nameOf,
      );
      return { ...named, problems: [...problems, ...named.problems] };
    },
    check: async (signal) =>
      void (await askHost(below(api().base, '/projects?per_page=1'), { headers: api().headers, signal })),
    credentials: tokenFor(url, 'oauth2', config.token),
  };
}

/** A token of OAuth is taken in the usual header only. */
function tokenHeader({ token, 'token.type': type }: GitlabConfig): Record<string, string> {
  if (!token) return {};
  return type === 'oauth' ? { authorization: `Bearer ${token}` } : { 'private-token': token };
}

interface Listed extends Omit<HostListing, 'repositories'> {
  repositories: ListedRepository[];
}

async function listAll({ projects, projectQuery }: GitlabConfig, api: HostApi): Promise<Listed> {
  let repositories: ListedRepository[] = [];
  const problems: string[] = [];
  for (const query of projectQuery.filter((one) => one !== 'none')) {
    const path = query.startsWith('?') ? `projects${query}` : query;
    const paged = `${path}${path.includes('?') ? '&' : '?'}per_page=100`;
    repositories = repositories.concat(
      (await readPages(api, paged, (body) => list.safeParse(body).data)).map(listed),
    );
  }
  for (const { name, id } of projects) {
    const reference = id === undefined ? encodeURIComponent(name ?? '') : String(id);
    try {
      const { body } = await askHost(below(api.base, `/projects/${reference}`), api);
      const read = project.safeParse(body);
      if (!read.success) throw new HostError(`${api.base.origin} told nothing usable of ${name ?? id}`);
      repositories.push(listed(read.data));
    } catch (error) {
      // What is gone or hidden keeps nothing else from being taken.
      if (!(error instanceof HostError) || error.status !== 404) throw error;
      problems.push(
        `left out "${name ?? id}": the host does not know it, or does not show it with this token`,
      );
    }
  }
  return { repositories, problems };
}

const listed = (row: z.output<typeof project>): ListedRepository => ({
  path: row.path_with_namespace,
  cloneUrl: row.http_url_to_repo,
  externalId: String(row.id),
  // SECURITY: what everybody with an account there sees is not public.
  isPrivate: row.visibility !== 'public',
  description: row.description ?? '',
  isFork: row.forked_from_project != null,
  isArchived: row.archived,
  stars: row.star_count,
  topics: row.topics ?? row.tag_list ?? [],
});
