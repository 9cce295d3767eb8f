import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeZ85, frame, writeBitmaps } from '../../../../test/delta-sharing/deletion-vectors.ts'
import { decodeZ85, readBitmaps, unframe } from './deletion-vector.ts'

const ascending = (rows: readonly number[]) => [...new Set(rows)].sort((left, right) => left - right)

describe('a deletion vector', () => {
  it('names the rows that were written into it', () => {
    const row = fc.oneof(fc.nat(300_000), fc.integer({ min: 65_000, max: 66_000 }), fc.nat(2 ** 32 - 1))
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.boolean(), (rows, hasRuns) => {
        const wanted = ascending(rows)
        expect([...readBitmaps(writeBitmaps(wanted, hasRuns))]).toEqual(wanted)
      }),
    )
  })

  it.each([false, true])('holds many rows; as runs: %s', hasRuns => {
    const many = Array.from({ length: 200_000 }, (_, at) => at + Math.floor(at / 7))
    expect([...readBitmaps(writeBitmaps(many, hasRuns))]).toEqual(many)
  })

  it('has the bytes of the golden tables of Delta', () => {
    // The file of a vector with the rows 0 and 2.
    const file = Buffer.from(
      '0100000024d1d339640100000000000000000000003a300000010000000000010010000000000002',
      'hex',
    )
    expect(file).toHaveLength(40)
    const bitmaps = writeBitmaps([0, 2])
    expect(frame(bitmaps).subarray(0, 39)).toEqual(file.subarray(0, 39))
    expect([...readBitmaps(unframe(frame(bitmaps), 1, bitmaps.length))]).toEqual([0, 2])
  })

  it('is refused when a bit of it changed, or it ends early', () => {
    const file = frame(writeBitmaps([1, 5, 70_000]))
    const bytes = file.length - 9
    for (let at = 1; at < file.length; at++) {
      const damaged = Buffer.from(file)
      damaged[at] = (damaged[at] ?? 0) ^ 1
      expect(() => unframe(damaged, 1, bytes)).toThrow()
    }
    expect(() => unframe(file.subarray(0, -1), 1, bytes)).toThrow()
    expect(() => [...readBitmaps(writeBitmaps([1, 5]).subarray(0, -1))]).toThrow('it ends too early')
  })

  it('ends with an error or rows for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const start = writeBitmaps([1]).subarray(0, 16)
        try {
          let rows = 0
          for (const row of readBitmaps(Buffer.concat([start, bytes]))) {
            expect(row).toBeGreaterThanOrEqual(0)
            if (++rows > 1_000) break
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })

  it('may stand in the log itself', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 40 }), bytes => {
        const whole = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 4)))
        expect(Buffer.from(decodeZ85(encodeZ85(whole)))).toEqual(whole)
      }),
    )
    // The example of ZeroMQ's specification.
    expect(Buffer.from(decodeZ85('HelloWorld')).toString('hex')).toBe('864fd26fb559f75b')
    expect(() => decodeZ85('abc')).toThrow()
    expect(() => decodeZ85('ab"cd')).toThrow()
  })
})
