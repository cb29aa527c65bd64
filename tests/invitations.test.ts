import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealLink } from '../src/auth/signed-link.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { type MailServer, startMailServer } from './support/mail-server.js';
import { configure } from './support/site-configuration.js';
import { everythingStored } from './support/world.js';

let api: TestApi;
let alice: { id: string; cookie: string; username: string };
let bob: { id: string; cookie: string; username: string };
let stranger: { id: string; cookie: string; username: string };

beforeAll(async () => {
  api = await startTestApi();
  alice = await api.createUser('alice');
  bob = await api.createUser('bob');
  stranger = await api.createUser('stranger');
});
afterAll(() => api.close());

let count = 0;
/** An organization with Alice as its member. */
const organization = async (): Promise<string> => {
  count += 1;
  const { createOrganization } = await api.ask(
    alice,
    'mutation ($name: String!) { createOrganization(name: $name) { id } }',
    { name: `org-${count}` },
  );
  return createOrganization.id;
};
const invite = (organization: string, username = 'bob', as: Identity = alice) =>
  api.query(
    as,
    'mutation ($organization: ID!, $username: String!) { inviteUserToOrganization(organization: $organization, username: $username) { sentInvitationEmail invitationURL } }',
    { organization, username },
  );
const linkOf = async (organization: string, username = 'bob'): Promise<string> => {
  const { invitationURL } = (await invite(organization, username)).data.inviteUserToOrganization;
  return invitationURL.split('/').at(-1);
};
const fields =
  'id organization { id } sender { username } recipient { username } recipientEmail isVerifiedEmail createdAt notifiedAt respondedAt responseType respondURL revokedAt expiresAt';
const open = (token: string, as: Identity = bob) =>
  api.query(as, `query ($token: String!) { invitationByToken(token: $token) { ${fields} } }`, { token });
const opened = async (token: string, as: Identity = bob) => (await open(token, as)).data.invitationByToken;
const answer = (organizationInvitation: string, responseType: 'ACCEPT' | 'REJECT', as: Identity = bob) =>
  api.query(
    as,
    'mutation ($organizationInvitation: ID!, $responseType: OrganizationInvitationResponseType!) { respondToOrganizationInvitation(organizationInvitation: $organizationInvitation, responseType: $responseType) { alwaysNil } }',
    { organizationInvitation, responseType },
  );
const members = async (id: string): Promise<string[]> =>
  (
    await api.ask(
      api.admin,
      '{ node(id: "'.concat(id, '") { ... on Org { members { nodes { username } } } } }'),
    )
  ).node.members.nodes.map(({ username }: { username: string }) => username);
const pending = async (id: string, as: Identity = bob) =>
  (await api.ask(as, `{ node(id: "${id}") { ... on Org { viewerPendingInvitation { id } } } }`)).node
    .viewerPendingInvitation;

const notFound = 'invitation not found: there is none, it has expired, or somebody else was invited';

