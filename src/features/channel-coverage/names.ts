import { type ChannelChoice, findChoice } from '../../core/mapping/channels.ts'
import type { CoverageName } from './name-schema.ts'
import type { NameTotals, ReporterTotals } from './name-store.ts'

/** A name with its sums, and the choice that applies to each who reports it. */
export function showName(choices: readonly ChannelChoice[], { word, reporters }: NameTotals): CoverageName {
  const sum = (channel: 'webhook' | 'warehouse') =>
    reporters.reduce((total, each) => total + each[channel], 0)
  const [webhook, warehouse] = [sum('webhook'), sum('warehouse')]
  return {
    ...{ event_name: word, webhook, warehouse, difference: warehouse - webhook },
    last_webhook_day: newest(reporters.map(({ lastWebhookDay }) => lastWebhookDay)),
    last_warehouse_day: newest(reporters.map(({ lastWarehouseDay }) => lastWarehouseDay)),
    reporters: reporters.map(each => ({
      ...{ platform: each.platform, event_type: each.type },
      ...{ webhook: each.webhook, warehouse: each.warehouse },
      choice: choiceFor(choices, each),
    })),
  }
}

const choiceFor = (
  choices: readonly ChannelChoice[],
  { platform, type, name }: ReporterTotals,
): ChannelChoice | null => findChoice(choices, { platform, type, name: name === '' ? null : name }) ?? null

// Days in ISO 8601 are in the order of their texts.
const newest = (days: readonly (string | null)[]): string | null =>
  days
    .filter(day => day !== null)
    .toSorted()
    .at(-1) ?? null
