import type { SetupTemplate } from '../../core/platforms/guide.ts'
import type { Platform } from '../../core/platforms/platform.ts'
import { DAY_MS } from '../../lib/duration.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { fillInWith } from './fill-in.ts'
import { type CallHistory, type Hour, healthOf, NOTHING_YET } from './health.ts'
import type { HealthView, PlatformView } from './schema.ts'
import type { SealedSettings } from './settings-store.ts'

/** The data for showing platforms, besides the platforms themselves. */
export interface Showing {
  readonly org: Org
  readonly publicUrl: string
  /** By platform slug. */
  readonly settings: ReadonlyMap<string, SealedSettings>
  readonly histories: ReadonlyMap<string, CallHistory>
  /** The requested template. */
  readonly templateId: string | undefined
  readonly now: Date
}

/** @throws Problem template-not-found */
export function showPlatform(platform: Platform, showing: Showing): PlatformView {
  const { org, publicUrl, templateId, now } = showing
  const { slug, name, integration } = platform
  const sealed = showing.settings.get(slug) ?? {}
  const endpointUrl = `${publicUrl}/api/webhook/${slug}/${org.slug}`
  const template = fillInWith(org, slug, templateId)
  return {
    slug,
    name,
    endpoint_url: endpointUrl,
    configured: platform.settings.every(({ key, required }) => !required || Object.hasOwn(sealed, key)),
    settings: platform.settings.map(field => {
      const stored = Object.hasOwn(sealed, field.key) ? sealed[field.key] : undefined
      const value = field.kind === 'text' ? (stored ?? null) : null
      return { ...field, value, is_set: stored !== undefined }
    }),
    integration: integration.map(field => ({ ...field })),
    guide: showGuide(platform, { org: org.slug, publicUrl, endpointUrl, template }),
    health: showHealth(name, showing.histories.get(slug) ?? NOTHING_YET, now),
  }
}

function showGuide(
  platform: Platform,
  setup: { org: string; publicUrl: string; endpointUrl: string; template: SetupTemplate },
): PlatformView['guide'] {
  const { steps, snippets } = platform.guide(setup)
  return { template_id: setup.template.id, steps: [...steps], snippets: [...snippets] }
}

function showHealth(name: string, history: CallHistory, now: Date): HealthView {
  const { lastReceivedAt, lastCountedAt, hours } = history
  const lately = hours.filter(({ hour }) => hour.getTime() > now.getTime() - DAY_MS)
  const sum = (field: Exclude<keyof Hour, 'hour'>) => lately.reduce((total, hour) => total + hour[field], 0)
  return {
    ...healthOf(name, history, now),
    last_received_at: lastReceivedAt?.toISOString() ?? null,
    last_counted_at: lastCountedAt?.toISOString() ?? null,
    received_24h: sum('received'),
    unreadable_24h: sum('unreadable'),
    refused_24h: sum('refused'),
  }
}
