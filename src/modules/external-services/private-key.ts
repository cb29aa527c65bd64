import { z } from 'zod';

/** Longer ones are none. */
const maxLength = 16 * 1024;

/** A private key that ssh can use while nobody is there to type a passphrase. An empty text is none. */
export const privateKey = z
  .string()
  .max(maxLength, `has at most ${maxLength} characters`)
  .superRefine((text, context) => {
    const problem = text === '' ? undefined : problemOf(text);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });

function problemOf(text: string): string | undefined {
  const [, kind, body = ''] =
    /-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----([\s\S]+)-----END \1-----/.exec(text) ?? [];
  if (kind === undefined) return 'must be a private key: all of its file, with the lines of BEGIN and END';
  return hasPassphrase(kind, body) ? 'must be a private key without a passphrase' : undefined;
}

function hasPassphrase(kind: string, body: string): boolean {
  if (kind === 'OPENSSH PRIVATE KEY') return hasCipher(Buffer.from(body, 'base64'));
  return kind.startsWith('ENCRYPTED') || /^Proc-Type:.*ENCRYPTED/m.test(body);
}

const magic = Buffer.from('openssh-key-v1\0');

/** Behind its first words such a file names the cipher that it is written with. */
function hasCipher(file: Buffer): boolean {
  if (!file.subarray(0, magic.length).equals(magic)) return false;
  const start = magic.length + 4;
  return file.toString('latin1', start, start + 5) !== 'none\0';
}
