import { createEvent } from '../../events/event.ts'
import {
  type Fields,
  firstText,
  otherFields,
  readFields,
  readRefs,
  readText,
  URL_LENGTH_MAX,
} from '../fields.ts'
import type { Normalised } from '../platform.ts'
import { trackingIdOfUrl } from '../tracking-id.ts'
import type { Meaning } from './kinds.ts'
import type { ChameleonPayload } from './payload.ts'
import { propertyName } from './property-name.ts'

/** Only the requested properties of a profile. The content of the models stays in the stored request. */
const NOT_PROPERTIES = ['profile', 'tour', 'survey', 'embed', 'demo', 'step', 'button', 'account']

/** Reads a webhook. */
export function readReport(meaning: Meaning, payload: ChameleonPayload): Normalised {
  const { id, kind, occurredAt, unread, userId, email, experience, experienceId, data } = payload
  const step = readFields(data['step'])
  const button = readFields(data['button'])
  const url = meaning.type === 'click' ? readText(button['href'] ?? button['url'], URL_LENGTH_MAX) : null
  const refs = {
    tour_id: experienceId,
    step_id: step['id'],
    button_id: button['id'],
    segment_id: experience['segment_id'],
  }
  return {
    outcome: 'event',
    event: createEvent({
      ...meaning,
      nativeEvent: kind ?? 'unknown',
      dedupeKey: id,
      occurredAt,
      unread,
      userId,
      email,
      ...readEchoes(payload, url),
      campaignId: firstText([experienceId, readFields(data['alert_group'])['id']]),
      templateRef: readText(step['id']),
      refs: readRefs(refs, Object.keys(refs)),
      channel: 'in_app',
      properties: {
        ...otherFields(data, NOT_PROPERTIES),
        ...textsOf({ experience: experience['name'], button: button['text'], url }),
      },
    }),
  }
}

/**
 * Chameleon has no message ids. An event is matched to its choice by the properties that Parley wrote to the profile
 * under the id of the Tour. Chameleon returns them with every webhook if it is configured to do so.
 */
function readEchoes({ profile, experienceId }: ChameleonPayload, url: string | null) {
  const echoed = (what: string) =>
    experienceId === null ? null : readText(profile[propertyName(what, experienceId)])
  return {
    copyId: echoed('copy_id'),
    decisionId: echoed('decision_id'),
    trackingId: firstText([echoed('tracking_id'), trackingIdOfUrl(url)]),
  }
}

function textsOf(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const text = readText(value, URL_LENGTH_MAX)
      return text === null ? [] : [[name, text] as const]
    }),
  )
}
