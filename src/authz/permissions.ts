/** One right that a role can hold. Its name on the wire is `NAMESPACE#ACTION`. */
export interface PermissionDefinition {
  namespace: PermissionNamespace;
  action: string;
  /** What holding it allows, for people who choose roles. */
  meaning: string;
  /** System roles that receive it when it first appears. SITE_ADMINISTRATOR receives all. */
  inUserRole: boolean;
}

/** The namespaces of the mirrored API, in its order (reference: access-control, RBAC catalogue). */
export const permissionNamespaces = [
  'BATCH_CHANGES',
  'CODY',
  'DEEP_SEARCH',
  'EXPORTED_TELEMETRY',
  'IDP_CLIENTS',
  'LIBRARY',
  'MCP',
  'OWNERSHIP',
  'PRODUCT_SUBSCRIPTIONS',
  'REPO_METADATA',
  'REPO_PERMISSIONS',
  'SCIP',
  'SEARCH_CONTEXTS',
  'USER_EXTERNAL_ACCOUNTS',
  'WORKSPACE_REPOSITORIES',
] as const;
export type PermissionNamespace = (typeof permissionNamespaces)[number];

const define = (
  namespace: PermissionNamespace,
  action: string,
  inUserRole: boolean,
  meaning: string,
): PermissionDefinition => ({ namespace, action, inUserRole, meaning });

/** Every permission there is. At start the database is brought in line with this list. */
export const permissionCatalogue: readonly PermissionDefinition[] = [
  define(
    'BATCH_CHANGES',
    'READ',
    true,
    'See batch changes, changesets, specs, bulk operations and workspaces.',
  ),
  define('BATCH_CHANGES', 'WRITE', true, 'Create, change, execute, apply, close and delete batch changes.'),
  define('BATCH_CHANGES', 'AGENT_READ', false, 'See agentic batch changes.'),
  define('BATCH_CHANGES', 'AGENT_WRITE', false, 'Create and run agentic batch changes.'),
  define('CODY', 'ACCESS', true, 'Use Cody, where the instance offers it.'),
  define('DEEP_SEARCH', 'READ', true, 'See Deep Search conversations.'),
  define('DEEP_SEARCH', 'WRITE', true, 'Start and change Deep Search conversations.'),
  define('EXPORTED_TELEMETRY', 'READ', false, 'See exported telemetry events.'),
  define('IDP_CLIENTS', 'READ', false, 'List OAuth clients.'),
  define('IDP_CLIENTS', 'WRITE', false, 'Create, change and delete OAuth clients.'),
  define(
    'IDP_CLIENTS',
    'WRITE_IMPERSONATION',
    false,
    'Create and delete machine credentials of service accounts.',
  ),
  define('LIBRARY', 'WRITE_PUBLIC', false, 'Make prompts and saved searches public.'),
  define('MCP', 'ACCESS', true, 'Use the MCP endpoints.'),
  define('OWNERSHIP', 'ASSIGN', false, 'Assign owners to files and folders.'),
  define('REPO_METADATA', 'WRITE', true, 'Add, change and delete metadata of repositories.'),
  define('REPO_PERMISSIONS', 'READ', false, 'See who may reach which repository.'),
  define('REPO_PERMISSIONS', 'WRITE', false, 'Change who may reach which repository.'),
  define('SCIP', 'UPLOAD', false, 'Upload SCIP indexes to repositories it cannot write on the code host.'),
  define(
    'SEARCH_CONTEXTS',
    'WRITE_GLOBAL',
    false,
    'Create and change search contexts of the whole instance.',
  ),
  define('USER_EXTERNAL_ACCOUNTS', 'READ_ALL_USERS', false, "Read other users' external accounts."),
  define('WORKSPACE_REPOSITORIES', 'READ', false, 'See the repositories of a workspace.'),
  define('WORKSPACE_REPOSITORIES', 'WRITE', false, 'Change the repositories of a workspace.'),
];

/** `NAMESPACE#ACTION`, as shown to clients and in refusals. */
export const permissionName = (permission: { namespace: string; action: string }): string =>
  `${permission.namespace}#${permission.action}`;

/** The roles that every installation has and nobody can delete. */
export const systemRoles = {
  siteAdministrator: 'SITE_ADMINISTRATOR',
  user: 'USER',
  serviceAccount: 'SERVICE_ACCOUNT',
} as const;
