import { z } from 'zod';
import { askHost } from './ask-host.js';
import type { CodeHost, Connection } from './code-host.js';
import { exclusion, matcherOf } from './exclusions.js';
import {
  below,
  counted,
  type HostApi,
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

const projectReference = z
  .strictObject({ name: z.string().min(1).optional(), id: z.number().int().positive().optional() })
  .refine(({ name, id }) => (name === undefined) !== (id === undefined), 'must have a name or an id');

const gitlabConfig = z.strictObject({
  url: hostUrl,
  token: hostToken,
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
  visibility: z.string().nullish(),
  description: z.string().nullish(),
  archived: z.boolean().nullish(),
  forked_from_project: z.unknown().optional(),
  star_count: counted,
  topics: z.array(z.string()).nullish(),
  tag_list: z.array(z.string()).nullish(),
});

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
      .replaceAll('{host}', () => url.host.replaceAll(':', '-'))
      .replaceAll('{pathWithNamespace}', () => path);
  // Two of them may be at one host, below different paths, and both begin to count at 1.
  const serviceId = `${url.href.replace(/\/+$/, '')}/`;
  return {
    url: serviceId,
    list: async ({ signal }) => {
      const { listed, problems, failure } = await readSources(
        api(signal),
        sourcesOf(config),
        readerFor(config),
      );
      const isExcluded = exclusionsOf(config);
      const kept = listed.filter((one) => !isExcluded(one));
      const named = namedRepositories({ url, serviceId, nameOf }, kept);
      return { ...named, problems: [...problems, ...named.problems], failure };
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

const sourcesOf = ({ projects, projectQuery }: GitlabConfig): Source[] => [
  ...projectQuery.filter((query) => query !== 'none').map((query) => ({ path: pathOfQuery(query) })),
  ...projects.map(({ name = '', id }) =>
    id === undefined
      ? { single: `/projects/${encodeURIComponent(name)}`, name }
      : { single: `/projects/${id}`, name: String(id) },
  ),
];

/**
 * The list of all projects is read by ids: page numbers end at 50000 projects, and one is passed over when another is
 * deleted meanwhile. GitLab reads no other list so.
 */
function pathOfQuery(query: string): string {
  const path = query.startsWith('?') ? `projects${query}` : query;
  const [list = '', parameters] = path.split('?');
  const given = new URLSearchParams(parameters);
  const isOrdered = ['order_by', 'sort', 'pagination', 'page'].some((name) => given.has(name));
  const byId = list === 'projects' && !isOrdered ? '&pagination=keyset&order_by=id&sort=asc' : '';
  return `${path}${path.includes('?') ? '&' : '?'}per_page=100${byId}`;
}

const readerFor =
  ({ token }: GitlabConfig): RowReader =>
  (body) => {
    const { success, data: row } = project.safeParse(body);
    if (!success) return undefined;
    return {
      path: row.path_with_namespace,
      cloneUrl: row.http_url_to_repo,
      externalId: String(row.id),
      // SECURITY: what everybody with an account there sees is not public. Lists with `simple=true` do not say who sees what,
      // which tells only where nobody asks: what nobody is told is public.
      isPrivate: (row.visibility ?? (token ? 'private' : 'public')) !== 'public',
      description: row.description ?? '',
      isFork: row.forked_from_project != null,
      isArchived: row.archived ?? false,
      stars: row.star_count,
      topics: row.topics ?? row.tag_list ?? [],
    };
  };

function exclusionsOf({ exclude }: GitlabConfig): (one: ListedRepository) => boolean {
  const entries = exclude.map(({ id, ...names }) => {
    const matches = matcherOf(names);
    return ({ path, externalId }: ListedRepository) =>
      id === undefined ? matches?.(path) === true : String(id) === externalId;
  });
  return (one) => entries.some((holds) => holds(one));
}
