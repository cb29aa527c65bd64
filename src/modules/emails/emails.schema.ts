import { isSiteAdmin, mayAdminister } from '../../authz/policy.js';
import { inherited, selfOrSiteAdmin, signedIn, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { accountId } from '../../ids.js';
import { User } from '../users/user-type.js';
import { addUserEmail, removeUserEmail, setUserEmailPrimary, setUserEmailVerified } from './emails.js';
import { sendTestEmail } from './test-mail.js';
import { resendVerificationEmail } from './verification.js';

const UserEmail = builder.prismaObject('UserEmail', {
  description: 'An address of a person. A service account has none.',
  fieldAccess: inherited,
  fields: (t) => ({
    email: t.exposeString('email', { description: 'The address.' }),
    isPrimary: t.exposeBoolean('isPrimary', { description: 'Whether it is the one that mail is sent to.' }),
    verified: t.boolean({
      description: 'Whether it is known to belong to the person.',
      resolve: ({ verifiedAt }) => verifiedAt !== null,
    }),
    verificationPending: t.boolean({
      description: 'Whether a mail lets the person verify it: it is not verified, and mail can be sent.',
      resolve: ({ verifiedAt }, _args, { services }) => verifiedAt === null && services.mailer.isConfigured,
    }),
    user: t.field({
      type: User,
      description: 'Whose address it is.',
      resolve: async ({ userId }, _args, { loaders }) => (await loaders.accounts.load(userId)) as never,
    }),
    viewerCanManuallyVerify: t.boolean({
      description: 'Whether the caller may say that it belongs to the person: site admins may.',
      resolve: (_email, _args, { caller }) => isSiteAdmin(caller),
    }),
  }),
});

builder.objectFields(User, (t) => ({
  email: t.string({
    access: selfOrSiteAdmin,
    deprecationReason: 'Use emails.',
    description: 'The primary address; empty when there is none.',
    resolve: async ({ id }, _args, { loaders }) =>
      (await loaders.emails.load(id)).find((email) => email.isPrimary)?.email ?? '',
  }),
  emails: t.field({
    type: [UserEmail],
    access: signedIn,
    description: 'The addresses of the person, oldest first. A service account has none.',
    resolve: ({ id }, _args, { loaders }) => loaders.emails.load(id),
  }),
  primaryEmail: t.field({
    type: UserEmail,
    nullable: true,
    access: signedIn,
    description: 'The verified address that mail is sent to.',
    resolve: async ({ id }, _args, { loaders }) =>
      (await loaders.emails.load(id)).find((email) => email.isPrimary) ?? null,
  }),
  hasVerifiedEmail: t.boolean({
    access: selfOrSiteAdmin,
    description: 'Whether one of the addresses is verified.',
    resolve: async ({ id }, _args, { loaders }) =>
      (await loaders.emails.load(id)).some((email) => email.verifiedAt !== null),
  }),
  viewerCanChangePrimaryEmail: t.boolean({
    description:
      'Whether the caller may choose the address that mail is sent to. Never of a service account.',
    resolve: ({ id, kind }, _args, { caller }) => kind === 'USER' && mayAdminister(caller, id),
  }),
}));

const ofPerson = 'The person and site admins may; a service account has no address.';

builder.mutationFields((t) => {
  const args = {
    user: t.arg.id({ required: true, description: 'The id of the person.' }),
    email: t.arg.string({ required: true, description: 'The address, in any case.' }),
  };
  return {
    addUserEmail: t.field({
      type: EmptyResponse,
      access: signedIn,
      description: `Adds an address to a person, and mails a link there that verifies it. ${ofPerson}`,
      args,
      resolve: async (_root, { user, email }, context) => {
        await addUserEmail(context, accountId(user), email);
        return {};
      },
    }),
    removeUserEmail: t.field({
      type: EmptyResponse,
      access: signedIn,
      description: `Removes an address of a person, which is not the primary one. ${ofPerson}`,
      args,
      resolve: async (_root, { user, email }, context) => {
        await removeUserEmail(context, accountId(user), email);
        return {};
      },
    }),
    setUserEmailPrimary: t.field({
      type: EmptyResponse,
      access: signedIn,
      description: `Chooses the verified address to which mail goes. ${ofPerson}`,
      args,
      resolve: async (_root, { user, email }, context) => {
        await setUserEmailPrimary(context, accountId(user), email);
        return {};
      },
    }),
    resendVerificationEmail: t.field({
      type: EmptyResponse,
      access: signedIn,
      description: `Mails another link that verifies an address, once a minute at most. ${ofPerson}`,
      args,
      resolve: async (_root, { user, email }, context) => {
        await resendVerificationEmail(context, accountId(user), email);
        return {};
      },
    }),
    sendTestEmail: t.string({
      access: siteAdmin,
      description: 'Sends a mail to try the mail server, and answers in words how it went.',
      args: {
        to: t.arg.string({ required: true, description: 'The address of somebody who looks for it.' }),
      },
      resolve: (_root, { to }, context) => sendTestEmail(context, to),
    }),
    setUserEmailVerified: t.field({
      type: EmptyResponse,
      access: siteAdmin,
      description:
        'Says, without a mail, whether an address belongs to its person. One that does is nobody else’s any more.',
      args: {
        ...args,
        verified: t.arg.boolean({ required: true, description: 'Whether it belongs to the person.' }),
      },
      resolve: async (_root, { user, email, verified }, context) => {
        await setUserEmailVerified(context, accountId(user), email, verified);
        return {};
      },
    }),
  };
});
