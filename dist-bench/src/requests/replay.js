import { sql } from 'kysely';
import { readPeriod } from '../http/period.js';
import { createId, timeOfId } from '../lib/id.js';
import { boundsOf } from './bounds.js';
import { matching } from './store.js';
/**
 * Marks calls that have been read so that the worker reads them again, all or none. What they say
 * takes the place of what was read before, so nothing is counted twice. Calls without a body are
 * left alone: they came so, or the person they were about was erased, and what is known of their
 * events is all there is.
 * @throws Problem invalid-request for a moment that cannot be read
 */
export async function startReplay({ kysely }, orgId, filter, now) {
    const id = createId(now.getTime());
    const bounds = boundsOf(readPeriod(filter));
    const total = await kysely.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
            .updateTable('inbound_requests')
            .set({ processed_at: null, not_before: null, attempts: 0, replay_id: id })
            .where('org_id', '=', orgId)
            .where('processed_at', 'is not', null)
            .where(sql `octet_length(body) > 0`)
            .where(matching(filter, bounds))
            .where(oneOf(filter.ids))
            .executeTakeFirst();
        const row = {
            org_id: orgId,
            id,
            filter: JSON.stringify(filter),
            total: Number(numUpdatedRows),
            created_at: now,
        };
        await transaction.insertInto('replays').values(row).execute();
        return row.total;
    });
    return { id, total, done: 0, created_at: now.toISOString(), finished: total === 0 };
}
const oneOf = (ids) => (eb) => eb.and(ids === undefined ? [] : [eb('id', 'in', ids), eb('received_at', 'in', ids.map(timeOfId))]);
/** How far a replay has come, or undefined when there is none with this id. */
export async function loadReplay(db, orgId, id) {
    const [row] = await db.query({
        text: `select total, created_at, (select count(*) from inbound_requests r
             where r.org_id = $1 and r.replay_id = $2 and r.processed_at is null) as pending
           from replays where org_id = $1 and id = $2`,
        values: [orgId, id],
    });
    if (!row)
        return undefined;
    const { total, pending, created_at } = row;
    return { id, total, done: total - pending, created_at: created_at.toISOString(), finished: pending === 0 };
}
