import { isAccount, isSiteAdmin, requireSignedIn } from '../../authz/policy.js';
import { inherited, signedIn } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { databaseId, encodeId } from '../../ids.js';
import { User } from '../users/user-type.js';
import {
  answerInvitation,
  findInvitation,
  type Invitation,
  invitationByLink,
  invitationUrl,
  inviteMember,
  isPending,
  noInvitation,
} from './invitations.js';
import { isMemberOf, Org } from './organizations.schema.js';

const ResponseType = builder.enumType('OrganizationInvitationResponseType', {
  description: 'What somebody answers to an invitation.',
  values: {
    ACCEPT: { description: 'Yes: they become a member.' },
    REJECT: { description: 'No.' },
  },
});

const OrganizationInvitation = builder
  .objectRef<Invitation & { __typename?: string }>('OrganizationInvitation')
  .implement({
    description: 'That somebody was asked to become a member of an organization.',
    interfaces: [Node],
    fieldAccess: inherited,
    fields: (t) => ({
      id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('OrganizationInvitation', id) }),
      organization: t.field({
        type: Org,
        description: 'The organization.',
        resolve: ({ organization }) => organization,
      }),
      sender: t.field({
        type: User,
        description: 'Who asked.',
        resolve: async ({ senderId }, _args, { loaders }) => (await loaders.accounts.load(senderId)) as never,
      }),
      recipient: t.field({
        type: User,
        nullable: true,
        description: 'Who was asked.',
        resolve: ({ recipientId }, _args, { loaders }) => loaders.accounts.load(recipientId),
      }),
      recipientEmail: t.string({
        nullable: true,
        description: 'Which address was asked: always null, people are asked by name.',
        resolve: () => null,
      }),
      isVerifiedEmail: t.boolean({
        nullable: true,
        description: 'Whether that address is verified: always null.',
        resolve: () => null,
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they were asked.' }),
      notifiedAt: t.expose('notifiedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When they were mailed; null when they were not.',
      }),
      respondedAt: t.expose('respondedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When they answered; null when they have not.',
      }),
      responseType: t.field({
        type: ResponseType,
        nullable: true,
        description: 'What they answered; null when they have not.',
        resolve: ({ accepted }) => (accepted === null ? null : accepted ? 'ACCEPT' : 'REJECT'),
      }),
      respondURL: t.string({
        nullable: true,
        description: 'Where to answer, for whoever was asked; null for others, and when it is too late.',
        resolve: (invitation, _args, context) =>
          isAccount(context.caller, invitation.recipientId) &&
          isPending(invitation, context.services.clock.now())
            ? invitationUrl(context, invitation)
            : null,
      }),
      revokedAt: t.expose('revokedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When another took its place, or they became a member without it.',
      }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        nullable: true,
        description: 'Until when it can be answered.',
      }),
    }),
  });

const InviteUserToOrganizationResult = builder
  .objectRef<Invitation>('InviteUserToOrganizationResult')
  .implement({
    description: 'What inviting somebody gives.',
    fieldAccess: inherited,
    fields: (t) => ({
      sentInvitationEmail: t.boolean({
        description: 'Whether the link was mailed to them. Where it was not, give it to them.',
        resolve: ({ notifiedAt }) => notifiedAt !== null,
      }),
      invitationURL: t.string({
        description: 'Where whoever was invited answers. It is of no use to anybody else.',
        resolve: (invitation, _args, context) => invitationUrl(context, invitation),
      }),
    }),
  });

/** SECURITY: passes whoever was invited, members and site admins; anyone else hears that there is none. */
findableNode('OrganizationInvitation', async (id, context) => {
  const caller = requireSignedIn(context.caller);
  const invitation = await findInvitation(context, databaseId(id, 'OrganizationInvitation'));
  if (!invitation) throw noInvitation();
  const mayKnow =
    invitation.recipientId === caller.id ||
    isSiteAdmin(caller) ||
    (await isMemberOf(context, invitation.organizationId));
  if (!mayKnow) throw noInvitation();
  return invitation;
});

builder.objectField(Org, 'viewerPendingInvitation', (t) =>
  t.field({
    type: OrganizationInvitation,
    nullable: true,
    description: 'The invitation to it that the caller can answer; null when there is none.',
    resolve: ({ id }, _args, { caller, loaders }) =>
      caller.kind === 'ANONYMOUS' ? null : loaders.pendingInvitation(caller.id).load(id),
  }),
);

builder.queryField('invitationByToken', (t) =>
  t.field({
    type: OrganizationInvitation,
    access: signedIn,
    description: 'The invitation of a link, for whoever was invited.',
    args: { token: t.arg.string({ required: true, description: 'The end of the link.' }) },
    resolve: (_root, { token }, context) => invitationByLink(context, token),
  }),
);

builder.mutationFields((t) => ({
  inviteUserToOrganization: t.field({
    type: InviteUserToOrganizationResult,
    access: signedIn,
    description:
      'Asks a person to become a member of an organization; asked again, the earlier invitation ends. Its members and site admins may. Not for service accounts.',
    args: {
      organization: t.arg.id({ required: true, description: 'The id of the organization.' }),
      username: t.arg.string({ required: true, description: 'The name of the person.' }),
    },
    resolve: (_root, { organization, username }, context) =>
      inviteMember(context, databaseId(organization, 'Org'), username),
  }),
  respondToOrganizationInvitation: t.field({
    type: EmptyResponse,
    access: signedIn,
    description: 'Answers an invitation. Only whoever was invited may.',
    args: {
      organizationInvitation: t.arg.id({ required: true, description: 'The id of the invitation.' }),
      responseType: t.arg({ type: ResponseType, required: true, description: 'The answer.' }),
    },
    resolve: async (_root, { organizationInvitation, responseType }, context) => {
      const id = databaseId(organizationInvitation, 'OrganizationInvitation');
      await answerInvitation(context, id, responseType === 'ACCEPT');
      return {};
    },
  }),
}));
