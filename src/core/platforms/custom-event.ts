import { ID_LENGTH_MAX } from '../../lib/id.ts'
import { createEvent, type Event, type EventType } from '../events/event.ts'
import { type IdKind, naming } from '../ids/none.ts'
import { readMoneyName } from '../values/money-name.ts'
import { readTime } from '../values/time.ts'
import { unreadOf } from '../values/unread.ts'
import { createDedupeKey } from './dedupe-key.ts'
import { isConversionName, readMessageEvent } from './event-name.ts'
import { createFieldReader, type FieldReader } from './field-reader.ts'
import {
  type Fields,
  firstText,
  isFields,
  readEmail,
  readFieldsOrJson,
  readRefs,
  readText,
} from './fields.ts'
import { readMachine } from './machine.ts'
import { hasAmount, type Money, REFUND_AMOUNTS, readMoney } from './money-said.ts'
import type { Normalised } from './platform.ts'

/** All accepted spellings, the preferred one first. */
export const SPELLINGS = {
  name: ['event', 'event_name', 'eventName', 'name', 'type'],
  occurredAt: [
    'event_timestamp',
    'eventTimestamp',
    'timestamp',
    'occurred_at',
    'occurredAt',
    'created_at',
    'createdAt',
    'time',
  ],
  eventId: ['event_id', 'eventId', 'id'],
  userId: ['user_id', 'userId'],
  email: ['email'],
  trackingId: ['tracking_id', 'trackingId'],
  messageId: ['message_id', 'messageId'],
  decisionId: ['decision_id', 'decisionId'],
  copyId: ['copy_id', 'copyId'],
  campaignId: ['campaign_id', 'campaignId'],
  templateId: ['template_id', 'templateId'],
  workflowId: ['workflow_id', 'workflowId'],
  channel: ['channel'],
  value: ['value', 'revenue', 'amount', 'total'],
  currency: ['currency'],
} as const

type MoneyName = ReturnType<typeof readMoneyName>

/** The fields that are ids. */
export const CUSTOM_IDS = {
  person: ['user_id'],
  address: ['email'],
  message: ['message_id', 'event_id', ...inBoth('tracking_id', 'decision_id', 'copy_id')],
  source: ['campaign_id', 'template_id', 'workflow_id'],
} as const

function inBoth(...names: readonly string[]): readonly string[] {
  return names.flatMap(name => [name, `properties.${name}`])
}

const ID_FIELDS = [
  ...[...SPELLINGS.userId, ...SPELLINGS.email, ...SPELLINGS.messageId, ...SPELLINGS.trackingId],
  ...[...SPELLINGS.decisionId, ...SPELLINGS.copyId, ...SPELLINGS.campaignId, ...SPELLINGS.templateId],
  ...[...SPELLINGS.workflowId, ...SPELLINGS.eventId],
]

/** An event name. No index contains it whole, so it may be longer than an id. */
const NAME_LENGTH_MAX = 512
const readName = (value: unknown): string | null => readText(value, NAME_LENGTH_MAX)

const isTooLong = (value: unknown): boolean =>
  typeof value === 'string' && value.trim().length > ID_LENGTH_MAX

/** In the properties, an amount or a total may mean anything. */
const VALUE_INSIDE = ['value', 'revenue']

/** Defaults for fields that the body does not have. */
interface Unsaid {
  readonly name: string | null
  readonly nativeEvent: string
}

/** An object, also as JSON text, or the list without items that PHP writes for an empty object. */
function readProperties(value: unknown): Fields | null {
  const said = readFieldsOrJson(value)
  const isEmptyList = Array.isArray(value) && value.length === 0
  return isFields(value) || isEmptyList || Object.keys(said).length > 0 ? said : null
}

