import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Several processes on one store: there is no such thing on the embedded database.
    exclude: process.env['TEST_DATABASE_URL'] ? [] : ['test/postgres/**'],
    globalSetup: ['test/template-database.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
