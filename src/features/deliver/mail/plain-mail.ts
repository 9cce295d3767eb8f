import { createId } from '../../../lib/id.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import { describeTransport, type TransportSlug } from '../../../runtime/catalog/transports.ts'
import type { Transport } from '../transport.ts'

/**
 * Sends one mail at once through the SMTP transport of an organisation, outside the queue and without tries.
 * @returns off if the transport lacks a setting
 */
export async function sendPlainMail(
  transports: ReadonlyMap<TransportSlug, Transport>,
  org: Org,
  to: string,
  { subject, text }: { readonly subject: string; readonly text: string },
  now: Date,
): Promise<'sent' | 'failed' | 'off'> {
  const transport = transports.get('smtp')
  const settings = org.transports.get('smtp') ?? {}
  if (transport === undefined || describeTransport('smtp').needs.some(key => !settings[key])) return 'off'
  const id = createId(now.getTime())
  const recipient = { userId: null, email: to, phone: null }
  const message = { requestId: id, copyId: id, channel: 'email', recipient, vars: { subject, text } } as const
  const prepared = await transport.prepare(message, settings, {})
  if (!prepared.ok) return 'failed'
  const { outcome } = await prepared.value()
  return outcome === 'accepted' ? 'sent' : 'failed'
}
