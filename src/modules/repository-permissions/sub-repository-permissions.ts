import { requireSiteAdmin } from '../../authz/policy.js';
import { normalizedRule } from '../../authz/sub-repository-rules.js';
import { change, type RequestContext } from '../../context.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { accountsByBindId, checkedBindIds, requireMapping } from './bind-ids.js';
import { lockRepository } from './replace-grants.js';

/** What an account may read of a repository: `paths`, or the older form of what is let in and then left out. */
export interface PathRules {
  bindId: string;
  paths?: readonly string[] | null;
  pathIncludes?: readonly string[] | null;
  pathExcludes?: readonly string[] | null;
}

/** Accounts in one call, and rules for one of them, at most. */
const maxAccounts = 10_000;
const maxRules = 1000;

/** Nothing at all. */
const nothing = '-/**';
/** As the last rule it lets everything be read, as no rules do. */
const everything = '/**';

/**
 * Sets what of a repository accounts may read, in place of what was set for them before; accounts that are not listed
 * keep theirs. It lets nobody see the repository who does not anyway. Source: access-control reference, 2.7.
 *
 * @throws NotFoundError, InvalidInputError.
 */
export async function setSubRepositoryPermissions(
  context: RequestContext,
  repositoryId: number,
  given: readonly PathRules[],
): Promise<void> {
  requireSiteAdmin(context.caller);
  const { services } = context;
  const mapping = requireMapping(services.siteConfiguration.current.settings);
  if (given.length > maxAccounts)
    throw new InvalidInputError(`more than ${maxAccounts} users: send fewer at once`);
  const rulesByBindId = new Map(given.map((one) => [one.bindId.trim(), rulesOf(one)]));
  await change(context, async ({ tx, record }) => {
    const repository = await lockRepository(context, tx, repositoryId);
    const bindIds = checkedBindIds([...rulesByBindId.keys()]);
    const accounts = await accountsByBindId(tx, mapping, bindIds);
    const unknown = [...rulesByBindId.keys()].filter((bindId) => !accounts.has(bindId));
    // Rules that wait for somebody would leave open what they close until then.
    if (unknown.length > 0) throw new NotFoundError(`user not found: [${unknown.slice(0, 10).join(' ')}]`);
    const wanted = new Map(
      bindIds.map((bindId) => [accounts.get(bindId) as number, rulesByBindId.get(bindId) as string[]]),
    );
    const changed = await tx.$queryRawUnsafe<{ userId: number }[]>(
      setRulesSql,
      repositoryId,
      JSON.stringify([...wanted].map(([user_id, rules]) => ({ user_id, rules }))),
      services.clock.now(),
    );
    if (changed.length === 0) return;
    record({
      entity: 'repository.permissions',
      action: 'changed',
      target: repository,
      details: {
        pathRules: changed.length,
        userIDs: changed.slice(0, 50).map(({ userId }) => userId),
      },
    });
  });
}

/** Only what differs is touched. Who may read everything has no row. */
const setRulesSql = `
  WITH wanted AS (SELECT * FROM json_to_recordset($2::json) AS w (user_id int, rules text[])),
  removed AS (
    DELETE FROM sub_repository_rules s USING wanted w
    WHERE s.repository_id = $1::int AND s.user_id = w.user_id AND cardinality(w.rules) = 0
    RETURNING s.user_id
  ),
  written AS (
    INSERT INTO sub_repository_rules AS s (user_id, repository_id, rules, updated_at)
    SELECT w.user_id, $1::int, w.rules, $3::timestamptz FROM wanted w WHERE cardinality(w.rules) > 0 ORDER BY w.user_id
    ON CONFLICT (user_id, repository_id) DO UPDATE SET rules = excluded.rules, updated_at = excluded.updated_at
    WHERE s.rules <> excluded.rules
    RETURNING s.user_id
  )
  SELECT user_id AS "userId" FROM removed UNION ALL SELECT user_id FROM written ORDER BY 1`;

/** As they are kept; none where everything may be read. */
function rulesOf({ paths, pathIncludes, pathExcludes }: PathRules): string[] {
  if (!paths && !(pathIncludes && pathExcludes)) {
    throw new InvalidInputError(
      'either both pathIncludes and pathExcludes need to be set, or paths needs to be set',
    );
  }
  const given = paths ?? [...(pathIncludes ?? []), ...(pathExcludes ?? []).map((path) => `-${path}`)];
  if (given.length > maxRules)
    throw new InvalidInputError(`more than ${maxRules} path rules for one user: use fewer`);
  const rules = given.map(checkedRule);
  if (rules.length === 0) return [nothing];
  return rules.at(-1) === everything ? [] : rules;
}

function checkedRule(given: string): string {
  try {
    return normalizedRule(given);
  } catch (error) {
    const shown = JSON.stringify(given.slice(0, 100));
    throw new InvalidInputError(`invalid path pattern ${shown}: ${(error as Error).message}`);
  }
}
