import type { ServedTable } from '../learning/served-policy.ts'
import type { Arm } from './decide.ts'
import type { Reason } from './schema.ts'

/** A choice as it is kept. */
export interface Decision {
  readonly id: string
  readonly orgId: number
  readonly decidedAt: Date
  readonly templateId: string
  readonly variantId: string | null
  readonly arm: Arm
  /** False for previews: answered, and never part of any figure. */
  readonly counted: boolean
  readonly reason: Reason
  readonly propensity: number
  readonly modelVersion: number
  /** The user id, else the address. */
  readonly userKey: string | null
  readonly email: string | null
  readonly trackingId: string | null
  /** JSON text. */
  readonly attrs: string
  /** JSON text, null when the template's own windows hold. */
  readonly windows: string | null
  readonly messageKey: string | null
  readonly keyExpiresAt: Date | null
  /** See `cellOf`; '' without a policy that looks at attributes. */
  readonly cell: string
  /** The table that the choice was looked up in; undefined when no policy was asked. */
  readonly table: ServedTable | undefined
  /** Which row of it; null with a table: the even share. */
  readonly tableRow: number | null
  /** The even share that the choice was made with; null when no policy was asked. */
  readonly epsilon: number | null
}

/** What a repeated request needs to know of the first one's decision. */
export type Kept = Pick<Decision, 'id' | 'variantId' | 'arm' | 'reason' | 'propensity' | 'modelVersion'>
