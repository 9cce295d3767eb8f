import { createLog } from '../log.ts'
import { openServices } from '../services.ts'
import type { Command } from './command.ts'

export const migrateCommand: Command = {
  summary: 'Bring the database up to date, and stop.',
  flags: {},
  async run(config) {
    const services = await openServices(config, createLog(config.logLevel, 2), () => new Date())
    await services.close()
    console.log('The database is up to date.')
  },
}
