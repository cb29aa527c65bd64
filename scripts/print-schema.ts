// Writes schema.graphql from the code. With --check it writes nothing and fails when the file is not what the
// code says.

import { readFileSync, writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from '../src/graphql/schema.js';

const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync('schema.graphql', printed);
} else if (readFileSync('schema.graphql', 'utf8') !== printed) {
  console.error('schema.graphql is not what the code says: run npm run generate');
  process.exit(1);
}
