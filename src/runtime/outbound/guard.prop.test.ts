import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AllowList, hostOf, readAllowList } from './allow-list.ts'
import { vet } from './guard.ts'

const NOBODY: AllowList = []
const target = { protocol: 'https:', host: 'receiver.example.com', port: 443 }
const isRefused = (address: string, list = NOBODY) => !vet(list, target, [address]).ok

const byte = fc.nat(255)
const group = fc.nat(0xffff).map(value => value.toString(16))
const ipv4 = fc.tuple(byte, byte, byte, byte)
const dotted = (octets: readonly number[]) => octets.join('.')
const hexPair = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) =>
  `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`

// Straight from the registry of special-purpose addresses, as first octets and the bound on the second.
const SPECIAL: readonly (readonly [number, number, number])[] = [
  [0, 0, 255],
  [10, 0, 255],
  [100, 64, 127],
  [127, 0, 255],
  [169, 254, 254],
  [172, 16, 31],
  [192, 168, 168],
  [198, 18, 19],
  ...Array.from({ length: 32 }, (_, at) => [224 + at, 0, 255] as const),
]
const special = fc
  .tuple(fc.constantFrom(...SPECIAL), fc.nat(255), byte, byte)
  .map(([[first, low, high], second, c, d]) => [first, low + (second % (high - low + 1)), c, d])
const ordinary = ipv4.filter(
  ([a, b]) => a !== 192 && a !== 198 && a !== 203 && a !== 168 && !isSpecial(a, b) && a > 0,
)
const isSpecial = (a: number, b: number) =>
  SPECIAL.some(([first, low, high]) => a === first && b >= low && b <= high)

describe('an address', () => {
  it('of a special range of IPv4 is refused, and one outside them is not', () => {
    fc.assert(fc.property(special, octets => isRefused(dotted(octets))))
    fc.assert(fc.property(ordinary, octets => !isRefused(dotted(octets))))
  })

  it('that wraps an IPv4 address in IPv6 is refused, whatever it wraps', () => {
    const wrap = fc.constantFrom<(octets: readonly number[]) => string>(
      octets => `::ffff:${dotted(octets)}`,
      octets => `::ffff:${hexPair(octets)}`,
      octets => `::${hexPair(octets)}`,
      octets => `::ffff:0:${hexPair(octets)}`,
      octets => `64:ff9b::${hexPair(octets)}`,
      octets => `64:ff9b:1:2:3:4:${hexPair(octets)}`,
      octets => `2002:${hexPair(octets)}::1`,
      octets => `2001:0:${hexPair(octets)}::1`,
    )
    fc.assert(fc.property(wrap, ipv4, (wrapped, octets) => isRefused(wrapped(octets))))
  })

  it('of IPv6 is refused outside 2000::/3', () => {
    const groups = fc.array(group, { minLength: 7, maxLength: 7 })
    const outside = fc.nat(0xffff).filter(first => first >> 13 !== 1)
    fc.assert(
      fc.property(outside, groups, (first, rest) => isRefused([first.toString(16), ...rest].join(':'))),
    )
    fc.assert(fc.property(groups, rest => !isRefused(['2a00', ...rest].join(':'))))
  })

  it('is refused however its number is written', () => {
    const forms = fc.constantFrom<(octets: readonly number[]) => string>(
      ([a = 0, b = 0, c = 0, d = 0]) => String(((a * 256 + b) * 256 + c) * 256 + d),
      octets => `0x${octets.map(octet => octet.toString(16).padStart(2, '0')).join('')}`,
      octets => octets.map(octet => `0${octet.toString(8)}`).join('.'),
      octets => octets.map(octet => `0x${octet.toString(16)}`).join('.'),
      ([a = 0, b = 0, c = 0, d = 0]) => `${a}.${(b * 256 + c) * 256 + d}`,
      octets => `${dotted(octets)}.`,
      octets => dotted(octets).replace('.', '\u3002'),
    )
    fc.assert(
      fc.property(forms, special, (write, octets) => {
        const host = hostOf(new URL(`https://${write(octets)}/`))
        expect(host).toBe(dotted(octets))
        return isRefused(host)
      }),
    )
  })

  it('that is refused refuses all addresses of the same name', () => {
    const some = fc.array(ordinary.map(dotted), { maxLength: 4 })
    fc.assert(
      fc.property(some, special, some, (before, octets, after) => {
        expect(vet(NOBODY, target, [...before, dotted(octets), ...after]).ok).toBe(false)
      }),
    )
  })

  it('may be called when its network is listed, and its neighbours outside may not', () => {
    fc.assert(
      fc.property(byte, byte, byte, (b, c, d) => {
        const list = readAllowList(`10.${b}.0.0/16`)
        if (!list.ok) throw new Error(list.reason)
        expect(isRefused(`10.${b}.${c}.${d}`, list.value)).toBe(false)
        expect(isRefused(`10.${(b + 1) % 256}.${c}.${d}`, list.value)).toBe(true)
        expect(isRefused(`::ffff:10.${b}.${c}.${d}`, list.value)).toBe(true)
      }),
    )
  })
})
