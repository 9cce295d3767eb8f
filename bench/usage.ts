import { readdirSync, readFileSync } from 'node:fs'

// The kernel's unit of processor time for programs, whatever its own clock rate.
const TICKS_PER_SECOND = 100

interface Stat {
  readonly parent: number
  /** Seconds of processor time: of the process with all its threads, and of its children that have ended. */
  readonly own: number
  readonly buried: number
}

/** proc(5): the fields after the name, which may itself contain spaces and brackets. */
function readStat(pid: number): Stat {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const seconds = (at: number) => Number(fields[at]) / TICKS_PER_SECOND
  return { parent: Number(fields[1]), own: seconds(11) + seconds(12), buried: seconds(13) + seconds(14) }
}

/** Processor time that a process has used so far, threads included, in seconds. */
export const cpuSecondsOf = (pid: number): number => readStat(pid).own

export const parentOf = (pid: number): number => readStat(pid).parent

/** The processes that a process has started and that still run. */
export const childrenOf = (pid: number): readonly number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(child => statOrNothing(child)?.parent === pid)

/** The same for a process with all its children, including those that have ended. */
export function cpuSecondsOfFamily(pid: number): number {
  const { own, buried } = readStat(pid)
  return childrenOf(pid).reduce((sum, child) => sum + (statOrNothing(child)?.own ?? 0), own + buried)
}

/** A process may end between being listed and being read. */
function statOrNothing(pid: number): Stat | undefined {
  try {
    return readStat(pid)
  } catch {
    return undefined
  }
}

/** The most memory that a process has used so far, in MB of 10^6 bytes; undefined if it has ended. */
export function peakMegabytesOf(pid: number): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0
    return Math.round((Number(kibibytes) * 1024) / 1e6)
  } catch {
    return undefined
  }
}

/** The present memory of a process, in MB of 10^6 bytes. */
export function residentMegabytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return (Number(kibibytes) * 1024) / 1e6
}
