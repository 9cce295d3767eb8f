import type { EventType } from '../../events/event.ts'
import type { SampleSubject } from '../platform.ts'
import { sampleId } from '../sample-ids.ts'

interface Outcome {
  readonly status: string
  readonly failure?: object
  readonly exclusion?: object
}

const OUTCOMES: Readonly<Partial<Record<EventType, Outcome>>> = {
  send: { status: 'sent' },
  delivery: { status: 'delivered' },
  bounce: {
    status: 'bounce',
    failure: { category: 'sync', type: 'Hard', code: '10', reason: 'Invalid Recipient' },
  },
  failed: {
    status: 'error',
    failure: { category: 'async', type: 'Ignored', code: '24', reason: 'Timeout' },
  },
  dropped: { status: 'exclude', exclusion: { code: 'SuppressionList', reason: 'Sample exclusion' } },
  deferred: { status: 'delay' },
}

/** All types except engagement, which the feedback webhook does not report. */
export function sample(type: EventType, subject: SampleSubject): unknown {
  const outcome = OUTCOMES[type]
  if (outcome === undefined) return undefined
  const { id, userId, email, messageId, trackingId } = subject
  const idOf = (key: string) => sampleId(subject, key)?.toString()
  return {
    requestId: trackingId || id,
    imsOrg: 'SAMPLE@AdobeOrg',
    sandbox: { id: '00000000-0000-4000-8000-000000000000', name: 'prod' },
    channel: 'email',
    eventType: 'message.feedback',
    messageExecution: {
      messageExecutionID: messageId || `HUMA-${id}`,
      messageType: 'transactional',
      campaignID: idOf('campaign_id') ?? 'sample-campaign',
      campaignVersionID: idOf('campaign_version_id') ?? 'sample-campaign-version',
      campaignType: 'ApiTriggered',
    },
    messageDeliveryFeedback: {
      feedbackStatus: { value: outcome.status },
      offers: null,
      messageExclusion: outcome.exclusion ?? null,
      messageFailure: outcome.failure ?? null,
      retryCount: 0,
      encoding: null,
      numberOfMessageParts: null,
      deliveryTimestamp: null,
    },
    identityMap: { customerId: [{ id: userId, primary: true }], email: [{ id: email }] },
  }
}
