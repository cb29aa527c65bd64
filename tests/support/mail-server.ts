import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived, decoded. */
export interface ReceivedMail {
  from: string;
  to: string[];
  headers: Record<string, string>;
  text: string;
  html: string;
  /** Whether it came over TLS, and as whom the client signed in. */
  secure: boolean;
  user: string;
}

export interface MailServer {
  port: number;
  /** What has arrived, the oldest first. */
  mails: ReceivedMail[];
  /** How often somebody connected, and how often somebody tried to sign in. */
  connections: number;
  logins: number;
  close(): Promise<void>;
}

export interface MailServerOptions {
  /** Asks for this name and password. */
  login?: { username: string; password: string };
  startTls?: boolean;
  /** What to answer to the recipient of the nth mail (from 1) instead of taking it. */
  refuse?: (count: number) => { code: number; message: string } | undefined;
  onMail?: (mail: ReceivedMail) => void;
}

/** A configuration with a mail server that nobody runs: mail is tried, and nothing depends on it. */
export const unreachableMail = {
  'email.address': 'gatehouse@example.com',
  'email.smtp': { host: '127.0.0.1', port: 1 },
};

/** Starts a real mail server on a free port of this machine, which keeps what it gets. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { login, startTls = false, refuse, onMail } = options;
  let recipients = 0;
  const server: MailServer = { port: 0, mails: [], connections: 0, logins: 0, close: async () => {} };
  const smtp = new SMTPServer({
    disabledCommands: [...(startTls ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    authOptional: !login,
    // So that a client that does not insist on TLS gives its password away, and is caught.
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
    onConnect(_session, done) {
      server.connections += 1;
      done();
    },
    onAuth({ username, password, validatePassword }, _session, done) {
      server.logins += 1;
      const matches =
        password === undefined ? validatePassword(login?.password ?? '') : password === login?.password;
      if (username === login?.username && matches) done(null, { user: username ?? '' });
      else done(new Error('wrong name or password'));
    },
    onRcptTo(_address, _session, done) {
      recipients += 1;
      const refusal = refuse?.(recipients);
      done(refusal && Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          ...decoded(Buffer.concat(chunks).toString()),
          secure: session.secure,
          user: typeof session.user === 'string' ? session.user : '',
        };
        onMail?.(mail);
        server.mails.push(mail);
        done();
      });
    },
  });
  smtp.on('error', () => {});
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  server.port = (smtp.server.address() as AddressInfo).port;
  server.close = () => new Promise((resolve) => smtp.close(() => resolve()));
  return server;
}

/** Headers and both forms of the text. */
function decoded(raw: string): Pick<ReceivedMail, 'headers' | 'text' | 'html'> {
  const { headers, body } = part(raw);
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '') ?? [];
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((one) => part(one.trimStart()));
  const of = (type: string) => {
    const found = parts.find((one) => one.headers['content-type']?.startsWith(type));
    return found ? content(found) : '';
  };
  return { headers, text: of('text/plain'), html: of('text/html') };
}

function part(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  return { headers, body: raw.slice(end + 4) };
}

function content({ headers, body }: ReturnType<typeof part>): string {
  const encoding = headers['content-transfer-encoding'];
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? Buffer.from(
            body
              .replace(/=\r\n/g, '')
              .replace(/=([0-9A-F]{2})/g, (_all, hex: string) =>
                String.fromCharCode(Number.parseInt(hex, 16)),
              ),
            'latin1',
          )
        : Buffer.from(body);
  return bytes.toString('utf8').replaceAll('\r\n', '\n').trim();
}
