import { session, signedIn, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { accountId } from '../../ids.js';
import { createPassword, updatePassword } from './own-password.js';
import { invalidateSessions } from './sessions.js';

builder.mutationFields((t) => ({
  updatePassword: t.field({
    type: EmptyResponse,
    nullable: true,
    access: signedIn,
    description: "Changes the caller's own password. A service account has none.",
    args: {
      oldPassword: t.arg.string({ required: true, description: 'The password until now.' }),
      newPassword: t.arg.string({ required: true, description: 'The password from now on.' }),
    },
    resolve: async (_root, { oldPassword, newPassword }, context) => {
      await updatePassword(context, oldPassword, newPassword);
      return {};
    },
  }),
  createPassword: t.field({
    type: EmptyResponse,
    nullable: true,
    access: session,
    description: 'Sets a first password for the caller, who has none. Never for a service account.',
    args: { newPassword: t.arg.string({ required: true, description: 'The password.' }) },
    resolve: async (_root, { newPassword }, context) => {
      await createPassword(context, newPassword);
      return {};
    },
  }),
  invalidateSessionsByID: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Ends every session of a person. Access tokens are not touched.',
    args: { userID: t.arg.id({ required: true, description: 'The id of the user.' }) },
    resolve: async (_root, { userID }, context) => {
      await invalidateSessions(context, [accountId(userID)]);
      return {};
    },
  }),
  invalidateSessionsByIDs: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Ends every session of several people. Access tokens are not touched.',
    args: { userIDs: t.arg.idList({ required: true, description: 'Ids of users.' }) },
    resolve: async (_root, { userIDs }, context) => {
      await invalidateSessions(context, userIDs.map(accountId));
      return {};
    },
  }),
}));
