import { afterAll, beforeAll, expect, test } from 'vitest';
import { forPeopleOnly } from '../src/modules/users/people-only.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { everythingStored } from './support/world.js';

// What makes no sense for a machine is refused with one text, whoever asks and whatever it is, and recorded with the
// account that it was about.

let api: TestApi;
let robot: { id: string; name: string };
let token: string;

beforeAll(async () => {
  api = await startTestApi();
  robot = await api.createServiceAccount('robot');
  ({ token } = await api.createToken(robot.id));
});
afterAll(() => api.close());

const email = 'email: "robot@example.com"';
const byAdmin: Record<string, string> = {
  randomizeUserPassword: 'randomizeUserPassword(user: $id) { resetPasswordURL }',
  setUserIsSiteAdmin: 'setUserIsSiteAdmin(userID: $id, siteAdmin: true) { alwaysNil }',
  invalidateSessionsByID: 'invalidateSessionsByID(userID: $id) { alwaysNil }',
  invalidateSessionsByIDs: 'invalidateSessionsByIDs(userIDs: [$id]) { alwaysNil }',
  addUserEmail: `addUserEmail(user: $id, ${email}) { alwaysNil }`,
  removeUserEmail: `removeUserEmail(user: $id, ${email}) { alwaysNil }`,
  resendVerificationEmail: `resendVerificationEmail(user: $id, ${email}) { alwaysNil }`,
  setUserEmailPrimary: `setUserEmailPrimary(user: $id, ${email}) { alwaysNil }`,
  setUserEmailVerified: `setUserEmailVerified(user: $id, ${email}, verified: true) { alwaysNil }`,
  setTosAccepted: 'setTosAccepted(userID: $id) { alwaysNil }',
};
const byItself = [
  'addUserEmail',
  'removeUserEmail',
  'resendVerificationEmail',
  'setUserEmailPrimary',
  'setTosAccepted',
];
/** Nobody is invited by id. */
const invite = (as: { token: string } | { cookie: string }, organization: string) =>
  api.query(
    as,
    'mutation ($organization: ID!) { inviteUserToOrganization(organization: $organization, username: "robot") { sentInvitationEmail } }',
    { organization },
  );

async function refused(as: { token: string } | { cookie: string }, field: string): Promise<void> {
  const before = await everythingStored(api.database.db);

  const result = await api.query(as, `mutation ($id: ID!) { ${byAdmin[field]} }`, { id: robot.id });

  expect(result.errors).toMatchObject([{ message: forPeopleOnly, extensions: { code: 'FORBIDDEN' } }]);
  expect(await everythingStored(api.database.db)).toEqual(before);
  const [event] = await api.events({ outcome: 'DENIED' });
  expect(event).toMatchObject({
    entity: 'GraphQL',
    action: 'request',
    reason: forPeopleOnly,
    rootFields: [field],
    target: { kind: 'ServiceAccount', name: 'robot', databaseID: numberIn(robot.id) },
  });
}

test.each(Object.keys(byAdmin))('%s of a service account, by a site admin', (field) =>
  refused({ cookie: api.admin.cookie }, field),
);

test.each(byItself)('%s of a service account, by itself', (field) => refused({ token }, field));

test('updatePassword with its token', async () => {
  const result = await api.query(
    { token },
    'mutation { updatePassword(oldPassword: "x", newPassword: "a long enough password") { alwaysNil } }',
  );

  expect(messageOf(result)).toBe(forPeopleOnly);
  const [event] = await api.events({ outcome: 'DENIED' });
  expect(event).toMatchObject({
    reason: forPeopleOnly,
    actor: { name: 'robot' },
    target: { name: 'robot' },
  });
});

test('an invitation to an organization', async () => {
  const { createOrganization } = await api.ask(
    api.admin,
    'mutation { createOrganization(name: "people") { id } }',
  );
  const before = await everythingStored(api.database.db);

  expect(messageOf(await invite({ cookie: api.admin.cookie }, createOrganization.id))).toBe(forPeopleOnly);
  expect(await everythingStored(api.database.db)).toEqual(before);
  const [event] = await api.events({ outcome: 'DENIED' });
  expect(event).toMatchObject({
    reason: forPeopleOnly,
    rootFields: ['inviteUserToOrganization'],
    target: { kind: 'ServiceAccount', name: 'robot' },
  });
});

test('ending the sessions of several accounts ends none when one of them is a machine', async () => {
  const person = await api.createUser('with-a-session');

  const result = await api.query(
    api.admin,
    'mutation ($ids: [ID!]!) { invalidateSessionsByIDs(userIDs: $ids) { alwaysNil } }',
    { ids: [person.id, robot.id] },
  );

  expect(messageOf(result)).toBe(forPeopleOnly);
  await api.ask({ cookie: person.cookie }, '{ currentUser { id } }');
});

test('the line of the audit log names the machine', () => {
  const lines = api.auditLines.map((line) => JSON.parse(line));
  const refusals = lines.filter(({ Attributes }) => Attributes.audit.reason === forPeopleOnly);

  expect(refusals.length).toBeGreaterThan(0);
  for (const { Attributes } of refusals) {
    expect(Attributes.target).toEqual({ kind: 'ServiceAccount', id: numberIn(robot.id), name: 'robot' });
  }
});
