import type { VariantResult } from '../results/schema/variant.ts'
import type { Results } from '../results/schema.ts'
import { PLANS } from './people.ts'
import { CONTROL_SHARE, type DemoTemplate } from './world.ts'

/** The state of a template at one time. */
export interface Standing {
  readonly template: DemoTemplate
  readonly results: Results
  /** The control first. */
  readonly variants: readonly Placed[]
}

export interface Placed {
  readonly result: VariantResult
  /** Its initial share of all people. Null for a variant that the demo did not make. */
  readonly evenShare: number | null
  /** Its share of all people of the last seconds. Null if there were too few. */
  readonly share: number | null
}

/** The number of choices for each variant at a time, by variant id. */
export interface Sighting {
  readonly atSeconds: number
  readonly decisions: ReadonlyMap<string, number>
}

export const sightingOf = (atSeconds: number, { variants }: Results): Sighting => ({
  atSeconds,
  decisions: new Map(variants.map(({ id, decisions }) => [id, decisions])),
})

/** @param sightings of this template, oldest first */
export function standingOf(
  template: DemoTemplate,
  results: Results,
  sightings: readonly Sighting[],
): Standing {
  const even = evenShares(template)
  const recent = recentShares(sightings)
  const variants = results.variants.map(result => ({
    result,
    evenShare: even.get(result.name) ?? null,
    share: recent.get(result.id) ?? null,
  }))
  return {
    template,
    results,
    variants: variants.toSorted((left, right) => Number(right.result.control) - Number(left.result.control)),
  }
}

/** The variant with the largest gain of traffic. */
export function leaderOf({ template, variants }: Standing): Placed {
  const [leader] = variants
    .filter(({ result }) => !result.control)
    .toSorted((left, right) => gainOf(right) - gainOf(left))
  if (leader === undefined) throw new Error(`${template.id} has no variant besides the control.`)
  return leader
}

/** The growth of its share of traffic. */
export const gainOf = ({ share, evenShare }: Placed): number =>
  share === null || evenShare === null ? 0 : share - evenShare

/**
 * The initial division of all people: some keep the control, the others get evenly what each of them may get. By
 * variant name.
 */
export function evenShares({ variants }: DemoTemplate): ReadonlyMap<string, number> {
  const treated = variants.filter(({ control }) => control !== true)
  const shares = new Map(variants.map(({ name, control }) => [name, control === true ? CONTROL_SHARE : 0]))
  for (const { value } of PLANS) {
    const eligible = treated.filter(({ plan }) => plan === undefined || plan === value)
    for (const { name } of eligible)
      shares.set(name, (shares.get(name) ?? 0) + (1 - CONTROL_SHARE) / eligible.length / PLANS.length)
  }
  return shares
}

/** A lift whose interval is wider says nothing yet. */
const LIFT_WIDTH_MAX = 2

export interface ShownLift {
  readonly relative: number
  readonly low: number
  readonly high: number
}

/** The lift, once it says something: for the table and for the words. */
export function shownLift({ lift }: Results): ShownLift | undefined {
  const { enough_data, relative, interval, interval_unbounded } = lift
  const [low, high] = interval ?? []
  if (!enough_data || interval_unbounded || relative === null || low === undefined || high === undefined)
    return undefined
  return high - low > LIFT_WIDTH_MAX ? undefined : { relative, low, high }
}

const WINDOW_SECONDS = 10
/** The shares of fewer choices would jump. */
const CHOICES_MIN = 100
/** The shares of fewer choices have no meaning. */
const CHOICES_LEAST = 20

/**
 * The division of the latest traffic, by variant id. With little traffic it covers a longer time. Empty if there was
 * almost none.
 */
export function recentShares(sightings: readonly Sighting[]): ReadonlyMap<string, number> {
  const [first] = sightings
  const last = sightings.at(-1)
  if (!first || !last) return new Map()
  const isEnough = (then: Sighting) =>
    last.atSeconds - then.atSeconds >= WINDOW_SECONDS && total(last) - total(then) >= CHOICES_MIN
  const from = sightings.findLast(isEnough) ?? first
  const all = total(last) - total(from)
  if (all < CHOICES_LEAST) return new Map()
  return new Map(
    [...last.decisions].map(([id, count]) => [id, (count - (from.decisions.get(id) ?? 0)) / all]),
  )
}

/** The total number of choices of a sighting. */
export const total = ({ decisions }: Sighting): number =>
  [...decisions.values()].reduce((sum, count) => sum + count, 0)
