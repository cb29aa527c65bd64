import { cookieOf, type TestApi, testPassword } from './api.js';

export interface SignInAnswer {
  status: number;
  body: string;
  /** As a Cookie header; empty when none was set. */
  cookie: string;
}

/** Signs in with user name or address and password, as the sign-in page does. */
export async function signIn(api: TestApi, email: string, password = testPassword): Promise<SignInAnswer> {
  const response = await api.fetch('/-/sign-in', {
    method: 'POST',
    body: JSON.stringify({ email, password }),
  });
  return { status: response.status, body: await response.text(), cookie: cookieOf(response) };
}

/** Whose session a cookie is; undefined when it is nobody's. */
export async function sessionOf(api: TestApi, cookie: string): Promise<string | undefined> {
  const response = await api.fetch('/.api/graphql', {
    method: 'POST',
    headers: { cookie, 'x-requested-with': 'tests' },
    body: '{"query":"{ currentUser { username } }"}',
  });
  if (response.status === 401) return undefined;
  return ((await response.json()) as { data: { currentUser: { username: string } } }).data.currentUser
    .username;
}
