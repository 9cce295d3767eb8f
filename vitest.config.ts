import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    // Only the embedded engine has a folder and counts its syncs; only a server has several clients.
    exclude: process.env['TEST_DATABASE_URL'] ? ['src/runtime/db/embedded.test.ts'] : ['test/postgres/**'],
    globalSetup: ['test/template-database.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
