// Writes the SQL that takes prisma/migrations to prisma/schema.prisma into a new migration folder. Edit it
// afterwards: CHECKs, partial indexes and triggers are written by hand.
//
//   npm run migration -- add_repositories

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { pgliteAdapter } from '../src/db/embedded.js';
import { readMigrations } from '../src/db/migrations.js';
import { schemaDifference } from '../src/db/schema-engine.js';

const name = process.argv[2];
if (!name) throw new Error('usage: npm run migration -- <name>');

const schema = await readFile('prisma/schema.prisma', 'utf8');
const sql = await schemaDifference(pgliteAdapter(new PGlite()), await readMigrations(), schema);
const timestamp = new Date().toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
const folder = `prisma/migrations/${timestamp}_${name}`;
await mkdir(folder, { recursive: true });
await writeFile(`${folder}/migration.sql`, sql);
console.log(`${folder}/migration.sql`);
process.exit(0);
