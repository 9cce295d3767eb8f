import type { Transaction } from 'kysely'
import { type ChannelChoice, keyOfChoice } from '../../core/mapping/channels.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import type { StoredJob } from '../../runtime/jobs/job.ts'
import type { OrgKey } from './org-key.ts'

/** A change of the choices, as the job gets it that applies it to stored events. */
export interface ChangedChoices {
  /** The names and types whose channel may differ now; * for all. */
  readonly events: readonly string[]
  /** Of the configuration with the new choices. */
  readonly version: number
}

/** Starts to apply new choices to stored events. Passed as a function, because ingest is another feature. */
export type StartApplying = (
  transaction: Transaction<Tables>,
  orgId: number,
  given: ChangedChoices & { readonly by: string | null },
) => Promise<StoredJob | null>

/**
 * Changes the choices, and starts to apply them to what is stored.
 * @param change computes the new choices from the present ones
 * @returns the new choices, and the job; null if no stored event is concerned
 */
export const changeChoices = (
  configuration: Configuration,
  org: OrgKey,
  change: (present: readonly ChannelChoice[]) => readonly ChannelChoice[],
  { start, by }: { readonly start: StartApplying; readonly by: string | null },
): Promise<{ readonly choices: readonly ChannelChoice[]; readonly job: StoredJob | null }> =>
  changeOrg(configuration, org, async transaction => {
    const { channels, config_version: version } = await transaction
      .selectFrom('orgs')
      .select(['channels', 'config_version'])
      .where('id', '=', org.id)
      .executeTakeFirstOrThrow()
    const choices = change(channels)
    await transaction
      .updateTable('orgs')
      .set({ channels: JSON.stringify(choices) })
      .where('id', '=', org.id)
      .execute()
    const events = differing(channels, choices)
    const job = events.length === 0 ? null : await start(transaction, org.id, { events, version, by })
    return { choices, job }
  })

/** The names and types of choices that only one of two lists has. */
function differing(before: readonly ChannelChoice[], after: readonly ChannelChoice[]): readonly string[] {
  const sayings = ([list, other]: readonly (readonly ChannelChoice[])[]) => {
    const known = new Set(other?.map(saying))
    return (list ?? []).filter(choice => !known.has(saying(choice))).map(({ event }) => event.toLowerCase())
  }
  return [...new Set([...sayings([before, after]), ...sayings([after, before])])]
}

const saying = (choice: ChannelChoice): string =>
  `${keyOfChoice(choice)}|${choice.channel}|${choice.since == null ? '' : Date.parse(choice.since)}`
