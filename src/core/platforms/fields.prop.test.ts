import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readText } from './fields.ts'
import { trackingIdOfUrl } from './tracking-id.ts'

it('gives text that every store can hold, or none, also out of escapes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const escaped = `?trk=${[...text].map(char => `%${(char.charCodeAt(0) % 256).toString(16).padStart(2, '0')}`).join('')}`
      for (const read of [readText(text), trackingIdOfUrl(escaped)]) {
        expect(read === null || (read !== '' && read.isWellFormed() && !read.includes('\0'))).toBe(true)
      }
    }),
  )
})
