import { NAME_LENGTH_MAX } from '../../../core/mapping/rule.ts'
import type { Normalised } from '../../../core/platforms/platform.ts'
import type { RequestItem } from '../../../runtime/db/table-rows/inbound-rows.ts'

/**
 * The platform's name of an item, and the event type that the adapter reads it as; null if the adapter does not know
 * the name.
 */
export interface Sighting {
  readonly nativeEvent: string
  /** The name of the event itself, such as `purchase`. */
  readonly name: string | null
  readonly readAs: string | null
}

/** The names of an item before any mapping; undefined if it has none. */
export function sightingOf({ outcome, event }: Normalised): Sighting | undefined {
  if (event === undefined) return undefined
  const { nativeEvent, name, type } = event
  return { nativeEvent, name, readAs: outcome === 'event' ? type : null }
}

/** The fields of a request's item that hold its names. */
export function asItem(sighting: Sighting | undefined): Pick<RequestItem, 'native_event' | 'name'> {
  if (sighting === undefined) return {}
  const { nativeEvent, name } = sighting
  return name === null ? { native_event: nativeEvent } : { native_event: nativeEvent, name }
}

/** The change that one reading makes to the count of a name. */
export interface NameChange {
  readonly platform: string
  readonly nativeEvent: string
  readonly name: string
  readonly readAs: string | null
  readonly change: number
  readonly firstAt: Date
  readonly lastAt: Date
  /** The latest request with this name. */
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
 * The names in the new readings minus those in the former readings, so that a replay counts nothing twice. Duplicates
 * are not counted.
 * @param concluded in the order of arrival
 */
export function nameChanges(concluded: readonly Concluded[]): readonly NameChange[] {
  const changes = new Map<string, { -readonly [Field in keyof NameChange]: NameChange[Field] }>()
  for (const { request, items, sightings } of concluded) {
    const { platform, id: requestId, receivedAt: at } = request
    const add = (named: Pick<NameChange, 'nativeEvent' | 'name' | 'readAs'>, change: 1 | -1) => {
      const key = `${platform}\n${named.nativeEvent.length}\n${named.nativeEvent}\n${named.name}`
      const sum = changes.get(key)
      if (sum === undefined) {
        changes.set(key, { platform, ...named, firstAt: at, lastAt: at, requestId, change })
        return
      }
      sum.change += change
      // A name that is only subtracted has no new details.
      if (change === 1) Object.assign(sum, { readAs: named.readAs, lastAt: at, requestId })
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

/** A cut may leave half of a surrogate pair, which the store refuses. */
const cut = (text: string): string => text.slice(0, NAME_LENGTH_MAX).toWellFormed()
