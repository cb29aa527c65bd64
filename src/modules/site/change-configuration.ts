import { requireSignedIn, requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext, report } from '../../context.js';
import { ConflictError, ForbiddenError, InvalidInputError } from '../../errors.js';
import { redactSecrets, restoreSecrets } from './configuration-secrets.js';
import { sealConfiguration, unsealConfiguration } from './sealed-configuration.js';
import { requireReadableSecrets, type StoredConfiguration } from './site-configuration.js';
import { initialContents, readSiteSettings, type SiteSettings } from './site-settings.js';

/**
 * The configuration as site admins read it, secrets replaced: the newest version, also when it cannot be read and
 * an earlier one is in force, so that it can be mended.
 */
export async function readConfiguration(context: RequestContext): Promise<StoredConfiguration> {
  requireSiteAdmin(context.caller);
  const { id, contents } = context.services.siteConfiguration.newest;
  await report(context, { entity: 'site.config', action: 'viewed', target: siteTarget });
  return { id, contents: redactSecrets(contents) };
}

/** What every account may know of the configuration: what it needs to make tokens and choose passwords. */
const safeKeys = [
  'auth.accessTokens',
  'auth.enableUsernameChanges',
  'auth.minPasswordLength',
  'auth.passwordPolicy',
  'externalURL',
] as const satisfies readonly (keyof SiteSettings)[];

/** The settings in force that every account may know. */
export async function readSafeConfiguration(context: RequestContext): Promise<StoredConfiguration> {
  requireSignedIn(context.caller);
  const { id, settings } = context.services.siteConfiguration.current;
  const contents = Object.fromEntries(safeKeys.map((key) => [key, settings[key]]));
  return { id, contents: JSON.stringify(contents, null, 2) };
}

/**
 * Writes a new version of the configuration, in force at once here and within a second in other processes.
 * `lastId` is the version that the change was made from: a newer one in between is a conflict. Secrets that read
 * `REDACTED` stay as they are.
 */
export async function updateConfiguration(
  context: RequestContext,
  lastId: number,
  contents: string,
): Promise<void> {
  const admin = requireSiteAdmin(context.caller);
  requireEditable(context);
  if (contents.trim() === '') {
    throw new InvalidInputError(
      'blank site configuration is invalid (you can clear the site configuration by entering an empty JSON object: {})',
    );
  }
  await writeVersion(context, admin.id, (newest) => {
    if (lastId !== newest.id) {
      throw new ConflictError(
        `site configuration was changed meanwhile: lastID is ${lastId}, but it is at ${newest.id}`,
      );
    }
    return restoreSecrets(contents, newest.contents);
  });
}

/** Changes a part of the newest configuration, whatever its version; comments and the rest stay. */
export async function editConfiguration(
  context: RequestContext,
  edit: (contents: string) => string,
): Promise<void> {
  const admin = requireSiteAdmin(context.caller);
  requireEditable(context);
  await writeVersion(context, admin.id, ({ contents }) => edit(contents));
}

/** Whether the configuration can be changed here: not while a file has the say. */
export const isEditable = ({ config }: RequestContext['services']): boolean =>
  config.SITE_CONFIG_FILE === undefined || config.SITE_CONFIG_ALLOW_EDITS;

function requireEditable({ services }: RequestContext): void {
  if (!isEditable(services)) {
    throw new ForbiddenError('updating site configuration not allowed when using SITE_CONFIG_FILE');
  }
}

/**
 * Writes what `next` makes of the newest version as a new one; nothing when that is undefined. One at a time.
 *
 * @throws InvalidInputError when it cannot be in force; nothing is written then.
 */
export async function writeVersion(
  { services, ...request }: RequestContext,
  authorId: number | null,
  next: (newest: StoredConfiguration) => string | undefined,
): Promise<void> {
  await change({ services, ...request }, async ({ tx, record }) => {
    await tx.$queryRaw`SELECT 1 FROM instance FOR UPDATE`;
    const stored = (await tx.siteConfiguration.findFirst({
      orderBy: { id: 'desc' },
      select: { id: true, contents: true },
    })) ?? { id: 0, contents: initialContents };
    const newest = { id: stored.id, contents: await unsealConfiguration(services.keys, stored.contents) };
    const contents = next(newest);
    if (contents === undefined) return;
    requireReadableSecrets(contents);
    const { licenseKey } = readSiteSettings(contents);
    await services.license.read(licenseKey).catch((cause: Error) => {
      throw new InvalidInputError(`invalid site configuration: licenseKey: ${cause.message}`);
    });
    const { id } = await tx.siteConfiguration.create({
      data: {
        contents: await sealConfiguration(services.keys, contents),
        sealedWith: services.keys.current.id,
        authorId,
        createdAt: services.clock.now(),
      },
    });
    record({
      entity: 'site.config',
      action: 'changed',
      target: siteTarget,
      details: { from: newest.id, to: id, keys: changedKeys(newest.contents, contents) },
    });
  });
  await services.siteConfiguration.refresh();
}

/** The keys of which two configurations say different things, for the audit log: names only, no values. */
function changedKeys(before: string, after: string): string[] {
  const [old, now] = [before, after].map((contents) => {
    try {
      return readSiteSettings(contents) as Record<string, unknown>;
    } catch {
      return {};
    }
  }) as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]))
    .sort();
}

const siteTarget = { kind: 'Site' as const, name: 'site' };
