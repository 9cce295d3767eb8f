import { hash } from 'node:crypto'

/** Lower-case hexadecimal SHA-256. */
export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex')

/**
 * A number in [0, 1) that depends only on the parts: the first 52 bits of their SHA-256. Parts are joined by NUL,
 * which identifiers cannot contain, so ('ab','c') and ('a','bc') differ.
 */
export function hashToUnit(...parts: readonly string[]): number {
  return Number.parseInt(sha256Hex(parts.join('\0')).slice(0, 13), 16) / 2 ** 52
}

/** Two independent numbers as in `hashToUnit`, from the first and the second 52 bits. */
export function hashToUnits(...parts: readonly string[]): readonly [number, number] {
  const digest = sha256Hex(parts.join('\0'))
  return [
    Number.parseInt(digest.slice(0, 13), 16) / 2 ** 52,
    Number.parseInt(digest.slice(13, 26), 16) / 2 ** 52,
  ]
}
