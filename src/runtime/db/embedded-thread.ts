// The embedded engine in a thread of its own, the counterpart of `embedded.ts`.
import { parentPort, workerData } from 'node:worker_threads'
import { openEngine } from './embedded-engine.ts'

const { folder } = workerData as { readonly folder: string }
const engine = await openEngine(folder)

parentPort?.on('message', async (message: Uint8Array | 'syncs' | 'close') => {
  if (message === 'syncs') return parentPort?.postMessage({ syncs: engine.syncs() })
  if (message === 'close') return void engine.close().then(() => parentPort?.postMessage('closed'))
  const answer = await engine.exchange(message)
  return parentPort?.postMessage(answer, [answer.buffer as ArrayBuffer])
})
parentPort?.postMessage('ready')
