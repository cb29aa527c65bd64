// Makes licence keys, and the pair of keys that they are signed and verified with.
//
//   node scripts/mint-license.mjs --new-key license-private.pem
//   node scripts/mint-license.mjs --key license-private.pem --users 50 --expires 2027-12-31 [--plan Team] [--tag true-up]…
//
// The first writes the private key into a new file that only its owner can read, and prints the public one for
// LICENSE_PUBLIC_KEY. The second prints a key for `licenseKey` in the site configuration. 0 users is unlimited.

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { exportPKCS8, exportSPKI, generateKeyPair, importPKCS8, SignJWT } from 'jose';

const { values } = parseArgs({
  options: {
    'new-key': { type: 'string' },
    key: { type: 'string' },
    users: { type: 'string' },
    expires: { type: 'string' },
    plan: { type: 'string', default: 'enterprise' },
    tag: { type: 'string', multiple: true, default: [] },
  },
});

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

if (values['new-key']) {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  try {
    // Never over a key that is there: what it signed could not be renewed.
    writeFileSync(values['new-key'], await exportPKCS8(pair.privateKey), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    fail(`cannot write ${values['new-key']}: ${error.message}`);
  }
  const pem = await exportSPKI(pair.publicKey);
  console.log(`LICENSE_PUBLIC_KEY=${pem.replace(/-----[A-Z ]+-----|\s/g, '')}`);
} else if (values.key && values.users && values.expires) {
  const userCount = Number(values.users);
  if (!Number.isSafeInteger(userCount) || userCount < 0) fail('--users must be a number, 0 for unlimited');
  const expires = new Date(`${values.expires}T23:59:59Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(values.expires) || Number.isNaN(expires.getTime())) {
    fail('--expires must be a day like 2027-12-31');
  }
  const privateKey = await importPKCS8(readFileSync(values.key, 'utf8'), 'EdDSA');
  console.log(
    await new SignJWT({ plan: values.plan, tags: values.tag, userCount })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setAudience('gatehouse-license')
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(privateKey),
  );
} else {
  fail('give either --new-key <file>, or --key <file> --users <number> --expires <day>');
}
