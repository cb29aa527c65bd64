import { isSiteAdmin } from '../../authz/policy.js';
import { ForbiddenError } from '../../errors.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { pageOf } from '../../graphql/paging.js';
import type { Services } from '../../services.js';
import { isEditable } from './change-configuration.js';
import { configIdOf, isOffered, type Provider } from './sign-in-providers.js';
import { Site } from './site.schema.js';

// What the site says of itself: how one may sign in, what needs attention, what can be changed.

const AuthProvider = builder.objectRef<Provider>('AuthProvider').implement({
  description: 'A way to sign in, for people.',
  fieldAccess: inherited,
  fields: (t) => ({
    serviceType: t.string({
      description: 'The kind of way: `builtin` is by password.',
      resolve: ({ type }) => type,
    }),
    serviceID: t.string({ description: 'Names the provider; empty for passwords.', resolve: () => '' }),
    clientID: t.string({
      description: 'Names the site to the provider; empty for passwords.',
      resolve: () => '',
    }),
    configID: t.string({ description: 'Names it in the site configuration.', resolve: configIdOf }),
    displayName: t.string({
      description: 'The name for people to read.',
      resolve: ({ displayName }) => displayName ?? 'Builtin username-password authentication',
    }),
    isBuiltin: t.boolean({ description: 'Whether it is by password.', resolve: () => true }),
    authenticationURL: t.string({
      nullable: true,
      description: 'Where to go to sign in; null for passwords.',
      resolve: () => null,
    }),
  }),
});

/** The ways that are offered now, in the order of the site configuration. */
const offeredProviders = ({ siteConfiguration }: Services): Provider[] =>
  siteConfiguration.current.settings['auth.providers']
    .filter(isOffered)
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));

const AuthProviderConnection = connection('AuthProviderConnection', AuthProvider, 'ways to sign in');

const AlertType = builder.enumType('AlertType', {
  description: 'How much an alert matters.',
  values: {
    INFO: { description: 'Good to know.' },
    WARNING: { description: 'To be looked at.' },
    ERROR: { description: 'Something does not work.' },
  },
});

interface SiteAlert {
  type: 'INFO' | 'WARNING' | 'ERROR';
  message: string;
}

const Alert = builder.objectRef<SiteAlert>('Alert').implement({
  description: 'Something that the site wants to be known.',
  fieldAccess: inherited,
  fields: (t) => ({
    type: t.field({ type: AlertType, description: 'How much it matters.', resolve: ({ type }) => type }),
    message: t.exposeString('message', { description: 'What it is, as Markdown.' }),
    isDismissibleWithKey: t.string({
      nullable: true,
      description:
        'Under which key a user interface may remember that it was put away; null when it may not.',
      resolve: () => null,
    }),
  }),
});

const soonMs = 30 * 86_400_000;

/** What a site admin has to look at. */
async function alertsFor(services: Services): Promise<SiteAlert[]> {
  const { siteConfiguration, configurationFile } = services;
  const notInForce = [siteConfiguration.problem, configurationFile?.problem].flatMap(
    (problem): SiteAlert[] =>
      problem
        ? [
            {
              type: 'ERROR',
              message: `The newest site configuration is not in force, the one before it stays: ${problem}.`,
            },
          ]
        : [],
  );
  return [...notInForce, ...(await licenseAlerts(services))];
}

async function licenseAlerts({ license, siteConfiguration, clock }: Services): Promise<SiteAlert[]> {
  const { licenseKey } = siteConfiguration.current.settings;
  if (!licenseKey) return [];
  const read = await license.read(licenseKey).catch((error: Error) => error);
  if (read instanceof Error)
    return [{ type: 'ERROR', message: `No person can be created: ${read.message}.` }];
  if (!read) return [];
  const left = read.expiresAt.getTime() - clock.now().getTime();
  const day = read.expiresAt.toISOString().slice(0, 10);
  if (left <= 0)
    return [
      {
        type: 'ERROR',
        message: `The licence ended on ${day}. Only site admins can sign in, and no person can be created, until it is renewed.`,
      },
    ];
  return left < soonMs ? [{ type: 'WARNING', message: `The licence ends on ${day}.` }] : [];
}

const UpdateCheck = builder.objectRef<object>('UpdateCheck').implement({
  description: 'What is known of newer versions: nothing, because Gatehouse asks nobody.',
  fieldAccess: inherited,
  fields: (t) => ({
    pending: t.boolean({ description: 'Whether it is being looked for one.', resolve: () => false }),
    checkedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last looked for one: never.',
      resolve: () => null,
    }),
    errorMessage: t.string({ nullable: true, description: 'Why that failed.', resolve: () => null }),
    updateVersionAvailable: t.string({
      nullable: true,
      description: 'Which one there is.',
      resolve: () => null,
    }),
  }),
});

const MonitoringAlert = builder
  .objectRef<{ timestamp: Date; name: string; serviceName: string; owner: string; average: number }>(
    'MonitoringAlert',
  )
  .implement({
    description: 'How often an alert fired within a while.',
    fieldAccess: inherited,
    fields: (t) => ({
      timestamp: t.expose('timestamp', { type: 'DateTime', description: 'When.' }),
      name: t.exposeString('name', { description: 'Which alert.' }),
      serviceName: t.exposeString('serviceName', { description: 'Which service it is about.' }),
      owner: t.exposeString('owner', { description: 'Whose service that is.' }),
      average: t.exposeFloat('average', { description: 'The part of the while in which it fired.' }),
    }),
  });

