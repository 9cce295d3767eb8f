import { runClosedLoop, runOpenLoop } from './load.js';
import { measure } from './measure.js';
import { callsOf } from './scenarios.js';
import { spreadOf } from './spread.js';
// Of what the slower of the two could do during the warm-up: busy, and far from queueing even when
// others take half of the machine away.
const STEADY_SHARE = 1 / 3;
/** Measures floor and Parley in turns: floor, Parley, floor, Parley, … */
export async function compare(scenario, account, servers, engine, plan) {
    const subject = (server) => ({
        server,
        calls: callsOf(scenario, account, 'compared'),
        peak: [],
        steady: [],
    });
    const floor = subject(servers.floor);
    const parley = subject(servers.parley);
    const peakOf = ({ server, calls }, seconds) => measure(server, engine, connections => runClosedLoop(connections, calls, seconds));
    const steadyOf = ({ server, calls }, perSecond) => measure(server, engine, connections => runOpenLoop(connections, calls, perSecond, plan.steadySeconds));
    const warmUps = [await peakOf(floor, plan.warmUpSeconds), await peakOf(parley, plan.warmUpSeconds)];
    const steadyPerSecond = Math.max(1, Math.floor(STEADY_SHARE * Math.min(...warmUps.map(run => run.perSecond))));
    for (let round = 0; round < plan.rounds; round++) {
        for (const side of [floor, parley])
            side.peak.push(await peakOf(side, plan.peakSeconds));
        for (const side of [floor, parley])
            side.steady.push(await steadyOf(side, steadyPerSecond));
    }
    return conclude(scenario, steadyPerSecond, sideOf(floor, warmUps[0]), sideOf(parley, warmUps[1]));
}
function sideOf({ peak, steady }, warmUp) {
    const all = [warmUp, ...peak, ...steady];
    const faults = {};
    for (const run of all) {
        for (const [fault, count] of Object.entries(run.faults))
            faults[fault] = (faults[fault] ?? 0) + count;
    }
    return { peak, steady, answered: all.reduce((sum, run) => sum + run.answered, 0), faults };
}
function conclude({ name, bars }, steadyPerSecond, floor, parley) {
    const ratio = (phase, figure) => spreadOf(parley[phase].map((sample, round) => sample[figure] / (floor[phase][round]?.[figure] ?? Number.NaN)));
    const throughputRatio = ratio('peak', 'perSecond');
    const cpuRatio = ratio('steady', 'cpu');
    const cpuRatioAtPeak = ratio('peak', 'cpu');
    return {
        scenario: name,
        steadyPerSecond,
        floor,
        parley,
        throughputRatio,
        cpuRatio,
        cpuRatioAtPeak,
        passed: throughputRatio.median >= bars.throughputRatioMin &&
            Math.max(cpuRatio.median, cpuRatioAtPeak.median) <= bars.cpuRatioMax,
    };
}
