// Makes the release archive of the commit that is checked out, and signs it.
//
//   node scripts/release.mjs --check            makes it twice, in two folders, and compares the bytes
//   node scripts/release.mjs --key ~/.ssh/key   the same, then signs it: release/parley-<version>.tgz and .sig
//
// Whoever has the maintainer's public key in allowed_signers checks an archive with
//
//   ssh-keygen -Y verify -f allowed_signers -I <maintainer> -n parley-release -s parley-<version>.tgz.sig < parley-<version>.tgz
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({ options: { check: { type: 'boolean' }, key: { type: 'string' } } })
if (values.check === undefined && values.key === undefined) {
  console.error('Say --check, or --key <private key for ssh-keygen -Y sign>.')
  process.exit(2)
}

const run = (command, args, options = {}) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options })

/** The archive of the commit, made in a clone in a folder of its own, so that no other file gets into it. */
function pack(folder) {
  const clone = join(folder, 'clone')
  run('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone])
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'))
  run('npm', ['run', '--silent', 'build'], { cwd: clone, stdio: ['ignore', 'ignore', 'inherit'] })
  const name = run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: clone })
    .trim()
    .split('\n')
    .at(-1)
  return join(folder, name)
}

/** Parts without which the package does not run. */
const NEEDED = ['dist/main.js', 'console/dist/index.html', 'migrations/0001-organisations.sql']

function checkParts(archive) {
  const parts = new Set(run('tar', ['-tzf', archive]).split('\n'))
  for (const part of NEEDED)
    if (!parts.has(`package/${part}`))
      throw new Error(`The archive lacks ${part}: the build did not make it.`)
}

const digestOf = path => createHash('sha256').update(readFileSync(path)).digest('hex')

const folders = [mkdtempSync(join(tmpdir(), 'release-')), mkdtempSync(join(tmpdir(), 'release-again-'))]
try {
  const [first, second] = folders.map(pack)
  checkParts(first)
  const [digest, again] = [first, second].map(digestOf)
  if (digest !== again) {
    console.error(`The archive is not reproducible: ${digest} and ${again}.`)
    process.exitCode = 1
  } else {
    console.log(`${digest}  ${basename(first)}`)
    if (values.key !== undefined) {
      const target = join(ROOT, 'release', basename(first))
      mkdirSync(join(ROOT, 'release'), { recursive: true })
      copyFileSync(first, target)
      run('ssh-keygen', ['-Y', 'sign', '-f', values.key, '-n', 'parley-release', target])
      console.log(`${target}\n${target}.sig`)
    }
  }
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}
