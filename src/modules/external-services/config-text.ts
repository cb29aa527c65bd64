import type { z } from 'zod';
import { InvalidInputError } from '../../errors.js';
import { lineOf, parseJsonc } from '../../jsonc.js';
import { replaceComments, replaceStrings } from '../../jsonc-edit.js';
import type { CodeHost, Connection } from './code-host.js';

/** What stands for a secret where a configuration is read. */
export const redacted = 'REDACTED';

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
  replaceComments(
    replaceStrings(text, (found) => {
      const shown = redactedValue(host, found);
      return shown === found.value ? undefined : shown;
    }),
    (comment) => redactedComment(host, comment),
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
  const comments = new Map<string, string[]>();
  replaceComments(stored, (comment) => {
    const shown = redactedComment(host, comment);
    comments.set(shown, [...(comments.get(shown) ?? []), comment]);
    return comment;
  });
  const restored = replaceComments(text, (comment) => comments.get(comment)?.shift() ?? comment);
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

/** Keys that hold a secret in a configuration of some host: one may be pasted into that of another. */
const anySecretKeys = ['token', 'password', 'secret', 'gitSSHCredential'];
const keysOfPrivateKeys = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const knownTokens = /\b(?:gh[a-z]_|github_pat_|glpat-)[\w-]+/g;
const credentialsOfUrls = /([a-z][a-z0-9+.-]*):\/\/([^\s"'`<>]*)@/gi;

/** A comment is no JSON: whatever looks like a secret counts as one. */
function redactedComment({ secretKeys }: CodeHost, comment: string): string {
  const keys = [...new Set([...secretKeys, ...anySecretKeys])].join('|');
  const value = String.raw`"(?:[^"\\]|\\[^])*"?|'[^']*'?|[^\s,;"'{}[\]]+`;
  // Its marks stay whatever is in it: with them a comment would lose its end.
  const end = comment.startsWith('/*') ? comment.length - 2 : comment.length;
  const shown = comment
    .slice(2, end)
    .replaceAll(keysOfPrivateKeys, redacted)
    .replaceAll(credentialsOfUrls, (_all, scheme: string, credentials: string) => {
      const [user = '', ...password] = credentials.split(':');
      if (password.length > 0) return `${scheme}://${user}:${redacted}@`;
      return `${scheme}://${scheme.toLowerCase() === 'ssh' ? user : redacted}@`;
    })
    .replaceAll(
      new RegExp(String.raw`((?:${keys})["']?\s*[:=]\s*)(${value})`, 'gi'),
      (_all, key: string, secret: string) => {
        const quote = /^["']/.exec(secret)?.[0] ?? '';
        return `${key}${quote}${redacted}${secret.length > 1 && secret.endsWith(quote) ? quote : ''}`;
      },
    )
    .replaceAll(knownTokens, redacted);
  return comment.slice(0, 2) + shown + comment.slice(end);
}

function baseUrl(host: CodeHost, text: string): unknown {
  const value = parseJsonc(text, whatIs(host));
  return typeof value === 'object' && value !== null && 'url' in value ? value.url : undefined;
}
