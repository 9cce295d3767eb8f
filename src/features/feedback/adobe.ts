import { textOf } from './failure.ts'
import type { FeedbackPayload, ReportedEvent } from './payload.ts'

type Identities = FeedbackPayload['identityMap']
type Properties = Readonly<Record<string, unknown>>

/** What Adobe itself has said, which is passed on as it came. */
interface AdobeFields {
  readonly imsOrg?: string | undefined
  readonly sandbox?: FeedbackPayload['sandbox'] | undefined
  readonly messageType?: string | undefined
  readonly campaignId?: string | undefined
  readonly offers?: unknown
  readonly identities?: Identities | undefined
  /** What its newer webhooks say besides, where they say it: of the message, of its fate, of the whole report. */
  readonly execution?: Properties
  readonly feedback?: Properties
  readonly report?: Properties
}

/** Nothing, of an event of another platform. */
export function saidByAdobe({
  platform,
  properties,
  refs,
  templateRef,
  occurredAt,
}: ReportedEvent): AdobeFields {
  if (platform !== 'ajo') return {}
  return {
    imsOrg: textOf(properties['imsOrg']),
    sandbox: saidSandbox(properties['sandbox']),
    messageType: textOf(properties['messageType']),
    campaignId: refs['campaign_id'],
    offers: properties['offers'],
    identities: saidIdentities(properties['identityMap']),
    execution: present({
      campaignType: properties['campaignType'],
      messageID: templateRef,
      messageProfileID: refs['message_profile_id'],
    }),
    feedback: present({
      encoding: properties['encoding'],
      numberOfMessageParts: properties['numberOfMessageParts'],
      deliveryTimestamp: occurredAt?.toISOString(),
    }),
    report: present({ channelContext: properties['channelContext'] }),
  }
}

const present = (said: Properties): Properties =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== null))

function saidSandbox(value: unknown): { id: string; name: string } | undefined {
  const { id, name } = isRecord(value) ? value : {}
  const [idText, nameText] = [textOf(id), textOf(name)]
  return idText === undefined || nameText === undefined ? undefined : { id: idText, name: nameText }
}

/** Numbers come without `primary`, which receivers may look for: a name that is the only one is the primary one. */
function saidIdentities(value: unknown): Identities | undefined {
  if (!isRecord(value)) return undefined
  const isOnly = Object.values(value).flat().length === 1
  const identities = Object.entries(value).flatMap(([namespace, list]) => {
    const items = (Array.isArray(list) ? list : []).flatMap(item => {
      const id = isRecord(item) ? textOf(item['id']) : undefined
      return id === undefined
        ? []
        : [{ id, primary: item.primary === true || (isOnly && item.primary === undefined) }]
    })
    return items.length > 0 ? [[namespace, items] as const] : []
  })
  return identities.length > 0 ? Object.fromEntries(identities) : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
