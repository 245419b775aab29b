import { defineConfig } from 'vitest/config';

/** Whole calls in real browsers on a real server: one file after another, because each keeps a machine busy. Limits are against hanging only. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    environment: 'node',
    include: ['**/*.e2e.ts'],
    globalSetup: './support/build.ts',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 420_000,
    hookTimeout: 240_000,
    teardownTimeout: 30_000,
  },
});
