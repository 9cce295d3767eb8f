import type { StoredKey } from '../http/api-key.ts'
import type { Settings } from '../platforms/platform.ts'
import type { AttributeRule } from '../targeting/rule.ts'

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
  readonly rules: readonly AttributeRule[]
  readonly templates: ReadonlyMap<string, Template>
}

export type Metric = 'open_rate' | 'click_rate' | 'conversion_rate' | 'unsubscribe_rate' | 'revenue'

export interface Template {
  readonly id: string
  readonly sandbox: string
  readonly name: string
  readonly channel: string
  readonly variables: readonly string[]
  readonly keyMetric: Metric
  readonly algorithm: string
  readonly epsilon: number
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
