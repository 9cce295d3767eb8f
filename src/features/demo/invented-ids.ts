import type { Random } from '../../core/stats/draw/random.ts'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BASE64_URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const HEX = '0123456789abcdef'

/** A ULID: 48 bits of time, then 80 random ones, in base 32. */
export const ulid = (at: Date, random: Random): string =>
  `${base32(at.getTime())}${letters(CROCKFORD, 16, random)}`

/** 32 hexadecimal digits. */
export const hexId = (random: Random): string => letters(HEX, 32, random)

/** 28 characters that are valid in a URL. */
export const tokenId = (random: Random): string => letters(BASE64_URL, 28, random)

const base32 = (value: number): string =>
  Array.from({ length: 10 }, (_, at) => CROCKFORD.charAt(Math.floor(value / 32 ** (9 - at)) % 32)).join('')

const letters = (alphabet: string, length: number, random: Random): string =>
  Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join('')
