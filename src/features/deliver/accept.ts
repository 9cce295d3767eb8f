import type { Clock } from '../../lib/clock.ts'
import { createId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import type { Signal } from '../../lib/signal.ts'
import { isStoreDown } from '../../lib/store-down.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import {
  DELIVER,
  describeTransport,
  type TransportSlug,
  transportOf,
} from '../../runtime/catalog/transports.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { refuseAny, unprocessable } from '../../runtime/http/unprocessable.ts'
import { partsOf } from './mail/mail.ts'
import type { DeliveryQueue } from './queue-store.ts'
import type { DeliverRequest } from './request.ts'
import type { Known } from './store.ts'
import type { Channel, DeliveryIds, Transport } from './transport.ts'
import { refuseUnconfigured } from './transport-settings.ts'

/** A wording that was chosen for a request and stored as a decision. */
export interface Choice {
  /** Null if nothing could be stored. */
  readonly decisionId: string | null
  /** Null if the template has no wording. */
  readonly copyId: string | null
  readonly vars: Readonly<Record<string, string>>
}

export interface Acceptance {
  readonly queue: DeliveryQueue
  readonly queued: Signal
  readonly clock: Clock
  readonly transports: ReadonlyMap<TransportSlug, Transport>
  /** The same request id gets the same wording. */
  readonly choose: (org: Org, request: DeliverRequest) => Promise<Choice>
  readonly findKnown: (orgId: number, requestId: string) => Promise<Known | undefined>
}

/**
 * Accepts a message, once per request id. Every obstacle is reported before anything is stored. A message is on
 * disk before the answer.
 * @throws Problem template-not-found, unprocessable, conflict or unavailable
 */
export async function accept(acceptance: Acceptance, org: Org, request: DeliverRequest): Promise<void> {
  try {
    const known = await acceptance.findKnown(org.id, request.requestId)
    if (known !== undefined) return checkSame(known, request)
    const { template, transport, channel } = planOf(acceptance, org, request)
    const { decisionId, copyId, vars } = await acceptance.choose(org, request)
    if (decisionId === null) throw storeDown()
    if (copyId === null) throw noWording(template)
    const now = acceptance.clock()
    const { requestId, templateId, userId, email, phone } = request
    await acceptance.queue.add({
      ...{ requestId, templateId, userId, email, phone, transport, channel, decisionId, copyId },
      id: createId(now.getTime()),
      orgId: org.id,
      createdAt: now,
      vars: Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, storableText(value)])),
    })
    acceptance.queued.fire()
  } catch (error) {
    throw isStoreDown(error) ? storeDown() : error
  }
}

const storeDown = (): Problem =>
  new Problem('unavailable', 'The message could not be stored, and is not sent. Send the same request again.')

/** The same id for another person is the caller's mistake: that person would never get a message. */
function checkSame(known: Known, { requestId, templateId, userId, email, phone }: DeliverRequest): void {
  const isErased = known.requestId === null
  const same =
    known.templateId === templateId &&
    known.userId === userId &&
    known.email === email &&
    known.phone === phone
  if (isErased || same || known.isForgotten) return
  throw new Problem(
    'conflict',
    `The request id "${requestId}" was used before, for another template or person. Use an id for one message only.`,
  )
}

interface Plan {
  readonly template: Template
  readonly transport: TransportSlug
  readonly channel: Channel
}

/** The settings for sending the request, if nothing prevents it. */
function planOf({ transports }: Acceptance, org: Org, request: DeliverRequest): Plan {
  const template = org.templates.get(request.templateId)
  if (!template)
    throw new Problem(
      'template-not-found',
      `There is no template "${request.templateId}" in ${org.slug}. Check the id in the template's settings.`,
    )
  const slug = transportOf(template)
  const transport = slug && transports.get(slug)
  if (slug === undefined || transport === undefined)
    throw refusal(
      `The template "${template.id}" has no transport. Set integration.deliver, such as {"transport": "smtp"}.`,
    )
  refuseUnconfigured(org, describeTransport(slug))
  const ids = template.integration[DELIVER] ?? {}
  const channel = channelOf(template, ids)
  refuseAny([...transport.check(request, channel, ids)])
  if (slug === 'smtp') checkParts(template, ids)
  return { template, transport: slug, channel }
}

export function channelOf({ id, channel }: Template, ids: DeliveryIds): Channel {
  const said = ids['channel'] ?? channel
  if (said === 'email' || said === 'sms' || said === 'push') return said
  throw refusal(
    `Messages of the channel ${said} cannot be sent: template "${id}" must be email, sms or push.`,
  )
}

/** A mail without a subject or a text would be worthless. */
function checkParts({ id, variables }: Template, ids: DeliveryIds): void {
  const { subject, html, text } = partsOf(variables, ids)
  const has = (name: string | undefined) => name !== undefined && variables.includes(name)
  if (!has(subject))
    throw refusal(
      `The template "${id}" has no variable for the subject of a mail. Add subject, or name it as integration.deliver.subject_variable.`,
    )
  if (!(has(html) || has(text)))
    throw refusal(
      `The template "${id}" has no variable for the text of a mail. Add html or text, or name them as integration.deliver.html_variable or text_variable.`,
    )
}

const refusal = (message: string): Problem => unprocessable({ field: '/template_id', message })

const noWording = ({ id }: Template): Problem =>
  refusal(
    `The template "${id}" has no wording to send: approve a variant and activate it, or give it a control.`,
  )
