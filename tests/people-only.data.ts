// What each mutation that names accounts, or is about what people have, does with a service account. The test compares
// it with the schema: a new one must be put here, either side.

export interface PeopleOnly {
  /** The call, about the service account `$id`; `$organization` is one that it is a member of. */
  call: string;
  /** Who tries. */
  by: readonly ('a site admin' | 'the service account itself')[];
  /** What the refused hear where it is not the one text for all of this. */
  refusal?: string;
}

const email = 'email: "robot@example.com"';
const both = ['a site admin', 'the service account itself'] as const;
const byAdmin = ['a site admin'] as const;
const byItself = ['the service account itself'] as const;

/** Makes no sense for a machine: refused, whoever asks. */
export const peopleOnly: Record<string, PeopleOnly> = {
  addExternalAccount: {
    call: 'addExternalAccount(serviceType: "gerrit", serviceID: "x", accountDetails: "{}") { alwaysNil }',
    by: byItself,
  },
  addUserEmail: { call: `addUserEmail(user: $id, ${email}) { alwaysNil }`, by: both },
  createPassword: {
    call: 'createPassword(newPassword: "a long enough password") { alwaysNil }',
    by: byItself,
    // As everybody who comes with a token.
    refusal: 'only allowed from user session',
  },
  invalidateSessionsByID: { call: 'invalidateSessionsByID(userID: $id) { alwaysNil }', by: byAdmin },
  invalidateSessionsByIDs: { call: 'invalidateSessionsByIDs(userIDs: [$id]) { alwaysNil }', by: byAdmin },
  inviteUserToOrganization: {
    call: 'inviteUserToOrganization(organization: $organization, username: "robot") { sentInvitationEmail }',
    by: both,
  },
  linkExternalAccount: {
    call: 'linkExternalAccount(user: $id, serviceType: "github", serviceID: "https://github.com/", accountID: "1") { id }',
    by: byAdmin,
  },
  randomizeUserPassword: { call: 'randomizeUserPassword(user: $id) { resetPasswordURL }', by: byAdmin },
  removeUserEmail: { call: `removeUserEmail(user: $id, ${email}) { alwaysNil }`, by: both },
  resendVerificationEmail: { call: `resendVerificationEmail(user: $id, ${email}) { alwaysNil }`, by: both },
  respondToOrganizationInvitation: {
    call: 'respondToOrganizationInvitation(organizationInvitation: "T3JnYW5pemF0aW9uSW52aXRhdGlvbjox", responseType: ACCEPT) { alwaysNil }',
    by: byItself,
  },
  setTosAccepted: { call: 'setTosAccepted(userID: $id) { alwaysNil }', by: both },
  setUserEmailPrimary: { call: `setUserEmailPrimary(user: $id, ${email}) { alwaysNil }`, by: both },
  setUserEmailVerified: {
    call: `setUserEmailVerified(user: $id, ${email}, verified: true) { alwaysNil }`,
    by: byAdmin,
  },
  setUserIsSiteAdmin: { call: 'setUserIsSiteAdmin(userID: $id, siteAdmin: true) { alwaysNil }', by: byAdmin },
  updatePassword: {
    call: 'updatePassword(oldPassword: "x", newPassword: "a long enough password") { alwaysNil }',
    by: byItself,
  },
};

/** Makes sense for a machine, or names no account: and why. */
export const machinesToo: Record<string, string> = {
  addRepositoryPermissionForBindID: 'what it may see',
  addRepositoryPermissionForUser: 'what it may see',
  addUserToOrganization: 'it may own things under the name of the organization',
  configurationMutation: 'its settings',
  createAccessToken: 'its credential; only the scope site-admin:sudo is not for it',
  createServiceAccount: 'makes one',
  createUser: 'makes one, without an address',
  deleteExternalAccount: 'names an external account, which people alone have',
  deleteServiceAccount: 'ends it',
  deleteUser: 'ends it',
  deleteUsers: 'ends it',
  disableServiceAccount: 'stops it',
  enableServiceAccount: 'lets it go on',
  recoverUsers: 'brings it back',
  removePendingRepositoryPermission: 'names nobody who is there',
  removeRepositoryPermissionForUser: 'what it may see',
  removeUserFromOrg: 'it may be a member',
  removeUserFromOrganization: 'it may be a member',
  replaceRepositoryPermissions: 'what it may see',
  sendTestEmail: 'the address is of nobody in particular',
  setAccessRestrictionsConfiguration: 'of the site',
  setPasswordPolicyConfiguration: 'of the site',
  setRepositoryPermissionsForUsers: 'what it may see',
  scheduleUserPermissionsSync: 'what it may see',
  setRepositoryPermissionsForBitbucketProject: 'what it may see',
  setSubRepositoryPermissionsForUsers: 'what it may see',
  setRoles: 'what it may do; its system role stays',
  setSessionConfiguration: 'of the site',
  setSignupConfiguration: 'of the site',
  settingsMutation: 'its settings',
  updateServiceAccount: 'how it looks and whose it is',
  updateUser: 'how it looks, by site admins',
};