describe('an invitation', () => {
  test('leads whoever was invited to the organization', async () => {
    const id = await organization();
    const answered = await invite(id);
    expect(answered.data.inviteUserToOrganization).toEqual({
      sentInvitationEmail: false,
      invitationURL: expect.stringMatching(/^http:\/\/localhost:\d+\/organizations\/invitation\/[\w.-]+$/),
    });
    const url = answered.data.inviteUserToOrganization.invitationURL;

    const invitation = await opened(url.split('/').at(-1));
    expect(invitation).toEqual({
      id: expect.any(String),
      organization: { id },
      sender: { username: 'alice' },
      recipient: { username: 'bob' },
      recipientEmail: null,
      isVerifiedEmail: null,
      createdAt: expect.any(String),
      notifiedAt: null,
      respondedAt: null,
      responseType: null,
      respondURL: url,
      revokedAt: null,
      expiresAt: expect.any(String),
    });
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(48 * 3_600_000);
    expect(await pending(id)).toEqual({ id: invitation.id });
    expect((await answer(invitation.id, 'ACCEPT')).data).toEqual({
      respondToOrganizationInvitation: { alwaysNil: null },
    });

    expect(await members(id)).toEqual(['bob', 'alice']);
    expect(await opened(url.split('/').at(-1))).toMatchObject({
      responseType: 'ACCEPT',
      respondedAt: expect.any(String),
      respondURL: null,
    });
    expect(await pending(id)).toBeNull();
    const events = await api.events({ entity: 'organizations' });
    expect(events.slice(0, 3).map(({ action, actor }) => [action, actor.name])).toEqual([
      ['memberAdded', 'bob'],
      ['invitationAccepted', 'bob'],
      ['memberInvited', 'alice'],
    ]);
    expect(events[2].details).toMatchObject({ invited: { name: 'bob' }, replaces: null });
  });

  test('that is rejected makes nobody a member, and they can be invited again', async () => {
    const id = await organization();
    const { id: invitation } = await opened(await linkOf(id));

    await answer(invitation, 'REJECT');

    expect(await members(id)).toEqual(['alice']);
    expect(messageOf(await answer(invitation, 'ACCEPT'))).toBe('the invitation was already answered');
    const [event] = await api.events({ entity: 'organizations' });
    expect(event).toMatchObject({ action: 'invitationRejected', actor: { name: 'bob' } });
    await answer((await opened(await linkOf(id))).id, 'ACCEPT');
    expect(await members(id)).toEqual(['bob', 'alice']);
  });

  test('sent again replaces the one that is open, whose link shows that it is of no use', async () => {
    const id = await organization();
    const first = await linkOf(id);
    const second = await linkOf(id);

    const before = await opened(first);
    expect(before).toMatchObject({ revokedAt: expect.any(String), respondURL: null });
    expect(messageOf(await answer(before.id, 'ACCEPT'))).toBe(
      'the invitation was replaced by another, or is not needed any more',
    );
    expect(await pending(id)).toEqual({ id: (await opened(second)).id });
  });

  test('can be answered until the second it expires, as the site configuration says', async () => {
    await configure(api, { organizationInvitations: { expiryTime: 1 } });
    const id = await organization();
    const early = await opened(await linkOf(id));
    api.clock.advance(3599);
    expect((await answer(early.id, 'REJECT')).errors).toBeUndefined();

    const link = await linkOf(id);
    const { id: late } = await opened(link);
    api.clock.advance(3600);

    expect(messageOf(await answer(late, 'ACCEPT'))).toBe('the invitation has expired: ask for another');
    expect(messageOf(await open(link))).toBe(notFound);
    expect(await pending(id)).toBeNull();
    expect(messageOf(await invite(id))).toBeUndefined();
    await configure(api, {});
  });

  test('of two answers at once counts one', async () => {
    const id = await organization();
    const { id: invitation } = await opened(await linkOf(id));

    const answers = await Promise.all([answer(invitation, 'ACCEPT'), answer(invitation, 'ACCEPT')]);

    expect(answers.filter(({ errors }) => errors)).toHaveLength(1);
    expect(await members(id)).toEqual(['bob', 'alice']);
  });

  test('sent twice at once leaves one open', async () => {
    const id = await organization();

    await Promise.all([invite(id), invite(id)]);

    const openOnes = await api.database.db.query(
      'SELECT 1 FROM organization_invitations WHERE organization_id = $1 AND revoked_at IS NULL',
      [numberIn(id)],
    );
    expect(openOnes).toHaveLength(1);
  });

  test('ends when its person becomes a member without it', async () => {
    const id = await organization();
    const { id: invitation } = await opened(await linkOf(id));
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { addUserToOrganization(organization: $id, username: "bob") { alwaysNil } }',
      { id },
    );

    expect(messageOf(await answer(invitation, 'ACCEPT'))).toBe(
      'the invitation was replaced by another, or is not needed any more',
    );
    expect(messageOf(await invite(id))).toBe('user is already a member of the organization');
  });
});

describe('who may', () => {
  test('members and site admins invite, also a service account that is a member; strangers do not', async () => {
    const id = await organization();
    const before = await everythingStored(api);
    expect(messageOf(await invite(id, 'bob', stranger))).toBe('current user is not an org member');
    expect(messageOf(await invite(id, 'nobody'))).toBe('user not found: "nobody"');
    expect(await everythingStored(api)).toEqual(before);

    expect(messageOf(await invite(id, 'BOB', api.admin))).toBeUndefined();
    const machine = await api.createServiceAccount(`inviter-${count}`);
    const { token } = await api.createToken(machine.id);
    await api.ask(
      api.admin,
      'mutation ($id: ID!, $name: String!) { addUserToOrganization(organization: $id, username: $name) { alwaysNil } }',
      { id, name: machine.name },
    );
    expect(messageOf(await invite(id, 'stranger', { token }))).toBeUndefined();
  });

  test('only whoever was invited opens the link and answers', async () => {
    const id = await organization();
    const link = await linkOf(id);
    const { id: invitation } = await opened(link);
    const node = (as: Identity) =>
      api.query(as, `{ node(id: "${invitation}") { ... on OrganizationInvitation { respondURL } } }`);

    for (const other of [alice, stranger, api.admin])
      expect(messageOf(await open(link, other))).toBe(notFound);
    expect(messageOf(await answer(invitation, 'ACCEPT', stranger))).toBe(notFound);
    for (const member of [alice, api.admin]) {
      expect(messageOf(await answer(invitation, 'ACCEPT', member))).toBe(
        'only the person who was invited can answer the invitation',
      );
      expect((await node(member)).data.node).toEqual({ respondURL: null });
    }
    expect(messageOf(await node(stranger))).toBe(notFound);
    expect(await members(id)).toEqual(['alice']);
  });

  test('a link that is made up, for something else, or changed opens nothing', async () => {
    const id = await organization();
    const link = await linkOf(id);
    const { id: invitation } = await opened(link);
    const later = new Date(api.clock.now().getTime() + 60_000);
    const [header, payload] = link.split('.');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const forged = [
      'nonsense',
      `${link.slice(0, -4)}AAAA`,
      `${unsigned}.${payload}.`,
      `${header}.${Buffer.from(JSON.stringify({ invitation: 1 })).toString('base64url')}.AAAA`,
      await sealLink(
        api.services.keys,
        'another purpose' as never,
        { invitation: numberIn(invitation) },
        later,
      ),
      await sealLink(api.services.keys, 'organization invitation', { invitation: '1' }, later),
    ];

    for (const text of forged) expect(messageOf(await open(text)), text).toBe(notFound);
    expect(messageOf(await open(link))).toBeUndefined();
  });
});

