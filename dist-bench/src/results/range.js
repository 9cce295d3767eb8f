import { Problem } from '../http/problem.js';
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/i;
/**
 * The stretch of time that a query asks for: from included, to not. A date is its midnight, UTC.
 * @throws Problem invalid-request
 */
export const readRange = ({ from, to }) => ({
    from: readMoment('from', from),
    to: readMoment('to', to),
});
function readMoment(field, text) {
    if (text === undefined || text === '')
        return undefined;
    const shape = MOMENT.exec(text);
    // Without a zone, Date would take the one of this machine.
    const moment = new Date(text.length > 10 && shape?.groups?.['zone'] === undefined ? `${text}Z` : text);
    if (shape && !Number.isNaN(moment.getTime()))
        return moment;
    const message = 'must be a date or time in ISO 8601, such as 2026-03-01 or 2026-03-01T09:00:00Z (a + in an address is written %2B)';
    throw new Problem('invalid-request', `In the querystring: /${field} ${message}.`, [
        { field: `/${field}`, message },
    ]);
}
