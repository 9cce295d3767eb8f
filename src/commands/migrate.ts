import { createLog } from '../log.ts'
import { loadForgotten } from '../runtime/db/distribute/distribute.ts'
import { openServices } from '../services.ts'
import type { Command } from './command.ts'

export const migrateCommand: Command = {
  summary: 'Bring the database up to date, and stop.',
  flags: {},
  async run(config) {
    const services = await openServices(config, createLog(config.logLevel, 2), () => new Date())
    const forgotten = await loadForgotten(services.db)
    await services.close()
    console.log('The database is up to date.')
    if (forgotten.length > 0)
      console.log(
        `These tables are new: ${forgotten.join(', ')}. Stop every server and worker, and run parley distribute.`,
      )
  },
}
