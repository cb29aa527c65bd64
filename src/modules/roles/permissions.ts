import { permissionCatalogue, permissionName, systemRoles } from '../../authz/permissions.js';
import type { Clock } from '../../clock.js';
import type { Database } from '../../db/database.js';
import type { Prisma } from '../../db/generated/prisma/client.js';

export type Permission = Prisma.PermissionModel;

/**
 * Brings system roles and permissions in line with the catalogue. New permissions go to SITE_ADMINISTRATOR, and
 * to USER where the catalogue says so, once: an admin who takes one away keeps that choice across restarts.
 * Permissions that the catalogue does not have stay with their places in roles, and nobody sees or uses them: a version
 * that knows them may run beside this one, or come back. Returns the names of those that it has, by database id.
 */
export async function reconcilePermissions(db: Database, clock: Clock): Promise<ReadonlyMap<number, string>> {
  const now = clock.now();
  await db.prisma.$transaction(async (tx) => {
    // Of two processes that start at once, the second waits here and finds everything done.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(7310311)::text`;
    await tx.role.createMany({
      data: Object.values(systemRoles).map((name) => ({ name, system: true, createdAt: now })),
      skipDuplicates: true,
    });
    const existing = await tx.permission.findMany();
    const known = new Set(existing.map(permissionName));
    const added = permissionCatalogue.filter((definition) => !known.has(permissionName(definition)));
    if (added.length > 0) await insert(tx, added, now);
  });
  const wanted = new Set(permissionCatalogue.map(permissionName));
  const permissions = await db.prisma.permission.findMany();
  return new Map(
    permissions
      .filter((permission) => wanted.has(permissionName(permission)))
      .map((permission) => [permission.id, permissionName(permission)]),
  );
}

async function insert(
  tx: Prisma.TransactionClient,
  added: typeof permissionCatalogue,
  now: Date,
): Promise<void> {
  const inserted = await tx.permission.createManyAndReturn({
    data: added.map(({ namespace, action }) => ({ namespace, action, createdAt: now })),
  });
  const roles = await tx.role.findMany({ where: { system: true } });
  const roleId = (name: string) => roles.find((role) => role.name === name)?.id as number;
  const forUsers = new Set(added.filter(({ inUserRole }) => inUserRole).map(permissionName));
  await tx.rolePermission.createMany({
    data: inserted.flatMap((permission) => [
      { roleId: roleId(systemRoles.siteAdministrator), permissionId: permission.id },
      ...(forUsers.has(permissionName(permission))
        ? [{ roleId: roleId(systemRoles.user), permissionId: permission.id }]
        : []),
    ]),
  });
}
