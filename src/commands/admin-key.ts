import { createLog } from '../log.ts'
import { renewAdminKey } from '../runtime/catalog/admin-key-store.ts'
import { openServices } from '../services.ts'
import type { Command } from './command.ts'

export const adminKeyCommand: Command = {
  summary: "Make a new operator's key in place of the generated one, and print it.",
  flags: {},
  async run(config) {
    if (config.adminKey !== '') throw new Error('PARLEY_ADMIN_KEY is set; change it there.')
    const services = await openServices(config, createLog('error', 2), () => new Date())
    const key = services.newAdminKey ?? (await renewAdminKey(services.db))
    await services.close()
    console.log(key)
  },
}
