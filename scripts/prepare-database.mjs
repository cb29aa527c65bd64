// Makes the empty database that new installations are copied from. Part of `npm run build`, after the server is compiled.

import { prepareDatabase } from '../dist/db/prepare-database.js';

await prepareDatabase();
