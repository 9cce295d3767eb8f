import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { childrenOf, parentOf } from '../../../bench/usage.ts'
import type { Disk } from '../disk.ts'

/** Processes that die, freeze and start together, like those of one machine. Its files survive. */
export interface Machine {
  readonly name: string
  start(): void
  /** Ends all its processes at once, like a power cut. */
  kill(): Promise<void>
  /** @param program of its processes; all when undefined */
  signal(signal: 'SIGSTOP' | 'SIGCONT', program?: string): void
  /** Ends PostgreSQL's first process; its other processes notice. */
  killPostgres(): void
}

const PAUSE_MS = 20

/**
 * @param command a shell's, run as user postgres. The machine ends with it.
 * @param log path of a file that gets what it prints
 */
export function createMachine({ enter }: Disk, name: string, command: string, log: string): Machine {
  let child: ChildProcess | undefined

  // A process namespace: when its first process dies, the kernel kills the others.
  const apart = 'setpriv --pdeathsig=KILL unshare --pid --fork --kill-child --mount-proc'.split(' ')
  const asPostgres = 'setpriv --reuid=postgres --regid=postgres --clear-groups --pdeathsig=KILL'.split(' ')
  const words = [...enter, ...apart, ...asPostgres, 'sh', '-c', `exec >>"$0" 2>&1; ${command}`, log]
  const pids = (): readonly number[] => {
    const [first] = childrenOf(child?.pid ?? 0)
    return first === undefined ? [] : inNamespaceOf(first)
  }

  return {
    name,
    start() {
      const [program = '', ...parameters] = words
      child = spawn(program, parameters, { cwd: '/', stdio: 'ignore' })
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const all = pids()
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
      while (all.some(pid => existsSync(`/proc/${pid}`))) await wait(PAUSE_MS)
    },
    signal(signal, program) {
      for (const pid of pids())
        if (program === undefined || nameOf(pid) === program) process.kill(pid, signal)
    },
    killPostgres() {
      const isPostgres = (pid: number) => nameOf(pid) === 'postgres'
      const first = pids().find(pid => isPostgres(pid) && !isPostgres(parentOf(pid)))
      if (first === undefined) throw new Error('PostgreSQL does not run.')
      process.kill(first, 'SIGKILL')
    },
  }
}

const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()

/** The processes of this machine that a process namespace has; empty when it has ended. */
function inNamespaceOf(first: number): readonly number[] {
  const space = namespaceOf(first)
  return space === undefined
    ? []
    : readdirSync('/proc')
        .filter(name => /^\d+$/.test(name))
        .map(Number)
        .filter(pid => namespaceOf(pid) === space)
}

/** Undefined for a process that has ended. */
function namespaceOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`)
  } catch {
    return undefined
  }
}
