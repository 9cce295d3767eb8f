import type { Worded } from './worded.ts'

/** What was wrong with a request or its wording, although it was answered. */
export interface Faults extends Pick<Worded, 'missing' | 'notRendered'> {
  /** The variant whose wording the person got; null if the template has none. */
  readonly variantId: string | null
  /** Whether the tracking id or idempotency key came before for another person. */
  readonly isClash: boolean
}

export const NO_FAULTS: Faults = { missing: [], notRendered: undefined, variantId: null, isClash: false }

export const faultsOf = ({ missing, notRendered, choice }: Worded, isClash: boolean): Faults => ({
  missing,
  notRendered,
  variantId: notRendered?.variantId ?? choice.variant?.id ?? null,
  isClash,
})
