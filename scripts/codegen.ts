// What the two generators of typed operations have in common: scripts/generate-sdk.ts and scripts/generate-web.ts.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'graphql';

/** The operations in a folder, in the order of its file names. */
export const documentsIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({ location: name, document: parse(readFileSync(`${folder}/${name}`, 'utf8')) }));

/** How GraphQL types become TypeScript types. */
export const typeOptions = {
  scalars: {
    ID: 'string',
    DateTime: 'string',
    BigInt: 'string',
    GitObjectID: 'string',
    JSONCString: 'string',
    JSONValue: 'unknown',
  },
  strictScalars: true,
  enumsAsTypes: true,
  // A nullable field of an answer is always there.
  avoidOptionals: { field: true },
  skipTypename: true,
  onlyOperationTypes: true,
  arrayInputCoercion: false,
  // Types of answers name the fragments they consist of.
  inlineFragmentTypes: 'combine',
  dedupeFragments: true,
  useTypeImports: true,
  documentMode: 'string',
};

/** Writes a generated file; with --check it writes nothing and fails when the file is another. */
export function writeOrCheck(output: string, generated: string): void {
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, generated);
  } else if (readFileSync(output, 'utf8') !== generated) {
    console.error(`${output} is not what it is made from: run npm run generate`);
    process.exit(1);
  }
}
