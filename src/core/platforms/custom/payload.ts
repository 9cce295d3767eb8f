import { Type } from 'typebox'
import { fail, ok, type Result } from '../../../lib/result.ts'
import { isFields } from '../fields.ts'
import { itemsOf } from '../items.ts'
import type { Unreadable } from '../platform.ts'

const Id = (description: string) => Type.Optional(Type.Union([Type.String(), Type.Number()], { description }))
const Text = (description: string) => Type.Optional(Type.String({ description }))
const Time = (description: string) =>
  Type.Optional(Type.Union([Type.String(), Type.Number()], { description }))
const Amount = (description: string) =>
  Type.Optional(Type.Union([Type.Number(), Type.String()], { description }))

const NAME =
  'Name of the event, such as purchase. Parley reads names of message events (sent, email_open, clicked, …) as message events.'
const TIME =
  'Time of the event: ISO 8601 with its zone, RFC 2822, or seconds, milliseconds, microseconds or nanoseconds since 1970. Default: the time of arrival. An event whose time cannot be read counts in no figure.'
const VALUE =
  'Value of the event in units of the currency, such as 39.95. An event with a value is a conversion, unless its name says otherwise, such as payment_failed. A negative value, and the value of a refund, is taken back from the message of the purchase.'
const MESSAGE = 'Id of the message at the messaging platform.'

/**
 * One event of POST /api/webhook/events/:org. It needs at least one id of a person or a message. If several spellings
 * of a field are present, the first is read.
 */
export const CustomEvent = Type.Object(
  {
    event: Text(NAME),
    event_name: Text('The same as event.'),
    eventName: Text('The same as event.'),
    name: Text('The same as event.'),
    type: Text('The same as event.'),
    event_timestamp: Time(TIME),
    eventTimestamp: Time('The same as event_timestamp.'),
    timestamp: Time('The same as event_timestamp.'),
    occurred_at: Time('The same as event_timestamp.'),
    occurredAt: Time('The same as event_timestamp.'),
    created_at: Time('The same as event_timestamp.'),
    createdAt: Time('The same as event_timestamp.'),
    time: Time('The same as event_timestamp.'),
    event_id: Id('Your id of the event. A second event with the same id is a duplicate and is not counted.'),
    eventId: Id('The same as event_id.'),
    id: Id('The same as event_id.'),
    user_id: Id('Id of the person: the same as user_id in the Generate API.'),
    userId: Id('The same as user_id.'),
    email: Text('Email address of the person. Upper and lower case are equal.'),
    tracking_id: Id(
      'The tracking_id of the request to the Generate API or of its answer. Also read from properties.',
    ),
    trackingId: Id('The same as tracking_id.'),
    message_id: Id(MESSAGE),
    messageId: Id('The same as message_id.'),
    decision_id: Id('The decision_id in the answer of the Generate API. Also read from properties.'),
    decisionId: Id('The same as decision_id.'),
    copy_id: Id('The copy.id in the answer of the Generate API. Also read from properties.'),
    copyId: Id('The same as copy_id.'),
    campaign_id: Id('Id of the campaign at the messaging platform.'),
    campaignId: Id('The same as campaign_id.'),
    template_id: Id('Id of the template at the messaging platform or in Parley.'),
    templateId: Id('The same as template_id.'),
    workflow_id: Id('Id of the journey that sent the event.'),
    workflowId: Id('The same as workflow_id.'),
    channel: Text(
      'email, sms, push, in_app, web_push, whatsapp, … Also read from a prefix of the event name, such as email_open.',
    ),
    value: Amount(`${VALUE} Also read from properties.`),
    revenue: Amount('The same as value. Also read from properties.'),
    amount: Amount('The same as value.'),
    total: Amount('The same as value.'),
    currency: Text(
      'ISO 4217 code, such as USD. With any other text, the amount stays in properties and is not counted. Also read from properties.',
    ),
    properties: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Further fields of your own. Unknown fields of the event are stored here too.',
      }),
    ),
  },
  {
    title: 'CustomEvent',
    examples: [{ event: 'first_order', user_id: 'user-1', value: 39.95, currency: 'USD' }],
    additionalProperties: true,
    description: 'An event from your own systems.',
  },
)

/** One event, or several. This schema does not check the items. */
export function parsePayload(body: unknown): Result<readonly unknown[], Unreadable> {
  const items = itemsOf(body) ?? (isFields(body) ? [body] : undefined)
  return items === undefined
    ? fail({ reason: 'wrong-shape', fix: 'Send one event as a JSON object, or several as an array.' })
    : ok(items)
}
