import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { compiledScript } from '../../../lib/compiled-script.ts'
import { SECOND_MS } from '../../../lib/duration.ts'
import type { HashJob } from './hash-thread.ts'

/** Threads of low priority that hash passwords. They start when they are needed, and end when they are not. */
export interface HashThreads {
  /** The hash, or whether the password is the one of the hash. */
  run(job: HashJob): Promise<unknown>
}

const IDLE_MS = 60 * SECOND_MS

export function createHashThreads(): HashThreads {
  const free: Worker[] = []
  let idle: NodeJS.Timeout | undefined

  function endAll(): void {
    for (const thread of free.splice(0)) void thread.terminate()
  }

  return {
    async run(job) {
      clearTimeout(idle)
      const thread = free.pop() ?? new Worker(compiledScript(import.meta.url, 'hash-thread'))
      thread.ref()
      const listening = new AbortController()
      const ended = once(thread, 'exit', { signal: listening.signal }).then(() => {
        throw new Error('the thread that hashes passwords has ended')
      })
      ended.catch(() => {})
      thread.postMessage(job)
      const [answer] = await Promise.race([once(thread, 'message'), ended])
      // The thread is used again, and would collect a listener for each job.
      listening.abort()
      // A waiting thread keeps no process alive.
      thread.unref()
      free.push(thread)
      idle = setTimeout(endAll, IDLE_MS).unref()
      return answer
    },
  }
}