describe('by mail', () => {
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer();
  });
  afterAll(async () => {
    await configure(api, {});
    await server.close();
  });
  const mailsTo = async (username: string) => {
    await api.services.mailer.idle();
    return server.mails.filter(({ to }) => to.includes(`${username}@example.com`));
  };
  const withMail = () =>
    configure(api, {
      'email.address': 'gatehouse@example.com',
      'email.smtp': { host: '127.0.0.1', port: server.port },
    });

  test('whoever is invited gets the link, once an hour for an organization', async () => {
    await withMail();
    const id = await organization();
    const guest = await api.createUser('mailed');
    const sent = async () => (await invite(id, 'mailed')).data.inviteUserToOrganization;

    const first = await sent();
    expect(first.sentInvitationEmail).toBe(true);
    expect(await opened(first.invitationURL.split('/').at(-1), guest)).toMatchObject({
      notifiedAt: expect.any(String),
    });
    const [mail, ...others] = (await mailsTo('mailed')).filter(({ text }) => text.includes('invites you'));
    expect(others).toEqual([]);
    expect(mail?.headers['subject']).toContain(`Invitation to org-${count}`);
    expect(mail?.text).toContain('alice invites you');
    expect(mail?.text).toContain(first.invitationURL);

    expect((await sent()).sentInvitationEmail).toBe(false);
    api.clock.advance(3601);
    expect((await sent()).sentInvitationEmail).toBe(true);
  });

  test('nobody gets more than five in an hour, nor any without a verified address', async () => {
    await withMail();
    await api.createUser('popular');
    const results: boolean[] = [];
    for (let number = 1; number <= 6; number += 1) {
      const answer = await invite(await organization(), 'popular');
      results.push(answer.data.inviteUserToOrganization.sentInvitationEmail);
    }
    expect(results).toEqual([true, true, true, true, true, false]);

    await api.ask(api.admin, 'mutation { createUser(username: "unreachable") { user { id } } }');
    const answer = await invite(await organization(), 'unreachable');
    expect(answer.data.inviteUserToOrganization.sentInvitationEmail).toBe(false);
  });
});

describe('with its people', () => {
  const remove = (id: string) => api.ask(api.admin, `mutation { deleteUser(user: "${id}") { alwaysNil } }`);
  const recover = (id: string) =>
    api.ask(api.admin, `mutation { recoverUsers(userIDs: ["${id}"]) { alwaysNil } }`);

  test.each(['sender', 'recipient'] as const)('it goes and comes back with its %s', async (which) => {
    const id = await organization();
    const guest = await api.createUser(`guest-${which}`);
    const host = await api.createUser(`host-${which}`);
    await api.ask(
      api.admin,
      'mutation ($id: ID!, $name: String!) { addUserToOrganization(organization: $id, username: $name) { alwaysNil } }',
      { id, name: host.username },
    );
    await invite(id, guest.username, host);
    const { id: invitation } = await pending(id, guest);
    const gone = which === 'sender' ? host : guest;
    const known = async () =>
      messageOf(await api.query(api.admin, `{ node(id: "${invitation}") { id } }`)) ?? 'found';

    await remove(gone.id);
    expect(await known()).toBe(notFound);

    await recover(gone.id);
    expect(await known()).toBe('found');
  });

  test('it does not come back beside one that was sent meanwhile', async () => {
    const id = await organization();
    const guest = await api.createUser('guest-twice');
    const host = await api.createUser('host-twice');
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { addUserToOrganization(organization: $id, username: "host-twice") { alwaysNil } }',
      { id },
    );
    await invite(id, guest.username, host);
    await remove(host.id);
    await invite(id, guest.username);
    const { id: meanwhile } = await pending(id, guest);

    await recover(host.id);

    expect(await pending(id, guest)).toEqual({ id: meanwhile });
  });

  test('nothing of it is found when the organization is deleted', async () => {
    const id = await organization();
    const link = await linkOf(id);
    const { id: invitation } = await opened(link);
    await api.ask(api.admin, `mutation { deleteOrganization(organization: "${id}") { alwaysNil } }`);

    expect(messageOf(await open(link))).toBe(notFound);
    expect(messageOf(await answer(invitation, 'ACCEPT'))).toBe(notFound);
  });

  test('the database refuses one for a service account', async () => {
    const id = await organization();
    const machine = await api.createServiceAccount('machine');

    await expect(
      api.database.db.query(
        `INSERT INTO organization_invitations (organization_id, sender_id, recipient_id, created_at, expires_at)
         VALUES ($1, $2, $3, now(), now())`,
        [numberIn(id), numberIn(alice.id), numberIn(machine.id)],
      ),
    ).rejects.toThrow('a service account has no invitations');
  });
});
