import type { SegmentTraffic } from '../../core/inference/recommend.ts'
import { matches } from '../../core/targeting/matches.ts'
import type { Attributes } from '../../core/targeting/normalise.ts'

export interface Targeted {
  readonly attrs: Readonly<Record<string, readonly string[]>>
}

/** Fewer messages do not show who receives them. */
const MESSAGES_MIN = 100
const SEGMENTS_MAX = 20

export const EVERYONE = 'everyone'

/**
 * The segments that receive recent messages, and the number of variants that each may get. A variant counts for a
 * segment if it fits at least half of its messages. If there are too few variants for everyone, no smaller segment
 * is checked.
 * @param people attributes of the recipients of recent messages
 * @param names the attributes that define segments
 * @param enough the number of variants that is always sufficient
 */
export function segmentsOf(
  people: readonly Attributes[],
  variants: readonly Targeted[],
  names: readonly string[],
  enough: number,
): readonly SegmentTraffic[] {
  if (people.length < MESSAGES_MIN) return []
  const fitting = people.map(attributes => variants.map(({ attrs }) => matches(attrs, attributes)))
  const all = segmentOf(EVERYONE, [...people.keys()], fitting)
  if (all.variants < enough) return [all]
  const members = new Map<string, number[]>()
  for (const [at, attributes] of people.entries())
    for (const name of names)
      for (const value of Object.hasOwn(attributes, name) ? (attributes[name] ?? []) : []) {
        const key = `${name}=${value}`
        const list = members.get(key) ?? []
        members.set(key, list)
        list.push(at)
      }
  return [...members]
    .map(([name, places]) => segmentOf(name, places, fitting))
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
    .slice(0, SEGMENTS_MAX)
}

function segmentOf(
  name: string,
  places: readonly number[],
  fitting: readonly (readonly boolean[])[],
): SegmentTraffic {
  const variants = (fitting[0] ?? []).filter((_, variant) => {
    const fits = places.filter(at => fitting[at]?.[variant]).length
    return fits >= places.length / 2
  }).length
  return { name, share: places.length / fitting.length, variants }
}
