import type { Clock } from '../../../lib/clock.ts'
import { createId } from '../../../lib/id.ts'
import type { Org, Template } from '../../../runtime/catalog/catalog.ts'
import {
  DELIVER,
  type TransportDescription,
  type TransportSlug,
  transportOf,
  transportSettings,
} from '../../../runtime/catalog/transports.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { refuseAny, unprocessable } from '../../../runtime/http/unprocessable.ts'
import { channelOf } from '../accept.ts'
import type { DeliveryIds, SendAnswer, Transport } from '../transport.ts'
import type { TransportTestBody, TransportTestView } from '../transport-schema.ts'
import { refuseUnconfigured } from '../transport-settings.ts'

interface Ways {
  readonly transports: ReadonlyMap<TransportSlug, Transport>
  readonly clock: Clock
}

/**
 * Sends one message with invented content, and waits for the answer. Nothing is stored, counted or tried again.
 * @throws Problem unprocessable with what is missing, or template-not-found
 */
export async function sendTestMessage(
  { transports, clock }: Ways,
  org: Org,
  description: TransportDescription,
  { template_id, email, phone, user_id }: TransportTestBody,
): Promise<TransportTestView> {
  const { slug, name, platform } = description
  refuseUnconfigured(org, description)
  const transport = transports.get(slug)
  if (transport === undefined) throw new Error(`there is no transport ${slug}`)
  if (template_id === undefined && platform !== null)
    throw unprocessable({
      field: '/template_id',
      message: `${name} needs a template: its settings name the message at the platform.`,
    })
  const template = template_id === undefined ? undefined : findTemplate(org, slug, name, template_id)
  const ids: DeliveryIds = template?.integration[DELIVER] ?? {}
  const channel = template === undefined ? 'email' : channelOf(template, ids)
  const recipient = { userId: user_id ?? null, email: email?.toLowerCase() ?? null, phone: phone ?? null }
  refuseAny([...transport.check(recipient, channel, ids)])
  const id = createId(clock().getTime())
  const vars = template === undefined ? PLAIN : varsOf(template)
  const message = { requestId: `test-${id}`, copyId: id, channel, recipient, vars }
  const startedAt = performance.now()
  const prepared = await transport.prepare(message, transportSettings(org, slug), ids)
  const answer: SendAnswer = prepared.ok ? await prepared.value() : prepared.reason
  return {
    ok: answer.outcome === 'accepted',
    took_ms: Math.round(performance.now() - startedAt),
    status: answer.status,
    reason: answer.outcome === 'accepted' ? null : answer.reason,
    message_id: answer.outcome === 'accepted' ? answer.messageId : null,
    vars,
  }
}

const PLAIN = { subject: 'Test from Parley', text: 'This is a test from Parley. It was not counted.' }

const varsOf = ({ variables }: Template): Record<string, string> =>
  Object.fromEntries(variables.map(name => [name, `Test from Parley (${name})`]))

function findTemplate(org: Org, slug: TransportSlug, name: string, id: string): Template {
  const template = org.templates.get(id)
  if (!template)
    throw new Problem('template-not-found', `There is no template "${id}" in ${org.slug}. Check the id.`)
  if (transportOf(template) !== slug)
    throw unprocessable({ field: '/template_id', message: `The template "${id}" is not sent by ${name}.` })
  return template
}
