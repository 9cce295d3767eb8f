import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { groupsOf } from '../groups.ts'
import { findPeers } from './peers.ts'
import { Python } from './python.ts'

/** A folder whose Python is a shell script that answers every line so. */
function folderWith(answer: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'peers-test-'))
  mkdirSync(join(folder, 'bin'))
  const python = join(folder, 'bin', 'python')
  writeFileSync(python, `#!/bin/sh\nwhile read -r line; do\n${answer}\ndone\n`)
  chmodSync(python, 0o755)
  return folder
}

it('works without peers that are not installed, and names them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peers-test-'))
  const { contestants, missing } = findPeers(folder)
  expect(contestants).toEqual([])
  expect(missing).toEqual([expect.stringContaining('Eppo'), `no Python in ${folder}`])
  const groups = groupsOf({ isFull: false, isTuning: false, upworthy: undefined, testsMax: 5, peers: folder })
  expect(groups.at(-1)?.notes).toEqual(missing.map(why => `left out: ${why}`))
})

it('leaves out a library that Python cannot import', () => {
  const { contestants, missing } = findPeers(folderWith(`echo '{"missing":"no module"}'`))
  expect(contestants).toEqual([])
  expect(missing).toContain('Vowpal Wabbit bags: no module')
})

it('asks a line and waits for the answer, however long it is', () => {
  const long = 'x'.repeat(200_000)
  const python = new Python(folderWith('printf \'{"heard":%s}\\n\' "$line"'))
  for (const question of [{ start: 'one' }, { live: [0, 1], seen: [[0, 5, 1]] }, { long }]) {
    expect(python.ask(question)).toEqual({ heard: question })
  }
  python.close()
})

it('fails when the other side has stopped', () => {
  const python = new Python(folderWith('exit 1'))
  expect(() => python.ask({ start: 'one' })).toThrow('stopped')
})
