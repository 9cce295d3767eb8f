import type { FeedbackFields, FeedbackSource } from '../feedback-fields.ts'
import { isFields, textOf } from '../fields.ts'

type Properties = Readonly<Record<string, unknown>>
type Identities = NonNullable<FeedbackFields['identities']>

/** The fields of Adobe's own report, passed on unchanged. The payload of feedback webhooks has the same format. */
export function readFeedbackFields({
  properties,
  refs,
  templateRef,
  occurredAt,
}: FeedbackSource): FeedbackFields {
  return {
    imsOrg: textOf(properties['imsOrg']),
    sandbox: readSandbox(properties['sandbox']),
    messageType: textOf(properties['messageType']),
    campaignId: refs['campaign_id'],
    offers: properties['offers'],
    identities: readIdentities(properties['identityMap']),
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

const present = (given: Properties): Properties =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null))

function readSandbox(value: unknown): { id: string; name: string } | undefined {
  const { id, name } = isFields(value) ? value : {}
  const [idText, nameText] = [textOf(id), textOf(name)]
  return idText === undefined || nameText === undefined ? undefined : { id: idText, name: nameText }
}

/** Adobe sends phone numbers without `primary`, which receivers may need. An only identity is the primary one. */
function readIdentities(value: unknown): Identities | undefined {
  if (!isFields(value)) return undefined
  const isOnly = Object.values(value).flat().length === 1
  const identities = Object.entries(value).flatMap(([namespace, list]) => {
    const items = (Array.isArray(list) ? list : []).flatMap(item => {
      const id = isFields(item) ? textOf(item['id']) : undefined
      return id === undefined
        ? []
        : [{ id, primary: item.primary === true || (isOnly && item.primary === undefined) }]
    })
    return items.length > 0 ? [[namespace, items] as const] : []
  })
  return identities.length > 0 ? Object.fromEntries(identities) : undefined
}
