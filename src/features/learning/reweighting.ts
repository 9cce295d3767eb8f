import type { Reweighting } from '../../runtime/catalog/reweighting.ts'

/** How traffic is divided, and what decides it. */
export interface Division {
  /** Of treated messages, by variant id. */
  readonly shares: ReadonlyMap<string, number>
  /** Among all messages; null if the platform divides them, or if it is not known. */
  readonly controlShare: number | null
  /** The variants that a guardrail blocks. */
  readonly blocked: ReadonlySet<string>
  readonly isManual: boolean
}

// Smaller changes of the division get no row in its history.
const NOTABLE_SHIFT = 0.005

/** Why a division differs from the one before; undefined if it hardly does. */
export function reasonFor(before: Division | undefined, now: Division): Reweighting | undefined {
  if (before === undefined) return now.shares.size === 0 ? undefined : 'started'
  const isControlMoved =
    before.controlShare !== null &&
    now.controlShare !== null &&
    Math.abs(before.controlShare - now.controlShare) > NOTABLE_SHIFT
  const ids = new Set([...before.shares.keys(), ...now.shares.keys()])
  const isShifted = [...ids].some(
    id => Math.abs((now.shares.get(id) ?? 0) - (before.shares.get(id) ?? 0)) > NOTABLE_SHIFT,
  )
  if (!isShifted) return isControlMoved ? 'control-share' : undefined
  // A blocked variant leaves the division, and comes back when the guardrail allows it.
  const isGuarded = (id: string) => now.blocked.has(id) !== before.blocked.has(id)
  if ([...now.blocked, ...before.blocked].some(isGuarded)) return 'guardrail'
  if ([...now.shares.keys()].some(id => !before.shares.has(id))) return 'variant-added'
  if ([...before.shares.keys()].some(id => !now.shares.has(id))) return 'variant-removed'
  return now.isManual ? 'manual' : 'learned'
}
