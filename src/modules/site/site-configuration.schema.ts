import { requireSiteAdmin } from '../../authz/policy.js';
import { NotFoundError } from '../../errors.js';
import { inherited, signedIn, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import { databaseId, encodeId } from '../../ids.js';
import { User } from '../users/user-type.js';
import {
  editConfiguration,
  readConfiguration,
  readSafeConfiguration,
  updateConfiguration,
} from './change-configuration.js';
import { editsFor, providerIndex, withProviders, withValues } from './configuration-edits.js';
import { type ConfigurationChange, changesPage, diffOf, findChange } from './configuration-history.js';
import { Site } from './site.schema.js';
import type { StoredConfiguration } from './site-configuration.js';
import { configurationProblems } from './site-settings.js';

const SiteConfigurationChange = builder.objectRef<ConfigurationChange>('SiteConfigurationChange').implement({
  description: 'One change of the configuration of the site.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({ description: 'The id.', resolve: ({ id }) => encodeId('SiteConfigurationChange', id) }),
    author: t.field({
      type: User,
      nullable: true,
      description: 'Who made it; null when a file did (`SITE_CONFIG_FILE`), or the account is gone.',
      resolve: ({ authorId }, _args, { loaders }) =>
        authorId === null ? null : loaders.accounts.load(authorId),
    }),
    diff: t.string({
      description:
        'What it changed, as a unified diff. A secret reads `REDACTED-` and eight digits that change when it does.',
      resolve: (change, _args, { services }) => diffOf(services, change),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('createdAt', { type: 'DateTime', description: 'The same: changes never change.' }),
  }),
});

findableNode('SiteConfigurationChange', async (id, { caller, services }) => {
  requireSiteAdmin(caller);
  const key = databaseId(id, 'SiteConfigurationChange');
  const change = await findChange(services, key);
  if (!change) throw new NotFoundError(`site configuration change with ID ${key} not found`);
  return change;
});

const ChangeConnection = connection(
  'SiteConfigurationChangeConnection',
  SiteConfigurationChange,
  'changes of the configuration',
  'bidirectional',
);

/** A time that never comes: what is not limited ends then. */
const never = new Date('9999-12-31T23:59:59Z');

const LicenseInfo = builder
  .objectRef<{ tags: readonly string[]; userCount: number; expiresAt: Date }>('LicenseInfo')
  .implement({
    description: 'The licence that the configuration holds.',
    fieldAccess: inherited,
    fields: (t) => ({
      tags: t.stringList({
        description: 'What the licence includes; empty without one.',
        resolve: ({ tags }) => [...tags],
      }),
      userCount: t.exposeInt('userCount', {
        description: 'How many people may have accounts; 0 is unlimited, and so without a licence.',
      }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        description: 'When it ends; the end of the year 9999 without a licence.',
      }),
    }),
  });

const SiteConfiguration = builder.objectRef<StoredConfiguration>('SiteConfiguration').implement({
  description: 'The configuration of the site.',
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.exposeInt('id', {
      access: siteAdmin,
      description: 'The version, to give as `lastID` when changing it.',
    }),
    effectiveContents: t.field({
      type: 'JSONCString',
      description:
        'The configuration as JSON with comments. Secrets read `REDACTED`; left so, they stay when written back.',
      resolve: ({ contents }) => contents,
    }),
    validationMessages: t.stringList({
      access: siteAdmin,
      description:
        'What is wrong or odd in the configuration: what cannot be read, keys that have no effect.',
      resolve: ({ contents }) => configurationProblems(contents),
    }),
    history: t.field({
      type: ChangeConnection,
      nullable: true,
      access: siteAdmin,
      description: 'The changes that made it what it is, newest first. Needs `first` or `last`.',
      args: bidirectionalArgs(t),
      resolve: (_configuration, args, { services }) => changesPage(services, args),
    }),
    licenseInfo: t.field({
      type: LicenseInfo,
      access: siteAdmin,
      description: 'The licence that it holds.',
      resolve: async (_configuration, _args, { services }) => {
        const { licenseKey } = services.siteConfiguration.current.settings;
        return (await services.license.read(licenseKey)) ?? { tags: [], userCount: 0, expiresAt: never };
      },
    }),
  }),
});

