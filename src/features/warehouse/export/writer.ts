import { createInterface } from 'node:readline'
import { startEngineProcess } from '../reader/start-process.ts'
import type { WriteOrder, WriteReply } from './messages.ts'

/** A process that writes Parquet files. */
export interface Writer {
  /** @returns the number of rows in the file. @throws if it cannot be written */
  write(order: WriteOrder): Promise<number>
  close(): Promise<void>
}

/** @param spool the only folder that the process can open */
export function openWriter(spool: string): Writer {
  const { child, ended } = startEngineProcess(import.meta.url, 'process', spool)
  const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async write(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`)
      const { done, value } = await replies.next()
      if (done) throw new Error(`the process that writes files ended with ${await ended}`)
      const reply: WriteReply = JSON.parse(value)
      if ('fault' in reply) throw new Error(`The file could not be written. ${reply.fault}`)
      return reply.rows
    },
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
