// What each mutation leaves in the audit log, no more and no fewer: `entity action targetKind`. The names before
// the colon are root fields, those after it uses of them, as in tests/access-matrix.data.ts, which says how each
// is asked for.

export const eventsOfMutations: Record<string, readonly string[]> = {
  createServiceAccount: ['serviceAccount created ServiceAccount'],
  updateServiceAccount: ['serviceAccount modified ServiceAccount'],
  disableServiceAccount: ['serviceAccount disabled ServiceAccount'],
  enableServiceAccount: ['serviceAccount enabled ServiceAccount'],
  deleteServiceAccount: ['serviceAccount deleted ServiceAccount'],
  createUser: ['user created User', 'user.password linkCreated User'],
  'updateUser: another': ['user modified User'],
  'updateUser: itself': ['user modified User'],
  'setTosAccepted: of another': ['user modified User'],
  'setTosAccepted: its own': ['user modified User'],
  ...Object.fromEntries(
    ['of another', 'its own'].flatMap((whose) => [
      [`addUserEmail: ${whose}`, ['user.email added User']],
      [`removeUserEmail: ${whose}`, ['user.email deleted User']],
      [`setUserEmailPrimary: ${whose}`, ['user.email changed User']],
    ]),
  ),
  'setUserEmailVerified: true': ['user.email verified User'],
  'setUserEmailVerified: false': ['user.email unverified User'],
  deleteUser: ['user deleted User'],
  deleteUsers: ['user hardDeleted User'],
  recoverUsers: ['user recovered User'],
  createOrganization: ['organizations created Org'],
  'updateOrganization: of others': ['organizations modified Org'],
  'updateOrganization: its own': ['organizations modified Org'],
  deleteOrganization: ['organizations deleted Org'],
  addUserToOrganization: ['organizations memberAdded Org'],
  'removeUserFromOrganization: itself': ['organizations memberRemoved Org'],
  'removeUserFromOrg: itself': ['organizations memberRemoved Org'],
  ...Object.fromEntries(
    ['settingsMutation', 'configurationMutation'].flatMap((field) => [
      [`${field}: of another`, ['settings changed User']],
      [`${field}: of an organization of others`, ['settings changed Org']],
      [`${field}: of its organization`, ['settings changed Org']],
    ]),
  ),
  setUserIsSiteAdmin: ['user modified User'],
  randomizeUserPassword: ['user.password reset User'],
  createPassword: ['user.password changed User'],
  updatePassword: ['user.password changed User'],
  invalidateSessionsByID: ['auth.session ended User'],
  invalidateSessionsByIDs: ['auth.session ended User'],
  'createAccessToken: for itself': ['user.accessToken created AccessToken'],
  'createAccessToken: for a service account': ['user.accessToken created AccessToken'],
  'createAccessToken: that impersonates': ['user.accessToken created AccessToken'],
  'deleteAccessToken: its own': ['user.accessToken deleted AccessToken'],
  'deleteAccessToken: of a service account': ['user.accessToken deleted AccessToken'],
  'deleteAccessToken: of a person': ['user.accessToken deleted AccessToken'],
  'deleteAccessToken: by a secret that it holds': ['user.accessToken deleted AccessToken'],
  'rotateAccessToken: its own': ['user.accessToken rotated AccessToken'],
  'rotateAccessToken: of a service account': ['user.accessToken rotated AccessToken'],
  createRole: ['rbac.role created Role'],
  deleteRole: ['rbac.role deleted Role'],
  setPermissions: ['rbac.permission changed Role'],
  setRoles: ['rbac.role changed User'],
  'setRoles: its own': ['rbac.role changed User'],
  addExternalService: ['codehosts created ExternalService'],
  updateExternalService: ['codehosts changed ExternalService'],
  deleteExternalService: ['codehosts deleted ExternalService'],
  updateSiteConfiguration: ['site.config changed Site'],
  ...Object.fromEntries(
    [
      'setSessionConfiguration',
      'setSignupConfiguration',
      'setPasswordPolicyConfiguration',
      'setAccessRestrictionsConfiguration',
      'setAuthProviderSignIn',
      'setBuiltinAuthEnabled',
      'reorderAuthProviders',
      'deleteAuthProvider',
      'setLicenseKey',
    ].map((field) => [field, ['site.config changed Site']]),
  ),
};

/** Queries that are events although they change nothing: what is read is worth knowing. */
export const eventsOfQueries: Record<string, readonly string[]> = {
  'Site.configuration': ['site.config viewed Site'],
};
