import { readFile } from 'node:fs/promises';
import type { FastifyReply } from 'fastify';
import { escapeHtml } from '../../html.js';
import type { Services } from '../../services.js';
import { pagesDirectory } from './asset-sets.js';

/**
 * SECURITY: scripts, styles and requests of this server only; no frames, no plug-ins, no inline script.
 * `Content-Security-Policy` by directive.
 */
export const pagePolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

/**
 * What GraphiQL's editor needs beyond that: it writes its themes and measurements into style elements, carries its
 * fonts and icons as data: URLs, and runs its language services in workers. Scripts stay as strict.
 */
export const consolePolicy = {
  ...pagePolicy,
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': 'data:',
  'worker-src': "'self'",
};

export interface Page {
  /** The template in this directory; `{{name}}` in it stands for a value. */
  template: string;
  values: Record<string, string | number | boolean>;
  policy?: Record<string, string>;
}

/** Answers with a page and the headers that every page has. */
export async function sendPage(services: Services, reply: FastifyReply, page: Page): Promise<FastifyReply> {
  const template = await readFile(new URL(page.template, pagesDirectory), 'utf8');
  setPageHeaders(services, reply, page.policy ?? pagePolicy);
  return reply.type('text/html; charset=utf-8').send(fill(template, page.values));
}

/** The headers of every page: what it may load, and that neither links nor caches learn of it. */
export function setPageHeaders(
  services: Services,
  reply: FastifyReply,
  policy: Record<string, string>,
): void {
  reply.headers({
    'Content-Security-Policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    // Who is signed in decides what a page shows, so the back button asks again.
    'Cache-Control': 'no-store',
  });
  const { externalURL } = services.siteConfiguration.current.settings;
  if ((externalURL || services.config.EXTERNAL_URL)?.startsWith('https:')) {
    reply.header('Strict-Transport-Security', 'max-age=31536000');
  }
}

function fill(template: string, values: Page['values']): string {
  return template.replace(/{{(\w+)}}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the template needs a value for ${name}`);
    return escapeHtml(String(value));
  });
}
