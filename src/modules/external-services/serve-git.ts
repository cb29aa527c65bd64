import { z } from 'zod';
import { readCloneUrl, withoutCredentials } from '../repositories/clone-url.js';
import { repositoryNameProblem } from '../repositories/repository-name.js';
import { askHost, HostError } from './ask-host.js';
import type { HostListing, SourceRepository } from './code-host.js';

/** What `repos` holds to have the host asked for its list; the second is the older word. */
export const serveGitMarks: readonly string[] = ['src-serve', 'src-expose'];

const answer = z.object({
  Items: z.array(z.object({ Name: z.string(), ClonePath: z.string() })).nullable(),
});

/** Asks a running `src serve-git` for its repositories. Source: repositories reference, 2.6. */
export async function listServedGit(
  base: URL,
  {
    isPrivate,
    headers,
    signal,
  }: { isPrivate: boolean; headers: Record<string, string>; signal: AbortSignal },
): Promise<HostListing> {
  const root = withoutCredentials(base).href.replace(/\/+$/, '');
  const { body } = await askHost(new URL(`${root}/v1/list-repos`), { headers, signal });
  const read = answer.safeParse(body);
  if (!read.success) throw new HostError(`${root}/v1/list-repos answered no list of repositories`);
  const repositories: SourceRepository[] = [];
  const problems: string[] = [];
  for (const { Name: name, ClonePath: path } of read.data.Items ?? []) {
    const problem = repositoryNameProblem(name) ?? pathProblem(root, path);
    if (problem) {
      problems.push(`left out ${JSON.stringify(name.slice(0, 100))}: ${problem}`);
      continue;
    }
    const cloneUrl = new URL(`${root}${path}`).href;
    const { origin } = new URL(cloneUrl);
    repositories.push({ name, cloneUrl, serviceId: `${origin}/`, externalId: path, isPrivate });
  }
  return { repositories, problems };
}

/** SECURITY: the credential goes to the clone URL, so it must be below the URL that it was given for. */
function pathProblem(root: string, path: string): string | undefined {
  const read = readCloneUrl(`${root}${path}`);
  if ('problem' in read) return `its clone URL ${read.problem}`;
  if (/[\p{Cc}\p{Cs}]/u.test(path)) return 'its clone path holds a control character';
  return path.startsWith('/') && read.url.href.startsWith(`${root}/`)
    ? undefined
    : 'its clone path leads elsewhere';
}
