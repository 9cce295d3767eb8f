import { setTimeout as wait } from 'node:timers/promises';
import { runOpenLoop } from './load.js';
import { measure, usedSoFar, watchMemory } from './measure.js';
import { callsOf } from './scenarios.js';
import { countBacklog, countOf } from './stored.js';
const PROCESSED = 'parley_inbound_processed_total';
const LOOK_EVERY_MS = 250;
export async function measureLive(scenario, account, server, engine, { perSecond, seconds, catchUpSecondsMax }) {
    const calls = callsOf(scenario, account, 'live');
    const before = usedSoFar(server, engine);
    const door = await measure(server, engine, connections => runOpenLoop(connections, calls, perSecond, seconds));
    const answeredAt = performance.now();
    const secondsSince = () => (performance.now() - answeredAt) / 1000;
    let left = await countBacklog(server);
    while (left > 0 && secondsSince() < catchUpSecondsMax) {
        await wait(LOOK_EVERY_MS);
        left = await countBacklog(server);
    }
    return {
        scenario: scenario.name,
        perSecond,
        door,
        behindSeconds: left > 0 ? null : secondsSince(),
        cpuPerEvent: cpuSince(before, server, engine) / door.answered,
    };
}
/** @param secondsMax how long to look at most; the rest of the backlog is left */
export async function measureDrain(server, engine, secondsMax) {
    const [backlog, processedBefore] = [await countBacklog(server), await countOf(server, PROCESSED)];
    const before = usedSoFar(server, engine);
    const watch = watchMemory(server.pid);
    const startedAt = performance.now();
    const endAt = startedAt + secondsMax * 1000;
    let processed = 0;
    while (processed < backlog && performance.now() < endAt) {
        await wait(LOOK_EVERY_MS);
        processed = (await countOf(server, PROCESSED)) - processedBefore;
    }
    const seconds = (performance.now() - startedAt) / 1000;
    return {
        backlog,
        processed,
        perSecond: processed / seconds,
        cpuPerEvent: cpuSince(before, server, engine) / processed,
        memory: watch.stop(),
    };
}
function cpuSince(before, server, engine) {
    const after = usedSoFar(server, engine);
    return (after.serverSeconds - before.serverSeconds + after.databaseSeconds - before.databaseSeconds) * 1e6;
}
