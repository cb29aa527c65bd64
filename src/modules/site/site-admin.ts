import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext, report } from '../../context.js';
import { ConflictError, InvalidInputError } from '../../errors.js';
import { readSiteSettings } from './site-settings.js';

/** What stands in place of a secret when the configuration is read. */
const redacted = 'REDACTED';

/** The configuration as site admins read it: secrets are replaced. */
export async function readConfiguration(context: RequestContext): Promise<{ id: number; contents: string }> {
  requireSiteAdmin(context.caller);
  const { id, contents, settings } = context.services.siteConfiguration.current;
  await report(context, { entity: 'site.config', action: 'viewed', target: siteTarget });
  return {
    id,
    contents: settings.licenseKey ? contents.replaceAll(settings.licenseKey, redacted) : contents,
  };
}

/**
 * Writes a new version of the configuration, in force at once here and within a second in other processes.
 * `lastId` is the version that the change was made from: a newer one in between is a conflict.
 */
export async function updateConfiguration(
  context: RequestContext,
  lastId: number,
  contents: string,
): Promise<void> {
  const admin = requireSiteAdmin(context.caller);
  const { services } = context;
  if (contents.trim() === '') {
    throw new InvalidInputError(
      'blank site configuration is invalid (you can clear the site configuration by entering an empty JSON object: {})',
    );
  }
  const { settings: before } = services.siteConfiguration.current;
  const restored = before.licenseKey
    ? contents.replaceAll(`"${redacted}"`, `"${before.licenseKey}"`)
    : contents;
  const after = readSiteSettings(restored);
  if (after.licenseKey !== before.licenseKey) await requireGoodLicense(context, after.licenseKey);
  await change(context, async ({ tx, record }) => {
    await tx.$queryRaw`SELECT 1 FROM instance FOR UPDATE`;
    const newest = await tx.siteConfiguration.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
    const current = newest?.id ?? 0;
    if (lastId !== current) {
      throw new ConflictError(
        `site configuration was changed meanwhile: lastID is ${lastId}, but it is at ${current}`,
      );
    }
    await tx.siteConfiguration.create({
      data: { contents: restored, authorId: admin.id, createdAt: services.clock.now() },
    });
    record({ entity: 'site.config', action: 'changed', target: siteTarget, details: { from: current } });
  });
  await services.siteConfiguration.refresh();
}

async function requireGoodLicense({ services }: RequestContext, key: string): Promise<void> {
  await services.license.read(key).catch((cause: Error) => {
    throw new InvalidInputError(`invalid site configuration: licenseKey: ${cause.message}`);
  });
}

const siteTarget = { kind: 'Site' as const, name: 'site' };
