import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { PLATFORMS } from '../../core/platforms/index.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { seal } from '../../runtime/catalog/seal.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { pageOf } from '../../runtime/http/page.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import { refuseAddresses, type VetUrl } from './addresses.ts'
import { fillInWith } from './fill-in.ts'
import { findOrRefuse } from './find-platform.ts'
import { NOTHING_YET } from './health.ts'
import { loadHistories } from './health-store.ts'
import { loadRungs } from './rung-store.ts'
import { HealthList, PlatformBody, PlatformParams, PlatformQuery, PlatformView } from './schema.ts'
import { mergeSettings, readSettings } from './settings-store.ts'
import { configurationOf, endpointOf, type Showing, showHealth, showPlatform } from './show.ts'
import type { Tally } from './tally.ts'

interface PlatformServices {
  readonly configuration: Configuration
  readonly vault: Vault
  readonly clock: Clock
  readonly publicUrl: string
  readonly tally: Tally
  readonly vetUrl: VetUrl
}

/** Settings, instructions and health of platforms. */
export const platformRoutes: FastifyPluginAsyncTypebox<PlatformServices> = async (app, services) => {
  const { configuration, vault, publicUrl, tally, clock, vetUrl } = services
  const { db } = configuration
  const tags = ['platforms']

  async function showingOf(org: Org, templateId: string | undefined): Promise<Showing> {
    await tally.flush()
    const now = clock()
    return {
      org,
      publicUrl,
      settings: await readSettings(db, org),
      histories: await loadHistories(db, org.id, now),
      rungs: await loadRungs(db, org.id, fillInWith(org, '', templateId).id, now),
      templateId,
      now,
    }
  }

  app.get(
    '/orgs/:org/platforms',
    {
      schema: {
        operationId: 'listPlatforms',
        'x-problems': ['template-not-found'],
        summary: 'List platforms with settings, instructions and health',
        description: 'Secrets are never shown.',
        tags,
        params: OrgParams,
        querystring: PlatformQuery,
        response: { 200: pageOf(PlatformView), ...problemResponses },
      },
    },
    async ({ org, query }) => {
      const showing = await showingOf(org, query.template)
      return { items: PLATFORMS.map(platform => showPlatform(platform, showing)), next_cursor: null }
    },
  )

  app.get(
    '/orgs/:org/platforms/health',
    {
      schema: {
        operationId: 'listPlatformHealth',
        summary: 'List the health of all platforms',
        tags,
        params: OrgParams,
        response: { 200: HealthList, ...problemResponses },
      },
    },
    async ({ org }) => {
      await tally.flush()
      const now = clock()
      const settings = await readSettings(db, org)
      const histories = await loadHistories(db, org.id, now)
      const items = PLATFORMS.map(platform => ({
        slug: platform.slug,
        name: platform.name,
        endpoint_url: endpointOf(publicUrl, platform.slug, org),
        ...configurationOf(platform, { org, settings, now }),
        health: showHealth(platform.name, histories.get(platform.slug) ?? NOTHING_YET, now),
      }))
      return { items }
    },
  )

  app.get(
    '/orgs/:org/platforms/:slug',
    {
      schema: {
        operationId: 'getPlatform',
        'x-problems': ['platform-not-found', 'template-not-found'],
        summary: 'Get a platform',
        tags,
        params: PlatformParams,
        querystring: PlatformQuery,
        response: { 200: PlatformView, ...problemResponses },
      },
    },
    async ({ org, params, query }) =>
      showPlatform(findOrRefuse(params.slug), await showingOf(org, query.template)),
  )

  app.put(
    '/orgs/:org/platforms/:slug',
    {
      schema: {
        operationId: 'updatePlatform',
        'x-problems': ['platform-not-found', 'unprocessable'],
        summary: 'Set or remove settings of a platform; absent settings stay unchanged',
        tags,
        params: PlatformParams,
        body: PlatformBody,
        response: { 200: PlatformView, ...problemResponses },
      },
    },
    async ({ org, params: { slug }, body: { settings } }) => {
      const platform = findOrRefuse(slug)
      await refuseAddresses(vetUrl, platform, settings)
      await mergeSettings(configuration, org, slug, seal(platform, settings, vault), clock())
      const changed = (await configuration.catalog.findOrg(org.slug)) ?? org
      return showPlatform(platform, await showingOf(changed, undefined))
    },
  )
}
