import {
  type Channel,
  type ChannelChoice,
  chosenBy,
  findChoice,
  isChoosable,
  type Reported,
} from '../../../core/mapping/channels.ts'
import { mapItem } from '../../../core/mapping/map-item.ts'
import { readExportedRow } from '../../../core/platforms/custom/exported-row.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { loadReported } from './reported-store.ts'

/** The names in an export, and the platform whose names they are. */
export interface ExportedNames {
  readonly names: readonly string[]
  readonly platform: string
}

export interface Settled {
  /** Choices that follow by themselves: no webhook has ever reported these names. */
  readonly obvious: readonly ChannelChoice[]
  /** Names that webhooks report too. A person has to choose. */
  readonly undecided: readonly Undecided[]
}

export interface Undecided {
  readonly event: string
  readonly platform: string | null
  /** The last day with an event of a webhook, such as 2026-01-03. */
  readonly lastDay: string
}

/** An export in custom names may hold any platform's events. */
const ANY_PLATFORM = 'events'

/**
 * Finds out which channel counts for the names of an export that have no choice yet. Before the first export of a name
 * nothing else reports it but webhooks; from then on one of the two counts, so that nothing counts twice.
 */
export async function settleExport(
  session: Session,
  org: Org,
  { names, platform }: ExportedNames,
): Promise<Settled> {
  const kinds = new Map<string, Kind>()
  for (const name of names) {
    const kind = kindOf(org, name, platform)
    if (kind !== undefined && findChoice(org.channels, kind) === undefined)
      kinds.set(chosenBy(kind).toLowerCase(), kind)
  }
  const scope = platform === ANY_PLATFORM ? null : platform
  const lastDays = await loadReported(session, org.id, [...kinds.keys()], scope)
  const said = [...kinds].map(([word, kind]) => ({
    ...{ event: chosenBy(kind), platform: scope, lastDay: lastDays.get(word) },
  }))
  return {
    obvious: said
      .filter(({ lastDay }) => lastDay === undefined)
      .map(({ event }) => ({ event, platform: scope, channel: 'warehouse' })),
    undecided: said.flatMap(({ lastDay, ...each }) => (lastDay === undefined ? [] : [{ ...each, lastDay }])),
  }
}

type Kind = Omit<Reported, 'at'>

/** What a row of this name is read as; undefined if it is no event. */
function kindOf({ eventMapping }: Org, name: string, platform: string): Kind | undefined {
  const fields = { event_name: name, message_id: 'any' }
  const item = mapItem(eventMapping, platform, readExportedRow({ key: '', fields }), () => fields)
  return item.outcome === 'event' && isChoosable(item.event.type)
    ? { platform, type: item.event.type, name: item.event.name }
    : undefined
}

export const toChoice =
  (channel: Channel) =>
  ({ event, platform }: Undecided): ChannelChoice => ({ event, platform, channel })

/** Asks for a choice. */
export function inWords(undecided: readonly Undecided[], org: string): string {
  const names = undecided.map(({ event, lastDay }) => `${event} (last on ${lastDay})`).join(', ')
  return `no-choice: webhooks report these too, so they would count twice: ${names}. Say which counts: PUT /api/v1/orgs/${org}/channels chooses for each name, or from a day on, and the next run goes on; parley import takes --authority webhook or --authority warehouse.`
}
