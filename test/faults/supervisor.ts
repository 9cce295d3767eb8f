import { setTimeout as wait } from 'node:timers/promises'
import type { TestStore } from '../database.ts'
import { createServerProcess, type ProcessOptions, type ServerProcess } from '../server-process.ts'

export type Arguments = NonNullable<ProcessOptions['args']>

/** Starts processes again that have ended by themselves. */
export interface Supervisor {
  create(args: Arguments): Promise<ServerProcess>
  /** Starts a process, again and again until it runs: a process whose store is away when it starts ends. */
  start(process: ServerProcess, settings?: Readonly<Record<string, string>>): Promise<void>
  endedByThemselves(): number
}

const ATTEMPTS = 10
const PAUSE_MS = 500
const PATIENCE_MS = 60_000

/** @param enter see `Disk` */
export function createSupervisor(
  store: TestStore,
  enter: readonly string[],
  say: (text: string) => void,
): Supervisor {
  let ended = 0

  async function start(process: ServerProcess, settings = {}, attempts = ATTEMPTS): Promise<void> {
    try {
      await process.startWith({ settings })
    } catch (error) {
      if (attempts === 0) throw error
      ended++
      say(`it does not start: ${String(error).slice(0, 600)}`)
      await process.kill()
      await wait(PAUSE_MS)
      await start(process, settings, attempts - 1)
    }
  }

  async function create(args: Arguments): Promise<ServerProcess> {
    const onEnd = (output: string) => {
      ended++
      say(`${args.join(' ')} ended by itself: ${output.trim().slice(-1_500)}`)
      start(process).catch((error: Error) => say(error.message))
    }
    const options = { patienceMs: PATIENCE_MS, args, through: enter, onEnd }
    const process = await createServerProcess(store, {}, options)
    return process
  }

  return { create, start, endedByThemselves: () => ended }
}
