import { Worker } from 'node:worker_threads'
import type { GroupSettings } from './groups.ts'
import type { Replies, Task } from './task.ts'

interface Waiting {
  readonly task: Task
  readonly resolve: (reply: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Threads that take tasks in the order of their creation. The results do not depend on the number of threads. */
export class Pool {
  readonly #workers: readonly Worker[]
  readonly #idle: Worker[]
  readonly #queue: Waiting[] = []
  readonly #busy = new Map<Worker, Waiting>()

  constructor(threads: number, settings: GroupSettings) {
    this.#workers = Array.from({ length: threads }, () => this.#start(settings))
    this.#idle = [...this.#workers]
  }

  run<Kind extends Task['kind']>(task: Task & { readonly kind: Kind }): Promise<Replies[Kind]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, resolve: resolve as (reply: unknown) => void, reject })
      this.#next()
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(worker => worker.terminate()))
  }

  #start(settings: GroupSettings): Worker {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: settings })
    worker.on('message', (reply: unknown) => {
      const done = this.#busy.get(worker)
      this.#busy.delete(worker)
      this.#idle.push(worker)
      done?.resolve(reply)
      this.#next()
    })
    worker.on('error', error => this.#fail(error))
    return worker
  }

  /** If one thread fails, the benchmark ends, because its results would be incomplete. */
  #fail(error: unknown): void {
    for (const { reject } of [...this.#busy.values(), ...this.#queue]) reject(error)
    this.#busy.clear()
    this.#queue.length = 0
  }

  #next(): void {
    while (this.#queue.length > 0 && this.#idle.length > 0) {
      const [waiting, worker] = [this.#queue.shift(), this.#idle.pop()]
      if (!waiting || !worker) return
      this.#busy.set(worker, waiting)
      worker.postMessage(waiting.task)
    }
  }
}
