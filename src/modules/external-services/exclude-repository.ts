import { applyEdits, modify } from 'jsonc-parser';
import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import { NotFoundError } from '../../errors.js';
import { parseJsonc } from '../../jsonc.js';
import { lockNames, settleRepositories } from './apply-listing.js';
import { codeHostOf } from './code-hosts.js';
import { readConfig } from './config-text.js';
import { configOf, lockExternalService, sealedConfig, target } from './external-services.js';

/**
 * Leaves a repository out of connections: an entry in `exclude` of each, and the repository is gone at once where no other
 * connection yields it. All of them or none. Comments in configurations stay.
 */
export async function excludeRepository(
  context: RequestContext,
  externalServiceIds: readonly number[],
  repositoryId: number,
): Promise<void> {
  const { id: lastUpdaterId } = requireSiteAdmin(context.caller);
  const { services } = context;
  await change(context, async ({ tx, record }) => {
    const now = services.clock.now();
    const repository = await tx.repository.findFirst({ where: { id: repositoryId, deletedAt: null } });
    if (!repository) throw new NotFoundError(`repository not found: [${repositoryId}]`);
    for (const id of [...new Set(externalServiceIds)].sort((a, b) => a - b)) {
      const service = await lockExternalService(tx, id);
      const { kind } = service;
      const text = await configOf(services, service);
      const excluded = withExclusion(text, entryFor(kind, repository));
      readConfig(codeHostOf(kind), excluded);
      await tx.externalService.update({
        where: { id },
        data: {
          sealedConfig: await sealedConfig(services, excluded),
          lastUpdaterId,
          updatedAt: now,
          // A look that began before would bring it back.
          nextSyncAt: now,
        },
      });
      await tx.externalServiceRepository.deleteMany({ where: { externalServiceId: id, repositoryId } });
      record({
        entity: 'codehosts',
        action: 'changed',
        target: target(service),
        details: { configChanged: true, excludedRepository: repository.name },
      });
    }
    await lockNames(tx);
    await settleRepositories(tx, now);
  });
  services.background.wake();
}

/** By the id at the host where it has one, so that a rename brings nothing back. */
function entryFor(kind: string, { name, externalId }: { name: string; externalId: string }): object {
  if (kind === 'GITHUB') return { id: externalId };
  if (kind === 'GITLAB') return { id: Number(externalId) };
  return { name };
}

function withExclusion(text: string, entry: object): string {
  const { exclude = [] } = parseJsonc(text, 'configuration') as { exclude?: unknown[] };
  if (exclude.some((one) => JSON.stringify(one) === JSON.stringify(entry))) return text;
  const [path, value] = exclude.length > 0 ? [['exclude', exclude.length], entry] : [['exclude'], [entry]];
  return applyEdits(
    text,
    modify(text, path, value, { formattingOptions: { insertSpaces: true, tabSize: 2 } }),
  );
}
