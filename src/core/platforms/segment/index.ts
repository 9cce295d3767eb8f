import { createEvent, type EventType } from '../../events/event.ts'
import { INGEST_KEY_MISSING } from '../credential.ts'
import { isFields } from '../fields.ts'
import { definePlatform, type Normalised } from '../platform.ts'
import { type Call, readCallFields } from './call.ts'
import { guide } from './guide.ts'
import { IDS } from './ids.ts'
import { parsePayload } from './payload.ts'
import { readKind, readTrack } from './report.ts'
import { sample } from './sample.ts'
import { INTEGRATION, SETTINGS } from './settings.ts'
import { verify } from './verify.ts'

/** Segment's webhook destinations. There is no probe, because Parley calls no Segment API. */
export const segment = definePlatform({
  slug: 'segment',
  name: 'Segment',
  settings: SETTINGS,
  ids: IDS,
  integration: INTEGRATION,
  containers: ['campaign_id'],
  signs: 'part-of-body',
  verify,
  missingProof: (_settings, hasIngestKey) => (hasIngestKey ? undefined : INGEST_KEY_MISSING),
  parse: parsePayload,
  // The context of an envelope is part of each call.
  itemOf: call => call,

  normalise(payload: unknown) {
    if (!isFields(payload))
      return reject(
        'wrong-shape',
        'An item of the list is not a JSON object, so it is not a call of Segment.',
      )
    const call = readCallFields(payload)
    switch (call.kind) {
      case 'track':
        return call.name === null
          ? reject('unnamed-event', 'A track call has no event name.')
          : readTrack(call.name, call)
      case 'page':
      case 'screen':
        return readKind(call.kind, call)
      case 'identify':
      case 'group':
      case 'alias':
        return readPlain('ignored', call)
      case 'delete':
        return call.who.userId === null && call.who.email === null
          ? reject('names-nobody', 'A deletion request has no userId, so nobody was erased.')
          : readPlain('user_deletion', call)
      case null:
        return reject(
          'unknown-type',
          'A call has no type. Leave the Data field of the mapping as the whole event.',
        )
      default:
        return rejectKind(call.kind, call)
    }
  },

  guide,
  sample,
})

/** A call that identifies a person and reports no event. */
function readPlain(type: EventType, { who, nativeEvent, dedupeKey, occurredAt }: Call): Normalised {
  return { outcome: 'event', event: createEvent({ type, nativeEvent, dedupeKey, occurredAt, ...who }) }
}

/** An organisation's event mapping may know the type. */
function rejectKind(kind: string, call: Call): Normalised {
  const item = readKind(kind, call)
  return {
    outcome: 'rejected',
    reason: 'unknown-type',
    fix: `Segment sent a call of the type "${kind}", which this version does not know. Update Parley and replay the request.`,
    ...(item.outcome === 'event' && { event: item.event }),
  }
}

const reject = (reason: string, fix: string): Normalised => ({ outcome: 'rejected', reason, fix })
