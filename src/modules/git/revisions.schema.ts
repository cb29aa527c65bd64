import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { GitRef } from './git-types.js';
import { GitObject, type GitObjectShape } from './refs.schema.js';

/** A revision as it was asked for, and what it leads to. */
export interface RevisionExpression {
  expr: string;
  object: GitObjectShape | null;
}

export const GitRevSpecExpr = builder.objectRef<RevisionExpression>('GitRevSpecExpr').implement({
  description: 'A revision as it was asked for.',
  fieldAccess: inherited,
  fields: (t) => ({
    expr: t.exposeString('expr', { description: 'The branch, tag, id, or whatever else git takes.' }),
    object: t.expose('object', {
      type: GitObject,
      nullable: true,
      description: 'What it leads to; null when it leads to nothing.',
    }),
  }),
});

export const GitRevSpec = builder.unionType('GitRevSpec', {
  description: 'A revision. What is answered is a `GitRevSpecExpr`.',
  types: [GitRef, GitRevSpecExpr, GitObject],
  resolveType: () => 'GitRevSpecExpr',
});
