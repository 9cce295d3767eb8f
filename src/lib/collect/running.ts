/** Work that was started and has not ended. */
export interface Running {
  /** How many have not ended. */
  readonly size: number
  /** Nobody waits for the work, so it must not reject. */
  add(work: Promise<unknown>): void
  /** Resolves when all work has ended, that which was added meanwhile too. */
  settled(): Promise<void>
}

export function createRunning(): Running {
  const running = new Set<Promise<void>>()
  return {
    get size() {
      return running.size
    },
    add(work) {
      const tracked = work.then(() => void running.delete(tracked))
      running.add(tracked)
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