builder.objectField(Site, 'configuration', (t) =>
  t.field({
    type: SiteConfiguration,
    access: signedIn,
    description:
      'The configuration of the site, for site admins. With `returnSafeConfigsOnly` any account may read what is not secret of it.',
    args: {
      returnSafeConfigsOnly: t.arg.boolean({
        description: 'Whether to leave out all that is not for everybody.',
      }),
    },
    resolve: (_site, { returnSafeConfigsOnly }, context) =>
      returnSafeConfigsOnly ? readSafeConfiguration(context) : readConfiguration(context),
  }),
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

const AccessTokensAllow = builder.enumType('AccessTokensAllow', {
  description: 'Who may make access tokens.',
  values: {
    ALL_USERS_CREATE: { value: 'all-users-create', description: 'Every account for itself.' },
    SITE_ADMIN_CREATE: { value: 'site-admin-create', description: 'Site admins.' },
    NONE: { value: 'none', description: 'Nobody; none is accepted either.' },
  },
});

const AccessTokensConfigurationInput = builder.inputType('AccessTokensConfigurationInput', {
  description: 'Who may make access tokens, and for how long.',
  fields: (t) => ({
    allow: t.field({ type: AccessTokensAllow, required: true, description: 'Who may make them.' }),
    allowNoExpiration: t.boolean({ required: true, description: 'Whether one may be made without an end.' }),
  }),
});

const SessionConfigurationInput = builder.inputType('SessionConfigurationInput', {
  description: 'How long sessions last, and the policy of access tokens. What is not given stays.',
  fields: (t) => ({
    sessionExpiry: t.string({ description: 'How long a session lasts, like `2160h`.' }),
    maxSessionIdleDuration: t.string({ description: 'How long it lasts without being used; `0` for ever.' }),
    accessTokens: t.field({ type: AccessTokensConfigurationInput, description: 'Of access tokens.' }),
  }),
});

const SignupConfigurationInput = builder.inputType('SignupConfigurationInput', {
  description: 'What people may do about their own accounts. What is not given stays.',
  fields: (t) => ({
    enableUsernameChanges: t.boolean({ description: 'Whether people may change their user names.' }),
    accessRequestEnabled: t.boolean({ description: 'Whether strangers may ask for an account.' }),
  }),
});

const PasswordPolicyConfigurationInput = builder.inputType('PasswordPolicyConfigurationInput', {
  description: 'What passwords must be like. What is not given stays.',
  fields: (t) => ({
    minPasswordLength: t.int({ description: 'The fewest characters.' }),
    enabled: t.boolean({ description: 'Whether what follows is asked for.' }),
    numberOfSpecialCharacters: t.int({
      description: 'The fewest characters that are no letter and no digit.',
    }),
    requireAtLeastOneNumber: t.boolean({ description: 'Whether a digit is needed.' }),
    requireUpperandLowerCase: t.boolean({ description: 'Whether letters of both cases are needed.' }),
  }),
});

const AccessRestrictionsConfigurationInput = builder.inputType('AccessRestrictionsConfigurationInput', {
  description: 'From where the site may be used, and what admins may see. What is not given stays.',
  fields: (t) => ({
    enforceForSiteAdmins: t.boolean({
      description: 'Whether site admins too see only the repositories that were granted to them.',
    }),
    ipAllowlistEnabled: t.boolean({ description: 'Whether the lists of addresses are in force.' }),
    userIpAddress: t.stringList({ description: 'Addresses and ranges of people and automations.' }),
    clientIpAddress: t.stringList({ description: 'Addresses and ranges of what connects to the server.' }),
    trustedClientIpAddress: t.stringList({ description: 'Those of what connects and is not asked further.' }),
    userIpRequestHeaders: t.stringList({ description: "Headers that tell the user's address." }),
    errorMessageTemplate: t.string({ description: 'What the refused are told.' }),
  }),
});

builder.mutationFields((t) => ({
  setSessionConfiguration: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Changes the part of the site configuration about sessions and access tokens.',
    args: { input: t.arg({ type: SessionConfigurationInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input: { accessTokens, ...input } }, context) => {
      await editConfiguration(context, (contents) =>
        withValues(contents, [
          ...editsFor(input, {
            sessionExpiry: ['auth.sessionExpiry'],
            maxSessionIdleDuration: ['auth.maxSessionIdleDuration'],
          }),
          ...editsFor(accessTokens ?? { allow: null, allowNoExpiration: null }, {
            allow: ['auth.accessTokens', 'allow'],
            allowNoExpiration: ['auth.accessTokens', 'allowNoExpiration'],
          }),
        ]),
      );
      return {};
    },
  }),
  setSignupConfiguration: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Changes the part of the site configuration about what people may do about their accounts.',
    args: { input: t.arg({ type: SignupConfigurationInput, required: true, description: 'The changes.' }) },
    resolve: async (_root, { input }, context) => {
      await editConfiguration(context, (contents) =>
        withValues(
          contents,
          editsFor(input, {
            enableUsernameChanges: ['auth.enableUsernameChanges'],
            accessRequestEnabled: ['auth.accessRequest', 'enabled'],
          }),
        ),
      );
      return {};
    },
  }),
  setPasswordPolicyConfiguration: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Changes the part of the site configuration about passwords.',
    args: {
      input: t.arg({ type: PasswordPolicyConfigurationInput, required: true, description: 'The changes.' }),
    },
    resolve: async (_root, { input }, context) => {
      await editConfiguration(context, (contents) =>
        withValues(
          contents,
          editsFor(input, {
            minPasswordLength: ['auth.minPasswordLength'],
            enabled: ['auth.passwordPolicy', 'enabled'],
            numberOfSpecialCharacters: ['auth.passwordPolicy', 'numberOfSpecialCharacters'],
            requireAtLeastOneNumber: ['auth.passwordPolicy', 'requireAtLeastOneNumber'],
            requireUpperandLowerCase: ['auth.passwordPolicy', 'requireUpperandLowerCase'],
          }),
        ),
      );
      return {};
    },
  }),
  setAccessRestrictionsConfiguration: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Changes the part of the site configuration about from where the site may be used.',
    args: {
      input: t.arg({
        type: AccessRestrictionsConfigurationInput,
        required: true,
        description: 'The changes.',
      }),
    },
    resolve: async (_root, { input }, context) => {
      await editConfiguration(context, (contents) =>
        withValues(
          contents,
          editsFor(input, {
            enforceForSiteAdmins: ['authz.enforceForSiteAdmins'],
            ipAllowlistEnabled: ['auth.allowedIpAddress', 'enabled'],
            userIpAddress: ['auth.allowedIpAddress', 'userIpAddress'],
            clientIpAddress: ['auth.allowedIpAddress', 'clientIpAddress'],
            trustedClientIpAddress: ['auth.allowedIpAddress', 'trustedClientIpAddress'],
            userIpRequestHeaders: ['auth.allowedIpAddress', 'userIpRequestHeaders'],
            errorMessageTemplate: ['auth.allowedIpAddress', 'errorMessageTemplate'],
          }),
        ),
      );
      return {};
    },
  }),
}));

