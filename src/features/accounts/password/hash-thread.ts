// Hashes passwords in a thread of its own, the counterpart of `hash-threads.ts`.
import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashSync, type Options, verifySync } from '@node-rs/argon2'

/** With `stored` it is compared, otherwise hashed. */
export interface HashJob {
  readonly password: string
  readonly stored?: string
  readonly options: Options
}

// A hash takes a processor for a tenth of a second. Choices go first. Linux sets the priority of this thread alone,
// other systems that of the process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

parentPort?.on('message', ({ password, stored, options }: HashJob) => {
  parentPort?.postMessage(stored === undefined ? hashSync(password, options) : verifySync(stored, password))
})
