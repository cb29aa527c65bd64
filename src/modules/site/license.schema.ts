import { createHash } from 'node:crypto';
import { isSiteAdmin } from '../../authz/policy.js';
import { anyone, inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { editConfiguration } from './change-configuration.js';
import { withValues } from './configuration-edits.js';
import type { License } from './license.js';
import { seatHolders } from './seats.js';

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
    licenseInvalidityReason: t.string({
      nullable: true,
      description: 'Why it is not in force; null when it is.',
      resolve: ({ isValid, expiresAt }) =>
        isValid ? null : `The licence ended on ${expiresAt.toISOString().slice(0, 10)}.`,
    }),
    hashedKey: t.string({
      nullable: true,
      description: 'The SHA-256 of the licence key, in base64, for site admins; null for everybody else.',
      resolve: (_license, _args, { caller, services }) =>
        isSiteAdmin(caller)
          ? createHash('sha256')
              .update(services.siteConfiguration.current.settings.licenseKey)
              .digest('base64')
          : null,
    }),
    salesforceSubscriptionID: t.string({
      nullable: true,
      description: 'Always null: licences of Gatehouse are not sold there.',
      resolve: () => null,
    }),
    salesforceOpportunityID: t.string({
      nullable: true,
      description: 'Always null: licences of Gatehouse are not sold there.',
      resolve: () => null,
    }),
  }),
});

export const ProductSubscriptionStatus = builder.objectRef<object>('ProductSubscriptionStatus').implement({
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

builder.queryField('enterpriseLicenseHasFeature', (t) =>
  t.boolean({
    access: anyone,
    description:
      'Whether the licence includes a feature: always, no feature of Gatehouse depends on a licence.',
    args: { feature: t.arg.string({ required: true, description: 'The name of the feature.' }) },
    resolve: () => true,
  }),
);

builder.mutationField('setLicenseKey', (t) =>
  t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Puts a licence key into the site configuration, or takes it away.',
    args: { licenseKey: t.arg.string({ description: 'The key. Without it: none any more.' }) },
    resolve: async (_root, { licenseKey }, context) => {
      await editConfiguration(context, (contents) =>
        withValues(contents, [[['licenseKey'], licenseKey?.trim() || undefined]]),
      );
      return {};
    },
  }),
);
