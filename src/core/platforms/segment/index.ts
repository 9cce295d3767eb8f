import { createEvent, type EventType } from '../../events/event.ts'
import { isFields } from '../fields.ts'
import { definePlatform, type Normalised } from '../platform.ts'
import { type Call, readCallFields } from './call.ts'
import { guide } from './guide.ts'
import { parsePayload } from './payload.ts'
import { readKind, readTrack } from './report.ts'
import { sample } from './sample.ts'
import { INTEGRATION, SETTINGS } from './settings.ts'
import { verify } from './verify.ts'

/** Segment's webhook destinations. Without a probe: there is nothing of Segment's that Parley calls. */
export const segment = definePlatform({
  slug: 'segment',
  name: 'Segment',
  settings: SETTINGS,
  integration: INTEGRATION,
  containers: ['campaign_id'],
  signs: 'part-of-body',
  verify,
  parse: parsePayload,

  normalise(payload: unknown) {
    if (!isFields(payload))
      return reject('wrong-shape', 'An item of the list is no JSON object, so it is no call of Segment.')
    const call = readCallFields(payload)
    switch (call.kind) {
      case 'track':
        return call.name === null
          ? reject('unnamed-event', 'A track call came without the name of its event.')
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
          ? reject('names-nobody', 'A deletion request came without a userId, so nobody was erased.')
          : readPlain('user_deletion', call)
      case null:
        return reject(
          'unknown-type',
          'A call came without a type. Leave the Data field of the mapping at the whole event.',
        )
      default:
        return rejectKind(call.kind, call)
    }
  },

  guide,
  sample,
})

/** A call that is about a person and nothing that happened: who it is, and no more. */
function readPlain(type: EventType, { who, nativeEvent, dedupeKey, occurredAt }: Call): Normalised {
  return { outcome: 'event', event: createEvent({ type, nativeEvent, dedupeKey, occurredAt, ...who }) }
}

/** An event mapping may know what it is. */
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
