import { isSiteAdmin } from '../../authz/policy.js';
import { anyone, inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { firstArg } from '../../graphql/paging-args.js';
import { encodeId } from '../../ids.js';
import { buildVersion, productVersion } from '../../version.js';
import { AccessTokenConnection, tokenPage, tokensToLoad } from '../access-tokens/access-tokens.schema.js';
import { liveTokensOfSite } from '../access-tokens/list-access-tokens.js';
import { SettingsSubject } from '../settings/settings-subject.js';
import type { License } from './license.js';
import { seatHolders } from './seats.js';
import { readConfiguration, updateConfiguration } from './site-admin.js';
import { keysWithoutEffect } from './site-settings.js';

const ProductLicenseInfo = builder.objectRef<License & { isValid: boolean }>('ProductLicenseInfo').implement({
  description: 'The licence of the installation.',
  fieldAccess: inherited,
  fields: (t) => ({
    productNameWithBrand: t.string({
      description: 'What is licensed.',
      resolve: ({ plan }) => `Gatehouse ${plan}`,
    }),
    isFreePlan: t.boolean({
      description: 'Whether it is the plan without a licence key.',
      resolve: () => false,
    }),
    tags: t.exposeStringList('tags', { description: 'What the licence includes.' }),
    userCount: t.exposeInt('userCount', {
      description: 'How many people may have accounts; 0 is unlimited.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends.' }),
    isValid: t.exposeBoolean('isValid', { description: 'Whether it is in force.' }),
  }),
});

const ProductSubscriptionStatus = builder.objectRef<object>('ProductSubscriptionStatus').implement({
  description:
    'How many seats there are and how many are taken. Only people take seats: service accounts never do.',
  fieldAccess: inherited,
  fields: (t) => ({
    productNameWithBrand: t.string({
      description: 'What is used.',
      resolve: async (_status, _args, { services }) => {
        const license = await services.license.read(services.siteConfiguration.current.settings.licenseKey);
        return license ? `Gatehouse ${license.plan}` : 'Gatehouse';
      },
    }),
    actualUserCount: t.int({
      description: 'The highest number of people that had accounts at once.',
      resolve: async (_status, _args, { services }) =>
        (await services.db.prisma.instance.findUniqueOrThrow({ where: { id: 1 } })).peakUserCount,
    }),
    actualUserCountDate: t.string({
      description: 'When that number was reached.',
      resolve: async (_status, _args, { services }) => {
        const { peakUserCountAt } = await services.db.prisma.instance.findUniqueOrThrow({ where: { id: 1 } });
        return peakUserCountAt?.toISOString().replace(/\.\d{3}Z$/, 'Z') ?? '';
      },
    }),
    currentUserCount: t.int({
      description: 'How many people have accounts now. An addition of Gatehouse.',
      resolve: (_status, _args, { services }) => services.db.prisma.user.count({ where: seatHolders }),
    }),
    maximumAllowedUserCount: t.int({
      nullable: true,
      description: 'How many people may have accounts; null when there is no limit.',
      resolve: async (_status, _args, { services }) => {
        const license = await services.license.read(services.siteConfiguration.current.settings.licenseKey);
        return license?.userCount || null;
      },
    }),
    noLicenseWarningUserCount: t.int({
      nullable: true,
      description: 'Always null: without a licence key there is no limit.',
      resolve: () => null,
    }),
    license: t.field({
      type: ProductLicenseInfo,
      nullable: true,
      description: 'The licence; null without a licence key.',
      resolve: async (_status, _args, { services }) => {
        const license = await services.license.read(services.siteConfiguration.current.settings.licenseKey);
        return license ? { ...license, isValid: license.expiresAt > services.clock.now() } : null;
      },
    }),
  }),
});

const SiteConfiguration = builder.objectRef<{ id: number; contents: string }>('SiteConfiguration').implement({
  description: 'The configuration of the site.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.exposeInt('id', { description: 'The version, to give as `lastID` when changing it.' }),
    effectiveContents: t.field({
      type: 'JSONCString',
      description:
        'The configuration as JSON with comments. Secrets read `REDACTED`; left so, they stay when written back.',
      resolve: ({ contents }) => contents,
    }),
    validationMessages: t.stringList({
      description: 'What is odd in the configuration: keys that have no effect.',
      resolve: ({ contents }) => keysWithoutEffect(contents).map((key) => `the key "${key}" has no effect`),
    }),
  }),
});

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
    configuration: t.field({
      type: SiteConfiguration,
      access: siteAdmin,
      description: 'The configuration in force.',
      resolve: (_site, _args, context) => readConfiguration(context),
    }),
    accessTokens: t.field({
      type: AccessTokenConnection,
      access: siteAdmin,
      description: 'The access tokens of all accounts that work now: just made ones first, then by last use.',
      args: firstArg(t),
      resolve: async (_site, { first }, { services }) =>
        tokenPage(await liveTokensOfSite(services.db, services.clock, tokensToLoad(first)), first),
    }),
  }),
});

builder.queryField('site', (t) =>
  t.field({ type: Site, access: anyone, description: 'This installation.', resolve: () => ({}) }),
);

builder.mutationField('updateSiteConfiguration', (t) =>
  t.boolean({
    access: siteAdmin,
    description:
      'Replaces the configuration of the site, in force without a restart. Answers whether one is needed: never.',
    args: {
      lastID: t.arg.int({ required: true, description: 'The version that the change was made from.' }),
      input: t.arg.string({ required: true, description: 'The whole configuration as JSON with comments.' }),
    },
    resolve: async (_root, { lastID, input }, context) => {
      await updateConfiguration(context, lastID, input);
      return false;
    },
  }),
);
