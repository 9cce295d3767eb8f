/** Something happened; whoever listens is told. */
export interface Signal {
  fire(): void
  listen(listener: () => void): void
}

export function createSignal(): Signal {
  const listeners: (() => void)[] = []
  return {
    fire() {
      for (const listener of listeners) listener()
    },
    listen(listener) {
      listeners.push(listener)
    },
  }
}
