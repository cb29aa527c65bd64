import { z } from 'zod';
import { readCloneUrl, withoutCredentials } from '../repositories/clone-url.js';
import { repositoryNameProblem } from '../repositories/repository-name.js';
import { askHost, HostError } from './ask-host.js';
import type { Connection, HostListing, SourceRepository } from './code-host.js';

// What code hosts that are asked for their repositories page by page have in common.

/** Repositories that one connection yields at most. */
const maxRepositories = 200_000;

/** Where to ask, and with what. */
export interface HostApi {
  base: URL;
  headers: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** The base URL of a host: by http, and with nothing secret in it. */
export const hostUrl = z
  .string()
  .refine((text) => /^https?:\/\/[^/@]+(\/[^?#]*)?$/.test(text) && URL.canParse(text), {
    message: 'must be an http or https URL without credentials; they go into `token`',
  });

/**
 * The key that has the mirrored product ask a host who may see what there. SECURITY: taken without a word, it would look as
 * if grants followed the host.
 */
export const notAsked = z
  .never({
    error: 'is not served: who may see what is not asked of the host; leave it out and grant repositories',
  })
  .optional();

/** What configurations of the mirrored product hold, and what changes nothing here: a host says itself when it was asked too much. */
export const rateLimit = z
  .strictObject({ enabled: z.boolean(), requestsPerHour: z.number().nonnegative() })
  .partial()
  .optional();

/**
 * Reads a list to its end, page by page, following `Link: <…>; rel="next"`.
 *
 * SECURITY: the credential goes with every page, so a page that is elsewhere than the first is not asked for.
 *
 * @throws HostError
 */
export async function readPages<Row>(
  { base, headers, signal }: HostApi,
  path: string,
  read: (body: unknown) => readonly Row[] | undefined,
): Promise<Row[]> {
  const rows: Row[] = [];
  let next: URL | undefined = below(base, path);
  while (next) {
    const answer = await askHost(next, { headers, signal });
    const page = read(answer.body);
    if (!page) throw new HostError(`${next.origin}${next.pathname} answered no list of repositories`);
    for (const row of page) rows.push(row);
    if (rows.length > maxRepositories)
      throw new HostError(`${next.origin}${next.pathname} lists more than ${maxRepositories} repositories`);
    next = nextPage(base, next, answer.headers.get('link'));
  }
  return rows;
}

/** A URL of the API. A path that leads out of it is refused. */
export function below(base: URL, path: string): URL {
  const url = new URL(`${base.href.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);
  if (!isBelow(base, url)) throw new HostError(`${JSON.stringify(path)} leads out of the API`);
  return url;
}

const isBelow = (base: URL, url: URL): boolean =>
  url.origin === base.origin && `${url.pathname}/`.startsWith(`${base.pathname.replace(/\/+$/, '')}/`);

function nextPage(base: URL, current: URL, link: string | null): URL | undefined {
  const [, target] = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(link ?? '') ?? [];
  if (target === undefined) return undefined;
  if (!URL.canParse(target, current)) throw new HostError(`${current.origin} names a next page that is none`);
  const url = new URL(target, current);
  if (!isBelow(base, url)) throw new HostError(`${current.origin} names a next page that is elsewhere`);
  return url;
}

/** What a host tells of one repository, as far as it is common to hosts. */
export interface ListedRepository extends Omit<SourceRepository, 'name' | 'serviceId'> {
  /** The path at the host. */
  path: string;
}

/**
 * Repositories by the names that the pattern gives them, each once. What cannot be taken is said.
 *
 * SECURITY: what is fetched from elsewhere than the host would be sent its credential, so it is left out.
 */
export function namedRepositories(
  url: URL,
  listed: readonly ListedRepository[],
  nameOf: (path: string) => string,
): HostListing {
  const repositories = new Map<string, SourceRepository>();
  const problems: string[] = [];
  for (const { path, cloneUrl, ...rest } of listed) {
    if (repositories.has(rest.externalId)) continue;
    const name = nameOf(path);
    const problem = repositoryNameProblem(name) ?? cloneUrlProblem(url, cloneUrl);
    if (problem) {
      problems.push(`left out ${JSON.stringify(path.slice(0, 100))}: ${problem}`);
      continue;
    }
    const clean = withoutCredentials(new URL(cloneUrl)).href;
    repositories.set(rest.externalId, { ...rest, name, cloneUrl: clean, serviceId: `${url.origin}/` });
  }
  return { repositories: [...repositories.values()], problems };
}

function cloneUrlProblem(url: URL, cloneUrl: string): string | undefined {
  const read = readCloneUrl(cloneUrl);
  if ('problem' in read) return `its clone URL ${read.problem}`;
  return read.url.origin === url.origin ? undefined : 'its clone URL leads elsewhere';
}

/** The credential for git: only ever sent to the host that it is for. */
export const tokenFor = (url: URL, user: string, token: string | undefined): Connection['credentials'] => {
  return (cloneUrl) => (token && cloneUrl.origin === url.origin ? { basic: { user, password: token } } : {});
};
