import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { seal } from '../../runtime/catalog/seal.ts'
import {
  describeTransport,
  findTransport,
  TRANSPORTS,
  transportSettings,
} from '../../runtime/catalog/transports.ts'
import { VerificationView } from '../../runtime/catalog/verification-schema.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { pageOf } from '../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import type { Dial } from '../../runtime/outbound/dial.ts'
import { refuseMailServer } from './mail/mail-host.ts'
import {
  TransportBody,
  TransportParams,
  TransportTestBody,
  TransportTestView,
  TransportView,
} from './transport-schema.ts'
import { checkMailServer, mergeTransport, showTransport } from './transport-settings.ts'
import { loadPauses } from './verify/pause-store.ts'
import { sendTestMessage } from './verify/test-message.ts'
import { type Verifying, verifyTransport } from './verify/verify-transport.ts'

export interface TransportServices extends Verifying {
  readonly access: Access
  readonly configuration: Configuration
  readonly vault: Vault
  readonly clock: Clock
  readonly vetHost: Dial['vet']
}

/** Transports and their settings. */
export const transportRoutes: FastifyPluginAsyncTypebox<TransportServices> = async (app, services) => {
  const { access, configuration, vault, transports, clock } = services
  guardOrg(app, access, { scope: 'manage', change: 'operate' })
  const tags = ['deliveries']

  app.get(
    '/orgs/:org/transports',
    {
      schema: {
        operationId: 'listTransports',
        summary: 'List transports with their missing settings',
        description: 'Secrets are never shown.',
        tags,
        params: OrgParams,
        response: { 200: pageOf(TransportView), ...problemResponses },
      },
    },
    async ({ org }) => {
      const pauses = await loadPauses(configuration.db, org.id)
      return {
        items: TRANSPORTS.map(slug => showTransport(org, describeTransport(slug), pauses.get(slug))),
        next_cursor: null,
      }
    },
  )

  app.put(
    '/orgs/:org/transports/:slug',
    {
      schema: {
        operationId: 'updateTransport',
        'x-problems': ['not-found', 'conflict', 'unprocessable'],
        summary: 'Set or remove settings of a transport; absent settings stay unchanged',
        tags,
        params: TransportParams,
        body: TransportBody,
        response: { 200: TransportView, ...problemResponses },
      },
    },
    async ({ org, params: { slug }, body: { settings } }) => {
      const transport = findTransport(slug)
      if (transport.platform !== null)
        throw new Problem(
          'conflict',
          `${transport.name} uses the settings of the platform. Set them with PUT /api/v1/orgs/${org.slug}/platforms/${transport.platform}.`,
        )
      const sealed = seal(transport, settings, vault)
      const present = removeUndefined(transportSettings(org, transport.slug))
      checkMailServer(present, settings)
      await refuseMailServer(services.vetHost, present, settings)
      await mergeTransport(configuration, org, slug, sealed, clock())
      const changed = (await configuration.catalog.findOrg(org.slug)) ?? org
      const pauses = await loadPauses(configuration.db, org.id)
      return showTransport(changed, transport, pauses.get(slug))
    },
  )

  app.post(
    '/orgs/:org/transports/:slug/verify',
    {
      schema: {
        operationId: 'verifyTransport',
        'x-problems': ['not-found'],
        'x-changes-nothing': true,
        summary: 'Try the credentials of a transport, without sending anything',
        description:
          'SMTP: connects, encrypts and signs in. Other transports: asks the API of the platform. Each check has a finding, also when there is no answer.',
        tags,
        params: TransportParams,
        response: { 200: VerificationView, ...problemResponses },
      },
    },
    async ({ org, params: { slug } }) => {
      const checked_at = clock().toISOString()
      const { findings, ...concluded } = await verifyTransport(services, org, findTransport(slug))
      return { ...concluded, checked_at, findings: [...findings] }
    },
  )

  app.post(
    '/orgs/:org/transports/:slug/test',
    {
      schema: {
        operationId: 'testTransport',
        'x-problems': ['not-found', 'template-not-found', 'unprocessable'],
        summary: 'Send a test message to oneself through a transport',
        description:
          'Parley answers with what the server said. It neither stores nor counts the message, and does not try again.',
        tags,
        params: TransportParams,
        body: TransportTestBody,
        response: { 200: TransportTestView, ...problemResponses },
      },
    },
    async ({ org, params: { slug }, body }) =>
      sendTestMessage({ transports, clock }, org, findTransport(slug), body),
  )
}

const removeUndefined = (settings: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
