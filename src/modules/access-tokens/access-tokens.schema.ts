import { mayAdminister } from '../../authz/policy.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { inherited, signedIn } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { forwardPage, type Page, pageSize } from '../../graphql/paging.js';
import { accountId, databaseId, encodeId } from '../../ids.js';
import { User } from '../users/user-type.js';
import {
  type AccessToken as AccessTokenRow,
  createAccessToken,
  deleteAccessToken,
  deleteAccessTokenByText,
  type IssuedToken,
} from './access-tokens.js';
import type { AccessTokenPage } from './list-access-tokens.js';
import { rotateAccessToken } from './rotate-access-token.js';
import { defaultOverlapSeconds, maxOverlapSeconds } from './token-rules.js';

interface Origin {
  ip: string;
  userAgent: string;
  clientName: string;
}

const TokenUseOrigin = builder.objectRef<Origin>('AccessTokenUseOrigin').implement({
  description: 'From where an access token was last used. An addition of Gatehouse.',
  fieldAccess: inherited,
  fields: (t) => ({
    ip: t.exposeString('ip', { description: 'The address of the client.' }),
    userAgent: t.exposeString('userAgent', { description: 'What the client calls itself (User-Agent).' }),
    clientName: t.exposeString('clientName', {
      description: 'The X-Sourcegraph-API-Client-Name that the client sent; empty when it sent none.',
    }),
  }),
});

export const AccessToken = builder.prismaObject('AccessToken', {
  description:
    'A credential for the API, as its account and site admins see it. Its secret is shown once, when it is created.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('AccessToken', id) }),
    subject: t.field({
      type: User,
      description: 'The account as which the token acts.',
      resolve: async ({ subjectId }, _args, { loaders }) => (await loaders.accounts.load(subjectId)) as never,
    }),
    scopes: t.exposeStringList('scopes', { description: 'What the token may be used for, sorted.' }),
    note: t.exposeString('note', {
      description: 'What the token is used for, in the words of whoever made it.',
    }),
    creator: t.field({
      type: User,
      description: 'Who made the token. Still there after that account was deleted.',
      resolve: async ({ creatorId }, _args, { loaders }) => (await loaders.accounts.load(creatorId)) as never,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the token was made.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the token was last used, some seconds late; null when it never was.',
    }),
    lastUsedFrom: t.field({
      type: TokenUseOrigin,
      nullable: true,
      description: 'From where the token was last used; null when it never was. An addition of Gatehouse.',
      resolve: (token) =>
        token.lastUsedAt && {
          ip: token.lastUsedIp ?? '',
          userAgent: token.lastUsedUserAgent ?? '',
          clientName: token.lastUsedClientName ?? '',
        },
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the token stops working; null when it does not expire.',
    }),
    hint: t.string({
      description:
        'The beginning and the last four characters of the token, to recognise it. An addition of Gatehouse.',
      resolve: ({ secretTail }) => `sgp_…${secretTail}`,
    }),
    replacedBy: t.id({
      nullable: true,
      description:
        'The id of the token that replaces this one since it was rotated; null when it was not. An addition of Gatehouse.',
      resolve: ({ replacedById }) => (replacedById === null ? null : encodeId('AccessToken', replacedById)),
    }),
  }),
});

export const AccessTokenConnection = connection('AccessTokenConnection', AccessToken, 'access tokens');

/** How many tokens to load for a page of `first`: one more, to see whether more follow. */
export const tokensToLoad = (first: number | null | undefined): number | null =>
  first == null ? null : pageSize(first, { max: 10_000, otherwise: 0 }) + 1;

/** A connection over loaded tokens. It has no cursor: the mirrored API pages tokens by `first` alone. */
export function tokenPage(loaded: AccessTokenPage, first: number | null | undefined): Page<AccessTokenRow> {
  const size = pageSize(first, { max: 10_000, otherwise: loaded.tokens.length });
  const page = forwardPage(
    loaded.tokens,
    size,
    () => '',
    () => loaded.totalCount,
  );
  return { ...page, pageInfo: { ...page.pageInfo, startCursor: null, endCursor: null } };
}

