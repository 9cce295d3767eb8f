import { fsyncSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

export interface Engine {
  /** Executes one complete group of messages of the wire protocol, and returns the answers to all of them. */
  exchange(group: Uint8Array): Promise<Uint8Array>
  /** How often a file has been synced to disk. */
  syncs(): number
  close(): Promise<void>
}

// Uses little memory on purpose: the embedded engine serves small installations, in one process with everything
// else. The buffers hold the sums that a report reads: a page that is not there costs ten times as much.
const SETTINGS = {
  wal_sync_method: 'fsync',
  shared_buffers: '32MB',
  max_wal_size: '128MB',
  min_wal_size: '32MB',
  work_mem: '4MB',
  maintenance_work_mem: '16MB',
  jit: 'off',
}

/** PostgreSQL compiled to WebAssembly, on a folder. Creates the database if the folder is empty. */
export async function openEngine(folder: string): Promise<Engine> {
  let syncs = 0
  const engine = new PGlite({
    fs: new SyncingNodeFS(folder, () => syncs++),
    // '-F' is fsync=off, which is PGlite's default.
    startParams: [
      ...PGlite.defaultStartParams.filter(param => param !== '-F'),
      ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
  })
  await engine.waitReady
  return {
    async exchange(group) {
      const parts: Uint8Array[] = []
      // PGlite's other functions also parse the answers and keep what they parsed, until the memory is full.
      const onRawData = (part: Uint8Array) => void parts.push(part.slice())
      await engine.execProtocolRawStream(group, { syncToFs: false, onRawData })
      return joined(parts)
    },
    syncs: () => syncs,
    close: () => engine.close(),
  }
}

/** In a buffer of its own, which another thread can take over. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * PGlite's file layer ignores fsync. This one performs it, so that an acknowledged commit is on disk. The compiled
 * code calls our files through the table `stream_ops`.
 */
class SyncingNodeFS extends NodeFS {
  readonly #onSync: () => void

  constructor(folder: string, onSync: () => void) {
    super(folder)
    this.#onSync = onSync
  }

  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...args)
    const addSync = (runtime: Runtime) => {
      runtime.NODEFS.stream_ops.fsync = stream => {
        fsyncSync(stream.nfd)
        this.#onSync()
        return 0
      }
    }
    const preRun = [...(emscriptenOpts.preRun ?? []), addSync as never]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
}

interface Runtime {
  readonly NODEFS: { readonly stream_ops: { fsync?: (stream: { readonly nfd: number }) => number } }
}
