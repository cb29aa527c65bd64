import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { readCloneUrl, withoutCredentials } from '../repositories/clone-url.js';
import { repositoryNameProblem } from '../repositories/repository-name.js';
import { askHost, HostError, HostUnreachableError, isBelow } from './ask-host.js';
import type { Connection, HostListing, SourceRepository } from './code-host.js';

// What code hosts that are asked for their repositories page by page have in common.

/** Repositories that one connection yields at most. */
const maxRepositories = 200_000;
/** Pages behind each other that tell of no repository. */
const maxEmptyPages = 100;
/** So long a host that was asked too much is waited for, and so often for one answer. */
const longestWaitSeconds = 61;
const maxWaits = 2;
/** GitHub tells of no more of what a search finds. */
const maxFound = 1000;
const maxDescription = 4000;
const maxTopics = 100;

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

/** An access token. What it cannot hold would be in the error of whatever takes it for a header. */
export const hostToken = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, 'must be one word, without line ends')
  .optional();

/** A number of 32 bits, as large as can be kept. */
export const counted = z
  .number()
  .nonnegative()
  .nullish()
  .transform((number) => Math.min(Math.floor(number ?? 0), 2 ** 31 - 1));

/** What names a repository at its host. */
export const hostId = z.string().regex(/^[\x21-\x7e]{1,200}$/);

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

/** Reads one repository of an answer; undefined where it cannot be made out what is meant. */
export type RowReader = (row: unknown) => ListedRepository | undefined;

/**
 * Reads a list to its end, page by page, following `Link: <…>; rel="next"`. What cannot be read is passed over, and said at
 * the end.
 *
 * SECURITY: the credential goes with every page, so a page that is elsewhere than the first is not asked for.
 *
 * @throws HostError
 */
export async function* pagesOf(
  { base, headers, signal }: HostApi,
  path: string,
  read: RowReader,
): AsyncGenerator<ListedRepository[]> {
  let next: URL | undefined = below(base, path);
  const shown = `${next.origin}${next.pathname}`;
  let count = 0;
  let empty = 0;
  let problem: string | undefined;
  while (next) {
    const answer = await askPatiently(next, { headers, signal, base });
    const { rows, isPart, total = 0 } = rowsIn(answer.body);
    if (!rows) throw new HostError(`${shown} answered no list of repositories`);
    const page = rows.flatMap((row) => read(row) ?? []);
    if (page.length < rows.length) problem ??= `${shown} told nothing usable of some repositories`;
    if (isPart) problem ??= `${shown} gave up before it had found all`;
    if (total > maxFound) problem ??= `${shown} finds ${total} repositories and tells of ${maxFound}`;
    count += page.length;
    empty = rows.length === 0 ? empty + 1 : 0;
    if (count > maxRepositories)
      throw new TooManyRepositoriesError(`${shown} lists more than ${maxRepositories} repositories`);
    yield page;
    const following = nextPage(base, next, answer.headers.get('link'));
    if (following?.href === next.href || empty > maxEmptyPages)
      throw new HostError(`${shown} has pages without end`);
    next = following;
  }
  if (problem) throw new HostError(problem);
}

/**
 * A quota that is as good as new within a minute, as that of searches is, is waited for: a sync that needs more than one
 * would never come to its end.
 */
async function askPatiently(url: URL, api: HostApi): ReturnType<typeof askHost> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await askHost(url, api);
    } catch (error) {
      const seconds = error instanceof HostError ? error.retryAfterSeconds : undefined;
      if (seconds === undefined || seconds > longestWaitSeconds || waits === maxWaits) throw error;
      await setTimeout(seconds * 1000, undefined, api.signal && { signal: api.signal });
    }
  }
}

const foundPage = z.object({
  items: z.array(z.unknown()),
  incomplete_results: z.boolean().nullish(),
  total_count: z.number().optional(),
});

/** The rows of a page, which of a search are in an object that says whether they are all. */
function rowsIn(body: unknown): { rows?: unknown[]; isPart?: boolean; total?: number | undefined } {
  if (Array.isArray(body)) return { rows: body };
  const { success, data } = foundPage.safeParse(body);
  if (!success) return {};
  return { rows: data.items, isPart: data.incomplete_results === true, total: data.total_count };
}

