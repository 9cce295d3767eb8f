import { findAdobeApi, platformHeaders, tokenRequest } from '../../core/platforms/ajo/api.ts'
import { createDedupeKey } from '../../core/platforms/dedupe-key.ts'
import { readFields, readText } from '../../core/platforms/fields.ts'
import type { Settings } from '../../core/platforms/platform.ts'
import type { Clock } from '../../lib/clock.ts'
import { fail, ok } from '../../lib/result.ts'
import type { FieldError } from '../../runtime/http/problem.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import type { AccessTokens, TokenRefusal } from '../../runtime/outbox/access-tokens.ts'
import { type Failed, failed } from '../../runtime/outbox/retry.ts'
import { type AnswerFormat, readHttpAnswer } from './http-answer.ts'
import { isRefusedCredential } from './retry-policy.ts'
import {
  type Channel,
  type DeliveryIds,
  type Message,
  needs,
  type Recipient,
  type SendAnswer,
  type Transport,
} from './transport.ts'

/**
 * Adobe Journey Optimizer: POST /ajo/im/executions/unitary starts an API triggered campaign for one recipient. It
 * accepts 500 calls a second. Adobe does not promise to ignore a repeated `requestId`.
 */
export function createAjo(outbound: Outbound, tokens: AccessTokens, clock: Clock): Transport {
  async function execute(url: string, settings: Settings, token: string, body: string): Promise<SendAnswer> {
    const headers = { ...platformHeaders(settings, token), 'content-type': 'application/json' }
    const result = await outbound.send({ method: 'POST', url, headers, body, isStatusEnough: true })
    return readHttpAnswer('Adobe', result, FORMAT, clock())
  }

  return {
    slug: 'ajo',
    perMinute: () => 30_000,
    check,
    async prepare(message, settings, ids) {
      const api = findAdobeApi(settings)
      if (!api.ok) return fail(failed({ reason: api.reason }))
      const { value: adobe } = api
      const { url: tokenUrl, body: form } = tokenRequest(adobe, settings)
      const asked = { url: tokenUrl, form: String(form) }
      const token = await tokens.get(asked)
      if (!token.ok) return fail(withoutToken(token.reason))
      const url = `${adobe.platform}/ajo/im/executions/unitary`
      const body = JSON.stringify(bodyOf(message, ids))
      return ok(async () => {
        const answer = await execute(url, settings, token.value, body)
        if (answer.outcome !== 'failed' || answer.status !== 401) return answer
        // The token was revoked early. A call that was refused for this reason has sent nothing.
        tokens.forget(asked, token.value)
        const another = await tokens.get(asked)
        return another.ok ? execute(url, settings, another.value, body) : withoutToken(another.reason)
      })
    },
    // Adobe may give the recipients of several calls one id, so its reports are matched by id and person.
    nameInReports({ messageId, recipient, channel }, ids) {
      const identity = identityOf(recipient, channel, ids)
      if (messageId === null || identity === undefined) return undefined
      return { platform: 'ajo', messageId: createDedupeKey(messageId, identity.userId) }
    },
  }
}

function withoutToken({ status, reason, words, isNoAddress }: TokenRefusal): Failed {
  const said = `Adobe gave no access token (status ${status})${words === null ? '' : `: ${words}`}`
  return failed({
    status,
    reason: status === null ? reason : said,
    ...{ isPassing: true, concernsAll: true, isSlowedDown: status === 429 },
    // OAuth refuses a wrong secret with 400 or 401 (RFC 6749 section 5.2).
    needsPerson: isNoAddress || status === 400 || isRefusedCredential(status),
  })
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

/** The name of a person for Adobe: the id in its own namespace, otherwise the address of the message. */
function identityOf(
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
const FORMAT: AnswerFormat = {
  messageId: body => readText(readFields(body)['executionId']),
  reason(body) {
    const { message, detail, title } = readFields(body)
    return readText(message, 5_000) ?? readText(detail, 5_000) ?? readText(title, 5_000)
  },
}
