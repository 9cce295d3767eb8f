import fc from 'fast-check'
import pg from 'pg'
import { expect, it } from 'vitest'
import { readMoment } from './moments.ts'

const theirs = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text')

it('reads moments as the driver does', () => {
  const digits = fc.integer({ min: 0, max: 6 })
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      digits,
      (date, kept) => {
        const [day, time = ''] = date.toISOString().slice(0, -1).split('T')
        const [seconds, fraction = ''] = `${time}789`.split('.')
        const text = `${day} ${seconds}${kept === 0 ? '' : `.${fraction.slice(0, kept)}`}+00`
        expect(readMoment(text)).toEqual(theirs(text))
      },
    ),
  )
})

it.each([
  ['2026-11-30 07:28:02+05:30', '2026-11-30T01:58:02.000Z'],
  ['0090-01-01 00:00:00+00', '0090-01-01T00:00:00.000Z'],
  ['10000-01-01 00:00:00+00', '+010000-01-01T00:00:00.000Z'],
  ['0001-01-01 00:00:00+00 BC', '0000-01-01T00:00:00.000Z'],
])('reads %s', (text, iso) => {
  expect(readMoment(text).toISOString()).toBe(iso)
})
