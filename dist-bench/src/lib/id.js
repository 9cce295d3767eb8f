import { randomFillSync } from 'node:crypto';
const pool = Buffer.allocUnsafe(4096);
let used = pool.length;
/**
 * A version 7 UUID (RFC 9562): sorts by time of creation, and its first 48 bits are that time.
 * @param atMs milliseconds since the epoch
 */
export function createId(atMs) {
    if (used + 10 > pool.length) {
        randomFillSync(pool);
        used = 0;
    }
    const time = atMs.toString(16).padStart(12, '0');
    const random = pool.toString('hex', used, used + 10);
    const variant = '89ab'.charAt(pool.readUInt8(used + 9) & 3);
    used += 10;
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
/** The moment at which `createId` made this id. Exact to the millisecond. */
export function timeOfId(id) {
    return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Whether text from outside may be compared with a `uuid` column at all. */
export const isId = (text) => UUID.test(text);
