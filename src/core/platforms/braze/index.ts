import { fail, ok } from '../../../lib/result.ts'
import { equalInConstantTime } from '../../../lib/signature.ts'
import { definePlatform, type Normalised } from '../platform.ts'
import { type Meaning, readMeaning } from './event-types.ts'
import { guide } from './guide.ts'
import { type BrazePayload, parsePayload } from './payload.ts'
import { probe } from './probe.ts'
import { readReport } from './report.ts'
import { sample } from './sample.ts'
import { INTEGRATION, SETTINGS } from './settings.ts'

/** Braze Currents, by its Custom HTTP connector. */
export const braze = definePlatform({
  slug: 'braze',
  name: 'Braze',
  settings: SETTINGS,
  integration: INTEGRATION,
  containers: ['campaign_id', 'canvas_id'],
  previewId: 'dispatch_id_for_unsent_campaign',
  signs: 'nothing',
  // Braze tries its credentials by a call without a body.
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

/** Braze adds types of events at any time. What is new is kept, for a later version or a mapping of one's own. */
function reject(payload: BrazePayload): Normalised {
  const { eventType } = payload
  const reason = 'unknown-event'
  if (eventType === null) {
    const fix =
      'An item of the batch has no event_type, so it is no event of Braze Currents. Check what sends to this address.'
    return { outcome: 'rejected', reason, fix }
  }
  const fix = `Braze reported "${eventType}", which this version does not know. Update Parley and replay the request.`
  return { outcome: 'rejected', reason, fix, event: readReport(UNKNOWN, payload) }
}

const UNKNOWN: Meaning = { type: 'custom', subtype: null, channel: null, bounceClass: null }
