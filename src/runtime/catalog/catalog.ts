import type { Algorithm } from '../../core/bandit/algorithm.ts'
import type { ChannelChoice } from '../../core/mapping/channels.ts'
import type { MappingRule } from '../../core/mapping/rule.ts'
import type { CustomKey, CustomMetrics, KeyMetric } from '../../core/measure/custom-metric.ts'
import type { Settings } from '../../core/platforms/platform.ts'
import type { AttributeRule } from '../../core/targeting/rule.ts'
import type { KeptDigits } from '../../lib/money.ts'
import type { StoredKey } from '../http/api-key.ts'

/** The configuration of an organisation, for serving and ingest: in memory and immutable. */
export interface Org {
  readonly id: number
  readonly slug: string
  /** Its earlier slugs that still work. */
  readonly formerSlugs: readonly string[]
  readonly name: string
  readonly timezone: string
  /** The currency of amounts without a currency, and of results. */
  readonly currency: string
  readonly currencyDigits: KeptDigits
  readonly credit: 'last_touch' | 'each_template'
  readonly retention: { readonly requestsDays: number; readonly eventsDays: number }
  readonly limits: OrgLimits
  readonly configVersion: number
  readonly keys: ReadonlyMap<string, StoredKey>
  /** By platform slug, with decrypted secrets. */
  readonly platforms: ReadonlyMap<string, Settings>
  /** By slug, with decrypted secrets: the transports that have their own settings. */
  readonly transports: ReadonlyMap<string, Settings>
  readonly rules: readonly AttributeRule[]
  /** The organisation's rules for the meaning of native events. */
  readonly eventMapping: readonly MappingRule[]
  /** Which channel counts for which events. */
  readonly channels: readonly ChannelChoice[]
  /** In hexadecimal; undefined if no export names people by hashes. */
  readonly personHashKey: string | undefined
  /** With archived ones. */
  readonly customMetrics: CustomMetrics
  readonly templates: ReadonlyMap<string, Template>
}

/** Set by the operator. Undefined: the installation's limit of calls, or no quota. */
export interface OrgLimits {
  readonly manageCallsPerMinute: number | undefined
  readonly generateCallsPerMinute: number | undefined
  readonly webhookCallsPerMinute: number | undefined
  /** Of a calendar month in UTC. */
  readonly choicesPerMonth: number | undefined
  readonly eventsPerMonth: number | undefined
  readonly templates: number | undefined
  readonly keys: number | undefined
}

export type Metric = KeyMetric

/** The learning settings of a template, besides its algorithm. */
export interface Learning {
  /** The attributes for learning; empty for algorithms that do not use attributes. */
  readonly context: readonly string[]
  /**
   * What is learned: the sum of weight × metric. One metric, but for `weighted_thompson` and weighted metrics. The weight is
   * of what is kept of the metric, such as a minor unit of money. It is below zero if less of the sum is better.
   */
  readonly metrics: readonly { readonly metric: Metric; readonly weight: number }[]
  /** For `manual`, by variant id. */
  readonly weights: Readonly<Record<string, number>>
  /** Undefined: no half-life. */
  readonly halfLifeDays: number | undefined
  /** The margin by which a guarded rate may exceed control's rate. */
  readonly guardrailMargin: number
  /** Custom metrics that guard it, each with its margin. */
  readonly guardrails: readonly { readonly metric: CustomKey; readonly margin: number }[]
  readonly isSticky: boolean
  readonly autoArchive: boolean
}

export interface Template {
  readonly id: string
  readonly sandbox: string
  readonly name: string
  readonly channel: string
  /** Those of the organisation. */
  readonly customMetrics: CustomMetrics
  readonly variables: readonly string[]
  readonly keyMetric: Metric
  readonly algorithm: Algorithm
  /** The share of traffic that is divided evenly, in total. */
  readonly epsilon: number
  readonly learning: Learning
  readonly split: {
    readonly method: 'internal_persistent' | 'internal_random' | 'external'
    readonly controlShare: number
  }
  readonly attribution: AttributionRule
  /** By platform slug: that platform's ids for this template's message. */
  readonly integration: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly status: 'draft' | 'active' | 'shipped' | 'archived'
  /** Without archived variants. */
  readonly variants: readonly Variant[]
  /** Archived variants whose place others have taken: messages that had one are still asked for again. */
  readonly replaced: readonly Variant[]
  readonly control: Variant | undefined
}

/**
 * Replaces the variant id in sums, if the template has no variant for the control because the platform sends the
 * control's copy.
 */
export const NO_VARIANT = '00000000-0000-0000-0000-000000000000'

export interface AttributionRule {
  readonly lookbackDays: number
  readonly offsetDays: number
  /** The names of this template's conversion events; empty: every reported conversion. */
  readonly conversionEvents: readonly string[]
}

export interface Variant {
  readonly id: string
  readonly name: string
  readonly vars: Readonly<Record<string, string>>
  /** The values that the variant targets, by attribute. */
  readonly attrs: Readonly<Record<string, readonly string[]>>
  readonly themes: readonly string[]
  readonly isControl: boolean
  readonly status: 'draft' | 'approved' | 'archived'
}
