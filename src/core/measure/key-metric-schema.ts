import { Type } from 'typebox'
import type { CustomKey, KeyMetric } from './custom-metric.ts'
import { KEY_METRIC_NAMES } from './key-metric.ts'

const CUSTOM = 'custom:[a-z0-9][a-z0-9-]{0,62}'

/** The name of a custom metric in the API. */
export const customKeySchema = (description: string) =>
  Type.Unsafe<CustomKey>({ type: 'string', pattern: `^${CUSTOM}$`, description })

/** The name of a metric in the API. Whether the organisation has a custom metric is checked by `faultOfMetric`. */
export const keyMetricSchema = (description: string) =>
  Type.Unsafe<KeyMetric>({
    type: 'string',
    pattern: `^(?:${KEY_METRIC_NAMES.join('|')}|${CUSTOM})$`,
    description: `${description} One of ${KEY_METRIC_NAMES.join(', ')}, or custom:<id> for a metric of the organisation.`,
    examples: ['click_rate'],
  })
