import { connect } from './connection.js';
import { cpuSecondsOf, residentMegabytes } from './usage.js';
const CONNECTIONS = 64;
const MEMORY_EVERY_MS = 200;
/** Processor time used so far; the difference of two is what happened in between. */
export function usedSoFar(server, engine) {
    return { serverSeconds: cpuSecondsOf(server.pid), databaseSeconds: engine.databaseCpuSeconds() };
}
/** Opens connections, runs the load over them, and reads what server, database and generator used. */
export async function measure(server, engine, load) {
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(server.port)));
    const watch = watchMemory(server.pid);
    const before = usedSoFar(server, engine);
    const ownBefore = process.cpuUsage();
    const run = await load(connections);
    const own = process.cpuUsage(ownBefore);
    const after = usedSoFar(server, engine);
    for (const connection of connections)
        connection.close();
    const serverCpu = ((after.serverSeconds - before.serverSeconds) * 1e6) / run.answered;
    const databaseCpu = ((after.databaseSeconds - before.databaseSeconds) * 1e6) / run.answered;
    return {
        ...run,
        serverCpu,
        databaseCpu,
        cpu: serverCpu + databaseCpu,
        generatorCpu: (own.user + own.system) / run.answered,
        memory: watch.stop(),
    };
}
/** Looks at a process until stopped. */
export function watchMemory(pid) {
    let highest = residentMegabytes(pid);
    const look = () => {
        highest = Math.max(highest, residentMegabytes(pid));
    };
    const timer = setInterval(look, MEMORY_EVERY_MS);
    return {
        stop() {
            clearInterval(timer);
            look();
            return highest;
        },
    };
}
