const unreachable = 'Gatehouse does not answer. Check the connection and try again.';

/** Answers that say too little to somebody in front of a form. */
const plainer: Record<string, string> = {
  site_already_initialized: 'There is an account by now. Reload this page to sign in.',
  'Authentication failed': 'The name or the password is not right.',
};

/** Sends a form to one of the ways into a session; answers what is wrong, and undefined when it worked. */
export async function postForm(path: string, fields: Record<string, unknown>): Promise<string | undefined> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'Gatehouse' },
      body: JSON.stringify(fields),
    });
    if (response.ok) return undefined;
    const text = (await response.text()).trim();
    return plainer[text] ?? (text || unreachable);
  } catch {
    return unreachable;
  }
}
