import { windowOfMetric } from '../../core/measure/key-metric.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type GivenSettings, SETTINGS, type SettingName } from './settings.ts'
import { loadTraffic } from './traffic-store.ts'

/** Metrics without a window: nearly all opens and clicks come within a day, half of them within three hours. */
const AT_ONCE = { offset_days: 0, lookback_days: 1, mean_delay_days: 0.2 }

/**
 * The settings of a simulation for a template: its window, control share and approved variants, and the traffic and
 * rate of the last 28 days. Unknown settings are missing. Revenue is simulated by the share of messages with an
 * order.
 */
export async function settingsOf(
  db: Database,
  org: Org,
  template: Template,
  now: Date,
): Promise<GivenSettings> {
  const { split, epsilon, variants, keyMetric } = template
  const traffic = await loadTraffic(db, org, template, now)
  const approved = variants.filter(({ isControl, status }) => !isControl && status === 'approved').length
  const own = windowOfMetric(template, keyMetric)
  const window = own ? { offset_days: own.offsetDays, lookback_days: own.lookbackDays } : AT_ONCE
  const known = {
    ...window,
    control_share: split.controlShare,
    epsilon,
    variants: approved,
    messages_per_day: traffic.messagesPerDay,
    base_rate: traffic.rate,
  }
  // Values that a simulation does not accept count as unknown: no variant yet, no traffic, no control.
  return Object.fromEntries(
    Object.entries(known).filter(([name, value]) => isPossible(name as SettingName, value)),
  )
}

const isPossible = (name: SettingName, value: number): boolean =>
  value >= SETTINGS[name].min && value <= SETTINGS[name].max
