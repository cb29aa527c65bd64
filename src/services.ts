import type { Logger } from 'pino';
import type { AuditLog } from './audit/audit-log.js';
import type { LastUsedWriter } from './auth/last-used.js';
import type { ServerKeys } from './auth/server-keys.js';
import type { TokenRecord } from './auth/token-lookup.js';
import type { WrongTokenLimit } from './auth/wrong-token-limit.js';
import type { Background } from './background/background.js';
import type { Leases } from './background/leases.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Batcher } from './db/batcher.js';
import type { Database } from './db/database.js';
import type { FairGate } from './fair-gate.js';
import type { GitReader } from './git/read.js';
import type { FieldRateLimit } from './graphql/field-rate-limit.js';
import type { Housekeeping } from './housekeeping.js';
import type { LargeRequests } from './http/large-requests.js';
import type { Mailer } from './mail/mailer.js';
import type { Metrics } from './metrics.js';
import type { Searches } from './modules/search/searches.js';
import type { ConfigurationFile } from './modules/site/configuration-file.js';
import type { LicenseReader } from './modules/site/license.js';
import type { SiteConfigurationStore } from './modules/site/site-configuration.js';

/** What this installation is; fixed when it was first started. */
export interface Instance {
  siteId: string;
  /** Eight hex digits in every token. */
  tokenInstance: string;
}

/** Everything long-lived that requests use. Made once, in `createServices`. */
export interface Services {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly instance: Instance;
  readonly siteConfiguration: SiteConfigurationStore;
  /** Where a file has the say over the site configuration. */
  readonly configurationFile: ConfigurationFile | undefined;
  readonly license: LicenseReader;
  readonly audit: AuditLog;
  readonly tokens: Batcher<Buffer, TokenRecord | undefined>;
  readonly lastUsed: LastUsedWriter;
  readonly mailer: Mailer;
  readonly wrongTokens: WrongTokenLimit;
  readonly fieldRateLimit: FieldRateLimit;
  readonly housekeeping: Housekeeping;
  readonly leases: Leases;
  /** Reads repositories that are on disk. */
  readonly git: GitReader;
  /** Looks into them, for so many at a time. */
  readonly searches: Searches;
  /** Lets only some requests with much in them be read and carried out at once. */
  readonly largeRequests: LargeRequests;
  /** Lets only some answers of many megabytes be in memory at once. */
  readonly largeAnswers: FairGate;
  /** What is fetched and looked up without anybody asking. */
  readonly background: Background;
  /** Names (`NAMESPACE#ACTION`) by the database ids of permissions. */
  readonly permissionNames: ReadonlyMap<number, string>;
  readonly metrics: Metrics;
  readonly log: Logger;
}
