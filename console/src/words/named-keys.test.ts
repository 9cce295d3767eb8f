import fc from 'fast-check'
import { expect, it } from 'vitest'
import { faultOfName } from '../../../src/core/platforms/named-settings.ts'
import { endInWords, nameFault } from './named-keys.ts'

it('tells secrets apart by their end, if the server shows it', () => {
  expect([endInWords('91ac'), endInWords(null)]).toEqual(['…91ac', '…'])
})

it.each([
  ['eu', undefined],
  ['EU-2_b', undefined],
  ['', 'Give the key a name'],
  ['eu west', 'Use up to 40 letters'],
  ['-eu', 'Begin with a letter or a digit'],
  ['US', 'There is a key named us'],
])('the name %j: %s', (name, fault) => {
  const found = nameFault(name, ['us'])
  if (fault === undefined) expect(found).toBeUndefined()
  else expect(found).toContain(fault)
})

it('refuses the names that the server refuses, and no others', () => {
  const field = { key: 'k', label: 'Key', kind: 'secret', required: true, help: '', several: true } as const
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 45 }),
    fc.string({ unit: fc.constantFrom(...'aZ0_-. '), maxLength: 42 }),
  )
  fc.assert(
    fc.property(name, given => {
      const isRefused = faultOfName([field], `k.${given}`) !== undefined
      expect(nameFault(given, []) !== undefined).toBe(isRefused)
    }),
  )
})
