// Creates a service account and a token for it, and asks with that token who it is.
//
//   GATEHOUSE_URL=http://127.0.0.1:3080 GATEHOUSE_TOKEN=<an admin's token> npx tsx sdk/examples/create-account.ts ci-nightly

import { createGatehouseClient } from '@gatehouse/sdk';

const endpoint = process.env['GATEHOUSE_URL'] ?? 'http://127.0.0.1:3080';
const admin = createGatehouseClient({ endpoint, token: process.env['GATEHOUSE_TOKEN'] ?? '' });

const { createServiceAccount: account } = await admin.createServiceAccount({
  input: { name: process.argv[2] ?? 'ci-nightly', description: 'Runs the nightly build.' },
});
const { createAccessToken } = await admin.createAccessToken({
  user: account.id,
  note: 'nightly build',
  scopes: ['user:all'],
  durationSeconds: 30 * 24 * 3600,
});

// The secret is shown only once: a real script puts it into a secret store, and prints it nowhere.
const machine = createGatehouseClient({ endpoint, token: createAccessToken.token });
const { currentUser } = await machine.currentUser();
console.log(`the token acts as ${currentUser?.username}`);
