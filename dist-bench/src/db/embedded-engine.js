// Runs in a worker thread: PostgreSQL compiled to WebAssembly, spoken to in the wire protocol.
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
/**
 * PGlite's file layer ignores fsync. This one carries it out, so that a commit that was answered
 * is on disk. `stream_ops` is the table through which the compiled code reaches our files.
 */
class SyncingNodeFS extends NodeFS {
    async init(...args) {
        const { emscriptenOpts } = await super.init(...args);
        const addSync = (runtime) => {
            runtime.NODEFS.stream_ops.fsync = stream => {
                fsyncSync(stream.nfd);
                syncs++;
                return 0;
            };
        };
        return {
            emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] },
        };
    }
}
const SETTINGS = {
    wal_sync_method: 'fsync',
    shared_buffers: '16MB',
    max_wal_size: '128MB',
    min_wal_size: '32MB',
    work_mem: '4MB',
    maintenance_work_mem: '16MB',
    jit: 'off',
};
let syncs = 0;
const { folder } = workerData;
const engine = new PGlite({
    fs: new SyncingNodeFS(folder),
    // '-F' is fsync=off, which is PGlite's default.
    startParams: [
        ...PGlite.defaultStartParams.filter(param => param !== '-F'),
        ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
});
await engine.waitReady;
parentPort?.on('message', (message) => {
    if (message === 'syncs')
        return parentPort?.postMessage({ syncs });
    if (message === 'close')
        return void close();
    const answer = engine.execProtocolRawSync(message);
    return parentPort?.postMessage(answer, [answer.buffer]);
});
parentPort?.postMessage('ready');
async function close() {
    await engine.close();
    parentPort?.postMessage('closed');
}
