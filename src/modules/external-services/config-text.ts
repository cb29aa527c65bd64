import type { z } from 'zod';
import { InvalidInputError } from '../../errors.js';
import { lineOf, parseJsonc } from '../../jsonc.js';
import { replaceStrings } from '../../jsonc-edit.js';
import { redactComments, redacted, restoreComments } from '../../secret-comments.js';
import type { CodeHost, Connection } from './code-host.js';

/** Characters in a configuration at most. */
const maxLength = 4 * 1024 * 1024;

/**
 * Reads the configuration of a connection: JSON that may have comments and trailing commas.
 *
 * @throws InvalidInputError with the line and the key, and what is wrong with it; never with a value, which may be
 * secret.
 */
export function readConfig(host: CodeHost, text: string): Connection {
  if (text.length > maxLength) throw new InvalidInputError('the configuration is longer than 4 MB');
  const what = whatIs(host);
  const parsed = host.config.safeParse(parseJsonc(text, what));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
  const line = lineOf(text, [...path, ...unknownKeys(issue).slice(0, 1)]);
  const where = path.length > 0 ? `${path.join('.')}: ` : '';
  throw new InvalidInputError(`invalid ${what}: line ${line}: ${where}${messageOf(issue)}`);
}

const whatIs = ({ kind }: CodeHost) => `configuration of ${kind}`;

const unknownKeys = (issue: z.core.$ZodIssue | undefined): string[] =>
  issue?.code === 'unrecognized_keys' ? issue.keys : [];

/** In the words that clients look for. */
const messageOf = (issue: z.core.$ZodIssue | undefined): string => {
  const [key] = unknownKeys(issue);
  return key === undefined ? (issue?.message ?? 'is not valid') : `Additional property ${key} is not allowed`;
};

/** The text with every secret in it replaced, also in comments: what was in use may be kept there. */
export const redact = (host: CodeHost, text: string): string =>
  redactComments(
    replaceStrings(text, (found) => {
      const shown = redactedValue(host, found);
      return shown === found.value ? undefined : shown;
    }),
    host.secretKeys,
  );

/**
 * A configuration that was read and comes back: where it says REDACTED, the secret that stood there is put in.
 *
 * SECURITY: a secret is only ever put back beside the base URL that it was given for: whoever may change a
 * connection must not have the credential sent to a host of their choice.
 */
export function restoreSecrets(host: CodeHost, text: string, stored: string): string {
  const secrets = new Map<string, string>();
  if (text.length > maxLength) throw new InvalidInputError('the configuration is longer than 4 MB');
  const sameUrl = baseUrl(host, text) === baseUrl(host, redact(host, stored));
  replaceStrings(stored, (found) => {
    const shown = redactedValue(host, found);
    if (shown !== found.value) secrets.set(keyOf(host, found, shown), found.value);
    return undefined;
  });
  // Nothing is sent anywhere because of a comment, so what stood in one comes back into it in any case.
  const restored = restoreComments(text, stored, host.secretKeys);
  return replaceStrings(restored, (found) => {
    if (!found.value.includes(redacted)) return undefined;
    const isWhole = host.secretKeys.includes(found.key);
    const secret = isWhole && !sameUrl ? undefined : secrets.get(keyOf(host, found, found.value));
    if (secret === undefined && (isWhole || redactedUrl(found.value).includes(redacted))) {
      throw new InvalidInputError(
        `invalid configuration of ${host.kind}: ${found.key}: ${redacted} stands for no stored secret here; give the secret itself`,
      );
    }
    return secret;
  });
}

/** Secrets of keys are told apart by where they stand; those of URLs by the rest of the URL. */
const keyOf = (host: CodeHost, { key, path }: { key: string; path: string }, shown: string) =>
  host.secretKeys.includes(key) ? path : shown;

function redactedValue(host: CodeHost, { key, value }: { key: string; value: string }): string {
  if (host.secretKeys.includes(key)) return value === '' ? '' : redacted;
  return redactedUrl(value);
}

/** A URL without its password; of one with a user alone, who is a token then, without the user. */
function redactedUrl(value: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/]*@/i.test(value) || !URL.canParse(value)) return value;
  const url = new URL(value);
  if (url.password !== '') url.password = redacted;
  else if (url.username !== '' && url.protocol !== 'ssh:') url.username = redacted;
  else return value;
  return url.href;
}

function baseUrl(host: CodeHost, text: string): unknown {
  const value = parseJsonc(text, whatIs(host));
  return typeof value === 'object' && value !== null && 'url' in value ? value.url : undefined;
}
