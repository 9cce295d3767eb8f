import { createInterface } from 'node:readline'
import type { ReadMessage, ReadOrder, ReadResult } from './messages.ts'
import { startEngineProcess } from './start-process.ts'

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
  const { child, ended } = startEngineProcess(import.meta.url, 'process', order.spool)
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
  const why = await ended
  if (result !== undefined) return result
  const fault = `the process that reads files ended with ${why}`
  if (reading === null) throw new Error(fault)
  const refused = {
    name: reading,
    rows: 0,
    refused: [],
    fault: `unreadable: ${fault.slice(0, FAULT_LENGTH_MAX)}`,
  }
  return { ...NOTHING, files: [refused] }
}

const NOTHING = {
  ...{ rows: 0, former: 0, added: 0, gone: 0, runs: 0, otherDay: 0, names: [], columns: [] },
  ...{ firstUs: null, lastUs: null },
}

const FAULT_LENGTH_MAX = 200
