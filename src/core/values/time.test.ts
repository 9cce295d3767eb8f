import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTime } from './time.ts'

describe('readTime reads', () => {
  it.each([
    ['2026-01-01T06:00:00.000Z', '2026-01-01T06:00:00.000Z'],
    ['2026-01-01 00:00:02 +00:00', '2026-01-01T00:00:02.000Z'],
    ['2026-01-01 00:00:02', '2026-01-01T00:00:02.000Z'],
    ['2026-01-01 00:00:02.123456+00', '2026-01-01T00:00:02.123Z'],
    ['2026-01-01T02:00:00+0200', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T01:00:00\u221201:00', '2026-01-01T02:00:00.000Z'],
    ['2026-01-01 00:00:02 UTC', '2026-01-01T00:00:02.000Z'],
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['2026-10-30T10:00Z', '2026-10-30T10:00:00.000Z'],
    ['2026-10-30T10Z', '2026-10-30T10:00:00.000Z'],
    ['2026-10-30T10:00:00,123Z', '2026-10-30T10:00:00.123Z'],
    ['2026/10/30 10:00', '2026-10-30T10:00:00.000Z'],
    ['2026-10-30T24:00:00Z', '2026-10-31T00:00:00.000Z'],
    ['2028-02-29T00:00:00.5z', '2028-02-29T00:00:00.500Z'],
    ['20261030', '2026-10-30T00:00:00.000Z'],
    ['20261030T100000Z', '2026-10-30T10:00:00.000Z'],
    ['20261030T100000.123+0100', '2026-10-30T09:00:00.123Z'],
    ['20261030100000', '2026-10-30T10:00:00.000Z'],
    ['2026-10-30T10:00:00+01:00[Europe/Paris]', '2026-10-30T09:00:00.000Z'],
    ['2026-10-30T10:00:00Z[UTC][u-ca=gregory]', '2026-10-30T10:00:00.000Z'],
    ['2026-07-30T10:00:00[Europe/Paris]', '2026-07-30T08:00:00.000Z'],
    ['2026-10-30T10:00:00[Asia/Kolkata]', '2026-10-30T04:30:00.000Z'],
    ['2026-10-30 10:00:00.123456789 +0000 UTC m=+0.0001', '2026-10-30T10:00:00.123Z'],
    ['2026-10-30T10:00:00 +0100 CET', '2026-10-30T09:00:00.000Z'],
    ['Mon, 09 Nov 2026 10:00:00 GMT', '2026-11-09T10:00:00.000Z'],
    ['9 Nov 2026 10:00:00 -0500 (EST)', '2026-11-09T15:00:00.000Z'],
    ['9 Nov 2026 10:00:00 EST', '2026-11-09T15:00:00.000Z'],
    ['Monday, 09-Nov-26 10:00:00 GMT', '2026-11-09T10:00:00.000Z'],
    ['Mon Nov  9 10:00:00 2026', '2026-11-09T10:00:00.000Z'],
    ['Mon Nov 09 10:00:00 UTC 2026', '2026-11-09T10:00:00.000Z'],
    ['Mon Nov 09 2026 10:00:00 GMT+0100 (Central European Standard Time)', '2026-11-09T09:00:00.000Z'],
    ['November 9, 2026 12:05 AM', '2026-11-09T00:05:00.000Z'],
    [1767225600, '2026-01-01T00:00:00.000Z'],
    [1767225600.25, '2026-01-01T00:00:00.250Z'],
    ['1767225600', '2026-01-01T00:00:00.000Z'],
    [1767225600123, '2026-01-01T00:00:00.123Z'],
    ['1767225600123', '2026-01-01T00:00:00.123Z'],
    [1767225600123456, '2026-01-01T00:00:00.123Z'],
    ['1767225600123456', '2026-01-01T00:00:00.123Z'],
    ['1767225600123456789', '2026-01-01T00:00:00.123Z'],
    ['1.767225600123E+12', '2026-01-01T00:00:00.123Z'],
    [{ _seconds: 1767225600, _nanoseconds: 5e8 }, '2026-01-01T00:00:00.500Z'],
    [{ seconds: '1767225600', nanos: 0 }, '2026-01-01T00:00:00.000Z'],
    [{ $date: '2026-01-01T00:00:00Z' }, '2026-01-01T00:00:00.000Z'],
    [{ $date: { $numberLong: '1767225600123' } }, '2026-01-01T00:00:00.123Z'],
    ['/Date(1767225600000+0000)/', '2026-01-01T00:00:00.000Z'],
  ])('%j', (written, iso) => expect(readTime(written)?.toISOString()).toBe(iso))
})

describe('readTime does not guess', () => {
  it.each([
    ...['', 'abc', '12', '10:00', 'Thu 1 Jan', '2026-W10', '2026-303', '2026-1-5', 'yesterday'],
    ...['30/10/2026 10:00', '10/30/2026', '30.10.2026', 'Nov 09 26 27', '1,767,225,600'],
    ...['2026-13-01', '2026-00-10', '2026-02-30', '2027-02-29T10:00:00Z', '29 Feb 2027', '20260230'],
    ...['2026-10-30T25:00Z', '2026-10-30T24:00:01Z', '2026-10-30T10:60Z', '2026-10-30T10:00:00 pm'],
    ...['2026-10-30T10:00:00CET', '2026-10-30T10:00:00+25:00', '2026-10-30T10:00:00[Mars/Base]'],
    ...['9 Nov 2026 10:00:00 CET', '9 Nov Dec 2026', '9 Nov 2026 13:00 PM', '0001-01-01T00:00:00Z'],
    ...['1999-12-31', '2100-01-01', '+010000-01-01', 0, -1, 9e19, Number.NaN, true, null, undefined],
    ...[{}, [], ['2026-01-01'], { _seconds: 'now' }, { value: null }, 'x'.repeat(10_000)],
  ])('%j', written => expect(readTime(written)).toBeNull())
})

it('gives a moment that every store can hold, or none', () => {
  const nearTimes = fc.date({ noInvalidDate: true }).map(date => date.toISOString())
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.string(), nearTimes, fc.anything()), value => {
      const year = readTime(value)?.getUTCFullYear() ?? 2000
      expect(year >= 2000 && year < 2100).toBe(true)
    }),
  )
})

