import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyReply } from 'fastify';
import type { AccountCaller } from '../../auth/caller.js';
import { needsSiteInit } from '../../modules/sessions/site-init.js';
import { allowsSignUp, hasPasswords } from '../../modules/site/sign-in-providers.js';
import type { Services } from '../../services.js';
import { gatehouseVersion } from '../../version.js';
import { assetsPath } from './asset-routes.js';
import { webDirectory } from './asset-sets.js';
import { pagePolicy, setPageHeaders } from './page.js';

/**
 * Answers with the web app: one page for all of its paths. What it cannot ask the API for, because nobody is signed
 * in yet or because no field tells it, it finds in the element `site`.
 */
export async function sendApp(
  services: Services,
  reply: FastifyReply,
  { visitor, returnTo = '/' }: { visitor?: AccountCaller; returnTo?: string },
): Promise<FastifyReply> {
  const { settings } = services.siteConfiguration.current;
  const styleNonce = randomBytes(16).toString('base64');
  const site = {
    needsSiteInit: visitor ? false : await needsSiteInit(services),
    returnTo,
    minPasswordLength: settings['auth.minPasswordLength'],
    allowsSignUp: allowsSignUp(settings),
    resetsPasswordsByMail: services.mailer.isConfigured && hasPasswords(settings),
    styleNonce,
    ...(visitor && {
      visitor: { username: visitor.username, siteAdmin: visitor.siteAdmin },
      accessTokens: settings['auth.accessTokens'],
      version: gatehouseVersion,
    }),
  };
  const template = await readFile(new URL('index.html', webDirectory), 'utf8');
  const assets = await assetsPath('web');
  // SECURITY: the app's components write style sheets at run time; those that carry this answer's nonce count.
  setPageHeaders(services, reply, { ...pagePolicy, 'style-src': `'self' 'nonce-${styleNonce}'` });
  return reply
    .type('text/html; charset=utf-8')
    .send(template.replaceAll('{{assets}}', assets).replace('{{site}}', () => jsonForHtml(site)));
}

/** JSON that stays data inside a script element: nothing in it can end the element or open a comment. */
const jsonForHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
