import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Launch } from '../../core/inference/launch.ts'
import { compiledScript } from '../../lib/compiled-script.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import type { Asked } from './plan-thread.ts'

export interface PlanThread {
  /** Simulates launches, one request after the other. Fails if the thread ends meanwhile. */
  launch(asked: Asked): Promise<readonly Launch[]>
  close(): Promise<void>
}

const IDLE_MS = MINUTE_MS
const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 }

/** A thread that exists only while somebody plans. */
export function createPlanThread(): PlanThread {
  let thread: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function end(): Promise<void> {
    const ending = thread
    thread = undefined
    clearTimeout(idle)
    await ending?.terminate()
  }

  async function ask(asked: Asked): Promise<readonly Launch[]> {
    clearTimeout(idle)
    thread ??= new Worker(compiledScript(import.meta.url, 'plan-thread'), { resourceLimits: MEMORY })
    const ours = thread
    // An error of the thread rejects, and so does its end: nobody waits for a thread that is gone.
    const ended = once(ours, 'exit').then(() => {
      throw new Error('the thread that simulates launches has ended')
    })
    ended.catch(() => {})
    ours.postMessage(asked)
    try {
      const [launches] = await Promise.race([once(ours, 'message'), ended])
      return launches
    } catch (error) {
      await end()
      throw error
    } finally {
      idle = setTimeout(end, IDLE_MS)
      idle.unref()
    }
  }

  return {
    launch(asked) {
      const answer = last.then(() => ask(asked))
      last = answer.catch(() => {})
      return answer
    },
    async close() {
      await end()
      clearTimeout(idle)
    },
  }
}
