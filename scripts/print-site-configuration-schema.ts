// Writes site-configuration.schema.json from the code. With --check it writes nothing and fails when the file is not
// what the code says.

import { readFileSync, writeFileSync } from 'node:fs';
import { siteConfigurationSchema } from '../src/modules/site/site-settings.js';

const file = 'site-configuration.schema.json';
const printed = `${JSON.stringify(siteConfigurationSchema(), null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(file, printed);
} else if (readFileSync(file, 'utf8') !== printed) {
  console.error(`${file} is not what the code says: run npm run generate`);
  process.exit(1);
}
