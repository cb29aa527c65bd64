import type { PatternType } from './query/ast.js';
import { patternTypeNamed, typeNamedIn } from './query/plan.js';
import { QueryError, UnsupportedError } from './query/query-error.js';

/** How queries of a version of the query language are read. Source: repositories and search reference, 3.1. */
function patternTypeOf(version: string): PatternType {
  switch (version) {
    case 'V1':
      return 'regexp';
    case 'V2':
      return 'literal';
    case 'V3':
      return 'standard';
    default:
      throw new QueryError(
        `unrecognized version: want "V1", "V2", or "V3", got ${JSON.stringify(version.slice(0, 100))}`,
      );
  }
}

/**
 * How a query is read where it does not say: by the type that a request names, or else by the version.
 *
 * @throws QueryError where there is no such type or version, or it is not served and the query names no other.
 */
export function patternTypeFor(text: string, named: string, version: string): PatternType {
  if (named === '') return patternTypeOf(version);
  try {
    return patternTypeNamed(named);
  } catch (error) {
    const own = error instanceof UnsupportedError ? typeNamedIn(text) : undefined;
    if (own === undefined) throw error;
    return own;
  }
}
