import { replaceComments } from './jsonc-edit.js';

// Configurations are JSON with comments, and a line that is commented out may hold the secret that it held before.

/** What stands for a secret where a configuration is read. */
export const redacted = 'REDACTED';

/** What is shown in place of a secret. */
export type Mark = (secret: string) => string;

/** Keys that hold a secret in some configuration: a line of one may be pasted into another. */
const anySecretKeys = ['token', 'password', 'secret', 'gitSSHCredential', 'licenseKey'];
const keysOfPrivateKeys = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const knownTokens = /\b(?:(?:gh[a-z]_|github_pat_|glpat-)[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]+)/g;
const credentialsOfUrls = /([a-z][a-z0-9+.-]*):\/\/([^\s"'`<>]*)@/gi;

/**
 * The text with every secret in its comments replaced: the values of these keys and of those that hold secrets anywhere,
 * passwords in URLs, private keys and tokens. A comment is no JSON: whatever looks like a secret counts as one.
 */
export const redactComments = (
  text: string,
  secretKeys: readonly string[],
  mark: Mark = () => redacted,
): string => {
  const redact = commentRedactor(secretKeys, mark);
  return replaceComments(text, redact);
};

/** The text with every comment that reads as `redactComments` shows one of `stored` replaced by that one. */
export function restoreComments(text: string, stored: string, secretKeys: readonly string[]): string {
  const redact = commentRedactor(secretKeys, () => redacted);
  const comments = new Map<string, string[]>();
  replaceComments(stored, (comment) => {
    const shown = redact(comment);
    comments.set(shown, [...(comments.get(shown) ?? []), comment]);
    return comment;
  });
  return replaceComments(text, (comment) => comments.get(comment)?.shift() ?? comment);
}

function commentRedactor(secretKeys: readonly string[], mark: Mark): (comment: string) => string {
  const keys = [...new Set([...secretKeys, ...anySecretKeys])]
    .map((key) => key.replaceAll('.', String.raw`\.`))
    .join('|');
  const value = String.raw`"(?:[^"\\]|\\[^])*"?|'[^']*'?|[^\s,;"'{}[\]]+`;
  const valuesOfKeys = new RegExp(String.raw`((?:${keys})["']?\s*[:=]\s*)(${value})`, 'gi');
  return (comment) => {
    // Its marks stay whatever is in it: with them a comment would lose its end.
    const end = /^\/\*.*\*\/$/s.test(comment) ? comment.length - 2 : comment.length;
    const shown = comment
      .slice(2, end)
      .replaceAll(keysOfPrivateKeys, mark)
      .replaceAll(credentialsOfUrls, (_all, scheme: string, credentials: string) => {
        const [user = '', ...password] = credentials.split(':');
        if (password.length > 0) return `${scheme}://${user}:${mark(password.join(':'))}@`;
        return `${scheme}://${scheme.toLowerCase() === 'ssh' ? user : mark(user)}@`;
      })
      .replaceAll(valuesOfKeys, (_all, key: string, secret: string) => {
        const quote = /^["']/.exec(secret)?.[0] ?? '';
        return `${key}${quote}${mark(secret)}${secret.length > 1 && secret.endsWith(quote) ? quote : ''}`;
      })
      .replaceAll(knownTokens, mark);
    return comment.slice(0, 2) + shown + comment.slice(end);
  };
}
