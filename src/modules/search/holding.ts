import { listedPaths } from '../../git/snapshot.js';
import { Pace } from '../../pace.js';
import { mirrorOf } from '../mirrors/mirror-state.js';
import type { Repository } from '../repositories/repositories.js';
import type { FileQuery, SearchTarget } from './engine/search-engine.js';
import type { SearchViewer } from './find-repositories.js';
import { openTargets, type RevisionTarget } from './open-targets.js';
import { dateIn } from './query/dates.js';
import type { QueryPart } from './query/plan.js';
import type { FilePredicate, RepoPredicate } from './query/predicates.js';
import { QueryError } from './query/query-error.js';
import { textTest } from './query/regexp.js';
import { defaultBranch } from './query/revisions.js';

/** Files that a predicate holds for at most. */
const mostFiles = 200_000;
/** Repositories whose files are looked at together. */
const repositoriesAtOnce = 100;

/** A query for files by what is in them. */
export const contentQuery = (source: string | null, wanted: FileQuery['wanted']): FileQuery => ({
  pattern: source === null ? null : { kind: 'term', source, contentOnly: true },
  caseSensitive: false,
  wanted,
  globs: [],
  contents: source !== null,
  paths: source === null,
  contextLines: 0,
});

/** Files by their target and path. */
export const fileKey = ({ repositoryId, commit }: SearchTarget, path: string): string =>
  `${repositoryId} ${commit} ${path}`;

/** Whether files hold what `file:has.content()` asks for: each predicate is a search of its own. */
export async function fileTest(
  { services }: SearchViewer,
  predicates: readonly FilePredicate[],
  targets: readonly RevisionTarget[],
  { wanted, signal }: { wanted: FileQuery['wanted']; signal: AbortSignal },
): Promise<(target: SearchTarget, path: string) => boolean> {
  const tests: ((key: string) => boolean)[] = [];
  for (const { source, negated } of predicates) {
    const holding = new Set<string>();
    const found = services.searches.engine.files(targets, contentQuery(source, wanted), {
      signal,
      onGone: () => {},
    });
    for await (const { target, path } of found) {
      holding.add(fileKey(target, path));
      if (holding.size > mostFiles)
        throw new QueryError(
          `file:has.content() holds for more than ${mostFiles} files: ask for fewer with repo: or file:`,
        );
    }
    tests.push((key) => holding.has(key) !== negated);
  }
  return (target, path) => {
    const key = fileKey(target, path);
    return tests.every((test) => test(key));
  };
}

type ContentPredicate = RepoPredicate & { kind: 'path' | 'content' | 'file' };

const looksInside = (predicate: RepoPredicate): predicate is ContentPredicate =>
  ['path', 'content', 'file'].includes(predicate.kind);

/** Those of the repositories that hold, at their default branch, what the part asks for. */
export async function repositoriesHolding(
  viewer: SearchViewer,
  repositories: readonly Repository[],
  { repoPredicates }: QueryPart,
  signal: AbortSignal,
): Promise<Repository[]> {
  const recent = await withCommitsAfter(viewer, repositories, repoPredicates, signal);
  const predicates = repoPredicates.filter(looksInside);
  if (predicates.length === 0) return recent;
  const kept: Repository[] = [];
  for (let from = 0; from < recent.length; from += repositoriesAtOnce) {
    let group = recent.slice(from, from + repositoriesAtOnce);
    const { targets, cloning, missing } = await openTargets(viewer, group, defaultBranch, signal);
    // What is not on disk is not known to hold anything, nor to lack it. What is empty lacks everything.
    const unknown = new Set([...cloning, ...missing].map(({ id }) => id));
    group = group.filter(({ id }) => !unknown.has(id));
    for (const predicate of predicates) {
      const left = new Set(group.map(({ id }) => id));
      const holding = await holdersOf(
        viewer,
        targets.filter(({ repositoryId }) => left.has(repositoryId)),
        predicate,
        signal,
      );
      group = group.filter(({ id }) => holding.has(id) !== predicate.negated);
    }
    kept.push(...group);
  }
  return kept;
}

/** Those whose default branch has commits of after the dates that are asked for. */
async function withCommitsAfter(
  { services }: SearchViewer,
  repositories: readonly Repository[],
  predicates: readonly RepoPredicate[],
  signal: AbortSignal,
): Promise<Repository[]> {
  let left = [...repositories];
  for (const predicate of predicates) {
    if (predicate.kind !== 'commitAfter') continue;
    const after = dateIn(predicate.date, services.clock.now()).toISOString();
    const kept: Repository[] = [];
    for (let from = 0; from < left.length; from += repositoriesAtOnce) {
      const group = left
        .slice(from, from + repositoriesAtOnce)
        .filter(({ mirror }) => mirror.status === 'CLONED');
      const found = await Promise.all(
        group.map(async ({ id }) => {
          const { gitDir } = mirrorOf(services, id);
          const head = await services.git.describe(gitDir, 'HEAD^{commit}', signal);
          if (!head) return false;
          const args = ['rev-list', '--max-count=1', `--since=${after}`, head.oid];
          const listed = await services.git.run(gitDir, args, { signal });
          return listed.length > 0;
        }),
      );
      kept.push(...group.filter((_, index) => found[index] !== predicate.negated));
    }
    left = kept;
  }
  return left;
}

async function holdersOf(
  { services }: SearchViewer,
  targets: readonly RevisionTarget[],
  predicate: ContentPredicate,
  signal: AbortSignal,
): Promise<Set<number>> {
  const path = predicate.kind === 'path' ? predicate.source : predicate.kind === 'file' ? predicate.path : '';
  const content =
    predicate.kind === 'content' ? predicate.source : predicate.kind === 'file' ? predicate.content : '';
  const wanted = textTest(path, false);
  if (content === '') return holdersOfPath(targets, wanted, signal);
  const holding = new Set<number>();
  const query = contentQuery(content, wanted);
  const found = services.searches.engine.files(targets, query, { signal, onGone: () => {} });
  for await (const { target } of found) holding.add(target.repositoryId);
  return holding;
}

/** The lists of paths are enough, up to the first that matches. SECURITY: what rules hold back is not there. */
async function holdersOfPath(
  targets: readonly RevisionTarget[],
  wanted: (path: string) => boolean,
  signal: AbortSignal,
): Promise<Set<number>> {
  const holding = new Set<number>();
  const pace = new Pace(signal);
  for (const { path, repositoryId, readable } of targets) {
    const isWanted = (one: string) => readable.file(one) && wanted(one);
    if (await listsPath(path, isWanted, pace)) holding.add(repositoryId);
  }
  return holding;
}

async function listsPath(
  snapshotPath: string,
  isWanted: (path: string) => boolean,
  pace: Pace,
): Promise<boolean> {
  for await (const paths of listedPaths(snapshotPath)) {
    for (const path of paths) {
      if (pace.isDue) await pace.rest();
      if (isWanted(path)) return true;
    }
  }
  return false;
}
