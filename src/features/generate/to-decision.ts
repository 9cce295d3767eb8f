import { personBucketOf } from '../../core/measure/person-bucket.ts'
import type { Attributes } from '../../core/targeting/normalise.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { ServedPolicy } from '../learning/served-policy.ts'
import type { Choice } from './decide.ts'
import type { Decision } from './decision.ts'
import { drawKeysOf } from './draw-keys.ts'
import type { GenerateInput } from './input.ts'
import { messageKeyOf } from './message-key.ts'

/** A request that is being answered. */
export interface Asked {
  readonly template: Template
  readonly input: GenerateInput
  readonly attributes: Attributes
  readonly cell: string
  readonly policy: ServedPolicy
  /** The id of the new decision. */
  readonly id: string
}

/** The decision to store for an answer. */
export function toDecision(
  org: Org,
  asked: Asked,
  { variant, arm, reason, propensity, table, row, epsilon }: Choice,
  now: Date,
): Decision {
  const { id, template, input, attributes, cell, policy } = asked
  const preview = input.preview || input.copyId !== null
  // A preview must not determine the choice of the real message.
  const messageKey = preview ? undefined : messageKeyOf(input, attributes)
  const { lookbackDays, offsetDays } = input
  const windows =
    lookbackDays === null && offsetDays === null
      ? null
      : JSON.stringify({ lookback_days: lookbackDays, offset_days: offsetDays })
  return {
    id,
    orgId: org.id,
    decidedAt: now,
    templateId: template.id,
    variantId: variant?.id ?? null,
    arm,
    counted: !preview,
    reason,
    propensity,
    modelVersion: policy.version,
    userKey: input.userId ?? input.email,
    email: input.email,
    trackingId: input.trackingId,
    attrs: JSON.stringify(attributes),
    windows,
    messageKey: messageKey?.key ?? null,
    keyExpiresAt: messageKey?.lifetimeMs == null ? null : new Date(now.getTime() + messageKey.lifetimeMs),
    cell,
    personBucket: personBucketOf(template.id, drawKeysOf(asked).unit),
    table: arm === 'treatment' ? table : undefined,
    tableRow: arm === 'treatment' ? row : null,
    epsilon,
  }
}
