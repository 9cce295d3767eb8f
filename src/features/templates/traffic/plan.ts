import { ownOf } from '../../../lib/own.ts'
import type { TrafficState } from '../../../runtime/db/table-rows/configuration-rows.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { pointerTo, unprocessable } from '../../../runtime/http/unprocessable.ts'
import type { StoredVariant } from '../variant-store.ts'

/** A change of traffic before it is made. Pure, so that a page can show it first. */
export interface TrafficPlan {
  readonly after: TrafficState
  /** The variants that stop. */
  readonly stops: readonly StoredVariant[]
}

const MANUAL = 'manual'

/**
 * Makes a variant the only one for its audience. Variants whose audience is within that of the winner stop. The control
 * keeps its share, so the lift stays measurable.
 * @param mode iterate: the template goes on learning, and new variants compete with the winner. lock: the template
 *   becomes `shipped`, and no variant can be approved until a person unlocks it.
 * @throws Problem not-found, or conflict if the variant is not approved or the template not active
 */
export function planShip(
  before: TrafficState,
  variants: readonly StoredVariant[],
  variantId: string,
  mode: 'iterate' | 'lock',
): TrafficPlan {
  const winner = variants.find(({ id }) => id === variantId)
  if (!winner) throw new Problem('not-found', `The template has no variant "${variantId}". Check variant_id.`)
  if (winner.is_control) throw new Problem('conflict', 'The control is served already. Ship another variant.')
  if (winner.status !== 'approved') {
    throw new Problem(
      'conflict',
      'The variant is no longer approved, so it cannot be shipped. Approve it first.',
    )
  }
  if (before.status !== 'active') {
    throw new Problem('conflict', `The template is ${before.status}. Only an active template can be shipped.`)
  }
  const stops = variants.filter(
    variant =>
      variant.id !== variantId &&
      !variant.is_control &&
      variant.status === 'approved' &&
      isWithin(variant.attrs, winner.attrs),
  )
  const archived = Object.fromEntries(stops.map(({ id }) => [id, 'archived']))
  return {
    stops,
    after: {
      ...before,
      status: mode === 'lock' ? 'shipped' : 'active',
      variants: { ...before.variants, ...archived },
    },
  }
}

/** Stops one variant. @throws Problem conflict if it gets no messages */
export function planArchive(
  before: TrafficState,
  variants: readonly StoredVariant[],
  variantId: string,
): TrafficPlan {
  const loser = variants.find(({ id, status }) => id === variantId && status === 'approved')
  if (!loser) throw new Problem('conflict', 'The variant is no longer approved, so it gets no messages.')
  const after = { ...before, variants: { ...before.variants, [loser.id]: 'archived' } }
  return { stops: [loser], after }
}

/**
 * Keeps the shares as they are until a person resumes learning.
 * @param shares of treated traffic, by variant id
 * @throws Problem conflict if nothing learns at present
 */
export function planFreeze(before: TrafficState, shares: ReadonlyMap<string, number>): TrafficPlan {
  if (before.algorithm === MANUAL) {
    throw new Problem('conflict', 'The shares are set by hand already, so they do not change by themselves.')
  }
  if (shares.size === 0) {
    throw new Problem(
      'conflict',
      'The template has no approved variant, so it has no shares. Approve one first.',
    )
  }
  return { stops: [], after: inShares(before, Object.fromEntries(shares)) }
}

/**
 * Sets the shares of treated traffic by hand.
 * @throws Problem unprocessable if a weight names no approved variant, or all are zero
 */
export function planWeights(
  before: TrafficState,
  variants: readonly StoredVariant[],
  weights: Readonly<Record<string, number>>,
): TrafficPlan {
  const treatable = new Set(
    variants.filter(({ status, is_control }) => status === 'approved' && !is_control).map(({ id }) => id),
  )
  const stranger = Object.keys(weights).find(id => !treatable.has(id))
  if (stranger !== undefined) {
    throw unprocessable({
      field: pointerTo('weights', stranger),
      message:
        'names no approved variant of this template. The control has its own share in split.control_share.',
    })
  }
  if (!Object.values(weights).some(weight => weight > 0)) {
    throw unprocessable({ field: '/weights', message: 'At least one weight must be more than zero.' })
  }
  return { stops: [], after: inShares(before, weights) }
}

/**
 * Lets the template learn again, as it did before its shares were set.
 * @param learned the last state in which it learned, if known
 * @throws Problem conflict if it learns already
 */
export function planResume(before: TrafficState, learned: TrafficState | undefined): TrafficPlan {
  if (before.algorithm !== MANUAL) throw new Problem('conflict', 'The template learns already.')
  const { algorithm, epsilon, weights } = learned ?? { algorithm: 'adaptive', epsilon: 0.02, weights: null }
  return { stops: [], after: { ...before, algorithm, epsilon, weights } }
}

// Without an even share: the shares are exactly those that the person sees.
const inShares = (before: TrafficState, weights: Readonly<Record<string, number>>): TrafficState => ({
  ...before,
  algorithm: MANUAL,
  epsilon: 0,
  weights,
})

type Targets = StoredVariant['attrs']

/** Whether the audience of the first targets is within the audience of the second. */
const isWithin = (inner: Targets, outer: Targets): boolean =>
  Object.entries(outer).every(
    ([name, wanted]) => ownOf(inner, name)?.every(value => wanted.includes(value)) ?? false,
  )
