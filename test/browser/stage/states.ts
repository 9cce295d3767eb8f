import type { DemoOrg } from '../../../src/features/demo/demo-org.ts'
import { ADMIN_KEY, type TestApp, type TestReply } from '../../app.ts'
import { processInbox } from '../../factories.ts'
import { addCompared } from './states-compared.ts'
import { addExport, EXPORT } from './states-export.ts'
import { addOutbound } from './states-outbound.ts'
import { addWarehouse, SOURCES } from './states-warehouse.ts'

/** The people of the organisation, one of each role. Maya is also an admin of the empty one. */
export const PEOPLE = {
  admin: { name: 'Maya Kern', email: 'maya@example.com' },
  engineer: { name: 'Omar Haddad', email: 'omar@example.com' },
  editor: { name: 'Jana Novak', email: 'jana@example.com' },
  viewer: { name: 'Leo Brandt', email: 'leo@example.com' },
} as const
export const PASSWORD = 'seven wet umbrellas'

/** Adds what the month of traffic does not show: templates in every status, settings, webhooks, an empty organisation. */
export async function addStates(server: TestApp, { slug }: DemoOrg, emptyOrg: string): Promise<void> {
  const made = async (reply: Promise<TestReply>): Promise<TestReply> => {
    const { status, body } = await reply
    if (status > 299) throw new Error(`A call of the seed was answered ${status}: ${JSON.stringify(body)}`)
    return { status, body }
  }
  const at = `/api/v1/orgs/${slug}`
  const call = (method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown) =>
    made(server.call(method, `${at}${path}`, body))

  await made(server.call('POST', '/api/v1/orgs', { slug: emptyOrg, name: 'Fresh & Co' }))
  await made(server.call('PATCH', at, { timezone: 'Europe/Berlin' }))
  await call('POST', '/sandboxes', { name: 'staging' })
  const trials = { id: 'trials', name: 'Trials started', kind: 'rate', events: ['trial_started'] }
  await call('POST', '/metrics', { ...trials, window_days: 7 })

  for (const [role, person] of Object.entries(PEOPLE)) await join(server, slug, role, person)
  await join(server, emptyOrg, 'admin', PEOPLE.admin)

  const template = async (id: string, name: string, channel: string, status?: string) => {
    await call('POST', '/templates', { id, name, channel, variables: ['subject', 'body'] })
    const add = (variant: string, subject: string, more: object) =>
      call('POST', `/templates/${id}/variants`, {
        name: variant,
        vars: { subject, body: `${subject}.` },
        ...more,
      })
    await add('Today', 'Your trial ends soon', { control: true, status: 'approved' })
    await add('Short', 'Last day, {{ first_name | default: "friend" }}', { status: 'approved' })
    await add('Question', 'Shall we keep your plan?', {})
    if (status !== undefined) await call('PATCH', `/templates/${id}`, { status })
  }
  // A draft; one that nobody has asked for; one whose messages nobody reports; one that rests.
  await template('trial-ending', 'Trial ending', 'email')
  const metric = 'custom:trials'
  await call('PATCH', '/templates/trial-ending', {
    key_metric: metric,
    learning: { guardrails: [{ metric }] },
  })
  await template('win-back', 'Win-back', 'sms', 'active')
  await template('order-status', 'Order status', 'email', 'active')
  await template('summer-sale', 'Summer sale', 'email', 'archived')
  for (let number = 0; number < 40; number++)
    await made(
      server.call('POST', `/api/generate/${slug}`, {
        template_id: 'order-status',
        user_id: `silent-${number}`,
      }),
    )

  // Names that nobody has mapped.
  const key = { 'x-api-key': ADMIN_KEY }
  for (const event of ['plan_upgraded', 'review_written'])
    await made(
      server.call(
        'POST',
        `/api/webhook/events/${slug}`,
        { event, user_id: 'user-3', value: 12, currency: 'EUR' },
        key,
      ),
    )
  await processInbox(server)

  const { body: webhook } = await call('POST', '/feedback-webhooks', {
    name: 'Order service',
    url: 'https://orders.example.com/hooks/parley',
    channels: ['email'],
  })
  await addOutbound(server, slug, webhook.id)

  const sources: TestReply[] = []
  for (const source of SOURCES) sources.push(await call('POST', '/sources', source))
  await addWarehouse(server, slug, sources[0]?.body.id)
  await addCompared(server, slug)
  await call('PUT', '/exports', EXPORT)
  await addExport(server, slug)
}

/** By an invitation. Whoever has a password already signs in with it. */
async function join(
  server: TestApp,
  org: string,
  role: string,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<void> {
  const invitation = await server.call('POST', `/api/v1/orgs/${org}/invitations`, { email, role })
  const token = new URL(invitation.body.url).pathname.split('/').at(-1)
  const reply = await server.app.inject({
    method: 'POST',
    url: `/api/v1/invitations/${token}`,
    headers: { 'sec-fetch-site': 'same-origin', 'x-parley-console': '1' },
    payload: { name, password: PASSWORD },
  })
  if (reply.statusCode !== 201)
    throw new Error(`An invitation was answered ${reply.statusCode}: ${reply.body}`)
}
