// Builds dist/ (the server) and console/dist/ (the console), each if its sources have changed since its last build.
// `.sources` in each holds the hash of its sources, so checkouts, deleted files and clocks have no influence. Types are
// checked by `npm run types`, not here. `build.mjs server` and `build.mjs console` build only that one.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const STAMP = '.sources'

const TARGETS = {
  server: {
    folder: 'dist',
    sources: () => [
      ...filesOf('src', file => file.endsWith('.ts') && !file.endsWith('.test.ts')),
      'tsconfig.json',
      'tsconfig.build.json',
      'package-lock.json',
    ],
    tool: 'node_modules/typescript/bin/tsc',
    parameters: draft => ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', draft],
    finish: () => {},
  },
  console: {
    folder: 'console/dist',
    sources: () => [
      ...filesOf('console/src', file => !file.includes('.test.')),
      'console/index.html',
      'console/vite.config.ts',
      'package-lock.json',
      'scripts/build.mjs',
    ],
    tool: 'node_modules/vite/bin/vite.js',
    parameters: draft => [
      'build',
      '--config',
      'console/vite.config.ts',
      '--outDir',
      draft,
      '--logLevel',
      'warn',
    ],
    finish: compress,
  },
}

const wanted = process.argv[2]
for (const [name, target] of Object.entries(TARGETS))
  if (wanted === undefined || wanted === name) buildIfChanged(name, target)

function buildIfChanged(name, target) {
  const hash = hashOf(target.sources())
  if (!isBuilt(target, hash)) build(name, target, hash)
}

function isBuilt({ folder }, hash) {
  const stamp = join(ROOT, folder, STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
}

/** Builds beside the folder and swaps the two, so that no output of a deleted source stays. */
function build(name, target, hash) {
  console.error(`Building the ${name} …`)
  if (!existsSync(join(ROOT, target.tool))) fail(`${target.tool} is not installed. Run \`npm ci\` first.`)
  const folder = join(ROOT, target.folder)
  const draft = `${folder}-${process.pid}`
  const { status } = spawnSync(process.execPath, [join(ROOT, target.tool), ...target.parameters(draft)], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    // A test run would otherwise build the development React.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status === 0) {
    target.finish(draft)
    writeFileSync(join(draft, STAMP), hash)
    rmSync(folder, { recursive: true, force: true })
    try {
      renameSync(draft, folder)
    } catch (error) {
      // Another build of the same sources may have been faster.
      if (!isBuilt(target, hash)) throw error
    }
  }
  rmSync(draft, { recursive: true, force: true })
  if (status !== 0) fail(`The build of the ${name} failed.`)
}

/** Puts a brotli and a gzip variant beside each file that is smaller so. The server sends them as they are. */
function compress(folder) {
  const variants = { br: text => brotliCompressSync(text), gz: text => gzipSync(text, { level: 9 }) }
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|css|html|svg)$/.test(file)) continue
    const path = join(folder, file)
    const text = readFileSync(path)
    for (const [ending, variantOf] of Object.entries(variants)) {
      const variant = variantOf(text)
      if (variant.length < text.length) writeFileSync(`${path}.${ending}`, variant)
    }
  }
}

function filesOf(folder, isSource) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(file => isSource(file) && statSync(join(ROOT, file)).isFile())
    .sort()
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files)
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
