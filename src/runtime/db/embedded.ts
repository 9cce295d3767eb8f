import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { compiledScript } from '../../lib/compiled-script.ts'

export interface EmbeddedEngine {
  /**
   * A connection in the form that the `pg` client needs. The engine has one session, so there is one connection at
   * a time.
   */
  connect(): Duplex
  /** The number of times the engine has synced a file to disk. Tests count it. */
  syncs(): Promise<number>
  /** Writes a checkpoint and stops the thread. */
  close(): Promise<void>
}

/**
 * Starts the embedded PostgreSQL on a folder, in a thread of its own: a slow statement never blocks the event loop
 * that answers requests. The caller holds the folder's lock.
 * @param onDeath called when the thread ends without being closed
 */
export async function startEmbeddedEngine(
  folder: string,
  onDeath: (error: Error) => void,
): Promise<EmbeddedEngine> {
  if (!existsSync(join(folder, 'PG_VERSION')))
    await promisify(execFile)(process.execPath, [
      fileURLToPath(compiledScript(import.meta.url, 'embedded-create')),
      folder,
    ])
  saveMemory()
  return startThread(folder, onDeath)
}

/**
 * Keeps server and engine together below 300 MB. The engine's code is compiled by one thread per core, and each
 * would keep some 25 MB permanently. A single thread makes the start a little slower. The heap is also collected
 * before it has doubled. A server with PostgreSQL would lose a fifth of its speed by this without a benefit, so
 * only the embedded engine does it.
 */
function saveMemory(): void {
  setFlagsFromString('--wasm-num-compilation-tasks=1')
  setFlagsFromString('--heap-growing-percent=25')
}

// The thread's own heap contains only messages.
const THREAD_MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 }

async function startThread(folder: string, onDeath: (error: Error) => void): Promise<EmbeddedEngine> {
  const thread = new Worker(compiledScript(import.meta.url, 'embedded-thread'), {
    workerData: { folder },
    resourceLimits: THREAD_MEMORY,
  })
  await once(thread, 'message')
  let closing = false
  thread.on('error', onDeath)
  thread.on('exit', code => {
    if (!closing) onDeath(new Error(`The embedded database stopped (exit code ${code}).`))
  })

  const answerOf = async <Answer>(request: 'syncs' | 'close'): Promise<Answer> => {
    thread.postMessage(request)
    const [answer] = await once(thread, 'message')
    return answer as Answer
  }

  return {
    connect: () => new EngineConnection(thread),
    syncs: async () => (await answerOf<{ syncs: number }>('syncs')).syncs,
    async close() {
      closing = true
      await answerOf('close')
      await thread.terminate()
    },
  }
}

const SYNC = 0x53
const QUERY = 0x51
const TERMINATE = 0x58

/** Replaces the TCP socket between `pg` and a server. */
class EngineConnection extends Duplex {
  readonly #thread: Worker
  readonly #receive = (answer: Uint8Array | { syncs: number } | 'closed') => {
    if (answer instanceof Uint8Array)
      this.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength))
  }
  #pending: Buffer[] = []
  #started = false

  constructor(thread: Worker) {
    super()
    this.#thread = thread
    thread.on('message', this.#receive)
  }

  connect(): void {
    process.nextTick(() => this.emit('connect'))
  }

  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}

  override _read(): void {}

  /**
   * `pg` writes one message at a time. The engine answers an error at once, before it would skip the rest of the
   * group. So a group is passed on only when it is complete.
   */
  override _write(message: Buffer, _encoding: string, done: () => void): void {
    this.#pending.push(message)
    const kind = message[0]
    if (!this.#started || kind === SYNC || kind === QUERY) this.#hand()
    else if (kind === TERMINATE) this.destroy()
    this.#started = true
    done()
  }

  #hand(): void {
    const group = new Uint8Array(Buffer.concat(this.#pending))
    this.#pending = []
    this.#thread.postMessage(group, [group.buffer])
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#thread.off('message', this.#receive)
    done(error)
  }
}
