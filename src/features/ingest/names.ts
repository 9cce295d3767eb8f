import { NAME_LENGTH_MAX } from '../../core/mapping/rule.ts'
import type { Normalised } from '../../core/platforms/platform.ts'
import type { RequestItem } from '../../runtime/db/inbound-rows.ts'

/** What a platform calls an item, and what its adapter takes it for; null when it does not know it. */
export interface Sighting {
  readonly nativeEvent: string
  /** The name that the event itself bears. */
  readonly name: string | null
  readonly readAs: string | null
}

/** How an item is called, before any mapping; undefined where it is not called anything. */
export function sightingOf({ outcome, event }: Normalised): Sighting | undefined {
  if (event === undefined) return undefined
  const { nativeEvent, name, type } = event
  return { nativeEvent, name, readAs: outcome === 'event' ? type : null }
}

/** The part of a request's item that says how it is called. */
export const asItem = (sighting: Sighting | undefined): Pick<RequestItem, 'native_event' | 'name'> => ({
  ...(sighting && { native_event: sighting.nativeEvent }),
  ...(sighting?.name != null && { name: sighting.name }),
})

/** What one reading of a request adds to how often a name was seen. */
export interface NameChange {
  readonly platform: string
  readonly nativeEvent: string
  readonly name: string
  readonly readAs: string | null
  readonly change: number
  readonly firstAt: Date
  readonly lastAt: Date
  /** The request that it came with last. */
  readonly requestId: string
}

interface Concluded {
  readonly request: {
    readonly id: string
    readonly platform: string
    readonly receivedAt: Date
    readonly items: readonly RequestItem[] | null
  }
  readonly items: readonly RequestItem[]
  readonly sightings: readonly (Sighting | undefined)[]
}

/**
 * What requests say now, less what they said when they were read before: so that reading again counts
 * nothing twice. Repetitions are not counted.
 * @param concluded in the order of arrival
 */
export function nameChanges(concluded: readonly Concluded[]): readonly NameChange[] {
  const changes = new Map<string, NameChange>()
  for (const { request, items, sightings } of concluded) {
    const { platform, id: requestId, receivedAt: at } = request
    const add = (named: Pick<NameChange, 'nativeEvent' | 'name' | 'readAs'>, change: 1 | -1) => {
      const key = JSON.stringify([platform, named.nativeEvent, named.name])
      const sum = changes.get(key)
      const known = { platform, ...named, firstAt: at, lastAt: at, requestId }
      // What is only taken back says nothing new about the name.
      const said = sum === undefined ? known : change === 1 ? { ...known, firstAt: sum.firstAt } : sum
      changes.set(key, { ...said, change: (sum?.change ?? 0) + change })
    }
    for (const { outcome, native_event, name = '' } of request.items ?? []) {
      if (outcome === 'duplicate' || native_event === undefined) continue
      add({ nativeEvent: cut(native_event), name: cut(name), readAs: null }, -1)
    }
    items.forEach(({ outcome }, at) => {
      const sighting = sightings[at]
      if (outcome === 'duplicate' || sighting === undefined) return
      const { nativeEvent, name, readAs } = sighting
      add({ nativeEvent: cut(nativeEvent), name: cut(name ?? ''), readAs }, 1)
    })
  }
  return [...changes.values()]
}

/** Cutting may leave half of a character behind, which the store refuses. */
const cut = (text: string): string => text.slice(0, NAME_LENGTH_MAX).toWellFormed()
