import { rebuildCounts } from '../features/attribution/count/rebuild.ts'
import { rebuildDays } from '../features/ingest/channels/day-store.ts'
import { createLog } from '../log.ts'
import { findOrg } from '../runtime/catalog/enter.ts'
import { lockOrg } from '../runtime/db/by-org/org-lock.ts'
import { openServices } from '../services.ts'
import type { Command } from './command.ts'

export const recountCommand: Command = {
  summary:
    'Compute what learning has counted anew, from stored decisions and events. With the embedded database, stop the server first.',
  flags: {
    org: { type: 'string', help: 'Slug of the organisation. Required.' },
    template: { type: 'string', help: 'Only this template. Default: all of the organisation.' },
  },
  async run(config, { org: slug, template }) {
    if (typeof slug !== 'string') throw new Error('Name the organisation: parley recount --org acme')
    const services = await openServices(config, createLog('warn', 2), () => new Date())
    try {
      const org = await findOrg(services.catalog, slug)
      await services.db.transaction(async session => {
        await lockOrg(session, org.id)
        await rebuildDays(session, org.id)
      })
      const ids = template === undefined ? [...org.templates.keys()] : [String(template)]
      for (const id of ids) {
        if (!org.templates.has(id)) throw new Error(`There is no template "${id}" in ${slug}.`)
        const { messages, corrected } = await rebuildCounts(services.db, org, id, services.clock())
        console.log(`${id}: ${messages} messages counted again, ${corrected} sums corrected.`)
      }
    } finally {
      await services.close()
    }
  },
}
