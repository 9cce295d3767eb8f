import { setTimeout as wait } from 'node:timers/promises';
import { percentile } from './spread.js';
/** As fast as the server answers: every connection sends its next call when it has its answer. */
export function runClosedLoop(connections, calls, seconds) {
    const endAt = performance.now() + seconds * 1000;
    return run(connections, calls, () => {
        const now = performance.now();
        return now < endAt ? now : undefined;
    });
}
/**
 * At a constant rate, whether or not the server keeps up. A call that is due while all connections
 * are busy waits, and its waiting counts.
 */
export function runOpenLoop(connections, calls, perSecond, seconds) {
    const total = Math.round(perSecond * seconds);
    const startAt = performance.now();
    let arrivals = 0;
    return run(connections, calls, () => {
        const arrival = arrivals++;
        return arrival < total ? startAt + (arrival / perSecond) * 1000 : undefined;
    });
}
/** @param nextDueAt when the next call is due, or undefined when there are no more */
async function run(connections, calls, nextDueAt) {
    const latencies = [];
    const faults = {};
    const startAt = performance.now();
    async function work(connection) {
        for (let dueAt = nextDueAt(); dueAt !== undefined; dueAt = nextDueAt()) {
            const earlyMs = dueAt - performance.now();
            if (earlyMs > 0)
                await wait(Math.ceil(earlyMs));
            const fault = await attempt(connection, calls);
            if (fault === undefined)
                latencies.push(performance.now() - dueAt);
            else
                faults[fault] = (faults[fault] ?? 0) + 1;
        }
    }
    await Promise.all(connections.map(work));
    const elapsedSeconds = (performance.now() - startAt) / 1000;
    const sorted = Float64Array.from(latencies).sort();
    return {
        answered: sorted.length,
        faults,
        perSecond: sorted.length / elapsedSeconds,
        p50: percentile(sorted, 0.5),
        p90: percentile(sorted, 0.9),
        p99: percentile(sorted, 0.99),
        max: percentile(sorted, 1),
    };
}
async function attempt(connection, calls) {
    try {
        return calls.fault(await connection.send(calls.next()));
    }
    catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}
