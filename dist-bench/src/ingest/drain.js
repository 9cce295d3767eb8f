import { tryLockOrg } from '../db/org-lock.js';
import { isStoreDown } from '../http/problem.js';
import { backoffMs } from '../lib/backoff.js';
import { loadBusyOrgs, loadDue, postpone, saveProcessed } from './inbox-store.js';
import { processBatch, processRequests } from './pipeline.js';
const ATTEMPTS_MAX = 6;
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 600_000;
/**
 * Processes a batch of every organisation that has something due.
 * @returns how many requests were processed; zero means that nothing was due
 */
export async function drainOnce(drain, batchMax) {
    let done = 0;
    for (const orgId of await loadBusyOrgs(drain.db, drain.clock())) {
        const org = await drain.findOrg(orgId);
        if (org)
            done += await drainOrg(drain, org, batchMax);
    }
    return done;
}
async function drainOrg(drain, org, batchMax) {
    const { db, pipeline, clock, onBatch } = drain;
    const startedAt = performance.now();
    try {
        const outcomes = await db.transaction(async (session) => {
            if (!(await tryLockOrg(session, org.id)))
                return new Map();
            return processBatch(pipeline, session, org, clock(), batchMax);
        });
        onBatch(outcomes, performance.now() - startedAt);
        return [...outcomes.values()].reduce((sum, count) => sum + count, 0);
    }
    catch (error) {
        if (isStoreDown(error))
            throw error;
        drain.log.error({ err: error, org: org.slug }, 'a batch failed; its requests are taken one by one');
        return drainOneByOne(drain, org, batchMax);
    }
}
/** A request that breaks us must not hold up the others: it alone is put off, and in the end set aside. */
async function drainOneByOne(drain, org, batchMax) {
    const { db, clock } = drain;
    const due = await loadDue(db, org.id, clock(), batchMax);
    for (const request of due)
        await drainOne(drain, org, request);
    return due.length;
}
async function drainOne({ db, pipeline, clock, log }, org, request) {
    const now = clock();
    try {
        await db.transaction(async (session) => {
            if (await tryLockOrg(session, org.id))
                await processRequests(pipeline, session, org, [request], now);
        });
    }
    catch (error) {
        if (isStoreDown(error))
            throw error;
        const reason = error instanceof Error ? error.message : String(error);
        log.error({ err: error, org: org.slug, request: request.id }, 'a request could not be processed');
        if (request.attempts + 1 >= ATTEMPTS_MAX) {
            const fix = 'This is a mistake of ours: it is in the log. Replay the request once it is mended.';
            await saveProcessed(db, org.id, [{ request, outcome: 'failed', reason, items: [{ outcome: 'failed', reason, fix }] }], now);
        }
        else {
            const delayMs = backoffMs(request.attempts, RETRY_FIRST_MS, RETRY_MAX_MS);
            await postpone(db, org.id, request, new Date(now.getTime() + delayMs), reason);
        }
    }
}
