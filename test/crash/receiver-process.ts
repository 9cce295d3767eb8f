import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../server-process.ts'

const SCRIPT = fileURLToPath(new URL('./chaotic-receiver.js', import.meta.url))

/** A call as the receiver stored it, before it answered. */
export interface LoggedCall {
  /** The webhook id. */
  readonly id: string
  /** `accepted`, or the kind of failure. */
  readonly outcome: string
  /** Whether the receiver has the contents of the call, whatever its answer was. */
  readonly isTaken: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A receiver that can be killed. All its lives share one port and one memory. */
export interface ReceiverProcess {
  readonly url: string
  start(): Promise<void>
  kill(): Promise<void>
  /** From now on it accepts the calls that it refused. */
  heal(): void
  /** In the order of their arrival. */
  calls(): readonly LoggedCall[]
  remove(): Promise<void>
}

/** @param isFine whether it never has any of the failures of chaotic-receiver.js */
export async function createReceiverProcess(isFine: boolean): Promise<ReceiverProcess> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'parley-receiver-'))
  const log = join(folder, 'calls')
  let child: ChildProcess | undefined

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  return {
    url: `http://127.0.0.1:${port}/feedback`,
    kill,
    async start() {
      child = spawn(process.execPath, [SCRIPT, String(port), folder, isFine ? 'fine' : ''], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      if (child.stdout) await once(child.stdout, 'data')
    },
    heal: () => writeFileSync(join(folder, 'healed'), ''),
    calls: () =>
      (existsSync(log) ? readFileSync(log, 'utf8') : '')
        .split('\n')
        // A kill may have cut the last line.
        .filter(line => line.endsWith('}'))
        .map(line => JSON.parse(line) as LoggedCall),
    async remove() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
