import { API_KEY_PLACEHOLDER, type Snippet, type Step } from '../../core/platforms/guide.ts'
import { endOfSecret, valuesOfKey, withNamed } from '../../core/platforms/named-settings.ts'
import type { Platform } from '../../core/platforms/platform.ts'
import { missingForReports } from '../../core/platforms/verification.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { causesOf } from './causes.ts'
import { factOf, hasKey } from './facts.ts'
import { fillInWith } from './fill-in.ts'
import { type CallHistory, healthOf, NOTHING_YET, ofLastDay, usualOf } from './health.ts'
import { publicUrlNotice } from './public-url-notice.ts'
import type { LadderRung, Reached } from './rung-store.ts'
import type { HealthView, PlatformView } from './schema.ts'
import type { StoredSettings } from './settings-store.ts'
import { statesOf } from './step-state.ts'

/** The data for showing platforms, besides the platforms themselves. */
export interface Showing {
  readonly org: Org
  readonly publicUrl: string
  /** By platform slug. */
  readonly settings: ReadonlyMap<string, StoredSettings>
  readonly histories: ReadonlyMap<string, CallHistory>
  /** Of the template below. */
  readonly rungs: ReadonlyMap<LadderRung, Reached>
  /** The requested template. */
  readonly templateId: string | undefined
  readonly now: Date
}

/** @throws Problem template-not-found */
export function showPlatform(platform: Platform, showing: Showing): PlatformView {
  const { org, publicUrl } = showing
  const { slug, name } = platform
  const values = showing.settings.get(slug)?.values ?? {}
  const opened = org.platforms.get(slug) ?? {}
  return {
    slug,
    name,
    endpoint_url: endpointOf(publicUrl, slug, org),
    ...configurationOf(platform, showing),
    settings: withNamed(platform.settings, Object.keys(values)).map(field => {
      const stored = Object.hasOwn(values, field.key) ? values[field.key] : undefined
      const value = field.kind === 'text' ? (stored ?? null) : null
      const secret = field.several && field.kind === 'secret' ? opened[field.key] : undefined
      const last_four = stored === undefined || secret === undefined ? null : endOfSecret(secret)
      return { ...field, value, is_set: stored !== undefined, last_four }
    }),
    integration: platform.integration.map(({ where = null, ...field }) => ({ ...field, where })),
    guide: showGuide(platform, showing),
    rungs: [...showing.rungs].flatMap(([key, { lastAt, count24h }]) =>
      key === 'traced' ? [] : [{ key, last_at: lastAt?.toISOString() ?? null, count_24h: count24h }],
    ),
    health: showHealth(name, showing.histories.get(slug) ?? NOTHING_YET, showing.now),
  }
}

/** The address for the webhooks of a platform. */
export const endpointOf = (publicUrl: string, slug: string, org: Org): string =>
  `${publicUrl}/api/webhook/${slug}/${org.slug}`

/** Whether Parley can accept the platform's calls, and otherwise what is missing. */
export function configurationOf(
  platform: Platform,
  { org, settings, now }: Pick<Showing, 'org' | 'settings' | 'now'>,
): { readonly configured: boolean; readonly missing: string[] } {
  const stored = settings.get(platform.slug)?.values ?? {}
  const missing = missingForReports(
    platform,
    key => valuesOfKey(stored, key).length > 0,
    org.platforms.get(platform.slug) ?? {},
    hasKey(org, 'ingest', now),
  )
  return {
    configured: missing.length === 0,
    missing: missing.map(({ check, fix }) => `${check}. ${fix ?? ''}`.trim()),
  }
}

function showGuide(platform: Platform, showing: Showing): PlatformView['guide'] {
  const { org, publicUrl, templateId } = showing
  const { slug } = platform
  const template = fillInWith(org, slug, templateId)
  const endpointUrl = endpointOf(publicUrl, slug, org)
  const { steps, snippets } = platform.guide({ org: org.slug, publicUrl, endpointUrl, template })
  const known = {
    ...showing,
    platform,
    settings: showing.settings.get(slug),
    integration: template.integration,
  }
  const states = statesOf(steps, proof => factOf(known, proof))
  return {
    template_id: template.id,
    notice: publicUrlNotice(publicUrl, platform.slug === OWN_SYSTEMS),
    steps: steps.map((step, at) => ({
      ...{ key: step.key, title: step.title, text: step.text, expect: step.expect },
      optional: step.isOptional ?? false,
      settings: enteredIn(step, 'setting:'),
      integration: step.proof?.includes('ids')
        ? platform.integration.map(({ key }) => key)
        : enteredIn(step, 'integration:'),
      state: states[at]?.state ?? 'unknown',
      evidence: states[at]?.evidence ?? null,
      since: states[at]?.since?.toISOString() ?? null,
    })),
    snippets: snippets.map(snippet => ({ ...snippet, scope: scopeOf(snippet, steps) })),
    causes: causesOf(platform, steps).map(cause => ({ ...cause })),
  }
}

/** They may stand in the same network as Parley. */
const OWN_SYSTEMS = 'events'

const enteredIn = ({ proof = [], enters = [] }: Step, kind: string): string[] =>
  [...proof, ...enters].flatMap(each => (each.startsWith(kind) ? each.slice(kind.length) : []))

/** A key in a snippet requests copy if its step does; otherwise it reports events. */
function scopeOf({ code, step }: Snippet, steps: readonly Step[]): 'serve' | 'ingest' | null {
  if (!code.includes(API_KEY_PLACEHOLDER)) return null
  return steps.find(({ key }) => key === step)?.proof?.includes('asked') ? 'serve' : 'ingest'
}

/** The health of a platform's connection. */
export function showHealth(name: string, history: CallHistory, now: Date): HealthView {
  const { lastReceivedAt, lastCountedAt } = history
  const usual = usualOf(history)
  return {
    ...healthOf(name, history, now),
    last_received_at: lastReceivedAt?.toISOString() ?? null,
    last_counted_at: lastCountedAt?.toISOString() ?? null,
    usual: usual && { gap_minutes: usual.gapMinutes, per_hour: usual.perHour },
    received_24h: ofLastDay(history, now, 'received'),
    unreadable_24h: ofLastDay(history, now, 'unreadable'),
    refused_24h: ofLastDay(history, now, 'refused'),
  }
}
