import type { Repository } from '../repositories/repositories.js';

/** What is known of a search beside what it found, while it runs. */
export class SearchStats {
  matchCount = 0;
  limitHit = false;
  /** Whether not everything that was found is sent. */
  displayLimitHit = false;
  isTimedOut = false;
  /** By id: the repositories of what was found. */
  readonly repositories = new Map<number, Repository>();
  readonly cloning = new Map<number, Repository>();
  readonly missing = new Map<number, Repository>();
  readonly timedOut = new Map<number, Repository>();
  readonly forks = new Map<number, Repository>();
  readonly archived = new Map<number, Repository>();
  readonly missingRevisions: { repository: Repository; revision: string }[] = [];
  /** Whether it has ended. */
  isOver = false;
  /** Whether any repository was searched. */
  searchedAny = false;

  constructor(
    /** Matches that are wanted. */
    readonly limit: number,
  ) {}

  /** Whether everything there is was found. */
  get isExhaustive(): boolean {
    return (
      this.isOver && !this.limitHit && !this.isTimedOut && this.cloning.size === 0 && this.missing.size === 0
    );
  }
}

/** Why something was left out, as clients read it. Source: repositories and search reference, 4.4. */
export interface Skipped {
  reason: string;
  title: string;
  message: string;
  severity: 'info' | 'warn';
  suggested?: { title: string; queryExpression: string };
}

const mostNamed = 10;

/** What was left out and why, in the order of the mirrored product. */
export function skippedIn(stats: SearchStats): Skipped[] {
  const { missing, cloning, timedOut, forks, archived, limit } = stats;
  const skipped: Skipped[] = [];
  const add = (
    reason: string,
    repositories: ReadonlyMap<number, Repository>,
    word: string,
    [one, many]: readonly [one: string, many: string],
    more: Partial<Skipped> = {},
  ) => {
    if (repositories.size === 0) return;
    skipped.push({
      reason,
      title: `${shortNumber(repositories.size)} ${word}`,
      message: messageOf([...repositories.values()], one, many),
      severity: 'info',
      ...more,
    });
  };
  add('repository-missing', missing, 'missing', ['is not on disk', 'are not on disk']);
  add('repository-cloning', cloning, 'cloning', ['is being cloned', 'are being cloned']);
  if (stats.limitHit) {
    const more = Math.trunc((limit + 1500) / 1000) * 1000;
    skipped.push({
      reason: 'shard-match-limit',
      title: 'result limit hit',
      message: `Not all results are there: the search ended at ${limit} matches.`,
      severity: 'info',
      suggested: { title: 'increase limit', queryExpression: `count:${more}` },
    });
  }
  add('shard-timeout', timedOut, 'timed out', ['was not searched in time', 'were not searched in time'], {
    severity: 'warn',
  });
  add('repository-fork', forks, 'forked', ['is a fork', 'are forks'], {
    suggested: { title: 'include forked', queryExpression: 'fork:yes' },
  });
  add('excluded-archive', archived, 'archived', ['is archived', 'are archived'], {
    suggested: { title: 'include archived', queryExpression: 'archived:yes' },
  });
  if (stats.displayLimitHit)
    skipped.push({
      reason: 'display',
      title: 'display limit hit',
      message: 'Not everything that was found is sent: the request limits what is displayed.',
      severity: 'info',
    });
  return skipped;
}

function messageOf(repositories: readonly Repository[], one: string, many: string): string {
  const [first] = repositories;
  if (repositories.length === 1 && first) return `\`${first.name}\` ${one} and was left out.`;
  const names = repositories.slice(0, mostNamed).map(({ name }) => `* \`${name}\``);
  if (repositories.length > mostNamed) names.push('* ...');
  return `${repositories.length} repositories ${many} and were left out:\n\n${names.join('\n')}`;
}

function shortNumber(count: number): string {
  if (count < 1000) return String(count);
  return count < 10_000 ? count.toLocaleString('en-US') : `${Math.trunc(count / 1000)}k`;
}
