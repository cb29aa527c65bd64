import { permissionName, systemRoles } from '../../authz/permissions.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError, isUniqueViolation, NotFoundError } from '../../errors.js';
import { accountTarget, lockAccount } from '../users/accounts.js';

export type Role = Prisma.RoleModel;

const maxName = 255;

/** Creates a role that admins may change and delete. An empty list of permissions is a role all the same. */
export async function createRole(
  context: RequestContext,
  name: string,
  permissionIds: readonly number[],
): Promise<Role> {
  requireSiteAdmin(context.caller);
  if (name.trim() === '' || name.length > maxName) {
    throw new InvalidInputError(`cannot create role: the name has 1 to ${maxName} characters`);
  }
  return change(context, async ({ tx, record }) => {
    const role = await tx.role
      .create({ data: { name, createdAt: context.services.clock.now() } })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? new ConflictError('cannot create role: err_name_exists') : error;
      });
    const permissions = await replacePermissions(context, tx, role.id, permissionIds);
    record({ entity: 'rbac.role', action: 'created', target: roleTarget(role), details: { permissions } });
    return role;
  });
}

/** Deletes a role; everybody who held it loses it at once. System roles are answered like missing ones. */
export async function deleteRole(context: RequestContext, id: number): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    const role = await tx.role.findUnique({ where: { id } });
    // The condition sits in the DELETE, so of two who delete it at once one is told that it is not there.
    const { count } = await tx.role.deleteMany({ where: { id, system: false } });
    if (!role || count === 0) throw new NotFoundError(`failed to delete role: role with ID ${id} not found`);
    record({ entity: 'rbac.role', action: 'deleted', target: roleTarget(role) });
  });
}

/** Replaces the permissions of a role. SITE_ADMINISTRATOR always holds all and cannot be changed. */
export async function setPermissions(
  context: RequestContext,
  roleId: number,
  permissionIds: readonly number[],
): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    await tx.$queryRaw`SELECT 1 FROM roles WHERE id = ${roleId} FOR UPDATE`;
    const role = await tx.role.findUnique({
      where: { id: roleId },
      include: { permissions: { include: { permission: true } } },
    });
    if (!role) throw new NotFoundError(`role with ID ${roleId} not found`);
    if (role.name === systemRoles.siteAdministrator) {
      throw new ConflictError('cannot modify permissions for site admin role');
    }
    const before = role.permissions
      .filter((link) => context.services.permissionNames.has(link.permissionId))
      .map((link) => permissionName(link.permission))
      .sort();
    const after = await replacePermissions(context, tx, roleId, permissionIds);
    record({
      entity: 'rbac.permission',
      action: 'changed',
      target: roleTarget(role),
      details: { before, after },
    });
  });
}

/**
 * Replaces the roles that an account holds by choice. System roles follow from what the account is: they stay
 * whatever the list says, and are ignored in it (access-control reference, 1.2).
 */
export async function setRoles(
  context: RequestContext,
  userId: number,
  roleIds: readonly number[],
): Promise<void> {
  requireSiteAdmin(context.caller);
  const wanted = [...new Set(roleIds)];
  await change(context, async ({ tx, record }) => {
    const account = await lockAccount(tx, userId);
    if (!account) throw new NotFoundError(`user not found: [${userId}]`);
    const before = await tx.userRole.findMany({ where: { userId }, include: { role: true } });
    // Until this ends none of them can be deleted.
    await tx.$queryRaw`SELECT 1 FROM roles WHERE id = ANY(${wanted}::int[]) ORDER BY id FOR KEY SHARE`;
    const roles = await tx.role.findMany({ where: { id: { in: wanted } } });
    const missing = wanted.find((id) => !roles.some((role) => role.id === id));
    if (missing !== undefined) throw new NotFoundError(`role with ID ${missing} not found`);
    const chosen = roles.filter((role) => !role.system);
    await tx.userRole.deleteMany({ where: { userId, role: { system: false } } });
    await tx.userRole.createMany({ data: chosen.map((role) => ({ userId, roleId: role.id })) });
    const names = (list: readonly Role[]) =>
      list
        .filter((role) => !role.system)
        .map((role) => role.name)
        .sort();
    record({
      entity: 'rbac.role',
      action: 'changed',
      target: accountTarget(account),
      details: { before: names(before.map((link) => link.role)), after: names(chosen) },
    });
  });
}

/** Sets exactly these of the permissions that this version knows, and returns their names. Others stay as they are. */
async function replacePermissions(
  { services: { permissionNames } }: RequestContext,
  tx: Prisma.TransactionClient,
  roleId: number,
  permissionIds: readonly number[],
): Promise<string[]> {
  const wanted = [...new Set(permissionIds)];
  const missing = wanted.find((id) => !permissionNames.has(id));
  if (missing !== undefined) throw new NotFoundError(`permission with ID ${missing} not found`);
  const taken = [...permissionNames.keys()].filter((id) => !wanted.includes(id));
  await tx.rolePermission.deleteMany({ where: { roleId, permissionId: { in: taken } } });
  await tx.rolePermission.createMany({
    data: wanted.map((permissionId) => ({ roleId, permissionId })),
    skipDuplicates: true,
  });
  return wanted.map((id) => permissionNames.get(id) as string).sort();
}

const roleTarget = (role: Role) => ({ kind: 'Role' as const, id: role.id, name: role.name });
