import { isFields, textOf } from '../../core/platforms/fields.ts'
import { failureNamesOf } from '../../core/platforms/index.ts'
import type { FeedbackPayload, FeedbackType, ReportedEvent } from './payload.ts'

type Properties = Readonly<Record<string, unknown>>
type Reported = Pick<FeedbackPayload['messageDeliveryFeedback'], 'messageExclusion' | 'messageFailure'>
type Event = Pick<ReportedEvent, 'platform' | 'type' | 'properties'>
type Failure = NonNullable<Reported['messageFailure']>

// RFC 3463 (5.1.1), else the reply code of RFC 5321 (550), at the beginning of what a mail server said.
const SMTP = /^\s*(?:\d{3}[ -])?([245]\.\d{1,3}\.\d{1,3})\b|^\s*([245]\d{2})\b/

/** The reason why a message was not delivered, or not yet, in the two fields of feedback webhooks. */
export function failureOf({ platform, type, properties: said }: Event): Reported {
  if (type === 'send' || type === 'delivery') return { messageExclusion: null, messageFailure: null }
  const failure = said['messageFailure']
  const exclusion = said['messageExclusion']
  // Adobe's own values are passed on. Values of other platforms go into the matching field.
  return {
    messageExclusion: isFields(exclusion)
      ? withWords(exclusion)
      : type === 'dropped'
        ? wordsOf(platform, said)
        : null,
    messageFailure: isFields(failure)
      ? adobeFailure(failure)
      : type === 'dropped'
        ? null
        : {
            category: type === 'failed' ? 'sync' : 'async',
            type: typeOf(type, said),
            ...wordsOf(platform, said),
          },
  }
}

function wordsOf(platform: string, said: Properties): { code: string | null; reason: string | null } {
  const { reasons, codes } = failureNamesOf(platform)
  const reason = firstOf(said, reasons)
  return { code: firstOf(said, codes) ?? smtpCodeOf(reason) ?? null, reason: reason ?? null }
}

export function retryCountOf(said: Properties): number {
  const given = said['retryCount'] ?? said['attempt_count']
  // Converting an object to a number may throw.
  const count = typeof given === 'string' || typeof given === 'number' ? Number(given) : 0
  return Number.isSafeInteger(count) && count > 0 ? count : 0
}

/** Hard: permanent. Soft: temporary. Ignored: the platform did not say which. */
function typeOf(type: FeedbackType, said: Properties): string {
  if (type === 'deferred') return 'Soft'
  const bounceClass = textOf(said['bounce_class'])
  return bounceClass === 'hard' ? 'Hard' : bounceClass === 'soft' ? 'Soft' : 'Ignored'
}

const adobeFailure = (said: Properties): Failure => ({
  ...withWords(said),
  category: textOf(said['category']) ?? 'async',
  type: textOf(said['type']) ?? 'Ignored',
})

const withWords = (said: Properties) => ({
  ...said,
  code: textOf(said['code']) ?? null,
  reason: textOf(said['reason']) ?? null,
})

const firstOf = (said: Properties, names: readonly string[]): string | undefined =>
  names.map(name => textOf(said[name])).find(text => text !== undefined)

function smtpCodeOf(reason: string | undefined): string | undefined {
  const found = SMTP.exec(reason ?? '')
  return found?.[1] ?? found?.[2]
}
