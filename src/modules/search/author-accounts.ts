import { nameKey } from '../users/names.js';
import type { SearchViewer } from './find-repositories.js';
import type { Condition, SearchPlan } from './query/plan.js';
import { quotePattern } from './query/regexp.js';

/** What nothing matches. */
const nothing = '[^\\x00-\\x{10FFFF}]';

/**
 * The plan with the verified addresses of accounts in place of their names (`author:@ada`); one statement, where there are
 * any. What names no account is a pattern like any other. SECURITY: who has an account is for accounts to know.
 */
export async function withAddresses(
  { caller, services }: SearchViewer,
  plan: SearchPlan,
): Promise<SearchPlan> {
  const conditions = plan.parts.flatMap(({ authors, committers }) => [...authors, ...committers]);
  const names = conditions.flatMap(({ source }) =>
    source.startsWith('@') ? [nameKey(source.slice(1))] : [],
  );
  if (names.length === 0 || caller.kind === 'ANONYMOUS') return plan;
  const rows = await services.db.query<{ name: string; emails: string[] }>(
    `SELECT n.name, array_remove(array_agg(e.email ORDER BY e.email), NULL) AS emails
     FROM names n JOIN users u ON u.id = n.user_id AND u.deleted_at IS NULL
     LEFT JOIN user_emails e ON e.user_id = u.id AND e.verified_at IS NOT NULL
     WHERE n.name = ANY($1::text[]) GROUP BY n.name`,
    [[...new Set(names)]],
    'addresses of authors',
  );
  const patterns = new Map(rows.map(({ name, emails }) => [name, patternOf(emails)]));
  const expanded = (condition: Condition): Condition => {
    const { source } = condition;
    const pattern = source.startsWith('@') ? patterns.get(nameKey(source.slice(1))) : undefined;
    return pattern === undefined ? condition : { ...condition, source: pattern };
  };
  const parts = plan.parts.map((part) => ({
    ...part,
    authors: part.authors.map(expanded),
    committers: part.committers.map(expanded),
  }));
  return { ...plan, parts };
}

const patternOf = (emails: readonly string[]): string =>
  emails.length === 0 ? nothing : `<(?:${emails.map(quotePattern).join('|')})>$`;
