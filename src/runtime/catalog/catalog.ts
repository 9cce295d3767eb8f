import type { Algorithm } from '../../core/bandit/algorithm.ts'
import type { MappingRule } from '../../core/mapping/rule.ts'
import type { KeyMetric } from '../../core/measure/key-metric.ts'
import type { Settings } from '../../core/platforms/platform.ts'
import type { AttributeRule } from '../../core/targeting/rule.ts'
import type { StoredKey } from '../http/api-key.ts'

/** Everything an organisation has configured, as serving and ingest read it: from memory, immutable. */
export interface Org {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly timezone: string
  /** What amounts without a currency are in, and what results are shown in. */
  readonly currency: string
  readonly credit: 'last_touch' | 'each_template'
  readonly retention: { readonly requestsDays: number; readonly eventsDays: number }
  readonly configVersion: number
  readonly keys: ReadonlyMap<string, StoredKey>
  /** By platform slug, secrets opened. */
  readonly platforms: ReadonlyMap<string, Settings>
  /** By slug, secrets opened: of the transports that have settings of their own. */
  readonly transports: ReadonlyMap<string, Settings>
  readonly rules: readonly AttributeRule[]
  /** What it says that native events mean. */
  readonly eventMapping: readonly MappingRule[]
  readonly templates: ReadonlyMap<string, Template>
}

export type Metric = KeyMetric

/** How a template learns, besides its algorithm. */
export interface Learning {
  /** The attributes that are learned by; empty for algorithms that do not look at any. */
  readonly context: readonly string[]
  /** Of `weighted_thompson`. */
  readonly metrics: readonly { readonly metric: Metric; readonly weight: number }[]
  /** Of `manual`, by variant id. */
  readonly weights: Readonly<Record<string, number>>
  /** Undefined: nothing is forgotten. */
  readonly halfLifeDays: number | undefined
  /** By how much a rate that is guarded may exceed that of control. */
  readonly guardrailMargin: number
  readonly isSticky: boolean
  readonly autoArchive: boolean
}

export interface Template {
  readonly id: string
  readonly sandbox: string
  readonly name: string
  readonly channel: string
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
  /** Without the archived ones. */
  readonly variants: readonly Variant[]
  readonly control: Variant | undefined
}

/**
 * In place of a variant's id, where sums are kept: the control's wording is the platform's own, and the
 * template has no variant for it.
 */
export const NO_VARIANT = '00000000-0000-0000-0000-000000000000'

export interface AttributionRule {
  readonly lookbackDays: number
  readonly offsetDays: number
  /** Names of the events that are conversions of this template; empty: everything reported as a conversion. */
  readonly conversionEvents: readonly string[]
}

export interface Variant {
  readonly id: string
  readonly name: string
  readonly vars: Readonly<Record<string, string>>
  /** Attribute to the values it is meant for. */
  readonly attrs: Readonly<Record<string, readonly string[]>>
  readonly themes: readonly string[]
  readonly isControl: boolean
  readonly status: 'draft' | 'approved' | 'archived'
}
