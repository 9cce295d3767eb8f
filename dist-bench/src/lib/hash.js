import { createHash } from 'node:crypto';
/** Lower-case hexadecimal SHA-256. */
export const sha256Hex = (data) => createHash('sha256').update(data).digest('hex');
/**
 * A number in [0, 1) that depends on nothing but the parts: the first 52 bits of their SHA-256.
 * Parts are joined by NUL, which identifiers cannot contain, so ('ab','c') and ('a','bc') differ.
 */
export function hashToUnit(...parts) {
    const digest = createHash('sha256').update(parts.join('\0')).digest();
    return (digest.readUInt32BE(0) * 0x100000 + (digest.readUInt32BE(4) >>> 12)) / 2 ** 52;
}
