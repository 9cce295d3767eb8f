import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { compiledScript } from '../../../lib/compiled-script.ts'

const HEAP_MB = 256
const TROUBLE_LENGTH_MAX = 2_000

export interface EngineProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  /** Resolves when it has ended: why, with the last words of its error output. */
  readonly ended: Promise<string>
}

/**
 * Starts a process for DuckDB: it has no setting and no secret of the server.
 * @param from `import.meta.url` of the caller, whose folder holds the script
 * @param spool its working folder
 */
export function startEngineProcess(from: string, script: string, spool: string): EngineProcess {
  const path = fileURLToPath(compiledScript(from, script))
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, path], {
    cwd: spool,
    env: { TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let trouble = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    trouble = (trouble + text).slice(-TROUBLE_LENGTH_MAX)
  })
  // The process may be gone before it has read its order; its end says so.
  child.stdin.on('error', () => {})
  const ended = once(child, 'close').then(([code, signal]) => `${signal ?? code}: ${trouble}`)
  return { child, ended }
}
