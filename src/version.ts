import { readFileSync } from 'node:fs';

interface Manifest {
  version: string;
}

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;

/** The version of Gatehouse. */
export const gatehouseVersion = manifest.version;

/**
 * The version of the mirrored product whose API is served. Clients decide by it what they may ask (src-cli
 * reference, section 3), so it goes where they look for the product's version.
 */
export const productVersion = '7.6.0';

/** The same in the product's form for builds, which clients search for a date. */
export const buildVersion = `10000_2026-08-01_7.6-${gatehouseVersion.replaceAll('.', '')}`;
