import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { Database } from '../../runtime/db/session.ts'

/** Settings as stored: secrets are encrypted. */
export type SealedSettings = Readonly<Record<string, string>>

export interface StoredSettings {
  readonly values: SealedSettings
  readonly updatedAt: Date
}

/** By platform slug. */
export async function readSettings(
  { kysely }: Database,
  { id }: Pick<Org, 'id'>,
): Promise<ReadonlyMap<string, StoredSettings>> {
  const rows = await kysely.selectFrom('platform_settings').selectAll().where('org_id', '=', id).execute()
  return new Map(
    rows.map(({ platform, settings, updated_at }) => [platform, { values: settings, updatedAt: updated_at }]),
  )
}

/** Sets the given keys, removes the keys with null, and keeps the others. Returns all of them. */
export function mergeSettings(
  configuration: Configuration,
  org: Pick<Org, 'id' | 'slug'>,
  platform: string,
  changes: Readonly<Record<string, string | null>>,
  now: Date,
): Promise<SealedSettings> {
  return changeOrg(configuration, org, async transaction => {
    const present = await transaction
      .selectFrom('platform_settings')
      .select('settings')
      .where('org_id', '=', org.id)
      .where('platform', '=', platform)
      .executeTakeFirst()
    const merged = Object.entries({ ...present?.settings, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    )
    const settings: SealedSettings = Object.fromEntries(merged)
    const columns = { settings: JSON.stringify(settings), updated_at: now }
    await transaction
      .insertInto('platform_settings')
      .values({ org_id: org.id, platform, ...columns })
      .onConflict(conflict => conflict.columns(['org_id', 'platform']).doUpdateSet(columns))
      .execute()
    return settings
  })
}
