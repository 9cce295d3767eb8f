import { maskConfig } from '../config.ts'
import { createSetupLink } from '../features/accounts/links/set-up.ts'
import { createLog } from '../log.ts'
import { startServer } from '../serve.ts'
import { type Command, needsServerDatabase, stopSignal } from './command.ts'

export const serveCommand: Command = {
  summary: 'Answer requests, and run the background jobs.',
  flags: {
    'http-only': {
      type: 'boolean',
      help: 'Leave the background work to a `parley worker` (needs DATABASE_URL).',
    },
  },
  async run(config, flags) {
    const httpOnly = flags['http-only'] === true
    if (httpOnly) needsServerDatabase(config, '--http-only')
    const log = createLog(config.logLevel)
    log.info({ settings: maskConfig(config) }, 'starting')
    const server = await startServer(config, log, { withWorker: !httpOnly })
    const { newAdminKey } = server.services
    console.error(
      `\nParley is listening on ${server.url}\n  API documentation  ${config.publicUrl || server.url}/docs`,
    )
    if (newAdminKey !== undefined)
      console.error(
        `  Operator's key     ${newAdminKey}\n                     Shown this once. Send it as X-Api-Key. A new one: parley admin-key`,
      )
    const link = await createSetupLink({ ...server.services, publicUrl: config.publicUrl || server.url })
    if (link !== undefined)
      console.error(
        `  Set it up          ${link}\n                     Good for one hour, once. Later: restart the server for a new link.`,
      )
    await stopSignal()
    log.info('stopping')
    await server.close()
  },
}