const MonitoringStatistics = builder.objectRef<object>('MonitoringStatistics').implement({
  description: 'Which alerts fired. Gatehouse watches nothing itself: it has `/metrics` for what does.',
  fieldAccess: inherited,
  fields: (t) => ({
    alerts: t.field({ type: [MonitoringAlert], description: 'The alerts: none.', resolve: () => [] }),
  }),
});

const BindID = builder.enumType('PermissionsUserMappingBindID', {
  description: 'How calls that set repository permissions name accounts.',
  values: { USERNAME: { description: 'By user name.' }, EMAIL: { description: 'By verified address.' } },
});

builder.objectFields(Site, (t) => ({
  authProviders: t.field({
    type: AuthProviderConnection,
    description: 'The ways to sign in.',
    resolve: (_site, _args, { services }) => pageOf(offeredProviders(services), {}, configIdOf),
  }),
  alerts: t.field({
    type: [Alert],
    description: 'What a site admin has to look at; empty for everybody else.',
    resolve: (_site, _args, { caller, services }) => (isSiteAdmin(caller) ? alertsFor(services) : []),
  }),
  permissionsUserMappingBindID: t.field({
    type: BindID,
    nullable: true,
    access: siteAdmin,
    description: 'How calls that set repository permissions name accounts; null where they are switched off.',
    resolve: (_site, _args, { services }) => {
      const { enabled, bindID } = services.siteConfiguration.current.settings['permissions.userMapping'];
      return enabled ? (bindID.toUpperCase() as 'USERNAME' | 'EMAIL') : null;
    },
  }),
  updateCheck: t.field({
    type: UpdateCheck,
    access: siteAdmin,
    description: 'What is known of newer versions.',
    resolve: () => ({}),
  }),
  monitoringStatistics: t.field({
    type: MonitoringStatistics,
    access: siteAdmin,
    description: 'Which alerts fired.',
    args: { days: t.arg.int({ description: 'How many days to look back.' }) },
    resolve: () => ({}),
  }),
  autoUpgradeEnabled: t.boolean({
    description:
      'Whether a newer version brings the database up to date by itself: yes, whenever it is started.',
    resolve: () => true,
  }),
  settingsURL: t.string({
    nullable: true,
    description: 'The path of the page of the global settings.',
    resolve: () => '/site-admin/global-settings',
  }),
  canReloadSite: t.boolean({
    description: 'Whether the caller can restart the site: nobody, since no change needs that.',
    resolve: () => false,
  }),
  needsRepositoryConfiguration: t.boolean({
    description: 'Whether no code host is configured; false for everybody but site admins.',
    resolve: async (_site, _args, { caller, services }) =>
      isSiteAdmin(caller) && (await services.db.prisma.externalService.count({ take: 1 })) === 0,
  }),
  freeUsersExceeded: t.boolean({
    description: 'Whether there are more people than go without a licence: never, there is no such limit.',
    resolve: () => false,
  }),
  sendsEmailVerificationEmails: t.boolean({
    description: 'Whether new addresses get a mail by which they are verified: whether mail can be sent.',
    resolve: (_site, _args, { services }) => services.mailer.isConfigured,
  }),
  allowSiteSettingsEdits: t.boolean({
    description: 'Whether the site configuration can be changed here.',
    resolve: (_site, _args, { services }) => isEditable(services),
  }),
  siteConfigurationFromFile: t.boolean({
    description: 'Whether the site configuration comes from a file.',
    resolve: (_site, _args, { services }) => services.configurationFile !== undefined,
  }),
  allowEditSiteConfigurationWithFile: t.boolean({
    description: 'Whether it can be changed here although it comes from a file.',
    resolve: (_site, _args, { services }) => services.config.SITE_CONFIG_ALLOW_EDITS,
  }),
  globalSettingsFromFile: t.boolean({
    description: 'Whether the global settings come from a file: they are in the database.',
    resolve: () => false,
  }),
  allowEditGlobalSettingsWithFile: t.boolean({
    description: 'Whether they can be changed here although they come from a file: they do not.',
    resolve: () => false,
  }),
  externalServicesFromFile: t.boolean({
    description: 'Whether code host connections come from a file: they are in the database.',
    resolve: () => false,
  }),
  allowEditExternalServicesWithFile: t.boolean({
    description: 'Whether they can be changed here although they come from a file: they do not.',
    resolve: () => false,
  }),
  siteConfigBlocklistPaths: t.stringList({
    description: 'Keys of the site configuration that may not be changed here: none.',
    resolve: () => [],
  }),
}));

builder.mutationField('reloadSite', (t) =>
  t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    deprecationReason: 'Nothing needs it.',
    description: 'Restarts the site: refused, as `canReloadSite` says.',
    resolve: () => {
      throw new ForbiddenError('reloading site not supported: every change is in force without it');
    },
  }),
);