const moments = fc.date({
  min: new Date('2000-01-01'),
  max: new Date('2099-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

it('reads back every moment of this century, in each of its spellings', () => {
  fc.assert(
    fc.property(moments, moment => {
      const ms = moment.getTime()
      const iso = moment.toISOString()
      const exact = [
        ...[iso, iso.replace('.', ','), iso.replace('T', ' ').replace('Z', ' UTC'), iso.replace(/[-:]/g, '')],
        ...[`${iso}[UTC]`, iso.replace('Z', '[Etc/UTC]'), iso.replace('Z', '456789+00:00')],
        ...[ms, String(ms), ms / 1000, ms * 1000, `${ms}000`, `${ms}000000`],
        { _seconds: Math.floor(ms / 1000), _nanoseconds: (ms - Math.floor(ms / 1000) * 1000) * 1e6 },
      ]
      expect(exact.map(spelling => readTime(spelling)?.getTime())).toEqual(exact.map(() => ms))
      const second = Math.floor(ms / 1000) * 1000
      const whole = [moment.toUTCString(), moment.toString()]
      expect(whole.map(spelling => readTime(spelling)?.getTime())).toEqual([second, second])
    }),
  )
})

it('reads no day that the calendar does not have', () => {
  const parts = [
    fc.integer({ min: 2000, max: 2099 }),
    fc.integer({ min: 0, max: 14 }),
    fc.integer({ min: 0, max: 32 }),
  ] as const
  fc.assert(
    fc.property(...parts, (year, month, day) => {
      const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
      expect(readTime(text)?.toISOString().slice(0, 10) ?? text).toBe(text)
    }),
  )
})
