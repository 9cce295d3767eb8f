export interface Loop {
  /** Runs the work at once, if it is waiting. */
  wake(): void
  /** Resolves when the work that is under way has ended. */
  stop(): Promise<void>
}

/**
 * Repeats work for ever, one at a time, with a pause in between.
 * @param work returns how long to pause, in milliseconds; zero goes on at once
 * @param onError gets what the work throws, and returns how long to pause after it
 */
export function startLoop(work: () => Promise<number>, onError: (error: unknown) => number): Loop {
  let stopping = false
  let awake = false
  let wakeUp: (() => void) | undefined

  function pause(pauseMs: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, pauseMs)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function run(): Promise<void> {
    while (!stopping) {
      awake = false
      const pauseMs = await work().catch(onError)
      // Requests are answered between two rounds, also when there is always more to do.
      await new Promise<void>(resolve => setImmediate(resolve))
      if (pauseMs > 0 && !awake && !stopping) await pause(pauseMs)
      wakeUp = undefined
    }
  }

  const running = run()
  const wake = () => {
    awake = true
    wakeUp?.()
  }
  return {
    wake,
    async stop() {
      stopping = true
      wake()
      await running
    },
  }
}