/** SECURITY: passes the token's account and site admins; anyone else hears that there is no such token. */
findableNode('AccessToken', async (id, { caller, services }) => {
  const key = databaseId(id, 'AccessToken');
  const token = await services.db.prisma.accessToken.findUnique({ where: { id: key } });
  if (!token || !mayAdminister(caller, token.subjectId)) throw new NotFoundError('access token not found');
  return token;
});

const CreateAccessTokenResult = builder.objectRef<IssuedToken>('CreateAccessTokenResult').implement({
  description: 'A new access token. This is the only time its secret is shown.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({
      description: 'The id.',
      resolve: ({ accessToken }) => encodeId('AccessToken', accessToken.id),
    }),
    token: t.exposeString('token', { description: 'The secret to send as `Authorization: Bearer <token>`.' }),
  }),
});

const RotateAccessTokenResult = builder.objectRef<IssuedToken>('RotateAccessTokenResult').implement({
  description: 'The access token that replaces another. An addition of Gatehouse.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({
      description: 'The id of the new token.',
      resolve: ({ accessToken }) => encodeId('AccessToken', accessToken.id),
    }),
    token: t.exposeString('token', {
      description: 'The new secret to send as `Authorization: Bearer <token>`.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the new token stops working; null when it does not expire.',
      resolve: ({ accessToken }) => accessToken.expiresAt,
    }),
  }),
});

builder.mutationFields((t) => ({
  createAccessToken: t.field({
    type: CreateAccessTokenResult,
    access: signedIn,
    description:
      'Creates an access token for an account: people for themselves, site admins also for service accounts, within the policy of the site configuration.',
    args: {
      user: t.arg.id({
        required: true,
        description: 'The id of the user or service account as which it will act.',
      }),
      durationSeconds: t.arg.int({
        description:
          'How long it works. May be left out only where the policy allows tokens that do not expire.',
      }),
      scopes: t.arg.stringList({
        required: true,
        description: '`user:all`, and `site-admin:sudo` for impersonation.',
      }),
      note: t.arg.string({
        required: true,
        description: "What it is used for. Unique among the account's live tokens.",
      }),
    },
    resolve: (_root, { user, ...input }, context) =>
      createAccessToken(context, { ...input, subjectId: accountId(user) }),
  }),
  deleteAccessToken: t.field({
    type: EmptyResponse,
    access: signedIn,
    description:
      'Revokes an access token at once: by id for its account or a site admin, by its text for whoever holds it.',
    args: {
      byID: t.arg.id({ description: 'The id of the token.' }),
      byToken: t.arg.string({ description: 'The text of the token.' }),
    },
    resolve: async (_root, { byID, byToken }, context) => {
      if (byID == null && byToken == null)
        throw new InvalidInputError('either byID or byToken must be specified');
      if (byID != null && byToken != null) {
        throw new InvalidInputError('exactly one of byID or byToken must be specified');
      }
      if (byID != null) await deleteAccessToken(context, databaseId(byID, 'AccessToken'));
      else await deleteAccessTokenByText(context, byToken as string);
      return {};
    },
  }),
  rotateAccessToken: t.field({
    type: RotateAccessTokenResult,
    access: signedIn,
    description:
      'Replaces an access token by a new one with the same note, scopes and length of life, for its account or a site admin. An addition of Gatehouse.',
    args: {
      token: t.arg.id({ required: true, description: 'The id of the token to replace.' }),
      overlapSeconds: t.arg.int({
        required: true,
        defaultValue: defaultOverlapSeconds,
        description: `How long the old token keeps working, 0 to ${maxOverlapSeconds}. Its use after that is reported in the audit log. Without any, an account that rotates its own token cannot repeat a request whose answer was lost.`,
      }),
      idempotencyKey: t.arg.string({
        description:
          'Any text of the client. Sent again with the same key within a day, the same token is answered.',
      }),
    },
    resolve: (_root, { token, overlapSeconds, idempotencyKey }, context) =>
      rotateAccessToken(context, {
        tokenId: databaseId(token, 'AccessToken'),
        overlapSeconds,
        idempotencyKey,
      }),
  }),
}));
