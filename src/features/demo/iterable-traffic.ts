import type { Call } from './client.ts'
import type { Person } from './people.ts'
import { JSON_TYPE, type Message, type PlannedCall, type Sender } from './sender.ts'
import { ITERABLE_MESSAGE } from './world.ts'

export interface IterableAccess {
  readonly org: string
  /** The X-Api-Key of the Data Feed and the System Webhook. */
  readonly key: string
}

/**
 * Iterable: a Data Feed requests the copy while the email is rendered, and System Webhooks report the events.
 * Iterable has no purchases; the shop sends them as custom events.
 */
export function createIterable({ org, key }: IterableAccess): Sender {
  return {
    templateId: 'cart-reminder',
    ask: ({ person, id }) => dataFeed(org, key, person, id),
    report: message => [...emailReports(org, key, message), ...purchases(org, key, message)],
  }
}

/** All parameters are in the query string. Merge parameters without a value are blank. */
export function dataFeed(org: string, key: string, person: Person, messageId: string): Call {
  const query = new URLSearchParams({
    template_id: 'cart-reminder',
    tracking_id: messageId,
    copy_id: '',
    user_id: person.id,
    'attrs.plan': person.plan,
    'fields.first_name': person.firstName,
    'fields.item': person.item,
  })
  return { path: `/api/generate/${org}?${query}`, headers: { 'x-api-key': key } }
}

function emailReports(
  org: string,
  key: string,
  { person, id, behaviour, sentAt, random }: Message,
): readonly PlannedCall[] {
  const { bounced, prefetchedMs, openedMs, clickedMs, unsubscribedMs } = behaviour
  const url = 'https://shop.example.com/cart'
  const when = (afterMs: number | null, eventName: string, details = {}): readonly PlannedCall[] => {
    if (afterMs === null) return []
    const createdAt = textOf(new Date(sentAt.getTime() + afterMs))
    return [
      {
        afterMs,
        call: systemWebhook(org, key, person, eventName, { ...idsOf(person, id), createdAt, ...details }),
      },
    ]
  }
  return [
    ...when(20, 'emailSend', { contentId: 274222, transactionalData: { item: person.item } }),
    ...when(bounced ? 90 : null, 'emailBounce', { recipientState: 'HardBounce' }),
    ...when(prefetchedMs, 'emailOpen', { proxySource: 'Apple', userAgent: 'Mozilla/5.0' }),
    ...when(openedMs, 'emailOpen', {
      isBot: false,
      userAgentDevice: 'Mac',
      ...(person.mailProgram === 'gmail' && { proxySource: 'Gmail' }),
    }),
    ...when(clickedMs, 'emailClick', {
      url,
      linkUrl: url,
      linkId: '3145668988',
      isBot: false,
      country: 'United States',
    }),
    ...when(!bounced && random() < 0.02 ? 110 : null, 'emailClick', {
      url,
      linkUrl: url,
      linkId: '3145668988',
      isBot: true,
    }),
    ...when(unsubscribedMs, 'emailUnSubscribe', {
      unsubSource: 'EmailLink',
      channelIds: [27447],
      emailListIds: [],
      messageTypeIds: [],
    }),
  ]
}

/** A call of the System Webhook. One address serves the whole project; the campaign is a merge parameter. */
export const systemWebhook = (
  org: string,
  key: string,
  person: Person,
  eventName: string,
  dataFields: object,
): Call => ({
  path: `/api/webhook/itbl/${org}?campaignId=${ITERABLE_MESSAGE.campaign_id}`,
  headers: { ...JSON_TYPE, 'x-api-key': key },
  body: JSON.stringify({ email: person.email, userId: person.id, eventName, dataFields }),
})

const idsOf = (person: Person, messageId: string) => ({
  campaignId: Number(ITERABLE_MESSAGE.campaign_id),
  campaignName: 'Cart reminder',
  templateId: Number(ITERABLE_MESSAGE.template_id),
  templateName: 'Cart reminder',
  workflowId: 76786,
  channelId: 3420,
  messageTypeId: 3866,
  experimentId: null,
  locale: null,
  labels: [],
  email: person.email,
  emailId: `c${ITERABLE_MESSAGE.campaign_id}:t${ITERABLE_MESSAGE.template_id}:${person.email}`,
  messageId,
})

/** Iterable's time format: whole seconds, UTC. */
const textOf = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} +00:00`

/** The shop knows the buyer, but not the message. */
function purchases(
  org: string,
  key: string,
  { person, id, behaviour, sentAt }: Message,
): readonly PlannedCall[] {
  const { convertedMs, amount } = behaviour
  if (convertedMs === null) return []
  const event = {
    event_id: `order-${id}`,
    event: 'purchase',
    timestamp: new Date(sentAt.getTime() + convertedMs).toISOString(),
    user_id: person.id,
    value: amount,
    currency: 'USD',
    properties: { order_id: `order-${id.slice(0, 8)}`, item: person.item },
  }
  const call = {
    path: `/api/webhook/events/${org}`,
    headers: { ...JSON_TYPE, 'x-api-key': key },
    body: JSON.stringify(event),
  }
  return [{ afterMs: convertedMs, call }]
}
