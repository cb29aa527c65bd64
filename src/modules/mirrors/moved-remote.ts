import { basicAuthorization, GitError } from '../../git/git-process.js';
import { readCloneUrl } from '../repositories/clone-url.js';

const timeoutMs = 20_000;
/** Redirections behind each other that are followed. */
const maxMoves = 5;
/** What git asks first of a repository. */
const question = '/info/refs?service=git-upload-pack';

/** Whether git met a redirection that it was told not to follow. */
export const saysMoved = (error: unknown): boolean =>
  error instanceof GitError && /returned error: 30[1-378]$/m.test(error.message);

/**
 * Where a host says that a repository is by now, as of one that was renamed there; undefined when it leads to something
 * that is no repository.
 *
 * SECURITY: the credential goes along, so a redirection to another host is not followed.
 */
export async function movedTo(
  url: string,
  credential: { user: string; password: string },
): Promise<string | undefined> {
  const { origin } = new URL(url);
  let at = new URL(`${url.replace(/\/+$/, '')}${question}`);
  for (let moves = 0; moves <= maxMoves; moves += 1) {
    const response = await fetch(at, {
      headers: { authorization: basicAuthorization(credential), 'user-agent': 'Gatehouse' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) break;
    if (!URL.canParse(location, at)) return undefined;
    at = new URL(location, at);
    if (at.origin !== origin)
      throw new Error(`the host leads to ${at.origin}, which does not get its credential`);
  }
  if (!at.href.endsWith(question)) return undefined;
  const read = readCloneUrl(at.href.slice(0, -question.length));
  return 'url' in read && read.url.href !== url ? read.url.href : undefined;
}
