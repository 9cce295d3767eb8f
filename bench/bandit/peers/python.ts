import { execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Beside the sources, because the compiled folder contains no Python. */
const SCRIPT = 'bench/bandit/peers/peers.py'

/**
 * A Python process that answers each line of JSON with one line. The caller blocks, because a world runs without
 * interruption.
 */
export class Python {
  readonly #to: number
  readonly #from: number
  #heard = ''

  /** @param folder of the virtual environment */
  constructor(folder: string) {
    const pipes = mkdtempSync(join(tmpdir(), 'peers-'))
    const [to, from] = [join(pipes, 'to'), join(pipes, 'from')]
    execFileSync('mkfifo', [to, from])
    const command = 'exec "$0" "$1" <"$2" >"$3"'
    const stdio = ['ignore', 'ignore', process.env['PEERS_DEBUG'] ? 'inherit' : 'ignore'] as const
    spawn('sh', ['-c', command, pythonIn(folder), SCRIPT, to, from], { stdio: [...stdio] }).unref()
    // Each side waits until the other has opened it too, in this order.
    this.#to = openSync(to, 'w')
    this.#from = openSync(from, 'r')
    rmSync(pipes, { recursive: true })
  }

  ask(question: object): Readonly<Record<string, unknown>> {
    writeSync(this.#to, `${JSON.stringify(question)}\n`)
    return JSON.parse(this.#line()) as Record<string, unknown>
  }

  close(): void {
    closeSync(this.#to)
    closeSync(this.#from)
  }

  #line(): string {
    const bytes = Buffer.alloc(65_536)
    for (;;) {
      const end = this.#heard.indexOf('\n')
      if (end >= 0) {
        const line = this.#heard.slice(0, end)
        this.#heard = this.#heard.slice(end + 1)
        return line
      }
      const length = readSync(this.#from, bytes)
      if (length === 0) throw new Error('the Python peers have stopped; PEERS_DEBUG=1 shows why')
      this.#heard += bytes.toString('utf8', 0, length)
    }
  }
}

export const hasPython = (folder: string): boolean => existsSync(pythonIn(folder))

const pythonIn = (folder: string): string => join(folder, 'bin', 'python')
