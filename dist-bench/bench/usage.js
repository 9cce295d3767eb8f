import { readdirSync, readFileSync } from 'node:fs';
// What the kernel shows to programs, whatever its own clock does.
const TICKS_PER_SECOND = 100;
/** proc(5): the fields after the name, which may itself hold spaces and brackets. */
function readStat(pid) {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const seconds = (at) => Number(fields[at]) / TICKS_PER_SECOND;
    return { parent: Number(fields[1]), own: seconds(11) + seconds(12), buried: seconds(13) + seconds(14) };
}
/** Processor time that a process has used so far, threads included, in seconds. */
export const cpuSecondsOf = (pid) => readStat(pid).own;
export const parentOf = (pid) => readStat(pid).parent;
/** The same of a process with all its children, those that have ended included. */
export function cpuSecondsOfFamily(pid) {
    const { own, buried } = readStat(pid);
    const children = readdirSync('/proc')
        .filter(name => /^\d+$/.test(name))
        .map(name => statOrNothing(Number(name)))
        .filter(stat => stat?.parent === pid);
    return children.reduce((sum, child) => sum + (child?.own ?? 0), own + buried);
}
/** A process may end between being listed and being read. */
function statOrNothing(pid) {
    try {
        return readStat(pid);
    }
    catch {
        return undefined;
    }
}
/** Memory that a process holds now, in MB of 10^6 bytes. */
export function residentMegabytes(pid) {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kibibytes) * 1024) / 1e6;
}
