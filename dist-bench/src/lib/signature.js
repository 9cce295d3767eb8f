import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
/** Hexadecimal HMAC-SHA256 of the parts, one after the other. */
export function hmacSha256Hex(key, ...parts) {
    const mac = createHmac('sha256', key);
    for (const part of parts)
        mac.update(part);
    return mac.digest('hex');
}
/** Compares secrets without telling, through time, where they differ or how long they are. */
export function equalInConstantTime(left, right) {
    const digest = (text) => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(left), digest(right));
}
