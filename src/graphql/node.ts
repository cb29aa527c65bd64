import { InvalidInputError } from '../errors.js';
import { decodeId, type NodeKind } from '../ids.js';
import { anyone, inherited } from './access.js';
import { builder, Query } from './builder.js';
import type { GraphQLContext } from './context.js';

/** Finds the object of one kind by its id for this caller, or throws as if it were not there. */
type FindNode = (id: string, context: GraphQLContext) => Promise<{ __typename: string }>;

const finders = new Map<string, FindNode>();

/** Tells `node(id:)` how to find a kind of object. The finder decides who may. */
export function findableNode<Row extends object>(
  kind: NodeKind,
  find: (id: string, context: GraphQLContext) => Promise<Row>,
): void {
  finders.set(kind, async (id, context) => ({ ...(await find(id, context)), __typename: kind }));
}

export const Node = builder.interfaceRef<object>('Node').implement({
  description: 'Something with an id by which it can be asked for again.',
  fieldAccess: inherited,
  resolveType: (value) => (value as { __typename: string }).__typename,
  fields: (t) => ({
    id: t.id({ description: 'The id. Clients should not look into it.', resolve: () => '' }),
  }),
});

builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    access: anyone,
    description:
      'The object with the given id. An object that the caller may not see is answered like a missing one.',
    args: { id: t.arg.id({ required: true, description: 'The id of the object.' }) },
    resolve: (_root, { id }, context) => {
      const find = finders.get(decodeId(id).kind);
      if (!find) throw new InvalidInputError('invalid id');
      return find(id, context);
    },
  }),
);

builder.queryField('root', (t) =>
  t.field({
    type: Query,
    access: anyone,
    deprecationReason: 'Ask on Query itself.',
    description: 'Query once more, for clients that look for it.',
    resolve: () => ({}),
  }),
);
