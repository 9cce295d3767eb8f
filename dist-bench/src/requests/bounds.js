import { readCursor } from '../http/page.js';
import { readPeriod } from '../http/period.js';
import { isId, timeOfId } from '../lib/id.js';
/**
 * Where a page of a list, newest first, begins and ends.
 * @throws Problem invalid-request for a moment or a cursor that cannot be read
 */
export function readBounds(query) {
    const last = readCursor(query.cursor, isId);
    return [...boundsOf(readPeriod(query)), ...(last === '' ? [] : after(last))];
}
/**
 * What arrived within a period. The bounds on the id use the primary key; those on the time of
 * arrival say the same once more, to spare looking into other months' partitions.
 */
export function boundsOf({ from, to }) {
    const bounds = [];
    if (from)
        bounds.push(['id', '>=', firstIdOf(from)], ['received_at', '>=', from]);
    if (to)
        bounds.push(['id', '<', firstIdOf(to)], ['received_at', '<', to]);
    return bounds;
}
const after = (last) => [
    ['id', '<', last],
    ['received_at', '<=', timeOfId(last)],
];
/** No id of that moment, or of a later one, sorts before it. */
function firstIdOf(moment) {
    const time = Math.max(0, moment.getTime()).toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}
