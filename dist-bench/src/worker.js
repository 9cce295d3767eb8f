import { settle } from './attribution/settle.js';
import { ensurePartitions } from './db/partitions.js';
import { drainOnce } from './ingest/drain.js';
import { refsOf } from './ingest/event-store.js';
import { forgetExpired } from './ingest/retention.js';
import { startLoop } from './lib/loop.js';
import { findPlatform } from './platforms/index.js';
const IDLE_MS = 250;
const HOUSEKEEPING_MS = 3_600_000;
const AFTER_ERROR_MS = 2_000;
// A batch holds the embedded database's only connection, and requests wait for it as long as it takes.
const BATCH_TARGET_MS = 60;
const BATCH_MIN = 16;
const BATCH_MAX = 1_000;
/** Every background job there is. */
export function startWorker(services) {
    const { db, catalog, clock, log, metrics } = services;
    const drain = {
        db,
        pipeline: ingestPipeline,
        findOrg: id => catalog.findById(id),
        clock,
        log,
        onBatch: metrics.observeBatch,
    };
    const drainLoop = startLoop(drainSteadily(drain), onError(log, 'ingest'));
    const housekeeping = startLoop(async () => {
        await ensurePartitions(db, clock());
        await forgetExpired(db, clock());
        return HOUSEKEEPING_MS;
    }, onError(log, 'housekeeping'));
    return { wake: drainLoop.wake, stop: () => stopAll([drainLoop, housekeeping]) };
}
export const stopAll = async (loops) => {
    await Promise.all(loops.map(loop => loop.stop()));
};
export const onError = (log, job) => (error) => {
    log.error({ err: error, job }, 'a background job failed and will be tried again');
    return AFTER_ERROR_MS;
};
/** Batches grow while they are quick and shrink when they keep others waiting. */
function drainSteadily(drain) {
    let batchMax = BATCH_MIN * 4;
    return async () => {
        const startedAt = performance.now();
        const done = await drainOnce(drain, batchMax);
        const tookMs = performance.now() - startedAt;
        if (tookMs > 2 * BATCH_TARGET_MS)
            batchMax = Math.max(BATCH_MIN, Math.floor(batchMax / 2));
        else if (done >= batchMax && tookMs < BATCH_TARGET_MS)
            batchMax = Math.min(BATCH_MAX, batchMax * 2);
        return done > 0 ? 0 : IDLE_MS;
    };
}
/** Where ingest meets attribution. */
export const ingestPipeline = {
    findPlatform,
    async settle(session, org, arrived, again) {
        const findings = await settle(session, org, arrived.map(toReport), again.map(toReport));
        return new Map([...findings].map(([id, finding]) => [id, toOutcome(finding)]));
    },
};
function toReport({ id, receivedAt, platform, event, amountMinor, currency }) {
    const { type, subtype, name, email, messageId, trackingId, machine, occurredAt } = event;
    return {
        id,
        receivedAt,
        platform,
        type,
        subtype,
        name,
        email,
        messageId,
        trackingId,
        machine,
        amountMinor,
        currency,
        at: occurredAt ?? receivedAt,
        userKey: event.userId ?? email,
        refs: refsOf(event),
        matchedBefore: null,
    };
}
const toOutcome = ({ outcome, reason, matchedBy, send }) => ({
    outcome,
    reason,
    matchedBy,
    decisionId: send?.id ?? null,
    templateId: send?.templateId ?? null,
    variantId: send?.variantId ?? null,
});
