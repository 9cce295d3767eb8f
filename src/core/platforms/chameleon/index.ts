import { fail, ok } from '../../../lib/result.ts'
import { equalDigests, hmacSha256Hex } from '../../../lib/signature.ts'
import { definePlatform } from '../platform.ts'
import { guide } from './guide.ts'
import { IDS } from './ids.ts'
import { meaningOf } from './kinds.ts'
import { parsePayload } from './payload.ts'
import { probe } from './probe.ts'
import { profileUpdate, REFUSAL, UPDATES_PER_MINUTE } from './profile-update.ts'
import { readReport } from './report.ts'
import { sample } from './sample.ts'
import { INTEGRATION, SETTINGS } from './settings.ts'

/** Chameleon's outgoing webhooks. */
export const chameleon = definePlatform({
  slug: 'chameleon',
  name: 'Chameleon',
  settings: SETTINGS,
  ids: IDS,
  integration: INTEGRATION,
  containers: ['tour_id'],
  signs: 'body',

  verify({ body, headers }, { webhook_secret: secret }) {
    if (!secret) return fail('not-configured')
    const signature = headers['x-chameleon-signature']?.trim().toLowerCase()
    if (!signature) return fail('missing-credential')
    // The age of sent_at is not checked. Chameleon retries for about 43 hours and does not say whether a retry renews
    // it. A replayed call only repeats a known id.
    return equalDigests(signature, hmacSha256Hex(secret, body)) ? ok(undefined) : fail('bad-signature')
  },

  parse: parsePayload,

  normalise(payload) {
    const meaning = meaningOf(payload)
    if (meaning !== undefined) return readReport(meaning, payload)
    const said = payload.kind === null ? 'no kind' : `the kind "${payload.kind}"`
    const fix = `Chameleon reported ${said}, which this version does not know. Update Parley and replay the request.`
    return { outcome: 'rejected', reason: 'unknown-kind', fix }
  },

  guide,
  sample,
  probe,
  profileUpdate,
  profileUpdatesPerMinute: UPDATES_PER_MINUTE,
  refusal: REFUSAL,
})
