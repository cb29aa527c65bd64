import type { SiteSettings } from './site-settings.js';

/** A way to sign in, as `auth.providers` says it. */
export type Provider = SiteSettings['auth.providers'][number];

/** Names a provider, as `AuthProvider.configID` does: its own, or else what it is. */
export const configIdOf = ({ type, configID, displayName }: Provider): string =>
  configID ?? displayName ?? type;

/** Whether people may sign in through it now. Passwords are the only way that is served. */
export const isOffered = ({ type, noSignIn }: Provider): boolean => type === 'builtin' && !noSignIn;

/** Whether people have passwords here: otherwise nobody signs in by one, and no link to set one works. */
export const hasPasswords = (settings: SiteSettings): boolean => settings['auth.providers'].some(isOffered);

/** Whether people may make accounts themselves. */
export const allowsSignUp = (settings: SiteSettings): boolean =>
  settings['auth.providers'].some((provider) => isOffered(provider) && provider.allowSignup === true);
