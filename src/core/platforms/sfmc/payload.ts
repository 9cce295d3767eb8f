import { fail, ok, type Result } from '../../../lib/result.ts'
import { type Fields, isFields, readFields, readText } from '../fields.ts'
import type { Unreadable } from '../platform.ts'

export type SfmcPayload =
  | { readonly kind: 'event'; readonly fields: Fields }
  | { readonly kind: 'handshake'; readonly callbackId: string }
  /** An item of a batch that is not an object. */
  | { readonly kind: 'not-an-object' }

/** The vendor posts this once, unsigned, when a callback is created. */
export interface Challenge {
  readonly callbackId: string
  readonly verificationKey: string
}

export function readChallenge(body: unknown): Challenge | undefined {
  if (!isFields(body) || body['eventCategoryType'] !== undefined) return undefined
  const callbackId = readText(body['callbackId'])
  const verificationKey = readText(body['verificationKey'])
  return callbackId === null || verificationKey === null ? undefined : { callbackId, verificationKey }
}

/** A request contains a list of events, or the single object of the handshake. A single event is read as well. */
export function parsePayload(body: unknown): Result<readonly SfmcPayload[], Unreadable> {
  const challenge = readChallenge(body)
  if (challenge) return ok([{ kind: 'handshake', callbackId: challenge.callbackId }])
  if (Array.isArray(body)) return ok(body.map(toPayload))
  if (isFields(body)) return ok([toPayload(body)])
  return fail({
    reason: 'wrong-shape',
    fix: 'The Event Notification Service sends a JSON array of events. Check which system sent this call.',
  })
}

const toPayload = (item: unknown): SfmcPayload =>
  isFields(item) ? { kind: 'event', fields: item } : { kind: 'not-an-object' }

/** The details of an event. Some samples of the vendor write the key with a capital. */
export const infoOf = (fields: Fields): Fields => readFields(fields['info'] ?? fields['Info'])

export const compositeOf = (fields: Fields): Fields => readFields(fields['composite'] ?? fields['Composite'])
