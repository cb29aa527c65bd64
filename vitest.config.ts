import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const file = (name: string) => `tests/${name}.test.ts`;

/** What is the same whatever the database: it uses none, or brings its own. Once is enough. */
const once = [
  'tests/web/**',
  ...[
    'authorization-header',
    'bench',
    'compatibility',
    'crash',
    'graphql-cost',
    'migrations',
    'mirrors-crash',
    'process',
    'programs',
    'request-body',
    'search-diff',
    'search-engine',
    'search-jobs-crash',
    'search-query',
    'site-configuration-file',
    'sub-repository-rules',
    'token-secret',
  ].map(file),
];

/** What takes longest, in this order. */
const slowest = [
  'web/pages',
  'access-matrix',
  'process',
  'two-worlds',
  'web/service-accounts',
  'web/site-admin',
  'repositories-crash',
  'statements',
  'hostile-clients',
  'crash',
  'docs-examples',
  'mirrors',
  'audit',
  'troubleshooting',
  'mirrors-crash',
  'search-jobs-crash',
  'site-configuration-file',
  'two-processes',
  'bench',
  'web/repositories',
].map(file);

/** Begins with the slowest: one that is begun last runs on alone, while the other worker has nothing more to do. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = slowest.findIndex((name) => moduleId.endsWith(`/${name}`));
      return found === -1 ? slowest.length : found;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}

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
    sequence: { sequencer: SlowestFirst },
    restoreMocks: true,
  },
});
