/** Writes what was collected in memory, some time after the first of it. */
export interface Flusher {
  /** Something was collected: it is written within the interval. */
  later(): void
  /** Writes now, after a write that is under way. Resolves when the write has ended. */
  flush(): Promise<void>
}

/**
 * @param write takes and writes what was collected so far; called once at a time
 * @param everyMs the interval in milliseconds; it does not keep the process alive
 * @param onError called if a write fails; what it took is lost
 */
export function createFlusher(
  write: () => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): Flusher {
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write).catch(onError)
    return writing
  }

  return {
    later() {
      timer ??= setTimeout(flush, everyMs).unref()
    },
    flush,
  }
}
