import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Configuration } from '../catalog/change.ts'
import { pageOf } from '../http/page.ts'
import { Problem, problemResponses } from '../http/problem.ts'
import { isSealed, type Vault } from '../http/secrets.ts'
import { pointerTo, refuseAny } from '../http/unprocessable.ts'
import type { Clock } from '../lib/clock.ts'
import { findPlatform, PLATFORMS } from '../platforms/index.ts'
import type { Platform } from '../platforms/platform.ts'
import { mergeSettings, readSettings, type SealedSettings } from './platform-store.ts'
import { OrgParams, PlatformBody, PlatformParams, PlatformView } from './schema.ts'

interface PlatformServices {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly vault: Vault
  readonly publicUrl: string
}

export const platformRoutes: FastifyPluginAsyncTypebox<PlatformServices> = async (
  app,
  { configuration, clock, vault, publicUrl },
) => {
  const tags = ['platforms']

  const show = (platform: Platform, org: string, sealed: SealedSettings): PlatformView => ({
    slug: platform.slug,
    name: platform.name,
    endpoint_url: `${publicUrl}/api/webhook/${platform.slug}/${org}`,
    configured: platform.settings.every(({ key, required }) => !required || Object.hasOwn(sealed, key)),
    settings: platform.settings.map(field => {
      const stored = Object.hasOwn(sealed, field.key) ? sealed[field.key] : undefined
      const value = field.kind === 'text' ? (stored ?? null) : null
      return { ...field, value, is_set: stored !== undefined }
    }),
  })

  app.get(
    '/orgs/:org/platforms',
    {
      schema: {
        operationId: 'listPlatforms',
        summary: 'Every platform, what it needs to be set up, and what is set; secrets are never shown',
        tags,
        params: OrgParams,
        response: { 200: pageOf(PlatformView), ...problemResponses },
      },
    },
    async ({ org }) => {
      const settings = await readSettings(configuration.db, org)
      const items = PLATFORMS.map(platform => show(platform, org.slug, settings.get(platform.slug) ?? {}))
      return { items, next_cursor: null }
    },
  )

  app.put(
    '/orgs/:org/platforms/:slug',
    {
      schema: {
        operationId: 'updatePlatform',
        summary: 'Set or remove settings of a platform; what is left out stays',
        tags,
        params: PlatformParams,
        body: PlatformBody,
        response: { 200: PlatformView, ...problemResponses },
      },
    },
    async ({ org, params: { slug }, body: { settings } }) => {
      const platform = findPlatform(slug)
      if (!platform) {
        const known = PLATFORMS.map(each => each.slug).join(', ')
        throw new Problem('platform-not-found', `There is no platform "${slug}". There are: ${known}.`)
      }
      const sealed = seal(platform, settings, vault)
      return show(platform, org.slug, await mergeSettings(configuration, org, slug, sealed, clock()))
    },
  )
}

type Changes = Readonly<Record<string, string | null>>

/**
 * The changes as they may be stored.
 * @throws Problem unprocessable, naming every setting that is wrong
 */
function seal(platform: Platform, changes: Changes, vault: Vault): Changes {
  refuseAny(
    Object.entries(changes).flatMap(([key, value]) => {
      const message = faultOf(platform, key, value)
      return message === undefined ? [] : [{ field: pointerTo('settings', key), message }]
    }),
  )
  const secrets = new Set(platform.settings.flatMap(({ key, kind }) => (kind === 'secret' ? [key] : [])))
  return Object.fromEntries(
    Object.entries(changes).map(([key, given]) => {
      const value = given?.trim() ?? null
      return [key, value !== null && secrets.has(key) ? vault.seal(value) : value]
    }),
  )
}

function faultOf({ name, settings }: Platform, key: string, value: string | null): string | undefined {
  const known = settings.map(field => field.key)
  if (!known.includes(key)) {
    return `${name} has no setting "${key}". It has ${known.length > 0 ? known.join(', ') : 'none'}.`
  }
  if (value?.trim() === '') return `"${key}" is empty. Send null to remove it.`
  // It would be taken for one when it is read again.
  if (value !== null && isSealed(value.trim()))
    return `"${key}" looks like a sealed secret. Send the secret itself.`
  return undefined
}
