import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createVault, isSealed, secretKeyFrom } from './secrets.ts'

it('sealed text opens only with the same key, and only if it is unchanged', () => {
  const vault = createVault('a key')
  const sealed = vault.seal('the signing key')
  expect(isSealed(sealed)).toBe(true)
  expect(sealed).not.toContain('signing')
  expect(vault.open(sealed)).toBe('the signing key')
  expect(vault.seal('the signing key')).not.toBe(sealed)
  expect(() => createVault('another key').open(sealed)).toThrow()
  const at = sealed.length - 5
  const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
  expect(() => vault.open(changed)).toThrow()
})

it('a missing key is created once, readable by its owner only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-key-'))
  const key = secretKeyFrom('', folder)
  expect(key.length).toBeGreaterThan(40)
  expect(secretKeyFrom('', folder)).toBe(key)
  expect(secretKeyFrom('mine', folder)).toBe('mine')
  expect(statSync(join(folder, 'secret.key')).mode & 0o077).toBe(0)
  rmSync(folder, { recursive: true })
})
