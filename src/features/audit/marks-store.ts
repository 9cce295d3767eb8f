import { firstIdOf } from '../../lib/id.ts'
import type { Database } from '../../runtime/db/session.ts'

const OF_TEMPLATE = ['updateTemplate', 'createVariant', 'updateVariant', 'deleteVariant', 'importVariants']
const OF_ORG = {
  updateOrg: 'organisation',
  replaceEventMapping: 'event-mapping',
  replaceChannels: 'channel',
} as const

/** Finished changes within a period, newest first, each with the name that its variant has today. */
export async function listConfigurationChanges(
  { kysely }: Database,
  orgId: number,
  templateId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
  limit: number,
) {
  // By id, which begins with the time, the rows come from an index.
  const within = () =>
    kysely
      .selectFrom('audit_entries as entry')
      .leftJoin('variants as variant', join =>
        join
          .onRef('variant.org_id', '=', 'entry.org_id')
          .on(eb => eb(eb.cast('variant.id', 'text'), '=', eb.ref('entry.object_id'))),
      )
      .select([
        'entry.id',
        'entry.at',
        'entry.actor_name',
        'entry.action',
        'entry.before',
        'entry.after',
        'variant.name as variant',
      ])
      .where('entry.org_id', '=', orgId)
      .where('entry.state', '=', 'done')
      .where('entry.id', '>=', firstIdOf(from))
      .where('entry.id', '<', firstIdOf(to))
      .orderBy('entry.id', 'desc')
      .limit(limit)
  const ofTemplate = await within()
    .where('entry.template_id', '=', templateId)
    .where('entry.action', 'in', OF_TEMPLATE)
    .execute()
  const ofOrg = await within()
    .where('entry.object_type', 'in', Object.values(OF_ORG))
    .where('entry.action', 'in', Object.keys(OF_ORG))
    .execute()
  return [...ofTemplate, ...ofOrg].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
}