/** Reads an event that a customer's system composed: a backend, a warehouse, a step of a journey. */
export function readCustomEvent(fields: Fields, unsaid: Unsaid): Normalised {
  const top = createFieldReader(fields)
  const properties = top.take(['properties'], readProperties) ?? {}
  const inside = createFieldReader(properties)

  const long = ID_FIELDS.find(name => isTooLong(fields[name]) || isTooLong(properties[name]))
  if (long !== undefined)
    return {
      outcome: 'rejected',
      reason: 'id-too-long',
      fix: `Send a shorter ${long}: an id has ${ID_LENGTH_MAX} characters at most.`,
    }
  const name = top.take(SPELLINGS.name, readName) ?? unsaid.name
  const ids = readIds(top, inside)
  if (
    firstText([ids.userId, ids.email, ids.trackingId, ids.messageId, ids.decisionId, ids.copyId]) === null
  ) {
    return {
      outcome: 'rejected',
      reason: 'names-nobody',
      fix: 'Identify the person or the message: send user_id or email, or tracking_id, message_id, decision_id or copy_id.',
    }
  }
  const said = name === null ? undefined : readMoneyName(name)
  const isBack = said === 'refund' || said === 'end'
  const money = readMoney([
    { fields: top, amount: isBack ? REFUND_AMOUNTS : SPELLINGS.value, currency: SPELLINGS.currency },
    { fields: inside, amount: isBack ? REFUND_AMOUNTS : VALUE_INSIDE, currency: SPELLINGS.currency },
  ])
  const occurredAt = top.take(SPELLINGS.occurredAt, readTime)
  const meaning = readMeaning(name, said, money)
  // Every field by its name: V8 takes 20 µs to spread objects into one of so many.
  const event = createEvent({
    type: meaning.type,
    subtype: meaning.subtype,
    name: meaning.name,
    userId: ids.userId,
    email: ids.email,
    messageId: ids.messageId,
    trackingId: ids.trackingId,
    decisionId: ids.decisionId,
    copyId: ids.copyId,
    campaignId: ids.campaignId,
    templateRef: ids.templateRef,
    refs: ids.refs,
    value: money.value,
    currency: money.currency,
    currencies: money.currencies,
    nativeEvent: name ?? nativeEventOf(unsaid, ids.refs['workflow_id']),
    machine: readMachine(meaning.type, name => (name in fields ? fields : properties)[name]),
    dedupeKey:
      naming(top.takeId(SPELLINGS.eventId, 'message', readText), 'message') ??
      createKey(name, ids.messageId, occurredAt),
    occurredAt,
    unread: [...money.unread, ...(occurredAt === null ? unreadOf('time', fields, SPELLINGS.occurredAt) : [])],
    channel: top.take(SPELLINGS.channel, readText) ?? meaning.channel,
    // The last one, when all fields that have a meaning are taken.
    properties: merged(top.rest(), properties),
  })
  return { outcome: 'event', event }
}

const merged = (rest: Fields, properties: Fields): Fields =>
  Object.keys(rest).length === 0 ? properties : { ...rest, ...properties }

/** Journeys that name no event are told apart by their id, so that the event mapping can name each. */
function nativeEventOf({ nativeEvent }: Unsaid, workflowId: string | undefined): string {
  const id = naming(workflowId ?? null, 'message')
  return id === null ? nativeEvent : `${nativeEvent} ${id}`
}

function readIds(top: FieldReader, inside: FieldReader) {
  const take = (names: readonly string[], kind: IdKind = 'message') => top.takeId(names, kind, readText)
  const takeAnywhere = (names: readonly string[]) =>
    firstText([take(names), inside.takeId(names, 'message', readText)])
  const campaignId = take(SPELLINGS.campaignId)
  const templateRef = take(SPELLINGS.templateId)
  const named = { campaign_id: campaignId, template_id: templateRef, workflow_id: take(SPELLINGS.workflowId) }
  return {
    userId: take(SPELLINGS.userId, 'person'),
    email: top.takeId(SPELLINGS.email, 'address', readEmail),
    messageId: take(SPELLINGS.messageId),
    trackingId: takeAnywhere(SPELLINGS.trackingId),
    decisionId: takeAnywhere(SPELLINGS.decisionId),
    copyId: takeAnywhere(SPELLINGS.copyId),
    campaignId,
    templateRef,
    refs: readRefs(named, Object.keys(named)),
  }
}

/** A name of a message event identifies the event. Other events with an amount are conversions, unless the name says otherwise. */
function readMeaning(
  name: string | null,
  said: MoneyName,
  money: Money,
): Pick<Event, 'type' | 'subtype' | 'channel' | 'name'> {
  const message = name === null ? undefined : readMessageEvent(name)
  if (message !== undefined) return { ...message, name: null }
  return { type: typeOf(name, said, money), subtype: null, channel: null, name }
}

function typeOf(name: string | null, said: MoneyName, money: Money): EventType {
  if (name !== null && isConversionName(name)) return 'conversion'
  if (said === 'refund') return 'refund'
  if (said === 'none' || !hasAmount(money)) return 'custom'
  return said === 'end' ? 'refund' : 'conversion'
}

/** A message id and a time identify a row of a warehouse that is exported again. */
function createKey(name: string | null, messageId: string | null, occurredAt: Date | null): string | null {
  return messageId !== null && occurredAt !== null
    ? createDedupeKey(name, messageId, occurredAt.toISOString())
    : null
}
