import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Projects. `long` is told by its name: it kills processes in a loop, or plays weeks of traffic. `service` needs a
// database or a built server, and gets them from test/: so a test that imports from there is one. The rest is `unit`.
const LONG = '.long.test.ts'
const BROWSER = '.browser.test.ts'
// What a neighbour on the same processors would falsify.
const ALONE = '.alone.test.ts'
// They read files that are no part of this repository.
const GOLDEN = '.golden.test.ts'
// They need an S3 server.
const S3 = '.s3.test.ts'
// They break everything, as scripts/faults.mjs says.
const FAULTS = '.faults.test.ts'
// They need Apache Spark.
const SPARK = '.spark.test.ts'
const tests = ['src', 'test', 'bench', 'console/src']
  .flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name)),
  )
  .filter(
    file =>
      file.endsWith('.test.ts') &&
      ![BROWSER, ALONE, GOLDEN, S3, SPARK, FAULTS].some(name => file.endsWith(name)),
  )
const long = tests.filter(file => file.endsWith(LONG))
const service = tests.filter(file => !file.endsWith(LONG) && importsFromTest(file))

function importsFromTest(file: string): boolean {
  return (
    file.startsWith('test') ||
    /^} from '[./]*\/test\/|^import .* from '[./]*\/test\//m.test(readFileSync(file, 'utf8'))
  )
}

// Only the embedded engine has a folder, counts its syncs and is vacuumed by Parley; only a server has several clients.
const OF_EMBEDDED = ['src/runtime/db/embedded.test.ts', 'src/runtime/db/upkeep/vacuum.test.ts']
const isOfEngine = process.env['TEST_DATABASE_URL']
  ? (file: string) => !OF_EMBEDDED.includes(file)
  : (file: string) => !file.startsWith('test/postgres/')

const globalSetup = ['test/global-setup.ts']
// Writes down the statements that the tests send.
const setupFiles = process.env['RECORD_STATEMENTS'] ? ['test/distributed/record-all.ts'] : []

// They need Chromium, so they are no part of `npm test`. `screens` makes pictures; `large` measures pages.
const ofBrowser = {
  globalSetup: ['test/browser/global-setup.ts'],
  testTimeout: 600_000,
  hookTimeout: 600_000,
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Files share what they import: loading the server costs more than most tests.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,bench,console/src}/**/*.test.ts'],
          exclude: [...service, ...long],
        },
      },
      {
        extends: true,
        test: { name: 'service', include: service.filter(isOfEngine), globalSetup, setupFiles },
      },
      { extends: true, test: { name: 'long', include: long.filter(isOfEngine), globalSetup } },
      { extends: true, test: { name: 's3', include: [`test/s3/*${S3}`], globalSetup } },
      {
        extends: true,
        test: {
          ...{ name: 'faults', include: [`test/faults/*${FAULTS}`], globalSetup },
          ...{ testTimeout: 1_800_000, hookTimeout: 120_000 },
        },
      },
      { extends: true, test: { name: 'spark', include: [`test/spark/*${SPARK}`], globalSetup } },
      { extends: true, test: { name: 'golden', include: [`test/golden/*${GOLDEN}`] } },
      { extends: true, test: { name: 'browser', include: [`test/browser/*${BROWSER}`], ...ofBrowser } },
      {
        extends: true,
        test: {
          ...{ name: 'alone', include: [`test/browser/*${ALONE}`], ...ofBrowser },
          ...{ maxWorkers: 1, sequence: { groupOrder: 1 } },
        },
      },
      { extends: true, test: { name: 'screens', include: ['test/browser/screens.ts'], ...ofBrowser } },
      { extends: true, test: { name: 'large', include: ['test/browser/large.ts'], ...ofBrowser } },
    ],
  },
})
