import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readText, readTime } from './fields.ts'
import { trackingIdOfUrl } from './tracking-id.ts'

it('gives a moment that every store can hold, or none', () => {
  const nearTimes = fc.date({ noInvalidDate: true }).map(date => date.toISOString())
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.string(), nearTimes, fc.anything()), value => {
      const year = readTime(value)?.getUTCFullYear() ?? 2000
      expect(year >= 2000 && year < 2100).toBe(true)
    }),
  )
})

it('reads back every moment of this century, in each of its spellings', () => {
  const moments = fc.date({
    min: new Date('2000-01-01'),
    max: new Date('2099-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(moments, moment => {
      const ms = moment.getTime()
      const spellings = [moment.toISOString(), ms, String(ms), ms / 1000]
      expect(spellings.map(spelling => readTime(spelling)?.getTime())).toEqual([ms, ms, ms, ms])
    }),
  )
})

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
