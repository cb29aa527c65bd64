import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { Node } from '../../graphql/node.js';
import { encodeId } from '../../ids.js';
import { GenericSearchResultInterface } from '../search/result-types.js';
import type { Repository as RepositoryRow } from './repositories.js';

/** Fields are added where they belong: what other modules know of a repository, they say. */
export const Repository = builder.objectRef<RepositoryRow>('Repository').implement({
  description: 'A git repository. Whoever may not see it is answered as if it were not there.',
  interfaces: [Node, GenericSearchResultInterface],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('Repository', id) }),
  }),
});
