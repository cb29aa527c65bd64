import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Otherwise `graphql` is loaded twice, as ESM and as CommonJS, and refuses its own twin.
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/support/template-database.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
