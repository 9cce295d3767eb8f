import { loadReplay, startReplay } from '../features/inbound-log/replay.ts'
import type { Replay } from '../features/inbound-log/replay-schema.ts'
import { createLog } from '../log.ts'
import { findOrg } from '../runtime/catalog/enter.ts'
import { openServices } from '../services.ts'
import { startWorker } from '../worker.ts'
import type { Command } from './command.ts'

const POLL_MS = 200

export const replayCommand: Command = {
  summary: 'Process stored webhook calls again. With the embedded database, stop the server first.',
  flags: {
    org: { type: 'string', help: 'Slug of the organisation. Required.' },
    outcome: { type: 'string', help: 'Only calls with this outcome, such as unreadable.' },
    platform: { type: 'string', help: 'Only calls of this platform.' },
    from: { type: 'string', help: 'Only calls that arrived at or after this moment.' },
    to: { type: 'string', help: 'Only calls that arrived before this moment.' },
  },
  async run(config, { org: slug, outcome, platform, from, to }) {
    const filter = Object.fromEntries(
      Object.entries({ outcome, platform, from, to }).filter(([, value]) => value !== undefined),
    )
    if (typeof slug !== 'string') throw new Error('Name the organisation: parley replay --org acme')
    const services = await openServices(config, createLog('warn', 2), () => new Date())
    const worker = startWorker(services)
    try {
      const org = await findOrg(services.catalog, slug)
      let progress: Replay | undefined = await startReplay(services.db, org, filter, services.clock())
      worker.wake()
      while (progress && !progress.finished) {
        console.log(`${progress.done} of ${progress.total} calls read again`)
        await new Promise(resolve => setTimeout(resolve, POLL_MS))
        progress = await loadReplay(services.db, org.id, progress.id)
      }
      console.log(`${progress?.total ?? 0} calls read again. Done.`)
    } finally {
      await worker.stop()
      await services.close()
    }
  },
}
