import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { compiledScript } from '../../../lib/compiled-script.ts'
import type { ReadMessage, ReadOrder, ReadResult } from './messages.ts'

const HEAP_MB = 256

/**
 * Reads files in a process of its own and compares them with what is stored.
 * @param provide called with the name of each file before it is read: puts it in its place
 * @returns a file during which the process ended is refused, and nothing is compared
 * @throws if the process did not start to read
 */
export async function readFiles(
  order: ReadOrder,
  provide: (name: string) => Promise<void>,
): Promise<ReadResult> {
  const script = fileURLToPath(compiledScript(import.meta.url, 'process'))
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, script], {
    cwd: order.spool,
    env: { TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  let trouble = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    trouble = (trouble + text).slice(-TROUBLE_LENGTH_MAX)
  })
  // The process may be gone before it has read its order; its end says so.
  child.stdin.on('error', () => {})
  child.stdin.write(`${JSON.stringify(order)}\n`)
  let result: ReadResult | undefined
  let reading: string | null = null
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const message: ReadMessage = JSON.parse(line)
      if ('result' in message) {
        result = message.result
        continue
      }
      reading = message.reading
      if (reading !== null) await provide(reading)
      child.stdin.write('\n')
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  const [code, signal] = await ended
  if (result !== undefined) return result
  const fault = `the process that reads files ended with ${signal ?? code}: ${trouble}`
  if (reading === null) throw new Error(fault)
  const refused = {
    name: reading,
    rows: 0,
    refused: [],
    fault: `unreadable: ${fault.slice(0, FAULT_LENGTH_MAX)}`,
  }
  return { ...NOTHING, files: [refused] }
}

const NOTHING = { rows: 0, former: 0, added: 0, gone: 0, runs: 0, otherDay: 0, firstUs: null, lastUs: null }

const FAULT_LENGTH_MAX = 200

const TROUBLE_LENGTH_MAX = 2_000