const AuthProviderReorderInput = builder.inputType('AuthProviderReorderInput', {
  description: 'Names a sign-in provider.',
  fields: (t) => ({
    serviceType: t.string({ required: true, description: 'Its kind.' }),
    configID: t.string({ required: true, description: 'Its name in the site configuration.' }),
  }),
});

builder.mutationFields((t) => ({
  deleteAuthProvider: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Takes a sign-in provider out of the site configuration. The last one that works stays.',
    args: {
      serviceType: t.arg.string({ required: true, description: 'Its kind.' }),
      configID: t.arg.string({ required: true, description: 'Its name in the site configuration.' }),
    },
    resolve: async (_root, args, context) => {
      await editConfiguration(context, (contents) =>
        withProviders(contents, (providers) => providers.toSpliced(providerIndex(providers, args), 1)),
      );
      return {};
    },
  }),
  setBuiltinAuthEnabled: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Switches sign-in by password on or off. The last way to sign in stays on.',
    args: { enabled: t.arg.boolean({ required: true, description: 'Whether it is on.' }) },
    resolve: async (_root, { enabled }, context) => {
      await editConfiguration(context, (contents) =>
        withProviders(contents, (providers) => {
          if (!enabled) return providers.filter(({ type }) => type !== 'builtin');
          return providers.some(({ type }) => type === 'builtin')
            ? providers.map((provider) =>
                provider.type === 'builtin' ? { ...provider, noSignIn: false } : provider,
              )
            : [{ type: 'builtin' }, ...providers];
        }),
      );
      return {};
    },
  }),
  setAuthProviderSignIn: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Says whether a provider is offered for signing in. The last way to sign in stays on.',
    args: {
      serviceType: t.arg.string({ required: true, description: 'Its kind.' }),
      configID: t.arg.string({ required: true, description: 'Its name in the site configuration.' }),
      enabled: t.arg.boolean({ required: true, description: 'Whether it is offered.' }),
    },
    resolve: async (_root, { enabled, ...args }, context) => {
      await editConfiguration(context, (contents) =>
        withProviders(contents, (providers) => {
          const index = providerIndex(providers, args);
          return providers.map((provider, at) =>
            at === index ? { ...provider, noSignIn: !enabled } : provider,
          );
        }),
      );
      return {};
    },
  }),
  reorderAuthProviders: t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Puts sign-in providers into an order; those that are not named come last.',
    args: {
      providers: t.arg({
        type: [AuthProviderReorderInput],
        required: true,
        description: 'The providers, first to last.',
      }),
    },
    resolve: async (_root, { providers: wanted }, context) => {
      await editConfiguration(context, (contents) =>
        withProviders(contents, (providers) => {
          const order = new Map(wanted.map((name, at) => [providerIndex(providers, name), at + 1]));
          return providers.map((provider, at) => ({
            ...provider,
            order: order.get(at) ?? wanted.length + at + 1,
          }));
        }),
      );
      return {};
    },
  }),
}));
