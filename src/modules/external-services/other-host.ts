import { z } from 'zod';
import { basicAuthorization } from '../../git/git-process.js';
import {
  decodedPath,
  decodedText,
  pathOfRepository,
  readCloneUrl,
  withoutCredentials,
} from '../repositories/clone-url.js';
import { repositoryNameProblem } from '../repositories/repository-name.js';
import type { CodeHost, Connection, ListingOptions, SourceRepository } from './code-host.js';
import { excludedBy, exclusion } from './exclusions.js';
import { privateKey } from './private-key.js';
import { listServedGit, serveGitMarks } from './serve-git.js';

const cloneUrl = z.string().superRefine((text, context) => {
  const read = readCloneUrl(text);
  if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem });
});

const otherConfig = z
  .strictObject({
    url: cloneUrl.optional(),
    repos: z.array(z.string().min(1)).min(1),
    repositoryPathPattern: z.string().includes('{repo}', 'must hold {repo}').default('{base}/{repo}'),
    exclude: z.array(exclusion).default([]),
    makeReposPublicOnDotCom: z.boolean().optional(),
    gitSSHCipher: z.string().optional(),
    gitSSHCredential: privateKey.optional(),
    visibility: z.enum(['public', 'private']).optional(),
  })
  .superRefine((config, context) => {
    if (isServedGit(config)) {
      if (/^https?:/.test(config.url ?? '')) return;
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: 'must be the http URL of what is asked for the list',
      });
      return;
    }
    for (const [index, entry] of config.repos.entries()) {
      const read = urlOf(config.url, entry);
      const problem = 'problem' in read ? read.problem : nameProblem(config, read.url, entry);
      if (problem) context.addIssue({ code: 'custom', path: ['repos', index], message: problem });
    }
  });

type OtherConfig = z.output<typeof otherConfig>;

/** Any git server: the configuration names the repositories. */
export const otherHost: CodeHost = {
  kind: 'OTHER',
  serviceType: 'other',
  secretKeys: ['gitSSHCredential'],
  config: otherConfig.transform(connectionOf),
};

function connectionOf(config: OtherConfig): Connection {
  const isExcluded = excludedBy(config.exclude);
  const wanted = ({ name }: SourceRepository) => !isExcluded(name);
  return {
    url: baseOf(config),
    listed: (options) =>
      isServedGit(config)
        ? undefined
        : config.repos.map((entry) => repositoryOf(config, entry, isPrivate(config, options))).filter(wanted),
    list: async (options) => {
      const base = new URL(config.url ?? '');
      const { basic } = credentialsIn(base);
      const { repositories, problems } = await listServedGit(base, {
        isPrivate: isPrivate(config, options),
        headers: basic ? { authorization: basicAuthorization(basic) } : {},
        signal: options.signal,
      });
      return { repositories: repositories.filter(wanted), problems };
    },
    credentials: (url) => {
      const source = config.url === undefined ? entryFor(config.repos, url) : new URL(config.url);
      return {
        // SECURITY: until a new host was asked for its list, repositories are still where the one before has them.
        ...(source?.origin === url.origin && credentialsIn(source)),
        ...(config.gitSSHCredential && url.protocol === 'ssh:' && { sshKey: config.gitSSHCredential }),
      };
    },
  };
}

const isServedGit = ({ repos }: Pick<OtherConfig, 'repos'>): boolean =>
  repos.length === 1 && serveGitMarks.includes(repos[0] ?? '');

const isPrivate = ({ visibility }: OtherConfig, { unrestricted }: ListingOptions): boolean =>
  visibility === undefined ? !unrestricted : visibility === 'private';

/** The entry that a clone URL was made from. */
const entryFor = (entries: readonly string[], url: URL): URL | undefined =>
  entries.map((entry) => new URL(entry)).find((entry) => withoutCredentials(entry).href === url.href);

function credentialsIn({ username, password, protocol }: URL): {
  basic?: { user: string; password: string };
} {
  if (!/^https?:$/.test(protocol) || username === '') return {};
  return { basic: { user: decodeURIComponent(username), password: decodeURIComponent(password) } };
}

function baseOf({ url, repos: [first = ''] }: OtherConfig): string {
  return url === undefined ? originOf(new URL(first)) : withoutCredentials(new URL(url)).href;
}

function repositoryOf(config: OtherConfig, entry: string, isPrivate: boolean): SourceRepository {
  const read = urlOf(config.url, entry);
  if ('problem' in read) throw new Error(`a repository of a checked configuration ${read.problem}`);
  return {
    name: nameOf(config, read.url, entry),
    cloneUrl: withoutCredentials(read.url).href,
    serviceId: originOf(read.url),
    externalId: pathOfRepository(decodedPath(read.url)),
    isPrivate,
  };
}

/** The clone URL of an entry: below the base URL, or the entry itself where there is no base. */
function urlOf(base: string | undefined, entry: string): { url: URL } | { problem: string } {
  if (base === undefined) {
    const read = readCloneUrl(entry);
    return 'problem' in read ? { problem: `without \`url\` it ${read.problem}` } : read;
  }
  const read = readCloneUrl(base);
  if ('problem' in read) return read;
  const path = pathOfEntry(entry);
  // SECURITY: the credential is for what is below the URL. Escaped dots go up, too.
  if (path.split(/\/|%2f/i).some((part) => /^(?:\.|%2e){2}$/i.test(part)))
    return { problem: 'must not hold ".."' };
  return readCloneUrl(`${read.url.href.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);
}

/** An entry as a part of a URL, which it already is where it holds escapes: `My Project` and `My%20Project` are the same. */
const pathOfEntry = (entry: string): string =>
  entry
    .toWellFormed()
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll(/%25([0-9a-f]{2})/gi, '%$1'))
    .join('/');

/** Names hold neither `:` nor `@`; ports and users are part of some. */
const plain = (text: string) => text.replaceAll(/[:@]/g, '-');

function nameOf(
  { url: base, repositoryPathPattern }: Pick<OtherConfig, 'url' | 'repositoryPathPattern'>,
  url: URL,
  entry: string,
): string {
  const below = new URL(base ?? url);
  const folder = base === undefined ? '' : pathOfRepository(decodedPath(below));
  const repo = pathOfRepository(base === undefined ? decodedPath(url) : decodedText(pathOfEntry(entry)));
  const name = repositoryPathPattern
    .replaceAll('{base}', () => [below.host, folder].filter(Boolean).join('/'))
    .replaceAll('{repo}', () => repo);
  return plain(name).replace(/^\/+/, '');
}

function nameProblem(config: OtherConfig, url: URL, entry: string): string | undefined {
  const problem = repositoryNameProblem(nameOf(config, url, entry));
  return problem && `gives no name for a repository: ${problem}`;
}

/** `https://host/`, as the mirrored product names hosts. */
const originOf = (url: URL): string => `${url.protocol}//${url.host}/`;
