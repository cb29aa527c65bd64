import { resolve } from 'node:path';
import { z } from 'zod';

/** A setting that cannot be used, in one line for the operator. */
export class ConfigError extends Error {}

const port = z.coerce.number().int().min(0).max(65_535);
const path = z
  .string()
  .min(1)
  .transform((text) => resolve(text));
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Every environment variable that the server reads. `.env.example` gives their meaning to people. */
const environment = z.object({
  PORT: port.default(3080),
  HOST: z.string().min(1).default('0.0.0.0'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://')
    .optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(20),
  // Programs that are started with it run elsewhere.
  DATA_DIR: path.prefault('./data'),
  EXTERNAL_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL like https://gatehouse.example.com' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  GATEHOUSE_SECRET_KEYS: z
    .string()
    .transform((text) => text.split(',').map((key) => key.trim()))
    .pipe(
      z.array(z.string().min(32, 'each key needs at least 32 characters; try: openssl rand -hex 32')).min(1),
    )
    .optional(),
  GATEHOUSE_ADMIN_USERNAME: z.string().min(1).optional(),
  GATEHOUSE_ADMIN_EMAIL: z.string().min(3).optional(),
  GATEHOUSE_ADMIN_PASSWORD: z.string().min(1).optional(),
  LICENSE_PUBLIC_KEY: z.string().min(1).optional(),
  SITE_CONFIG_FILE: z.string().min(1).optional(),
  SITE_CONFIG_ALLOW_EDITS: flag.default(false),
  PASSWORD_HASH_COST: z.coerce.number().int().min(12).max(20).default(12),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(8 * 1024 * 1024),
  REQUEST_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(3600).default(60),
  METRICS_TOKEN: z.string().min(16).optional(),
  BACKGROUND_WORK: flag.default(true),
  DISABLE_SEARCH_JOBS: flag.default(false),
  GIT_PROTOCOLS: z
    .string()
    .default('https,http,ssh,git,file')
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(['https', 'http', 'ssh', 'git', 'file'])).min(1)),
  SSH_CONFIG_FILE: path.optional(),
  INTROSPECTION: flag.default(true),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Config = z.output<typeof environment>;

/** Names of every setting, for the check that `.env.example` explains each. */
export const settingNames: readonly string[] = Object.keys(environment.shape);

/**
 * Reads the settings from environment variables. An empty variable counts as absent.
 *
 * @throws ConfigError naming the variable and what is wrong with it.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${issue?.path[0]?.toString() ?? 'setting'}: ${issue?.message ?? 'is not valid'}`);
  }
  const config = parsed.data;
  const admin = [
    config.GATEHOUSE_ADMIN_USERNAME,
    config.GATEHOUSE_ADMIN_EMAIL,
    config.GATEHOUSE_ADMIN_PASSWORD,
  ];
  const present = admin.filter((value) => value !== undefined).length;
  if (present !== 0 && present !== admin.length) {
    throw new ConfigError(
      'GATEHOUSE_ADMIN_USERNAME, GATEHOUSE_ADMIN_EMAIL and GATEHOUSE_ADMIN_PASSWORD go together: set all or none',
    );
  }
  return config;
}
