import type { Services } from './services.js';

/**
 * Where people reach the instance, without a slash at the end. SECURITY: from the configuration, never from a request:
 * whoever sends one chooses its Host, and the links of mails carry secrets.
 */
export const externalUrl = ({
  siteConfiguration,
  config,
}: Pick<Services, 'siteConfiguration' | 'config'>): string =>
  siteConfiguration.current.settings.externalURL.replace(/\/+$/, '') ||
  config.EXTERNAL_URL ||
  `http://localhost:${config.PORT}`;
