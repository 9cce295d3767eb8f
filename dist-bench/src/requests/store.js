import { sql } from 'kysely';
import { toPage } from '../http/page.js';
import { timeOfId } from '../lib/id.js';
import { storableText } from '../lib/json.js';
import { readBounds } from './bounds.js';
const SUMMARY = [
    'id',
    'platform',
    'received_at',
    'processed_at',
    'outcome',
    'reason',
    'attempts',
    'items',
];
const sizeBytes = sql `octet_length(body)`.as('size_bytes');
/**
 * The calls that a query asks for, newest first.
 * @throws Problem invalid-request for a cursor or a moment that cannot be read
 */
export async function listRequests({ kysely }, orgId, query) {
    const { pending, limit } = query;
    const rows = await kysely
        .selectFrom('inbound_requests')
        .select([...SUMMARY, sizeBytes])
        .where('org_id', '=', orgId)
        .where(matching(query, readBounds(query)))
        .$if(pending !== undefined, select => select.where('processed_at', pending ? 'is' : 'is not', null))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
    return toPage(rows, limit, ({ id }) => id, row => row);
}
/** The filters that lists and replays share. */
export const matching = ({ platform, outcome }, bounds) => (eb) => eb.and([
    ...(platform === undefined ? [] : [eb('platform', '=', storableText(platform))]),
    ...(outcome === undefined ? [] : [eb('outcome', '=', storableText(outcome))]),
    ...bounds.map(bound => eb(...bound)),
]);
/** One call with everything it carried. */
export function loadRequest({ kysely }, orgId, id) {
    return kysely
        .selectFrom('inbound_requests')
        .select([...SUMMARY, sizeBytes, 'headers', 'query', 'body'])
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .where('received_at', '=', timeOfId(id))
        .executeTakeFirst();
}
/** What is known now of some events. */
export function loadOutcomes(db, orgId, events) {
    if (events.length === 0)
        return Promise.resolve([]);
    return db.query({
        name: 'requests-outcomes',
        text: `select id, outcome, reason
           from events join unnest($2::uuid[], $3::timestamptz[]) as wanted (id, received_at) using (id, received_at)
           where org_id = $1`,
        values: [orgId, events.map(({ id }) => id), events.map(({ receivedAt }) => receivedAt)],
    });
}
