// Fails when a text contains a secret that the tests were handed.
//
//   node scripts/scan-output.mjs <output> <file with a secret a line>

import { readFileSync } from 'node:fs';

const [outputFile, secretsFile] = process.argv.slice(2);
const output = readFileSync(outputFile, 'utf8');
const secrets = readFileSync(secretsFile, 'utf8').split('\n').filter(Boolean);
const found = secrets.filter((secret) => output.includes(secret));
console.log(`${secrets.length} secrets issued, ${found.length} found in the output`);
process.exit(found.length === 0 && secrets.length > 0 ? 0 : 1);
