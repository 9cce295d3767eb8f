import type { ServedTable } from '../learning/served-policy.ts'
import type { Arm } from './decide.ts'
import type { Reason } from './schema.ts'

/** A choice as it is stored. */
export interface Decision {
  readonly id: string
  readonly orgId: number
  readonly decidedAt: Date
  readonly templateId: string
  readonly variantId: string | null
  readonly arm: Arm
  /** False for previews. They are answered and never counted. */
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
  /** JSON text; null if the template's own windows apply. */
  readonly windows: string | null
  readonly messageKey: string | null
  readonly keyExpiresAt: Date | null
  /** See `cellOf`; '' if the policy does not use attributes. */
  readonly cell: string
  /** See `personBucketOf`. */
  readonly personBucket: number
  /** The table of the choice; undefined if no policy was used. */
  readonly table: ServedTable | undefined
  /** The row of the table; null for the even share. */
  readonly tableRow: number | null
  /** The even share of the choice; null if no policy was used. */
  readonly epsilon: number | null
}

/** The part of a decision that repeated requests need. */
export type Kept = Pick<
  Decision,
  'id' | 'variantId' | 'arm' | 'reason' | 'propensity' | 'modelVersion' | 'userKey' | 'email'
>
