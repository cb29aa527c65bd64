import { isSiteAdmin } from '../../authz/policy.js';
import { anyone, inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { firstArg } from '../../graphql/paging-args.js';
import { encodeId } from '../../ids.js';
import { buildVersion, productVersion } from '../../version.js';
import { AccessTokenConnection, tokenPage, tokensToLoad } from '../access-tokens/access-tokens.schema.js';
import { liveTokensOfSite } from '../access-tokens/list-access-tokens.js';
import { SettingsSubject } from '../settings/settings-subject.js';
import { ProductSubscriptionStatus } from './license.schema.js';

export const Site = builder.objectRef<object>('Site').implement({
  description: 'This installation.',
  interfaces: [SettingsSubject],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: () => encodeId('Site', '"site"') }),
    siteID: t.string({
      description: 'Names the installation in records and to clients.',
      resolve: (_site, _args, { services }) => services.instance.siteId,
    }),
    productVersion: t.string({
      description: 'The version of the mirrored product whose API is served.',
      resolve: () => productVersion,
    }),
    buildVersion: t.string({ description: 'The same as the name of a build.', resolve: () => buildVersion }),
    viewerCanAdminister: t.boolean({
      description: 'Whether the caller is a site admin.',
      resolve: (_site, _args, { caller }) => isSiteAdmin(caller),
    }),
    productSubscription: t.field({
      type: ProductSubscriptionStatus,
      description: 'The licence and its seats.',
      resolve: () => ({}),
    }),
    accessTokens: t.field({
      type: AccessTokenConnection,
      access: siteAdmin,
      description: 'The access tokens of all accounts that work now: just made ones first, then by last use.',
      args: {
        ...firstArg(t),
        query: t.arg.string({
          description:
            'Part of the note, of the name of the account or of whoever made it, or the end of the token. An addition of Gatehouse.',
        }),
      },
      resolve: async (_site, { first, query }, { services: { db, clock } }) =>
        tokenPage(await liveTokensOfSite(db, clock, { first: tokensToLoad(first), query }), first),
    }),
  }),
});

builder.queryField('site', (t) =>
  t.field({ type: Site, access: anyone, description: 'This installation.', resolve: () => ({}) }),
);
