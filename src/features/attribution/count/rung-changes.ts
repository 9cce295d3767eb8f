import type { MomentColumn } from '../../../core/measure/measures.ts'
import type { Rung } from '../../../core/measure/rung.ts'
import { HOUR_MS } from '../../../lib/duration.ts'
import type { Changed } from './count-changes.ts'

/** The difference that is added to one rung of a template and hour. */
export interface RungChange {
  readonly templateId: string
  readonly rung: Rung
  readonly hour: Date
  readonly count: number
  /** The newest of the moments that were added; the hour itself if some were only taken away. */
  readonly lastAt: Date
}

const MOMENTS = {
  sent: 'sent_at',
  opened: 'opened_at',
  clicked: 'clicked_at',
  converted: 'converted_at',
} as const satisfies Readonly<Record<Exclude<Rung, 'traced'>, MomentColumn>>

/** The differences for messages of which one of these moments has changed. */
export function rungChanges(changed: readonly Changed[]): readonly RungChange[] {
  const sums = new Map<string, RungChange>()
  const add = (templateId: string, rung: Rung, moment: Date | null, change: number): void => {
    if (moment === null) return
    const hour = new Date(Math.floor(moment.getTime() / HOUR_MS) * HOUR_MS)
    const key = `${templateId}|${rung}|${hour.getTime()}`
    const { count = 0, lastAt = hour } = sums.get(key) ?? {}
    const newest = change > 0 && moment > lastAt ? moment : lastAt
    sums.set(key, { templateId, rung, hour, count: count + change, lastAt: newest })
  }
  for (const { send, before, after } of changed) {
    if (!send.counted) continue
    for (const rung of ['sent', 'opened', 'clicked', 'converted'] as const) {
      const [was, is] = [before[MOMENTS[rung]], after[MOMENTS[rung]]]
      if (was?.getTime() === is?.getTime()) continue
      add(send.templateId, rung, was, -1)
      add(send.templateId, rung, is, 1)
    }
  }
  return [...sums.values()].filter(({ count, hour, lastAt }) => count !== 0 || lastAt > hour)
}
