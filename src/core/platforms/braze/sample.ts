import type { EventType } from '../../events/event.ts'
import type { SampleSubject } from '../platform.ts'

const TYPES: Partial<Record<EventType, string>> = {
  send: 'users.messages.email.Send',
  delivery: 'users.messages.email.Delivery',
  open: 'users.messages.email.Open',
  click: 'users.messages.email.Click',
  bounce: 'users.messages.email.Bounce',
  complaint: 'users.messages.email.MarkAsSpam',
  unsubscribe: 'users.messages.email.Unsubscribe',
  dropped: 'users.messages.email.Abort',
  deferred: 'users.messages.email.Deferral',
  failed: 'users.messages.sms.DeliveryFailure',
  reply: 'users.messages.whatsapp.InboundReceive',
  dismiss: 'users.messages.contentcard.Dismiss',
  conversion: 'users.behaviors.Purchase',
  custom: 'users.behaviors.CustomEvent',
  subscribe: 'users.behaviors.subscription.GlobalStateChange',
  control: 'users.campaigns.EnrollInControl',
  ignored: 'users.behaviors.app.SessionStart',
  user_deletion: 'users.UserDeleteRequest',
}

/** Types about a person, without a message or a campaign. */
const PERSONAL: ReadonlySet<EventType> = new Set(['conversion', 'custom', 'ignored', 'user_deletion'])

/** A sample event in its own batch, in the format of Currents. */
export function sample(type: EventType, subject: SampleSubject): unknown {
  const eventType = TYPES[type]
  if (eventType === undefined) return undefined
  const user = {
    user_id: '5f8d0d55b54764421b7156d9',
    external_user_id: subject.userId,
    timezone: 'Europe/Berlin',
  }
  return {
    events: [
      {
        event_type: eventType,
        id: subject.id,
        time: Math.floor(subject.at.getTime() / 1000),
        user: type === 'user_deletion' ? { user_id: subject.userId } : user,
        properties: {
          app_group_id: '6a1b54b0-2f0c-4d0e-9b53-0d6a4c9b7e21',
          ...(!PERSONAL.has(type) && message(type, subject)),
          ...details(type, subject),
        },
      },
    ],
  }
}

/**
 * A message belongs to a campaign or a Canvas, as in the template's settings. Without settings, the ids are invented.
 */
function message(type: EventType, { integration, messageId, email }: SampleSubject): Record<string, unknown> {
  const ids = Object.entries(integration).flatMap(([key, ids]) => {
    const isControl = key.startsWith('control_')
    const id = ids.split(',')[0]?.trim()
    return id && isControl === (type === 'control') ? [[key.replace(/^control_/, ''), id]] : []
  })
  return {
    ...(ids.length > 0 ? Object.fromEntries(ids) : INVENTED_IDS),
    dispatch_id: messageId,
    email_address: email,
  }
}

const INVENTED_IDS = {
  campaign_id: '0b0f7c52-6d3a-4c55-8a53-1f0a5cf4e0aa',
  message_variation_id: '3d2d7f3e-4b0c-4a7e-9d7e-5a1f4f0c9b12',
}

function details(type: EventType, { trackingId }: SampleSubject): Record<string, unknown> {
  switch (type) {
    case 'send':
      return { message_extras: JSON.stringify({ tracking_id: trackingId }) }
    case 'click':
      return {
        url: `https://www.example.com/?trk=${encodeURIComponent(trackingId)}`,
        is_suspected_bot_click: false,
      }
    case 'bounce':
      return { bounce_reason: '550 5.1.1 a sample failure', is_drop: false }
    case 'dropped':
      return { abort_type: 'liquid_abort_message', abort_log: 'A sample failure' }
    case 'failed':
      return { error: 'A sample failure', provider_error_code: '30005' }
    case 'conversion':
      return { product_id: 'sample-product', price: 39.95, currency: 'USD' }
    case 'custom':
      return { name: 'sample_event', custom_properties: { tracking_id: trackingId } }
    case 'subscribe':
      return { channel: 'email', subscription_status: 'opted_in' }
    default:
      return {}
  }
}
