// Measures Parley against a bare server, on the embedded engine and, with DATABASE_URL, on PostgreSQL.
// docs/performance.md says how to read what it prints.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openEmbedded, openPostgres } from './engine.js';
import { describeMachine } from './machine.js';
import { runPass } from './pass.js';
import { describe, missedBars, mistakesOf } from './report.js';
const FULL = {
    rounds: 3,
    warmUpSeconds: 2,
    peakSeconds: 3,
    steadySeconds: 5,
    live: { perSecond: 300, seconds: 5 },
    drainSecondsMax: 12,
    starts: 3,
};
/** A smoke test: its figures are no more than hints. */
const QUICK = {
    rounds: 1,
    warmUpSeconds: 0.7,
    peakSeconds: 1,
    steadySeconds: 1.5,
    live: { perSecond: 100, seconds: 1.5 },
    drainSecondsMax: 3,
    starts: 1,
};
async function main() {
    const { values } = parseArgs({
        options: {
            quick: { type: 'boolean', default: false },
            json: { type: 'string' },
            engine: { type: 'string', multiple: true, default: ['embedded', 'postgresql'] },
        },
    });
    const url = process.env['DATABASE_URL'] ?? '';
    const opens = [];
    if (values.engine.includes('embedded'))
        opens.push(async () => openEmbedded());
    if (values.engine.includes('postgresql') && url !== '')
        opens.push(() => openPostgres(url));
    if (opens.length === 0)
        throw new Error('Nothing to measure: PostgreSQL needs DATABASE_URL.');
    const machine = describeMachine();
    const passes = [];
    for (const open of opens)
        passes.push(await runOn(await open(), values.quick ? QUICK : FULL));
    console.log(describe(machine, passes));
    if (values.json !== undefined)
        writeFileSync(values.json, `${JSON.stringify({ machine, passes }, undefined, 2)}\n`);
    return verdict(passes, values.quick);
}
async function runOn(engine, plan) {
    try {
        return await runPass(engine, plan, text => console.error(`${engine.name}: ${text}`));
    }
    finally {
        await engine.close();
    }
}
/** The exit code. Bars count only in a full run; mistakes always do. */
function verdict(passes, quick) {
    const mistakes = mistakesOf(passes);
    for (const mistake of mistakes)
        console.error(`WRONG  ${mistake}`);
    const missed = missedBars(passes);
    for (const { scenario } of missed)
        console.error(`MISSED ${scenario}${quick ? ' (a quick run: only a hint)' : ''}`);
    return mistakes.length > 0 || (missed.length > 0 && !quick) ? 1 : 0;
}
try {
    process.exitCode = await main();
}
catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
// Kills what a failed pass has left running.
process.exit();
