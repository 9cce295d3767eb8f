import { createBatcher } from '../lib/batcher.js';
const BATCH_MAX = 512;
/** Stores calls, many in one commit. What `add` has answered is on disk. */
export function openInbox(db) {
    return createBatcher(async (calls) => {
        await db.query({
            name: 'inbox-append',
            text: `insert into inbound_requests (org_id, id, received_at, platform, headers, query, body)
             select * from unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::text[], $5::jsonb[], $6::jsonb[], $7::bytea[])`,
            values: [
                calls.map(call => call.orgId),
                calls.map(call => call.id),
                calls.map(call => call.receivedAt),
                calls.map(call => call.platform),
                calls.map(call => call.headers),
                calls.map(call => call.query),
                calls.map(call => call.body),
            ],
        });
        return calls.map(() => undefined);
    }, BATCH_MAX);
}
