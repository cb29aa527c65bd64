import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { InvalidInputError } from '../../errors.js';
import { lineOf, parseJsonc } from '../../jsonc.js';
import { isEmailAddress } from '../emails/address.js';

/** Ten years: longer is for ever, and sums of dates stay in range. */
const maxSeconds = 10 * 365 * 86_400;

/** One address, or a range of them in CIDR notation. */
function isAddressRange(text: string): boolean {
  return text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text);
}

const isHostOrRange = (text: string): boolean => isAddressRange(text) || /^[a-z0-9_.-]+$/i.test(text);

const days = z.number().int().positive().max(3650);
const positive = z.number().int().positive().max(maxSeconds);

/** A duration like `2160h` or `90m`, in seconds; `0` switches it off. */
const duration = z
  .union([z.literal(0), z.string().regex(/^(0|\d+(h|m|s))$/, 'must be a duration like 2160h, 90m or 30s')])
  .transform((value) => {
    const [, amount = '0', unit = 's'] = /^(\d+)(h|m|s)?$/.exec(String(value)) ?? [];
    return Number(amount) * { h: 3600, m: 60, s: 1 }[unit as 'h' | 'm' | 's'];
  })
  .pipe(z.number().max(maxSeconds, 'must be ten years at most'));

const ranges = z.array(z.string().refine(isAddressRange, 'must be an address or a range like 10.0.0.0/8'));

/**
 * The keys of the site configuration that are in force, with their defaults. Names and meanings are those of
 * the mirrored product (identity reference, section 7); `audit.requests` is ours.
 */
const siteSettings = z.looseObject({
  /** Where an editor finds the schema of this. */
  $schema: z.string().default(''),
  'auth.accessTokens': z
    .looseObject({
      allow: z.enum(['all-users-create', 'site-admin-create', 'none']).default('all-users-create'),
      allowNoExpiration: z.boolean().default(false),
      defaultExpirationDays: days.default(90),
      expirationOptionDays: z.array(days).default([7, 14, 30, 60, 90]),
      maxTokensPerUser: positive.default(25),
    })
    .prefault({}),
  /** Whether strangers may ask for an account, where they cannot make one themselves. */
  'auth.accessRequest': z.looseObject({ enabled: z.boolean().default(true) }).prefault({}),
  'auth.enableUsernameChanges': z.boolean().default(false),
  'auth.lockout': z
    .looseObject({
      failedAttemptThreshold: positive.default(5),
      consecutivePeriod: positive.default(3600),
      lockoutPeriod: positive.default(1800),
    })
    .prefault({}),
  'auth.allowedIpAddress': z
    .looseObject({
      enabled: z.boolean().default(false),
      userIpAddress: ranges.default([]),
      clientIpAddress: ranges.default([]),
      trustedClientIpAddress: ranges.default([]),
      userIpRequestHeaders: z.array(z.string().min(1)).default([]),
      errorMessageTemplate: z.string().default('Access to this site is not allowed from {{.UserIP}}.'),
    })
    .prefault({}),
  'auth.minPasswordLength': z.number().int().min(1).max(256).default(12),
  'auth.passwordPolicy': z
    .looseObject({
      enabled: z.boolean().default(false),
      numberOfSpecialCharacters: z.number().int().min(0).max(64).default(0),
      requireAtLeastOneNumber: z.boolean().default(false),
      requireUpperandLowerCase: z.boolean().default(false),
    })
    .prefault({}),
  'auth.passwordResetLinkExpiry': positive.default(14_400),
  'auth.providers': z
    .array(
      z.looseObject({
        type: z.string().min(1),
        configID: z.string().optional(),
        displayName: z.string().optional(),
        /** Whether people may make accounts themselves. */
        allowSignup: z.boolean().optional(),
        /** Whether it is kept and not offered. */
        noSignIn: z.boolean().optional(),
        order: z.number().int().optional(),
      }),
    )
    .default([{ type: 'builtin' }]),
  'auth.unlockAccountLinkExpiry': z.number().int().positive().max(1440).default(5),
  'auth.sessionExpiry': duration
    .default(2160 * 3600)
    .refine((seconds) => seconds >= 3600, 'must be at least 1h'),
  'auth.maxSessionIdleDuration': duration.default(0),
  'auth.public': z.boolean().default(false),
  'auth.userOrgMap': z.record(z.string(), z.array(z.string())).default({}),
  'api.ratelimit': z
    .looseObject({
      enabled: z.boolean().default(false),
      perUser: positive.default(500_000),
      perIP: positive.default(500_000),
    })
    .prefault({}),
  'authz.enforceForSiteAdmins': z.boolean().default(false),
  disableAutoGitUpdates: z.boolean().default(false),
  gitMaxConcurrentClones: z.number().int().min(1).max(100).default(5),
  repoListUpdateInterval: z.number().int().min(1).max(1440).default(1),
  'audit.requests': z.enum(['durable', 'async', 'off']).default('durable'),
  corsOrigin: z.string().default(''),
  'email.address': z
    .string()
    .refine((value) => value === '' || isEmailAddress(value), 'must be an email address')
    .default(''),
  'email.senderName': z
    .string()
    .max(100)
    .regex(/^\P{Cc}*$/u, 'must be one line')
    .default('Gatehouse'),
  'email.smtp': z
    .looseObject({
      host: z.string().min(1).max(255),
      port: z.number().int().min(1).max(65_535),
      authentication: z.enum(['none', 'PLAIN', 'CRAM-MD5']).default('none'),
      username: z.string().default(''),
      password: z.string().default(''),
      domain: z.string().default(''),
      noVerifyTLS: z.boolean().default(false),
    })
    .nullable()
    .default(null),
  experimentalFeatures: z
    .looseObject({
      subRepoPermissions: z.looseObject({ enabled: z.boolean().default(false) }).prefault({}),
    })
    .prefault({}),
  externalURL: z.string().default(''),
  licenseKey: z.string().default(''),
  'log.auditLog': z.looseObject({ graphQL: z.boolean().default(false) }).prefault({}),
  /** In hours. */
  organizationInvitations: z.looseObject({ expiryTime: positive.max(8760).default(48) }).prefault({}),
  /** Hosts inside of the own network, by name, address or range, that webhooks may reach, and that need no TLS. */
  'outboundWebhooks.allowedHosts': z
    .array(z.string().refine(isHostOrRange, 'must be a host name, an address, or a range like 10.0.0.0/8'))
    .default([]),
  'permissions.userMapping': z
    .looseObject({
      enabled: z.boolean().default(true),
      bindID: z.enum(['email', 'username']).default('email'),
    })
    .prefault({}),
  rateLimits: z
    .looseObject({
      graphQLMaxAliases: positive.default(500),
      graphQLMaxDepth: positive.default(30),
      graphQLMaxDuplicateFieldCount: positive.default(500),
      graphQLMaxFieldCount: positive.default(500_000),
      graphQLMaxUniqueFieldCount: positive.default(500),
    })
    .prefault({}),
  searchJobs: z
    .looseObject({
      /** After so many days a job is deleted, with what it found. */
      retentionDays: days.default(30),
      /** Of one job, compressed. */
      maxResultMegabytes: z.number().int().positive().max(10_240).default(100),
    })
    .prefault({}),
});

