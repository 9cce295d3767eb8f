import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createPasswords } from './passwords.ts'

it('a thread hashes again and again without collecting listeners', async () => {
  const warnings: string[] = []
  const listen = ({ name }: Error) => warnings.push(name)
  process.on('warning', listen)
  const passwords = createPasswords()
  const hash = await passwords.hash('seven wet umbrellas')
  for (let n = 0; n < 12; n++)
    expect(await passwords.verify(async () => hash, 'seven wet umbrellas')).toBe(true)
  await setImmediate()
  process.off('warning', listen)
  expect(warnings).toEqual([])
})
