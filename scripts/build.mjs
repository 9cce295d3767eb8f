// Builds dist/ if the sources have changed since the last build. dist/.sources holds the hash of the sources, so
// checkouts, deleted files and clocks have no influence. Types are checked by `npm run types`, not here.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const STAMP = '.sources'
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')

const sources = hashSources()
if (!isBuilt()) build()

function isBuilt() {
  const stamp = join(DIST, STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sources
}

/** Builds beside dist/ and swaps the two, so that no output of a deleted source stays. */
function build() {
  console.error('Building …')
  if (!existsSync(TSC)) fail('TypeScript is not installed. Run `npm ci` first.')
  const draft = join(ROOT, `dist-${process.pid}`)
  const compiler = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', draft]
  const { status } = spawnSync(process.execPath, [TSC, ...compiler], { cwd: ROOT, stdio: ['ignore', 2, 2] })
  if (status === 0) {
    writeFileSync(join(draft, STAMP), sources)
    rmSync(DIST, { recursive: true, force: true })
    try {
      renameSync(draft, DIST)
    } catch (error) {
      // Another build of the same sources may have been faster.
      if (!isBuilt()) throw error
    }
  }
  rmSync(draft, { recursive: true, force: true })
  if (status !== 0) fail('The build failed.')
}

function hashSources() {
  const isSource = file => file.endsWith('.ts') && !file.endsWith('.test.ts')
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(isSource).sort()
  const hash = createHash('sha256')
  for (const file of [
    ...files.map(name => join('src', name)),
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
  ])
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0')
  return hash.digest('hex')
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
