import { setTimeout as wait } from 'node:timers/promises'
import type { ServerProcess } from '../server-process.ts'

/** Processes that are stopped for a time. */
export interface Sleepers {
  /** Stops a process for a time, like a machine that sleeps. */
  sleep(process: ServerProcess, ms: number): void
  isAsleep(process: ServerProcess): boolean
  allAwake(): Promise<unknown>
}

export function createSleepers(): Sleepers {
  const asleep = new Map<ServerProcess, Promise<void>>()
  return {
    sleep(process, ms) {
      process.signal('SIGSTOP')
      const wake = async () => {
        await wait(ms)
        process.signal('SIGCONT')
        asleep.delete(process)
      }
      asleep.set(process, wake())
    },
    isAsleep: process => asleep.has(process),
    allAwake: () => Promise.all(asleep.values()),
  }
}
