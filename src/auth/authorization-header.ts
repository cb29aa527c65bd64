/** What an Authorization header asks for. */
export type PresentedCredential =
  | { scheme: 'none' }
  | { scheme: 'invalid'; reason: string }
  | { scheme: 'token'; token: string }
  | { scheme: 'token-sudo'; token: string; user: string };

const none: PresentedCredential = { scheme: 'none' };
const invalid = (reason: string): PresentedCredential => ({ scheme: 'invalid', reason });

/** Longer than any credential can be; what is longer is not worth parsing. */
const maxLength = 4096;

/**
 * Reads the credential from an Authorization header as the mirrored product does (identity reference, 3.1):
 * `token <t>`, `token token="<t>"`, `Bearer <t>`, `token-sudo token="<t>",user="<u>"`, and Basic with the token
 * as user name. An unknown scheme is no credential; a known scheme without a usable value is invalid.
 */
export function readAuthorizationHeader(header: string | undefined): PresentedCredential {
  if (header === undefined || header === '') return none;
  if (header.length > maxLength) return invalid('the header is too long');
  const [, scheme = '', value = ''] = /^[ \t]*([^ \t]+)[ \t]*(.*)$/s.exec(header) ?? [];
  const rest = withoutBlanksAtEnd(value);
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return rest === '' ? invalid('Bearer needs a token') : { scheme: 'token', token: rest };
    case 'token':
      return readToken(rest);
    case 'token-sudo':
      return readSudo(rest);
    case 'basic':
      return readBasic(rest);
    default:
      return none;
  }
}

/** By hand: a pattern for this is quadratic in the blanks that a client sends. */
function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end -= 1;
  return text.slice(0, end);
}

function readToken(rest: string): PresentedCredential {
  if (!rest.includes('='))
    return rest === '' ? invalid('token needs a value') : { scheme: 'token', token: rest };
  const parameters = readParameters(rest);
  if (parameters === 'repeated') return none;
  const token = parameters?.get('token');
  return token ? { scheme: 'token', token } : invalid('token="…" is missing');
}

function readSudo(rest: string): PresentedCredential {
  const parameters = readParameters(rest);
  if (parameters === 'repeated') return none;
  const token = parameters?.get('token');
  const user = parameters?.get('user');
  if (!token || !user) return invalid('token-sudo needs token="…",user="…"');
  return { scheme: 'token-sudo', token, user };
}

/** The token is the user name; the password is ignored. What does not decode to `user:password` is no credential. */
function readBasic(rest: string): PresentedCredential {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(rest)) return none;
  const decoded = Buffer.from(rest, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return none;
  return colon === 0
    ? invalid('Basic needs the token as user name')
    : { scheme: 'token', token: decoded.slice(0, colon) };
}

/** `k=v, k="v"`: keys in any case and order. A repeated key makes the whole header unreadable, not one of the two win. */
function readParameters(text: string): Map<string, string> | 'repeated' | undefined {
  const parameters = new Map<string, string>();
  let rest = text;
  while (rest !== '') {
    const match = /^[ \t,]*([A-Za-z]+)[ \t]*=[ \t]*(?:"([^"]*)"|([^",\s]*))[ \t]*(?:,|$)/.exec(rest);
    if (!match) return undefined;
    const [whole, key = '', quoted, bare] = match;
    const name = key.toLowerCase();
    if (parameters.has(name)) return 'repeated';
    parameters.set(name, quoted ?? bare ?? '');
    rest = rest.slice(whole.length);
  }
  return parameters;
}
