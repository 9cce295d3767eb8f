import type { Seen } from './intensity.ts'
import { HOURS_OF_WEEK, hourOfWeek, type Zone } from './zone.ts'

/** Messages that were sent or responded to at one time, or in one hour in UTC. */
export interface Sighting {
  readonly at: Date
  readonly sends: number
  readonly responses: number
}

const HALF_HOUR_MS = 1_800_000

/** Single messages. */
export const seenAt = (zone: Zone, sightings: readonly Sighting[]): Seen => count(zone, sightings, 0)

/**
 * Sums by hour in UTC. If local hours start at other times, each UTC hour belongs to the local hour of its middle.
 */
export const seenInHours = (zone: Zone, sums: readonly Sighting[]): Seen => count(zone, sums, HALF_HOUR_MS)

function count(zone: Zone, sightings: readonly Sighting[], shiftMs: number): Seen {
  const [sends, responses] = [empty(), empty()]
  for (const sighting of sightings) {
    const hour = hourOfWeek(zone, sighting.at.getTime() + shiftMs)
    sends[hour] = (sends[hour] ?? 0) + sighting.sends
    responses[hour] = (responses[hour] ?? 0) + sighting.responses
  }
  return { sends, responses }
}

const empty = (): number[] => Array.from({ length: HOURS_OF_WEEK }, () => 0)
