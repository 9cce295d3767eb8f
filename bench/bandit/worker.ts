// One thread of the benchmark: runs its tasks one after another.
import { parentPort, workerData } from 'node:worker_threads'
import type { GroupSettings } from './groups.ts'
import { doer, type Task } from './task.ts'

const perform = doer(workerData as GroupSettings)
parentPort?.on('message', (task: Task) => parentPort?.postMessage(perform(task)))
