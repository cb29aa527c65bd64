import { parseWithType, type SearchPlan } from './query/plan.js';
import type { QueryError } from './query/query-error.js';
import type { SearchStats } from './stats.js';

/** What whoever searches should know. Source: repositories and search reference, 4.5. */
export interface SearchAlert {
  title: string;
  description?: string;
  kind?: string;
  proposedQueries: ProposedQuery[] | null;
}

export interface ProposedQuery {
  description: string;
  query: string;
}

const mostNamed = 10;

/** A query that cannot be answered as it stands. */
export const queryAlert = ({ title, message }: QueryError): SearchAlert => ({
  title,
  description: `${message.slice(0, 1).toUpperCase()}${message.slice(1)}`,
  proposedQueries: null,
});

export interface Searched {
  text: string;
  plan: SearchPlan;
  stats: SearchStats;
  timeoutMs: number;
  longestTimeoutMs: number;
}

/** What there is to say of a search that has ended, but that it sees no repositories at all. */
export function alertAfter(searched: Searched): SearchAlert | null {
  const { stats, timeoutMs, longestTimeoutMs } = searched;
  if (stats.isTimedOut && stats.matchCount === 0) {
    const longer = Math.min(timeoutMs * 2, longestTimeoutMs);
    return {
      title: 'Timed out while searching',
      description: `Nothing was found in ${seconds(timeoutMs)}. Narrow the query down with \`repo:\` or \`file:\`, or give it more time.`,
      proposedQueries:
        longer > timeoutMs
          ? [proposal(searched, `timeout:${seconds(longer)}`, 'query with a longer timeout')]
          : null,
    };
  }
  if (stats.missingRevisions.length > 0) {
    const named = stats.missingRevisions
      .slice(0, mostNamed)
      .map(({ repository, revision }) => `* \`${repository.name}@${revision}\``);
    if (stats.missingRevisions.length > mostNamed) named.push('* ...');
    return {
      title: 'Some repositories could not be searched',
      description: `These revisions were not found:\n\n${named.join('\n')}`,
      proposedQueries: null,
    };
  }
  if (stats.searchedAny || stats.matchCount > 0) return null;
  const widened = [
    ...(stats.forks.size > 0 ? [proposal(searched, 'fork:yes', 'include forked repositories')] : []),
    ...(stats.archived.size > 0 ? [proposal(searched, 'archived:yes', 'include archived repositories')] : []),
  ];
  return {
    title: 'No repositories found',
    description:
      widened.length > 0
        ? 'Try altering the query: what it names are forks or archived repositories, which are left out unless they are asked for'
        : 'Try using a different `repo:<regexp>` filter to see results',
    proposedQueries: widened.length > 0 ? widened : null,
  };
}

/** Whoever sees no repository at all. */
export const nothingConfigured: SearchAlert = {
  title: 'No repositories or code hosts configured',
  description: 'There is no repository that you may see.',
  proposedQueries: null,
};

const seconds = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms)}ms`);

/** The query with something more, and with the pattern type that it was read by. */
function proposal({ text, plan }: Searched, filter: string, description: string): ProposedQuery {
  const [name = ''] = filter.split(':');
  const named = new RegExp(`(^|[\\s(])${name}:\\S*`, 'gi');
  const rest = text.replace(named, '$1').trim();
  const isUnion = parseWithType(text, plan.patternType).node?.kind === 'or';
  const whole = isUnion ? `(${rest})` : rest;
  const type = /(^|[\s(])patterntype:/i.test(text) ? '' : ` patternType:${plan.patternType}`;
  return { description, query: `${whole} ${filter}${type}`.trim() };
}
