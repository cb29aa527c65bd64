/** One right that a role can hold. Its name on the wire is `NAMESPACE#ACTION`. */
export interface PermissionDefinition {
  namespace: PermissionNamespace;
  action: string;
  /** What holding it allows, for people who choose roles. */
  meaning: string;
  /** System roles that receive it when it first appears. SITE_ADMINISTRATOR receives all. */
  inUserRole: boolean;
}

/** The namespaces of the mirrored API, in its order (reference: access-control, RBAC catalogue), for people too. */
export const permissionNamespaces = {
  BATCH_CHANGES: 'Changes to many repositories at once.',
  CODY: 'The assistant Cody.',
  DEEP_SEARCH: 'Deep Search conversations.',
  EXPORTED_TELEMETRY: 'Telemetry that leaves the instance.',
  IDP_CLIENTS: 'OAuth clients and machine credentials.',
  LIBRARY: 'Prompts and saved searches.',
  MCP: 'The MCP endpoints.',
  OWNERSHIP: 'Owners of files and folders.',
  PRODUCT_SUBSCRIPTIONS: 'Product subscriptions. It has no permission here.',
  REPO_METADATA: 'Metadata of repositories.',
  REPO_PERMISSIONS: 'Who may reach which repository.',
  SCIP: 'Indexes for code navigation.',
  SEARCH_CONTEXTS: 'Search contexts.',
  USER_EXTERNAL_ACCOUNTS: 'Accounts of users on code hosts and identity providers.',
  WORKSPACE_REPOSITORIES: 'Repositories of a workspace.',
} as const;
export type PermissionNamespace = keyof typeof permissionNamespaces;

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