/** The site configuration as the server uses it: every key present. */
export type SiteSettings = z.output<typeof siteSettings>;

/** The text of a new installation's configuration. */
export const initialContents = '{\n  // The site configuration. See docs/configuration.md.\n}\n';

/** The keys that are in force; others are kept and have no effect yet. */
export const servedKeys: readonly string[] = Object.keys(siteSettings.shape);

/**
 * Reads a configuration text: JSON that may have comments and trailing commas.
 *
 * @throws InvalidInputError with the line, the key, and what is wrong with it, for everything that is wrong.
 */
export function readSiteSettings(contents: string): SiteSettings {
  const value = parseJsonc(contents, 'site configuration');
  const parsed = siteSettings.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, maxProblems).map(({ path, message }) => {
    const keys = path.map((key) => (typeof key === 'number' ? key : String(key)));
    return `line ${lineOf(contents, keys)}: ${keys.join('.') || 'the whole'}: ${message}`;
  });
  throw new InvalidInputError(`invalid site configuration: ${problems.join('; ')}`);
}

/** What is wrong is told up to here: nobody mends more at once. */
const maxProblems = 10;

/** What is wrong with a configuration, or else which of its keys are kept and do nothing. */
export function configurationProblems(contents: string): string[] {
  try {
    readSiteSettings(contents);
  } catch (error) {
    return [(error as Error).message];
  }
  return unknownKeys(parseJsonc(contents, 'site configuration'), siteConfigurationSchema(), '').map(
    (key) => `the key "${key}" has no effect`,
  );
}

/** The JSON schema of the site configuration as admins write it (draft 2020-12). */
export const siteConfigurationSchema = (): JsonSchema => ({
  title: 'Site configuration of Gatehouse',
  ...(z.toJSONSchema(siteSettings, { io: 'input' }) as JsonSchema),
});

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  [keyword: string]: unknown;
}

/** Keys that the schema does not name. Where it names none, as in a map, any key counts. */
function unknownKeys(value: unknown, schema: JsonSchema | undefined, path: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => unknownKeys(element, schema?.items, `${path}${index}.`));
  }
  const { properties } = schema ?? {};
  if (typeof value !== 'object' || value === null || !properties) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    Object.hasOwn(properties, key)
      ? unknownKeys(inner, properties[key], `${path}${key}.`)
      : [`${path}${key}`],
  );
}
