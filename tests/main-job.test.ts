import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from './support/api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

test('a service account made by an admin calls the API with its token and is told who it is', async () => {
  const account = await api.createServiceAccount('ci-nightly');
  const { token } = await api.createToken(account.id, { note: 'nightly build' });

  const { currentUser } = await api.ask(
    { token },
    '{ currentUser { username serviceAccount siteAdmin email } }',
  );

  expect(currentUser).toEqual({ username: 'ci-nightly', serviceAccount: true, siteAdmin: false, email: '' });
});

test('the request is in the audit log with the account, its kind, the token and what was asked', async () => {
  const [event] = await api.events({ actorKind: 'SERVICE_ACCOUNT' });

  expect(event).toMatchObject({
    entity: 'GraphQL',
    action: 'request',
    outcome: 'SUCCESS',
    rootFields: ['currentUser'],
    actor: { kind: 'SERVICE_ACCOUNT', name: 'ci-nightly', accessTokenNote: 'nightly build', ip: '127.0.0.1' },
  });
});
