import type { Logger } from 'pino';
import { AuditLog } from './audit/audit-log.js';
import { anonymous, serverItself } from './auth/caller.js';
import { LastUsedWriter } from './auth/last-used.js';
import type { ServerKeys } from './auth/server-keys.js';
import { createTokenLookup } from './auth/token-lookup.js';
import { WrongTokenLimit } from './auth/wrong-token-limit.js';
import { Background } from './background/background.js';
import { Leases } from './background/leases.js';
import type { Clock } from './clock.js';
import { type Config, ConfigError } from './config.js';
import type { Database } from './db/database.js';
import { DomainError } from './errors.js';
import { GitReader } from './git/read.js';
import { FieldRateLimit } from './graphql/field-rate-limit.js';
import { Housekeeping } from './housekeeping.js';
import { largeAnswers } from './http/large-answers.js';
import { LargeRequests } from './http/large-requests.js';
import { mailTasks } from './mail/mail-tasks.js';
import { Mailer } from './mail/mailer.js';
import { createMetrics } from './metrics.js';
import { syncTasks } from './modules/external-services/sync.js';
import { mirrorTasks } from './modules/mirrors/mirror-worker.js';
import { deliveryTasks } from './modules/outbound-webhooks/deliver.js';
import { permissionSyncTasks } from './modules/repository-permissions/sync-jobs.js';
import { reconcilePermissions } from './modules/roles/permissions.js';
import { Searches } from './modules/search/searches.js';
import { searchJobTasks } from './modules/search-jobs/job-worker.js';
import { configureFirstAdmin } from './modules/sessions/site-init.js';
import { ConfigurationFile } from './modules/site/configuration-file.js';
import { openInstance } from './modules/site/instance.js';
import { LicenseReader } from './modules/site/license.js';
import { SiteConfigurationStore } from './modules/site/site-configuration.js';
import type { Services } from './services.js';
import { gatehouseVersion } from './version.js';

export interface Foundations {
  config: Config;
  db: Database;
  clock: Clock;
  keys: ServerKeys;
  log: Logger;
  /** Where the lines of the audit log go. */
  writeAuditLine: (line: string) => void;
}

/** Brings an open database up to this version and makes everything that requests use. */
export async function createServices(foundations: Foundations): Promise<Services> {
  const { config, db, clock, keys, log } = foundations;
  const instance = await openInstance(db, keys, clock);
  const permissionNames = await reconcilePermissions(db, clock);
  const siteConfiguration = new SiteConfigurationStore(db, keys);
  await siteConfiguration.start((error) => log.warn({ err: error }, 'cannot read the site configuration'));
  const audit = new AuditLog(
    db,
    clock,
    {
      'service.name': 'gatehouse',
      'service.version': gatehouseVersion,
      'service.instance.id': instance.siteId,
    },
    foundations.writeAuditLine,
  );
  const metrics = createMetrics();
  metrics.auditEventsLost(() => audit.lost);
  const services: Services = {
    config,
    db,
    clock,
    keys,
    instance,
    siteConfiguration,
    configurationFile:
      config.SITE_CONFIG_FILE === undefined
        ? undefined
        : new ConfigurationFile(config.SITE_CONFIG_FILE, () => services),
    license: new LicenseReader(config.LICENSE_PUBLIC_KEY),
    audit,
    tokens: createTokenLookup(db, clock),
    lastUsed: new LastUsedWriter(db, clock, (error) =>
      log.warn({ err: error }, 'cannot write last uses of tokens'),
    ),
    mailer: new Mailer(() => services),
    wrongTokens: new WrongTokenLimit(clock),
    fieldRateLimit: new FieldRateLimit(clock),
    housekeeping: new Housekeeping(() => services),
    leases: new Leases(db),
    git: new GitReader(),
    searches: new Searches(config),
    largeRequests: new LargeRequests(config),
    largeAnswers: largeAnswers(),
    get background() {
      return background;
    },
    permissionNames,
    metrics,
    log,
  };
  const background = new Background(services, [
    mirrorTasks(services),
    syncTasks(services),
    permissionSyncTasks(services),
    deliveryTasks(services),
    mailTasks(services),
    searchJobTasks(services),
  ]);
  await services.configurationFile?.start();
  await createConfiguredAdmin(services);
  await services.housekeeping.start();
  await services.leases.start();
  services.background.start();
  return services;
}

/** Writes what is held in memory and lets go of the database. */
export async function closeServices(services: Services): Promise<void> {
  services.configurationFile?.stop();
  await services.background.stop();
  services.git.stop();
  services.siteConfiguration.stop();
  await services.housekeeping.stop();
  await services.mailer.stop();
  await services.lastUsed.flush();
  await services.audit.flush();
  await services.db.close();
}

/** The first admin of an unattended installation; ignored once there is any account. */
async function createConfiguredAdmin(services: Services): Promise<void> {
  const {
    GATEHOUSE_ADMIN_USERNAME: username,
    GATEHOUSE_ADMIN_EMAIL: email,
    GATEHOUSE_ADMIN_PASSWORD: password,
  } = services.config;
  if (!username || !email || !password) return;
  await configureFirstAdmin(
    { services, caller: anonymous, client: serverItself },
    { username, email, password },
  ).catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
    throw new ConfigError(`cannot create the first admin from GATEHOUSE_ADMIN_…: ${error.message}`);
  });
}
