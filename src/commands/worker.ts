import { createLog } from '../log.ts'
import { openServices } from '../services.ts'
import { startWorker } from '../worker.ts'
import { type Command, needsServerDatabase, stopSignal } from './command.ts'

export const workerCommand: Command = {
  summary: 'Run only the background jobs (needs DATABASE_URL).',
  flags: {},
  async run(config) {
    needsServerDatabase(config, 'worker')
    const log = createLog(config.logLevel)
    const services = await openServices(config, log, () => new Date())
    const worker = startWorker(services)
    log.info('working')
    await stopSignal()
    await worker.stop()
    await services.close()
  },
}
