import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainForm, smsLength } from './sms.ts'

describe('smsLength', () => {
  it.each([
    ['', 'gsm7', 0, 0],
    ['a'.repeat(160), 'gsm7', 160, 1],
    ['a'.repeat(161), 'gsm7', 161, 2],
    ['a'.repeat(306), 'gsm7', 306, 2],
    ['a'.repeat(307), 'gsm7', 307, 3],
    ['€'.repeat(80), 'gsm7', 160, 1],
    ['€'.repeat(81), 'gsm7', 162, 2],
    // The 153rd septet of a segment stays empty: an escape and its character are not parted.
    ['€'.repeat(153), 'gsm7', 306, 3],
    [`${'a'.repeat(69)}’`, 'unicode', 70, 1],
    [`${'a'.repeat(70)}’`, 'unicode', 71, 2],
    ['😀'.repeat(35), 'unicode', 70, 1],
    ['😀'.repeat(67), 'unicode', 134, 3],
    ['Grüße aus Köln, ça va', 'unicode', 21, 1],
  ])('%j: %s, %d units, %d segments', (text, encoding, units, segments) =>
    expect(smsLength(text)).toMatchObject({ encoding, units, segments }),
  )

  const text = fc.string({ unit: fc.constantFrom('a', 'Z', '€', '[', '’', '😀', 'ä'), maxLength: 400 })

  it('fits its segments, and needs all of them', () => {
    fc.assert(
      fc.property(text, given => {
        const { encoding, units, segments, left, foreign } = smsLength(given)
        const [alone, joined] = encoding === 'gsm7' ? [160, 153] : [70, 67]
        expect(units).toBeLessThanOrEqual(segments < 2 ? alone : segments * joined)
        // Each segment but the last may lose one unit to a character that did not fit.
        if (segments > 1) expect(units).toBeGreaterThan((segments - 1) * (joined - 1))
        expect(left).toBeGreaterThanOrEqual(0)
        expect(foreign.length === 0).toBe(encoding === 'gsm7')
      }),
    )
  })

  it('grows with every character', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('a', '€', '’', '😀'), (given, more) => {
        const [shorter, longer] = [smsLength(given), smsLength(given + more)]
        expect(longer.segments).toBeGreaterThanOrEqual(shorter.segments)
      }),
    )
  })

  it('is GSM again with the plain forms', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '’', '“', '…', '–'), maxLength: 80 }), given => {
        const plain = [...given].map(each => plainForm(each) ?? each).join('')
        expect(smsLength(plain).encoding).toBe('gsm7')
      }),
    )
  })
})
