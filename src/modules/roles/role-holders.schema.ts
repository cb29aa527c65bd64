import { siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { forwardPage, pageSize } from '../../graphql/paging.js';
import { databaseId, encodeId } from '../../ids.js';
import { UserConnection } from '../users/users.schema.js';
import { Role } from './roles.schema.js';

builder.objectField(Role, 'holders', (t) =>
  t.field({
    type: UserConnection,
    access: siteAdmin,
    description: 'The living accounts that hold the role, the oldest first. An addition of Gatehouse.',
    args: {
      first: t.arg.int({ description: 'How many at most, up to 1000. Without it: 50.' }),
      after: t.arg.id({ description: 'The `endCursor` of the page before.' }),
    },
    resolve: async ({ id }, { first, after }, { loaders }) => {
      const size = pageSize(first, { max: 1000, otherwise: 50 });
      const search = { size, after: after == null ? null : databaseId(after, 'User') };
      return forwardPage(
        await loaders.holders(search).load(id),
        size,
        (account) => encodeId('User', account.id),
        () => loaders.holderCount.load(id),
        after != null,
      );
    },
  }),
);
