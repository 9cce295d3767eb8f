import { sha256Hex } from '../../../lib/hash.ts'
import { createEvent, type Event } from '../../events/event.ts'
import { naming } from '../../ids/none.ts'
import { readMoneyName } from '../../values/money-name.ts'
import { readDispatch } from '../dispatch-id.ts'
import { createFieldReader, type FieldReader } from '../field-reader.ts'
import { type Fields, firstText, readFieldsOrJson, readText, URL_LENGTH_MAX } from '../fields.ts'
import { readMachine } from '../machine.ts'
import { hasAmount, NO_MONEY, REFUND_AMOUNTS, readMoney } from '../money-said.ts'
import type { Normalised } from '../platform.ts'
import { trackingIdOfFields, trackingIdOfUrl } from '../tracking-id.ts'
import type { Call } from './call.ts'
import { CUSTOM, type Meaning, readTrackEvent } from './track-events.ts'

/** The sending platforms' ids of a message, and of its campaign. */
export const REFS = [
  'campaign_id',
  'template_id',
  'action_id',
  'broadcast_id',
  'newsletter_id',
  'transactional_message_id',
  'content_id',
  'journey_id',
  'workflow_id',
  'canvas_id',
  'canvas_variation_id',
  'canvas_step_id',
  'message_variation_id',
  'dispatch_id',
  'send_id',
] as const

const LINKS = [...spellings('link_url'), 'href', 'url']

/** Reads a track call. Its properties come from the platform that sent it to Segment. */
export function readTrack(name: string, call: Call): Normalised {
  const meaning = readTrackEvent(name, call.properties)
  return readCall(call, meaning, meaning.isNamed ? name : null)
}

/** A call that has only a type, such as page or screen. Templates may select it by that name. */
export const readKind = (kind: string, call: Call): Normalised => readCall(call, CUSTOM, kind)

function readCall(call: Call, meaning: Meaning, name: string | null): Normalised {
  const { type, channel, subtype, isNamed, isOrder, bounceClass } = meaning
  const inside = createFieldReader(call.properties)
  const take = (ref: string) => inside.take(spellings(ref), readText)
  const refs = readRefs(take)
  const details = { ...readLink(type, inside), ...(bounceClass !== null && { bounce_class: bounceClass }) }
  const said = isNamed && name !== null ? readMoneyName(name) : undefined
  const amount = amountNames(said, isOrder)
  const money = isNamed ? readMoney([{ fields: inside, amount, currency: ['currency'] }]) : NO_MONEY
  const event = createEvent({
    ...call.who,
    ...readIds(call, take),
    ...money,
    type: said === 'refund' || (said === 'end' && hasAmount(money)) ? 'refund' : type,
    unread: [...money.unread, ...call.unread],
    subtype,
    channel,
    name,
    nativeEvent: call.nativeEvent,
    dedupeKey: call.dedupeKey,
    onceKey: isOrder ? readOnceKey(call.properties) : null,
    occurredAt: call.occurredAt,
    email: call.who.email ?? (isNamed ? null : call.recipient),
    campaignId: refs['campaign_id'] ?? null,
    templateRef: refs['template_id'] ?? refs['action_id'] ?? refs['message_variation_id'] ?? null,
    refs,
    machine: readMachine(type, name => call.properties[name]),
    properties: { ...inside.rest(), ...details },
  })
  return isAboutSomebody(event) ? { outcome: 'event', event } : NOBODY
}

/**
 * Revenue excludes tax and shipping. The total of an order includes them; the total of any other event may mean
 * anything.
 */
function amountNames(said: ReturnType<typeof readMoneyName>, isOrder: boolean): readonly string[] {
  if (said === 'refund' || said === 'end') return REFUND_AMOUNTS
  return isOrder ? ['revenue', 'total', 'value'] : ['revenue']
}

const NOBODY: Normalised = {
  outcome: 'rejected',
  reason: 'names-nobody',
  fix: 'Segment sent neither userId nor anonymousId, and no id of a message. Leave the Data field of the mapping as the whole event.',
}

const isAboutSomebody = (event: Event): boolean =>
  [event.userId, event.email, event.messageId, event.trackingId, event.decisionId, event.copyId].some(
    id => id !== null,
  )

function readRefs(take: (ref: string) => string | null): Record<string, string> {
  const refs: Record<string, string> = {}
  for (const ref of REFS) {
    const id = take(ref)
    if (id !== null) refs[ref] = id
  }
  return refs
}

/**
 * A tracking id may be in the properties, in links, and in what Braze's snippet sends. The UTM content is the last
 * possible place.
 */
function readIds({ properties, page, campaign, who }: Call, take: (ref: string) => string | null) {
  const links = [...LINKS.map(name => properties[name]), page['url']]
  const own = take('email_id') ?? take('delivery_id') ?? take('message_id')
  const { messageId, messageKey } = readDispatch(
    own ?? properties['dispatch_id'],
    own === null ? who.userId : null,
  )
  return {
    messageId,
    messageKey,
    trackingId: firstText([
      trackingIdOfFields(properties),
      trackingIdOfFields(readFieldsOrJson(properties['message_extras'])),
      ...links.map(trackingIdOfUrl),
      trackingIdOfFields(campaign),
      messageKey,
      campaign['content'],
    ]),
    decisionId: take('parley_decision_id') ?? take('decision_id'),
    copyId: take('parley_copy_id') ?? take('copy_id'),
  }
}

/**
 * An order counts once, however often and under whatever message ids it is reported, for example by the browser and
 * by the server. The key is hashed, because erasing a person does not delete it.
 */
function readOnceKey(properties: Fields): string | null {
  const orderId = naming(firstText(spellings('order_id').map(spelling => properties[spelling])), 'message')
  return orderId !== null ? `order:${sha256Hex(orderId)}` : null
}

function readLink(type: Event['type'], inside: FieldReader): Record<string, string> {
  const url = type === 'click' ? inside.take(LINKS, link => readText(link, URL_LENGTH_MAX)) : null
  return url === null ? {} : { url }
}

/** Segment recommends snake case, but not all senders use it. */
function spellings(name: string): readonly string[] {
  return [name, name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())]
}
