import type { PatternType } from './query/ast.js';
import { QueryError } from './query/query-error.js';

/** How queries of a version of the query language are read. Source: repositories and search reference, 3.1. */
export function patternTypeOf(version: string): PatternType {
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
