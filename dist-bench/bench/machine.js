import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { percentile } from './spread.js';
const WRITES = 50;
const PAGE_BYTES = 8_192;
export const describeMachine = () => ({
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 1e9),
    system: type(),
    node: process.version,
    syncMs: measureSync(),
});
function measureSync() {
    const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
    const file = openSync(join(folder, 'page'), 'w');
    const page = Buffer.alloc(PAGE_BYTES, 1);
    const tookMs = Float64Array.from({ length: WRITES }, () => {
        const startedAt = performance.now();
        writeSync(file, page);
        fsyncSync(file);
        return performance.now() - startedAt;
    });
    closeSync(file);
    rmSync(folder, { recursive: true });
    return percentile(tookMs.sort(), 0.5);
}