/** Some of them would be taken at random. */
class TooManyRepositoriesError extends HostError {}

/** One list of a host, or one repository that the configuration names. */
export type Source = { path: string } | { single: string; name: string };

/**
 * All that a connection asks for. A list that fails keeps the others from nothing: what could be read is as current as it
 * can be. A host that does not answer, or does not want to, is not asked further.
 *
 * @throws HostError where nothing could be read.
 */
export async function readSources(
  api: HostApi,
  sources: readonly Source[],
  read: RowReader,
): Promise<Pick<HostListing, 'problems' | 'failure'> & { listed: ListedRepository[] }> {
  const listed: ListedRepository[] = [];
  const problems: string[] = [];
  let failure: HostError | undefined;
  for (const source of sources) {
    try {
      if ('path' in source) {
        for await (const page of pagesOf(api, source.path, read)) for (const one of page) listed.push(one);
      } else listed.push(await single(api, source, read));
    } catch (error) {
      if (!(error instanceof HostError) || error instanceof TooManyRepositoriesError) throw error;
      if ('single' in source && error.status === 404) {
        // What is gone or hidden keeps nothing else from being taken.
        problems.push(
          `left out "${source.name}": the host does not know it, or does not show it with this token`,
        );
        continue;
      }
      failure ??= error;
      const isUnwilling = error.status === 401 || error.retryAfterSeconds !== undefined;
      if (!isUnwilling && !(error instanceof HostUnreachableError)) continue;
      failure = error;
      break;
    }
  }
  if (failure && listed.length === 0) throw failure;
  return { listed, problems, failure };
}

async function single(
  api: HostApi,
  { single: path, name }: { single: string; name: string },
  read: RowReader,
): Promise<ListedRepository> {
  const { body } = await askPatiently(below(api.base, path), api);
  const repository = read(body);
  if (!repository) throw new HostError(`${api.base.origin} told nothing usable of ${name}`);
  return repository;
}

/** A URL of the API. A path that leads out of it is refused. */
export function below(base: URL, path: string): URL {
  const url = new URL(`${base.href.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);
  if (!isBelow(base, url)) throw new HostError(`${JSON.stringify(path)} leads out of the API`);
  return url;
}

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
 * SECURITY: what is fetched from elsewhere than the host would be sent its credential, so it is left out. What became
 * private while lists were read is private.
 */
export function namedRepositories(
  { url, serviceId, nameOf }: { url: URL; serviceId: string; nameOf: (path: string) => string },
  listed: readonly ListedRepository[],
): HostListing {
  const repositories = new Map<string, SourceRepository>();
  const problems: string[] = [];
  for (const { path, cloneUrl, ...rest } of listed) {
    const known = repositories.get(rest.externalId);
    if (known) {
      known.isPrivate ||= rest.isPrivate;
      continue;
    }
    const name = nameOf(path);
    const problem = repositoryNameProblem(name) ?? cloneUrlProblem(url, cloneUrl);
    if (problem) {
      problems.push(`left out ${JSON.stringify(path.slice(0, 100))}: ${problem}`);
      continue;
    }
    const clean = withoutCredentials(new URL(cloneUrl)).href;
    repositories.set(rest.externalId, { ...rest, ...plainTexts(rest), name, cloneUrl: clean, serviceId });
  }
  return { repositories: [...repositories.values()], problems };
}

/** Texts as the database takes them, of a length that nobody minds. */
const plainTexts = ({ description = '', topics = [] }: Pick<SourceRepository, 'description' | 'topics'>) => ({
  description: plainText(description).slice(0, maxDescription).toWellFormed(),
  topics: topics.slice(0, maxTopics).map(plainText),
});

const plainText = (text: string) => text.toWellFormed().replaceAll('\0', '');

function cloneUrlProblem(url: URL, cloneUrl: string): string | undefined {
  const read = readCloneUrl(cloneUrl);
  if ('problem' in read) return `its clone URL ${read.problem}`;
  return read.url.origin === url.origin ? undefined : 'its clone URL leads elsewhere';
}

/** The credential for git: only ever sent to the host that it is for. */
export const tokenFor = (url: URL, user: string, token: string | undefined): Connection['credentials'] => {
  return (cloneUrl) => (token && cloneUrl.origin === url.origin ? { basic: { user, password: token } } : {});
};
