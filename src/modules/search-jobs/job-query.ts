import { InvalidInputError } from '../../errors.js';
import { termsOf } from '../search/engine/expression.js';
import { loadLanguages } from '../search/languages.js';
import type { PatternType } from '../search/query/ast.js';
import { parseQuery } from '../search/query/parse.js';
import { filtersIn, planQuery, type QueryPart, type SearchPlan } from '../search/query/plan.js';
import { QueryError } from '../search/query/query-error.js';
import { typesOf } from '../search/search.js';

/** How words of the query of a job are read where it does not say. */
export const jobPatternType: PatternType = 'standard';

/**
 * Reads the query of a job. What a job cannot answer is refused. Source: repositories and search reference, 6.1.
 *
 * @throws InvalidInputError that says what is wrong with it.
 */
export async function planOfJob(text: string, now: Date): Promise<SearchPlan> {
  try {
    checkFilters(text);
    const languages = await loadLanguages();
    const plan = planQuery(text, {
      patternType: jobPatternType,
      now,
      languageNamed: (name) => languages.nameOf(name),
    });
    for (const part of plan.parts) checkPart(part);
    return plan;
  } catch (error) {
    if (error instanceof QueryError) throw new InvalidInputError(error.message);
    throw error;
  }
}

const notInJobs = (what: string) => new InvalidInputError(`${what} is not supported in search jobs`);

function checkFilters(text: string): void {
  const node = parseQuery(text, jobPatternType);
  const filters = node ? filtersIn(node) : [];
  const named = (field: string) => filters.filter((filter) => filter.field === field);
  if (named('patterntype').some(({ value }) => value.toLowerCase() === 'structural'))
    throw new InvalidInputError('Structural search is not supported in Search Jobs');
  if (named('type').some(({ value }) => value.toLowerCase() === 'symbol')) throw notInJobs('type:symbol');
  for (const field of ['select', 'index']) if (named(field).length > 0) throw notInJobs(`${field}:`);
  if (named('rev').length > 1)
    throw new InvalidInputError(
      'several rev: filters are not supported in search jobs: give one, like rev:a:b',
    );
}

function checkPart(part: QueryPart): void {
  if (part.types.has('repo')) throw notInJobs('type:repo');
  if (part.revisions.globs.length > 0) throw notInJobs('a pattern for revisions, such as *refs/heads/*,');
  if (part.filePredicates.length > 0) throw notInJobs('a predicate of file:, such as file:has.content(),');
  if (typesOf(part).has('repo') && part.pattern === null)
    throw new InvalidInputError('the query only names repositories: say what to look for in them');
  const terms = part.pattern ? termsOf(part.pattern) : [];
  if (terms.some(({ source }) => catchesAll.test(source)))
    throw new InvalidInputError('the pattern .* is not supported in search jobs: every line matches it');
}

const catchesAll = /^(?:\(\?:)?\.\*\??\)?$/;
