import type { EventType } from '../../events/event.ts'
import type { SampleSubject } from '../platform.ts'
import { propertyName } from './property-name.ts'

const KINDS: ReadonlyMap<EventType, string> = new Map([
  ['open', 'tour.started'],
  ['click', 'tour.button.clicked'],
  ['conversion', 'tour.completed'],
  ['dismiss', 'tour.exited'],
  ['custom', 'response.finished'],
  ['ignored', 'helpbar.search'],
])

const TOUR_ID = '65f0a1b2c3d4e5f607182930'

/** A sample webhook of that type. */
export function sample(type: EventType, subject: SampleSubject): unknown {
  const kind = KINDS.get(type)
  if (kind === undefined) return undefined
  const [tourId = TOUR_ID] = (subject.integration['tour_id'] ?? TOUR_ID).split(',').map(id => id.trim())
  const experience = { id: tourId, name: 'Sample', published_at: subject.at.toISOString() }
  return {
    id: subject.id,
    kind,
    sent_at: subject.at.toISOString(),
    data: {
      profile: {
        uid: subject.userId,
        email: subject.email,
        [propertyName('tracking_id', tourId)]: subject.trackingId,
      },
      ...(kind.startsWith('tour.') && {
        tour: experience,
        step: { id: '65f0a1b2c3d4e5f607182931', body: 'Sample' },
      }),
      ...(type === 'click' && { button: { id: '65f0a1b2c3d4e5f607182932', text: 'Show me' } }),
      ...(type === 'custom' && {
        survey: experience,
        response: { survey_id: tourId, button_text: 'Very easy' },
      }),
      action: { id: '65f0a1b2c3d4e5f607182933' },
    },
  }
}
