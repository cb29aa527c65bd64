/** By what means repositories may be fetched. Whatever else git knows, it is not asked for. */
const schemes = ['https:', 'http:', 'ssh:', 'git:', 'file:'];

const maxUrlLength = 1000;

/**
 * A clone URL as git is given it, or what is wrong with the text. The host must not read as an option, and
 * `ext::` and the like, which run programs, are no URLs of the schemes above.
 */
export function readCloneUrl(text: string): { url: URL } | { problem: string } {
  if (text.length > maxUrlLength) return { problem: `is longer than ${maxUrlLength} characters` };
  if (/^[^/:\s]+@[^/:\s]+:(?!\/\/)/.test(text)) {
    return { problem: 'must be a URL: write git@host:path as ssh://git@host/path' };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !schemes.includes(url.protocol)) {
    return { problem: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(', ')}` };
  }
  if (url.protocol === 'file:' ? url.host !== '' : url.host === '') {
    return { problem: url.protocol === 'file:' ? 'must have no host: file:///path' : 'must have a host' };
  }
  // git reads the escapes before it hands them on.
  const [host, user] = [url.hostname, url.username].map(decoded);
  if (host === undefined || user === undefined)
    return { problem: 'must not have a "%" that escapes nothing' };
  if (host.startsWith('-') || user.startsWith('-')) {
    return { problem: 'must not have a host or a user that begins with "-"' };
  }
  if (url.search !== '' || url.hash !== '') return { problem: 'must not have a query or a fragment' };
  return { url };
}

/** The URL as people may see it: the user of ssh stays, everything secret goes. */
export function withoutCredentials(url: URL): URL {
  const shown = new URL(url);
  shown.password = '';
  if (shown.protocol !== 'ssh:') shown.username = '';
  return shown;
}

/**
 * What a remote is, whichever way it is written: `https://host/team/app.git`, `ssh://git@host/team/app` and
 * `git@host:team/app` are the same. Undefined for what is none of these.
 */
export function remoteKey(remote: string): string | undefined {
  const [, scpHost, scpPath] = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(remote) ?? [];
  if (scpHost && scpPath) return keyOf(scpHost, scpPath);
  const read = readCloneUrl(remote);
  return 'url' in read ? keyOf(read.url.hostname, decodedPath(read.url)) : undefined;
}

const keyOf = (host: string, path: string) => `${host.toLowerCase()}/${pathOfRepository(path)}`;

/** A path without slashes around it and without `.git` at its end. */
export const pathOfRepository = (path: string): string =>
  path
    .replace(/^\/+|\/+$/g, '')
    .replace(/(?:\/|^)\.git$/, '')
    .replace(/\.git$/, '');

/** The path of a URL with its escapes read, where they can be. */
export const decodedPath = ({ pathname }: URL): string => decodedText(pathname);

/** A part of a URL with its escapes read, where they can be. */
export const decodedText = (text: string): string => decoded(text) ?? text;

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
