import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { channelOf } from '../../../core/mapping/channels.ts'
import { isGoal } from '../../../core/mapping/rule.ts'
import { DAY_MS } from '../../../lib/duration.ts'

/** The events of one name, day and platform. */
export interface DayChange {
  readonly type: string
  /** In lower case; '' if events of the type have no name. */
  readonly name: string
  /** The day on which they happened, in UTC, such as 2026-01-03. */
  readonly day: string
  readonly platform: string
  readonly webhook: number
  readonly warehouse: number
}

interface Read extends StoredEvent {
  readonly isDated: boolean
}

/**
 * How many more events each day has. The figures follow from the set of stored events, so a replay and a new export
 * change them by their difference alone.
 * @param before former readings
 */
export function dayChanges(after: readonly Read[], before: readonly StoredEvent[]): readonly DayChange[] {
  const changes = new Map<string, { -readonly [Field in keyof DayChange]: DayChange[Field] }>()
  const add = (event: StoredEvent, count: 1 | -1) => {
    const { type, platform } = event
    const name = (isGoal(type) ? (event.name ?? '') : '').toLowerCase()
    const key = `${type}|${Math.floor(event.at.getTime() / DAY_MS)}|${platform}|${name}`
    let sum = changes.get(key)
    if (sum === undefined) {
      sum = { type, name, day: event.at.toISOString().slice(0, 10), platform, webhook: 0, warehouse: 0 }
      changes.set(key, sum)
    }
    sum[channelOf(event)] += count
  }
  for (const event of before) if (event.outcome !== 'unreadable') add(event, -1)
  for (const event of after) if (event.isDated) add(event, 1)
  return [...changes.values()].filter(({ webhook, warehouse }) => webhook !== 0 || warehouse !== 0)
}
