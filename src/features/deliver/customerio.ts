import { findAppApi } from '../../core/platforms/customerio/api.ts'
import { readFields, readText } from '../../core/platforms/fields.ts'
import type { Clock } from '../../lib/clock.ts'
import { fail, ok } from '../../lib/result.ts'
import type { FieldError } from '../../runtime/http/problem.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import { failed } from '../../runtime/outbox/retry.ts'
import { type AnswerFormat, readHttpAnswer } from './http-answer.ts'
import {
  type Channel,
  type DeliveryIds,
  type Message,
  needs,
  type Recipient,
  type Transport,
} from './transport.ts'

/**
 * Customer.io's transactional API: POST /v1/send/email, /sms and /push, with an App API key. It accepts 100
 * messages a second. It has no idempotency key, so a call that may have arrived is not repeated.
 */
export const createCustomerio = (outbound: Outbound, clock: Clock): Transport => ({
  slug: 'cio',
  perMinute: () => 6_000,
  check,
  async prepare(message, settings, ids) {
    const api = findAppApi(settings)
    if (!api.ok) return fail(failed({ reason: api.reason }))
    const request = {
      method: 'POST',
      url: `${api.value}/v1/send/${message.channel}`,
      headers: {
        authorization: `Bearer ${settings['app_api_key'] ?? ''}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(bodyOf(message, ids)),
      isStatusEnough: true,
    } as const
    return ok(async () => readHttpAnswer('Customer.io', await outbound.send(request), FORMAT, clock()))
  },
  nameInReports: ({ messageId }) => (messageId === null ? undefined : { platform: 'cio', messageId }),
})

function check({ userId, email, phone }: Recipient, channel: Channel): readonly FieldError[] {
  if (channel === 'email' && email === null)
    return [needs('email', 'email is needed: Customer.io sends a transactional email to an address.')]
  if (channel === 'sms' && phone === null)
    return [needs('phone', 'phone is needed: Customer.io sends a transactional SMS to a number.')]
  if (userId === null && email === null)
    return [needs('user_id', 'user_id or email is needed: Customer.io knows people by one of them.')]
  return []
}

function bodyOf({ requestId, copyId, channel, recipient, vars }: Message, ids: DeliveryIds): unknown {
  const { userId, email, phone } = recipient
  const template = ids['transactional_message_id'] ?? ''
  const to = { email, sms: phone, push: null }[channel]
  return {
    transactional_message_id: /^\d{1,15}$/.test(template) ? Number(template) : template,
    ...(to === null ? {} : { to }),
    identifiers: userId === null ? { email } : { id: userId },
    message_data: { ...vars, parley_tracking_id: requestId, parley_copy_id: copyId },
    ...(channel === 'email' ? { headers: { 'X-Parley-Tracking-Id': requestId } } : {}),
  }
}

/** Errors are in `meta.error`, or in the list `meta.errors`. */
const FORMAT: AnswerFormat = {
  messageId: body => readText(readFields(body)['delivery_id']),
  reason(body) {
    const { error, errors } = readFields(readFields(body)['meta'])
    return readText(error, 5_000) ?? (Array.isArray(errors) ? errors.join(' ') : null)
  },
}
