import { configDefaults, defineConfig } from 'vitest/config';

/** What is the same whatever the database, or brings its own: once is enough. */
const once = ['tests/web/**', 'tests/mirrors-crash.test.ts'];

export default defineConfig({
  // Otherwise `graphql` is loaded twice, as ESM and as CommonJS, and refuses its own twin.
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env['TEST_DATABASE_URL'] ? once : [])],
    globalSetup: 'tests/support/template-database.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // Files share what they import: loading the server anew for each of them takes longer than most of their tests.
    isolate: false,
    restoreMocks: true,
  },
});
