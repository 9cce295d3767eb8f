import { EVENT_TYPES, type EventType } from '../../core/events/event.ts'
import type { Platform, SampleSubject } from '../../core/platforms/platform.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { unprocessable } from '../../runtime/http/unprocessable.ts'
import type { SampleBody } from './schema.ts'

/**
 * A sample report in the platform's format. Unless the caller names a person, it is about a person and a message that
 * do not exist, so it does not count.
 * @param id the sample's own
 * @throws Problem unprocessable if the platform does not report this type, the template does not exist, or a real
 *   person would be erased
 */
export function makeSample(platform: Platform, org: Org, body: SampleBody, id: string, at: Date): unknown {
  const { event, template_id } = body
  const template = template_id === undefined ? undefined : org.templates.get(template_id)
  if (template_id !== undefined && template === undefined)
    throw unprocessable({ field: '/template_id', message: `There is no template "${template_id}".` })
  if (event === 'user_deletion' && (body.user_id ?? body.email) !== undefined) {
    const message = 'A deletion request erases the person, even in a sample. Leave out user_id and email.'
    throw unprocessable({ field: body.user_id === undefined ? '/email' : '/user_id', message })
  }
  const subject: SampleSubject = {
    id,
    at,
    userId: body.user_id ?? 'parley-sample',
    email: body.email ?? 'parley-sample@example.com',
    messageId: body.message_id ?? `parley-sample-${id}`,
    trackingId: body.tracking_id ?? `parley-sample-${id}`,
    integration: template?.integration[platform.slug] ?? {},
  }
  const possible = EVENT_TYPES.filter(type => platform.sample(type, subject) !== undefined)
  if (!isOneOf(possible, event)) {
    const message = `${platform.name} has no sample of "${event}". There are ${possible.join(', ')}.`
    throw unprocessable({ field: '/event', message })
  }
  return platform.sample(event, subject)
}

const isOneOf = (types: readonly EventType[], event: string): event is EventType =>
  (types as readonly string[]).includes(event)
