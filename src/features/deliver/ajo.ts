import { findAdobeApi, platformHeaders } from '../../core/platforms/ajo/api.ts'
import { readFields, readText } from '../../core/platforms/fields.ts'
import type { Settings } from '../../core/platforms/platform.ts'
import type { VendorCall } from '../../core/platforms/vendor.ts'
import type { Clock } from '../../lib/clock.ts'
import { fail, ok } from '../../lib/result.ts'
import type { FieldError } from '../../runtime/http/problem.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import { createAccessTokens } from './access-tokens.ts'
import { type Reading, readHttpAnswer } from './http-answer.ts'
import {
  type Answer,
  type Channel,
  type DeliveryIds,
  type Message,
  needs,
  type Recipient,
  refused,
  type Transport,
} from './transport.ts'

/**
 * Adobe Journey Optimizer: POST /ajo/im/executions/unitary starts an API triggered campaign for one
 * recipient. It takes 500 a second. Adobe does not promise to ignore a `requestId` that it has seen.
 */
export function createAjo(outbound: Outbound, call: VendorCall, clock: Clock): Transport {
  const tokens = createAccessTokens(call, clock)

  async function execute(url: string, settings: Settings, token: string, body: string): Promise<Answer> {
    const headers = { ...platformHeaders(settings, token), 'content-type': 'application/json' }
    const result = await outbound.send({ method: 'POST', url, headers, body })
    return readHttpAnswer('Adobe', result, READING, clock())
  }

  return {
    slug: 'ajo',
    perMinute: () => 30_000,
    check,
    async prepare(message, settings, ids) {
      const api = findAdobeApi(settings)
      if (!api.ok) return fail(refused({ reason: api.reason }))
      const { value: adobe } = api
      const token = await tokens.get(adobe, settings)
      if (!token.ok) return token
      const url = `${adobe.platform}/ajo/im/executions/unitary`
      const body = JSON.stringify(bodyOf(message, ids))
      return ok(async () => {
        const answer = await execute(url, settings, token.value, body)
        if (answer.outcome !== 'refused' || answer.status !== 401) return answer
        // The token was withdrawn before its time. What was refused for that has sent nothing.
        tokens.forget(token.value)
        const another = await tokens.get(adobe, settings)
        return another.ok ? execute(url, settings, another.value, body) : another.reason
      })
    },
  }
}

function check(recipient: Recipient, channel: Channel, ids: DeliveryIds): readonly FieldError[] {
  if (identityOf(recipient, channel, ids) !== undefined) return []
  if (recipient.userId !== null && !ids['namespace'])
    return [
      needs(
        'user_id',
        "user_id alone needs the namespace that it belongs to in Adobe: set integration.deliver.namespace of the template, or send the person's address.",
      ),
    ]
  const field = channel === 'sms' ? 'phone' : channel === 'email' ? 'email' : 'user_id'
  return [needs(field, `${field} is needed: Adobe cannot tell otherwise whom to send to.`)]
}

/** By what name Adobe is told of a person: the id in its own namespace, else where the message goes. */
export function identityOf(
  { userId, email, phone }: Recipient,
  channel: Channel,
  { namespace }: DeliveryIds,
): { readonly userId: string; readonly namespace: string } | undefined {
  if (namespace && userId !== null) return { userId, namespace }
  if (channel === 'sms' && phone !== null) return { userId: phone, namespace: 'phone' }
  return channel === 'email' && email !== null ? { userId: email, namespace: 'email' } : undefined
}

function bodyOf({ requestId, copyId, channel, recipient, vars }: Message, ids: DeliveryIds): unknown {
  const { email, phone } = recipient
  const channelData = {
    email: email === null ? undefined : { emailAddress: email },
    sms: phone === null ? undefined : { mobilePhoneNumber: phone },
    push: undefined,
  }[channel]
  return {
    requestId,
    campaignId: ids['campaign_id'],
    recipients: [
      {
        type: 'aep',
        ...identityOf(recipient, channel, ids),
        ...(channelData === undefined ? {} : { channelData }),
        context: { parley: vars, parley_tracking_id: requestId, parley_copy_id: copyId },
      },
    ],
  }
}

/** The gateway says `message`; services say `title` and sometimes `detail`. */
const READING: Reading = {
  messageId: body => readText(readFields(body)['executionId']),
  reason(body) {
    const { message, detail, title } = readFields(body)
    return readText(message, 5_000) ?? readText(detail, 5_000) ?? readText(title, 5_000)
  },
}
