import type { Database } from '../../runtime/db/session.ts'
import { inWords } from './marks-in-words.ts'
import { listConfigurationChanges } from './marks-store.ts'

/** A change of the configuration as a mark on a chart. */
export interface ConfigurationMark {
  readonly at: Date
  readonly text: string
  readonly by: string
}

/**
 * The changes of a template and its organisation that matter for its numbers, as sentences, the newest first. Changes
 * of traffic and accepted recommendations are not among them: they are kept elsewhere.
 */
export async function configurationMarks(
  db: Database,
  orgId: number,
  templateId: string,
  period: { readonly from: Date; readonly to: Date },
  limit: number,
): Promise<readonly ConfigurationMark[]> {
  const rows = await listConfigurationChanges(db, orgId, templateId, period, limit)
  return rows.flatMap(({ at, actor_name, action, before, after, variant }) =>
    inWords({ action, before: before ?? {}, after: after ?? {}, variant })
      .map(text => ({ at, by: actor_name, text }))
      .toReversed(),
  )
}
