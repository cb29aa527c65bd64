/** What the server writes into the page: who is signed in, and the policies that forms go by. */
export interface Site {
  needsSiteInit: boolean;
  /** A path of this site, checked by the server. */
  returnTo: string;
  minPasswordLength: number;
  /** Whether people may make accounts themselves. */
  allowsSignUp: boolean;
  /** Whether people can have a link mailed that sets a password. */
  resetsPasswordsByMail: boolean;
  /** SECURITY: style sheets that components write at run time count only with this. */
  styleNonce: string;
  visitor?: { username: string; siteAdmin: boolean };
  accessTokens?: TokenPolicy;
  version?: string;
}

/** `auth.accessTokens` of the site configuration. */
export interface TokenPolicy {
  allow: 'all-users-create' | 'site-admin-create' | 'none';
  allowNoExpiration: boolean;
  defaultExpirationDays: number;
  expirationOptionDays: number[];
  maxTokensPerUser: number;
}

export const site: Site = JSON.parse(document.getElementById('site')?.textContent ?? '{}');
