/** What may be shown of an account elsewhere: how it is called there, and where its page is. */
export interface PublicAccountData {
  displayName: string | null;
  login: string | null;
  url: string | null;
}

type Source = Record<keyof PublicAccountData, readonly string[]>;

/** Under which keys each kind of service tells them, the best first. */
const sources: Readonly<Record<string, Source>> = {
  github: { displayName: ['name'], login: ['login'], url: ['html_url'] },
  gitlab: { displayName: ['name'], login: ['username'], url: ['web_url'] },
  bitbucketCloud: { displayName: ['display_name'], login: ['username', 'nickname'], url: [] },
  bitbucketServer: { displayName: ['displayName'], login: ['slug', 'name'], url: [] },
  gerrit: { displayName: ['name'], login: ['username'], url: [] },
  azuredevops: { displayName: ['displayName'], login: ['emailAddress'], url: [] },
  openidconnect: { displayName: ['name', 'nickname'], login: ['preferred_username'], url: ['profile'] },
  saml: { displayName: ['displayName', 'name', 'nickname'], login: ['username', 'login'], url: [] },
};

/** What of the data of a service is public; null when nothing is, or the kind of service is not known. */
export function publicAccountData(serviceType: string, data: unknown): PublicAccountData | null {
  const source = sources[serviceType];
  if (!source || typeof data !== 'object' || data === null) return null;
  const told = new Map<string, unknown>(Object.entries(data));
  const first = (keys: readonly string[]): string | null => {
    const found = keys.map((key) => told.get(key)).find((value) => typeof value === 'string' && value !== '');
    return typeof found === 'string' ? found : null;
  };
  const url = first(source.url);
  const shown = {
    displayName: first(source.displayName),
    login: first(source.login),
    // SECURITY: pages make a link of it, so nothing but a web address goes out.
    url: url !== null && /^https?:\/\//i.test(url) ? url : null,
  };
  return Object.values(shown).some((value) => value !== null) ? shown : null;
}
