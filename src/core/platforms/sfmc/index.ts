import { createEvent } from '../../events/event.ts'
import { readText } from '../fields.ts'
import { definePlatform, type Normalised } from '../platform.ts'
import { channelOf, findEvent } from './event-types.ts'
import { guide } from './guide.ts'
import { handshake } from './handshake.ts'
import { ABSENT_IDS, IDS } from './ids.ts'
import { parsePayload, type SfmcPayload } from './payload.ts'
import { probe } from './probe.ts'
import { readEvent } from './report.ts'
import { sample } from './sample.ts'
import { INTEGRATION, SETTINGS } from './settings.ts'
import { verifySignature } from './signature.ts'

/** The Event Notification Service of Salesforce Marketing Cloud Engagement. */
export const sfmc = definePlatform<SfmcPayload>({
  slug: 'sfmc',
  name: 'Salesforce Marketing Cloud',
  settings: SETTINGS,
  ids: IDS,
  absentIds: ABSENT_IDS,
  integration: INTEGRATION,
  containers: ['definition_key', 'job_id'],
  signs: 'body',
  failureNames: {
    reasons: ['bounceMessage', 'reason', 'statusMessage', 'status'],
    codes: ['smtpCode', 'smtpReason', 'statusCode', 'bounceCode', 'status'],
  },
  verify: verifySignature,
  parse: parsePayload,

  normalise(payload) {
    if (payload.kind === 'handshake') return readHandshake(payload.callbackId)
    if (payload.kind === 'not-an-object') return reject('wrong-shape', NO_EVENT)
    const category = readText(payload.fields['eventCategoryType'])
    if (category === null) return reject('no-event-type', NO_EVENT)
    const meaning = findEvent(category)
    if (meaning !== undefined)
      return { outcome: 'event', event: readEvent(meaning, category, payload.fields) }
    const fix = `Marketing Cloud reported "${category}", which this version does not know. Update Parley and replay the request.`
    const unknown = { type: 'custom', channel: channelOf(category) } as const
    const event = readEvent(unknown, category, payload.fields)
    return { outcome: 'rejected', reason: 'unknown-event-type', fix, event }
  },

  guide,
  sample,
  probe,
  handshake,
})

/** The key stays in the stored request, because it is valid until the callback is confirmed. */
const readHandshake = (callbackId: string): Normalised => ({
  outcome: 'event',
  event: createEvent({
    type: 'handshake',
    nativeEvent: 'callback verification',
    properties: { callback_id: callbackId },
  }),
})

const NO_EVENT =
  'Every item of the Event Notification Service is an object with eventCategoryType. Check which other system calls this address.'

const reject = (reason: string, fix: string): Normalised => ({ outcome: 'rejected', reason, fix })
