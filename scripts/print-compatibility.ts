// Writes docs/compatibility.md from the schema and the product's signatures. With --check it writes nothing, and
// fails when the page is not what they say, or when what is served differs from the product.

import { readFileSync, writeFileSync } from 'node:fs';
import { compare } from '../compatibility/compare.js';
import { compatibilityPage } from '../compatibility/page.js';
import { oldForms, productSignatures } from '../compatibility/signatures.js';
import { schema } from '../src/graphql/schema.js';

const file = 'docs/compatibility.md';
const comparison = compare(schema, productSignatures(), oldForms());
const page = compatibilityPage(comparison, oldForms());
const faults = [
  ...comparison.mismatches.map((mismatch) => `not as the product has it: ${mismatch}`),
  ...comparison.unmarked.map((name) => `${name} does not say "An addition of Gatehouse" in its description`),
];

if (!process.argv.includes('--check')) {
  writeFileSync(file, page);
} else {
  if (readFileSync(file, 'utf8') !== page) faults.push(`${file} is old: run npm run generate`);
  if (faults.length > 0) {
    console.error(faults.join('\n'));
    process.exit(1);
  }
}
