// Generates the Prisma client and Pothos's types into src/db/generated. Prisma's command wants a schema engine
// binary, which it would download and does not use for generating: any executable satisfies it.

import { spawnSync } from 'node:child_process';

const { status } = spawnSync('npx', ['prisma', 'generate', '--no-hints'], {
  stdio: 'inherit',
  env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, ...process.env },
});
process.exit(status ?? 1);
