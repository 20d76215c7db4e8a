import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;
const include = ['test/**/*.test.ts'];

/** The whole suite on the embedded database, and once more on PostgreSQL when TEST_DATABASE_URL names a server. */
const project = (name: 'embedded' | 'postgresql') => ({
  extends: true as const,
  test: { name, include, env: { TEST_DATABASE: name } },
});

export default defineConfig({
  root,
  test: {
    globalSetup: ['test/helpers/global-setup.ts'],
    // The embedded database takes half a gigabyte a piece.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [project('embedded'), ...(process.env.TEST_DATABASE_URL ? [project('postgresql')] : [])],
  },
});
