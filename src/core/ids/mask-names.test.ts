import fc from 'fast-check'
import { expect, it } from 'vitest'
import { maskNames } from './mask-names.ts'

it.each([
  ['invited:ann@example.com', ['ann@example.com'], 'invited:…'],
  ['Invited ANN@Example.com twice', ['ann@example.com', 'ann'], 'Invited … twice'],
  ['crm_ann_signed_up', ['ann'], 'crm_…_signed_up'],
  ['channel opened', ['ann'], 'channel opened'],
  ['step 17', ['17'], 'step …'],
  ['step 170', ['17'], 'step 170'],
  ['a+b (c) [d]', ['a+b', '(c)', '[d]'], '… … …'],
  ['purchase', [''], 'purchase'],
])('in %j, %j are masked: %j', (text, names, masked) => expect(maskNames(text, names)).toBe(masked))

it('leaves no name that stands alone, whatever letters it has', () => {
  const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter(text => !text.includes('…'))
  fc.assert(
    fc.property(name, text => {
      expect(maskNames(`of ${text} at`, [text])).not.toContain(`of ${text} at`)
    }),
  )
})
