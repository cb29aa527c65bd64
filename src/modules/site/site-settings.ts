import { z } from 'zod';
import { InvalidInputError } from '../../errors.js';
import { parseJsonc } from '../../jsonc.js';

/** Ten years: longer is for ever, and sums of dates stay in range. */
const maxSeconds = 10 * 365 * 86_400;

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

/**
 * The keys of the site configuration that are in force, with their defaults. Names and meanings are those of
 * the mirrored product (identity reference, section 7); `audit.requests` is ours.
 */
const siteSettings = z.looseObject({
  'auth.accessTokens': z
    .looseObject({
      allow: z.enum(['all-users-create', 'site-admin-create', 'none']).default('all-users-create'),
      allowNoExpiration: z.boolean().default(false),
      defaultExpirationDays: days.default(90),
      expirationOptionDays: z.array(days).default([7, 14, 30, 60, 90]),
      maxTokensPerUser: positive.default(25),
    })
    .prefault({}),
  'auth.enableUsernameChanges': z.boolean().default(false),
  'auth.lockout': z
    .looseObject({
      failedAttemptThreshold: positive.default(5),
      consecutivePeriod: positive.default(3600),
      lockoutPeriod: positive.default(1800),
    })
    .prefault({}),
  'auth.minPasswordLength': z.number().int().min(1).max(256).default(12),
  'auth.passwordResetLinkExpiry': positive.default(14_400),
  'auth.sessionExpiry': duration
    .default(2160 * 3600)
    .refine((seconds) => seconds >= 3600, 'must be at least 1h'),
  'auth.maxSessionIdleDuration': duration.default(0),
  'auth.public': z.boolean().default(false),
  'auth.userOrgMap': z.record(z.string(), z.array(z.string())).default({}),
  'audit.requests': z.enum(['durable', 'async', 'off']).default('durable'),
  corsOrigin: z.string().default(''),
  externalURL: z.string().default(''),
  licenseKey: z.string().default(''),
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
 * @throws InvalidInputError with the line or the key, and what is wrong with it.
 */
export function readSiteSettings(contents: string): SiteSettings {
  const value = parseJsonc(contents, 'site configuration');
  const parsed = siteSettings.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InvalidInputError(
    `invalid site configuration: ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'is not valid'}`,
  );
}

/** The keys in a configuration that are kept and do nothing. */
export const keysWithoutEffect = (contents: string): string[] =>
  Object.keys(readSiteSettings(contents)).filter((key) => !servedKeys.includes(key));
