export interface Loop {
  /** Runs the work at once if the loop is pausing. */
  wake(): void
  /** Resolves when the current run has ended. */
  stop(): Promise<void>
}

/**
 * Repeats work until it is stopped, one run at a time, with a pause between runs.
 * @param work returns the pause, in milliseconds; zero continues at once
 * @param onError gets the exception of the work, and returns the pause after it
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
      // Requests are answered between two runs, even if there is always more work.
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
