import { fail, ok } from '../../../lib/result.ts'
import { equalInConstantTime } from '../../../lib/signature.ts'
import { INGEST_KEY_MISSING, requireIngestKey } from '../credential.ts'
import {
  definePlatform,
  type InboundRequest,
  type Normalised,
  type ReadContext,
  type Settings,
  type Verified,
} from '../platform.ts'
import { guide } from './guide.ts'
import { IDS } from './ids.ts'
import { readJourneyWebhook } from './journey.ts'
import { type IterablePayload, parsePayload } from './payload.ts'
import { probe } from './probe.ts'
import { profileUpdate, REFUSAL, UPDATES_PER_MINUTE } from './profile-update.ts'
import { readReport } from './report.ts'
import { sample } from './sample.ts'
import { INTEGRATION, SETTINGS } from './settings.ts'
import { meaningOf, SYSTEM_EVENTS, type SystemEvent } from './system-events.ts'

/** Iterable's System Webhooks, and journey webhooks with the same address. */
export const iterable = definePlatform({
  slug: 'itbl',
  name: 'Iterable',
  settings: SETTINGS,
  ids: IDS,
  integration: INTEGRATION,
  containers: ['campaign_id', 'workflow_id'],
  proofHeader: ({ header_name }) => header_name?.toLowerCase(),
  signs: 'nothing',
  failureNames: {
    reasons: ['reason', 'status', 'recipientState'],
    codes: ['status'],
  },
  verify: (request, settings) => (request.hasIngestKey ? ok(undefined) : verifyHeader(request, settings)),
  missingProof: ({ header_name, header_value }, hasIngestKey) =>
    hasIngestKey || (header_name && header_value)
      ? undefined
      : `Set header_name and header_value, as the System Webhook sends them. Or: ${INGEST_KEY_MISSING}`,
  parse: parsePayload,
  normalise(payload, { query }) {
    const meaning = SYSTEM_EVENTS.get(payload.eventName?.toLowerCase() ?? '')
    if (meaning !== undefined)
      return { outcome: 'event', event: readReport(meaningOf(meaning, payload), payload, query) }
    return readJourneyWebhook(payload, query) ?? reject(payload, query)
  },
  guide,
  sample,
  probe,
  profileUpdate,
  profileUpdatesPerMinute: UPDATES_PER_MINUTE,
  refusal: REFUSAL,
})

/** Iterable signs nothing, but sends a configurable header with every call. */
function verifyHeader(request: InboundRequest, { header_name, header_value }: Settings): Verified {
  const name = header_name?.toLowerCase() ?? ''
  const presented: unknown = request.headers[name]
  if (
    !header_value ||
    withoutScheme(header_value) === '' ||
    typeof presented !== 'string' ||
    presented === ''
  )
    return requireIngestKey(request)
  // The documents disagree on whether the token has a scheme such as Basic before it.
  const bare = name === 'authorization' ? withoutScheme : (value: string) => value.trim()
  return equalInConstantTime(bare(presented), bare(header_value)) ? ok(undefined) : fail('wrong-credential')
}

const withoutScheme = (value: string): string =>
  value.trim().replace(/^(?:basic|bearer|token|oauth2?)(?: +|$)/i, '')

const UNKNOWN: SystemEvent = { type: 'custom', channel: null, subtype: null }

function reject(payload: IterablePayload, query: ReadContext['query']): Normalised {
  const { eventName } = payload
  const outcome = { outcome: 'rejected', reason: 'unknown-event' } as const
  if (eventName === null)
    return {
      ...outcome,
      fix: 'The body has no eventName. A journey webhook must send workflowId, and email or userId.',
    }
  return {
    ...outcome,
    fix: `Iterable reported "${eventName}", which this version does not know. Update Parley and replay the request.`,
    event: readReport(UNKNOWN, payload, query),
  }
}
