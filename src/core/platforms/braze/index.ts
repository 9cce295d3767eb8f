import { fail, ok } from '../../../lib/result.ts'
import { equalInConstantTime } from '../../../lib/signature.ts'
import { definePlatform, type Normalised } from '../platform.ts'
import { type Meaning, readMeaning } from './event-types.ts'
import { guide } from './guide.ts'
import { IDS } from './ids.ts'
import { type BrazePayload, parsePayload } from './payload.ts'
import { probe } from './probe.ts'
import { readReport } from './report.ts'
import { sample } from './sample.ts'
import { INTEGRATION, SETTINGS } from './settings.ts'

/** Braze Currents, through its Custom HTTP connector. */
export const braze = definePlatform({
  slug: 'braze',
  name: 'Braze',
  settings: SETTINGS,
  ids: IDS,
  integration: INTEGRATION,
  containers: ['campaign_id', 'canvas_id'],
  previewId: 'dispatch_id_for_unsent_campaign',
  signs: 'nothing',
  failureNames: {
    reasons: ['bounce_reason', 'deferral_reason', 'error', 'abort_log', 'reason', 'abort_type', 'retry_type'],
    codes: ['provider_error_code', 'error_code'],
  },
  // Braze tests its credentials with a call without a body.
  mayBeEmpty: true,

  verify({ headers }, { bearer_token }) {
    const expected = bearer_token?.replace(SCHEME, '').trim()
    if (!expected) return fail('not-configured')
    const authorization = headers['authorization']?.trim()
    if (!authorization) return fail('missing-credential')
    if (!SCHEME.test(authorization)) return fail('wrong-credential')
    const presented = authorization.replace(SCHEME, '').trim()
    return equalInConstantTime(presented, expected) ? ok(undefined) : fail('wrong-credential')
  },

  parse: parsePayload,

  normalise(payload) {
    const meaning =
      payload.eventType === null ? undefined : readMeaning(payload.eventType, payload.properties)
    return meaning === undefined ? reject(payload) : { outcome: 'event', event: readReport(meaning, payload) }
  },

  guide,
  sample,
  probe,
})

const SCHEME = /^\s*bearer\s+/i

/**
 * Braze adds types of events at any time. New types are stored, for a later version or an organisation's event
 * mapping.
 */
function reject(payload: BrazePayload): Normalised {
  const { eventType } = payload
  const reason = 'unknown-event'
  if (eventType === null) {
    const fix =
      'An item of the batch has no event_type, so it is not an event of Braze Currents. Check which system sends to this address.'
    return { outcome: 'rejected', reason, fix }
  }
  const fix = `Braze reported "${eventType}", which this version does not know. Update Parley and replay the request.`
  return { outcome: 'rejected', reason, fix, event: readReport(UNKNOWN, payload) }
}

const UNKNOWN: Meaning = { type: 'custom', subtype: null, channel: null, bounceClass: null }
