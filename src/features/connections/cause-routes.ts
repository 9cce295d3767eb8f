import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { VendorCall } from '../../core/platforms/vendor.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Database } from '../../runtime/db/session.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { checkCause, expectedEvents } from './check-cause.ts'
import { findOrRefuse } from './find-platform.ts'
import { NOTHING_YET } from './health.ts'
import { loadHistories } from './health-store.ts'
import { loadSeenTypes } from './rung-store.ts'
import { CauseParams, CauseView, EventsView, PlatformParams } from './schema.ts'
import type { Tally } from './tally.ts'

interface CauseServices {
  readonly db: Database
  readonly clock: Clock
  readonly call: VendorCall
  readonly tally: Tally
  /** Without a trailing slash. */
  readonly publicUrl: string
}

/** Why nothing arrives from a platform, and which of its events arrive. */
export const causeRoutes: FastifyPluginAsyncTypebox<CauseServices> = async (app, services) => {
  const { db, clock, call, tally, publicUrl } = services
  const tags = ['platforms']

  app.post(
    '/orgs/:org/platforms/:slug/causes/:cause',
    {
      // Whoever sets up a template asks this. It changes nothing.
      config: { permission: 'edit' },
      schema: {
        operationId: 'checkPlatformCause',
        'x-changes-nothing': true,
        'x-problems': ['platform-not-found'],
        summary: 'Check one likely cause why nothing arrives from a platform',
        description:
          'The check of `address` calls the public address of this server. The others read what is stored.',
        tags,
        params: CauseParams,
        response: { 200: CauseView, ...problemResponses },
      },
    },
    async ({ org, params: { slug, cause } }) => {
      const platform = findOrRefuse(slug)
      await tally.flush()
      const now = clock()
      const history = (await loadHistories(db, org.id, now)).get(slug) ?? NOTHING_YET
      const seen = await loadSeenTypes(db, org.id, slug)
      const checked = await checkCause(cause, { platform, history, seen, publicUrl, call, now })
      return { cause, ...checked, checked_at: now.toISOString() }
    },
  )

  app.get(
    '/orgs/:org/platforms/:slug/events',
    {
      schema: {
        operationId: 'listExpectedEvents',
        'x-problems': ['platform-not-found'],
        summary: 'List the events that Parley expects from a platform, and when each was last reported',
        tags,
        params: PlatformParams,
        response: { 200: EventsView, ...problemResponses },
      },
    },
    async ({ org, params: { slug } }) => {
      const platform = findOrRefuse(slug)
      const seen = await loadSeenTypes(db, org.id, slug)
      return {
        items: expectedEvents(platform).map(({ type, name }) => ({
          ...{ type, name },
          last_seen_at: seen.get(type)?.toISOString() ?? null,
        })),
      }
    },
  )
}
