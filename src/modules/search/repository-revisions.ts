import { mirrorOf } from '../mirrors/mirror-state.js';
import type { Repository } from '../repositories/repositories.js';
import type { SearchViewer } from './find-repositories.js';
import { QueryError } from './query/query-error.js';
import { namesOf, type Revisions } from './query/revisions.js';

const branches = 'refs/heads/';

/**
 * The revisions of one repository that are searched, as they are told to whoever searches; the empty one is the default
 * branch. SECURITY: only for repositories that were found for the viewer.
 *
 * @throws QueryError where they are more than `most`.
 */
export async function revisionsOf(
  { services }: SearchViewer,
  repository: Repository,
  revisions: Revisions,
  { most, signal }: { most: number; signal: AbortSignal },
): Promise<readonly string[]> {
  const { names, globs } = revisions;
  if (globs.length === 0) return namesOf(revisions);
  const { gitDir } = mirrorOf(services, repository.id);
  const listed = await services.git.run(
    gitDir,
    ['for-each-ref', '--format=%(refname)', branches, 'refs/tags/'],
    { signal },
  );
  const refs = new Set(listed.toString('utf8').split('\n').filter(Boolean));
  const matching = [...refs].filter(
    (ref) =>
      globs.some(({ matches, negated }) => !negated && matches(ref)) &&
      !globs.some(({ matches, negated }) => negated && matches(ref)),
  );
  // Of a branch and a tag of one name git takes the tag.
  const shortest = (ref: string) => {
    const short = ref.slice(branches.length);
    return ref.startsWith(branches) && !refs.has(`refs/tags/${short}`) ? short : ref;
  };
  const found = [...new Set([...names, ...matching.map(shortest)])];
  if (found.length <= most) return found;
  throw new QueryError(
    `the query asks for ${found.length} revisions of ${repository.name}, and at most ${most} are searched at once`,
    'Too many revisions',
  );
}
